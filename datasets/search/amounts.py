"""Amounts in ordinary words: "over 1,000 patients", "moins de 50 Go", "от 2015 до 2018 года", "1000例以上".

Rules, no model: a figure, what is counted (a unit of size, people, images, a year),
and a comparison before or behind it.
All languages are read on every page; only the signs inside a figure are read as the page's language has them. Words are
compared folded, so the tables are written without accents where that is shorter to check.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from datasets.words import numbers
from datasets.words.folding import fold

from .fields import Bounds

# Comparison -> the words for it before a figure, in all languages. Longer ones win.
BEFORE: Mapping[str, tuple[str, ...]] = {
    "<": (
        "under", "below", "less than", "fewer than", "smaller than", "lower than", "no larger than",
        "moins de", "sous", "inférieur à", "inférieure à", "inférieurs à", "inférieures à", "inférieur a",
        "plus petit que", "plus petits que", "plus petite que", "en dessous de", "au-dessous de",
        "menos de", "menos do que", "menor que", "menores que", "menor do que", "abaixo de", "inferior a",
        "inferiores a",
        "меньше", "менее", "меньше чем", "менее чем", "ниже",
        "小于", "少于", "低于", "不足", "不到", "未满", "<",
    ),
    "<=": (
        "up to", "at most", "no more than", "not more than", "not over", "not exceeding", "maximum", "max", "within",
        "jusqu'à", "au plus", "au maximum", "pas plus de", "maximum de", "sans dépasser", "ne dépassant pas",
        "até", "no máximo", "não mais de", "não mais que", "não mais do que", "máximo de", "no máximo de",
        "до", "не более", "не больше", "не более чем", "не больше чем", "максимум", "в пределах", "не превышает",
        "不超过", "不多于", "至多", "最多", "不大于", "不高于", "≤", "⩽", "<=",
    ),
    ">": (
        "over", "above", "more than", "greater than", "larger than", "bigger than", "exceeding", "upwards of",
        "plus de", "supérieur à", "supérieure à", "supérieurs à", "supérieures à", "au-dessus de", "au-delà de",
        "plus grand que", "plus grands que", "dépassant",
        "mais de", "mais que", "mais do que", "maior que", "maiores que", "maior do que", "acima de", "superior a",
        "superiores a", "além de",
        "больше", "более", "свыше", "больше чем", "более чем", "выше",
        "超过", "大于", "多于", "高于", "逾", ">",
    ),
    ">=": (
        "at least", "no less than", "no fewer than", "not less than", "not fewer than", "minimum", "minimum of", "min",
        "au moins", "au minimum", "à partir de", "pas moins de", "minimum de",
        "pelo menos", "no mínimo", "ao menos", "a partir de", "mínimo de", "não menos de", "não menos que",
        "не менее", "не меньше", "от", "минимум", "хотя бы", "как минимум", "не менее чем", "не ниже",
        "至少", "不少于", "不低于", "不小于", "最少", "≥", "⩾", ">=",
    ),
}  # fmt: skip
# The same behind a figure or its unit.
BEHIND: Mapping[str, tuple[str, ...]] = {
    ">": ("之上",),
    ">=": (
        "or more", "and more", "and up", "or above", "and above", "or larger", "minimum", "at least", "or over",
        "ou plus", "et plus", "au moins", "au minimum", "ou davantage",
        "ou mais", "e mais", "no mínimo", "pelo menos",
        "и более", "и больше", "или более", "или больше", "минимум", "и выше",
        "以上", "及以上", "或以上", "或更多", "及更多", "起",
    ),
    "<=": (
        "or less", "or fewer", "and less", "or smaller", "or below", "maximum", "max", "at most",
        "ou moins", "au plus", "au maximum", "maximum",
        "ou menos", "no máximo",
        "и менее", "и меньше", "или менее", "или меньше", "максимум",
        "以下", "以内", "之内", "及以下", "或以下", "或更少", "及以内",
    ),
}  # fmt: skip
# The same of a year; "2018" alone is one behind "in", and before the word for year.
YEAR_BEFORE: Mapping[str, tuple[str, ...]] = {
    ">=": (
        "since", "from", "starting in", "beginning in", "as of",
        "depuis", "depuis l'année", "dès", "à partir de", "à compter de",
        "desde", "a partir de", "desde o ano de",
        "с", "начиная с", "от",
        "自", "从", "自从",
    ),
    ">": (
        "after", "newer than", "later than", "more recent than", "younger than",
        "après", "postérieur à", "postérieurs à", "plus récent que", "plus récents que",
        "depois de", "após", "posterior a", "posteriores a", "mais recente que", "mais recentes que",
        "после", "позже", "позднее", "новее",
        "晚于", "新于",
    ),
    "<": (
        "before", "older than", "earlier than", "prior to",
        "avant", "antérieur à", "antérieurs à", "plus ancien que",
        "antes de", "anterior a", "anteriores a", "mais antigo que",
        "до", "раньше", "ранее",
        "早于",
    ),
    "<=": ("until", "till", "through", "jusqu'en", "jusqu'à", "até", "por", "截至", "截止"),
    "=": (
        "in", "of the year", "published in", "released in", "from the year",
        "en", "de l'année", "publié en", "publiés en", "paru en",
        "em", "de", "do ano de", "publicado em", "publicados em",
        "в", "за",
    ),
}  # fmt: skip
YEAR_BEHIND: Mapping[str, tuple[str, ...]] = {
    ">=": (
        "or later", "or newer", "onwards", "and later", "ou plus récent", "ou après", "ou mais recente", "em diante",
        "или позже", "и позже", "и новее", "以来", "以后", "起", "至今", "以后的", "及以后", "或之后", "开始",
    ),
    ">": ("之后", "后"),
    "<": ("以前", "之前", "前"),
    "<=": ("or earlier", "or older", "ou avant", "ou antes", "или раньше", "и ранее", "及以前", "或之前"),
}  # fmt: skip

# What is counted, by the range it is a value of. Regular expressions over folded text.
PEOPLE = (
    r"(?:[a-z]+ )?(?:patients?|subjects?|participants?|people|persons?|individuals?|volunteers?|cases?)\b"
    r"|(?:patientes?|sujets?|participantes?|personnes?|individus?|cas|volontaires?|malades?)\b"
    r"|(?:pacientes?|sujeitos?|pessoas?|individuos?|casos?|voluntarios?)\b"
    r"|(?:пациент|испытуем|участник|человек|случа[еия]|случа[ях]|больн[ыо]|субъект|доброволь|обследуем)\w*"
    r"|[余多]?[名例位个]?(?:患者|病人|受试者|病例|参与者|志愿者)|[余多]?[名例位人]"
)
IMAGES = (
    r"(?:images?|scans?|pictures?|photos?|photographs?|slices?|cliches?|coupes?|imagens?|imagem|fotos?|cortes?)\b"
    r"|(?:изображени|снимк|снимок|срез)\w*|[余多]?[张幅帧][图影]?[像片]?|[余多]?(?:图像|图片|影像|照片)"
)
# Images that are a term at the same time: they are counted, and stay in the text to be read as the term.
TERM_IMAGES = (
    r"(?:[xх][- ]?rays?|radiographs?|mammograms?|radiographies?|mammographies?|radiografias?|mamografias?|irms?)\b"
    r"|(?:рентгенограмм|маммограмм)\w*|(?:胸部)?[x]光片|胸片"
)
YEAR = r"(?:г\.|года|году|годов|год|гг\.|年)"
# In words, a hundred and its like are figures of their own.
NUMERALS: Mapping[str, int] = {
    "hundred": 100, "a hundred": 100, "one hundred": 100, "a thousand": 1_000, "one thousand": 1_000,
    "a million": 10**6, "one million": 10**6,
    "cent": 100, "cents": 100, "mille": 1_000, "un million": 10**6, "un millier": 1_000,
    "cem": 100, "mil": 1_000, "um milhão": 10**6,
    "сто": 100, "ста": 100, "сотни": 100, "тысячи": 1_000, "тысяча": 1_000, "тысячу": 1_000, "миллиона": 10**6,
    "一百": 100, "两百": 200, "二百": 200, "三百": 300, "五百": 500, "一千": 1_000, "两千": 2_000, "五千": 5_000,
    "一万": 10_000, "十万": 100_000, "百万": 10**6, "一百万": 10**6,
}  # fmt: skip

CJK = "\u3400-\u9fff"


def level(text: str) -> str:
    """Return `text` folded character by character: of the same length, so that places in it are places in `text`."""
    return "".join(_letter(character) for character in text)


@lru_cache(maxsize=10_000)
def _letter(character: str) -> str:
    if character.isspace():
        return " "
    folded = "'" if character in "’ʼ" else fold(character)
    return folded if len(folded) == 1 else character


def _any(words: Iterable[str]) -> str:
    """Return a pattern of any of the words, the longer ones first; spaces may be several."""
    ordered = sorted({level(word) for word in words}, key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered)


def _named(table: Mapping[str, tuple[str, ...]]) -> Mapping[str, str]:
    return {level(word): operator for operator, words in table.items() for word in words}


# A word of Latin or Cyrillic letters begins and ends at its own letters; one of ideographs anywhere.
START = rf"(?:(?<![^\W\d_])|(?<=[{CJK}])|(?=[{CJK}≤≥⩽⩾<>]))"
END = rf"(?:(?![^\W\d_])|(?<=[{CJK}])|(?=[{CJK}]))"


def _before(table: Mapping[str, tuple[str, ...]]) -> re.Pattern[str]:
    """Return a pattern of the words of a table at the end of a text; an article may follow them."""
    words = _any(word for many in table.values() for word in many)
    return re.compile(
        rf"{START}(?P<word>{words}){END}[\s:]*(?:(?:the|a|l'annee|o ano|about|environ|cerca de|около)\s+)?\Z"
    )


def _behind(table: Mapping[str, tuple[str, ...]]) -> re.Pattern[str]:
    return re.compile(rf"\s*(?P<word>{_any(word for many in table.values() for word in many)}){END}")


BEFORE_PATTERN, BEFORE_WORDS = _before(BEFORE), _named(BEFORE)
BEHIND_PATTERN, BEHIND_WORDS = _behind(BEHIND), _named(BEHIND)
YEAR_BEFORE_PATTERN, YEAR_BEFORE_WORDS = _before(YEAR_BEFORE), _named(YEAR_BEFORE)
YEAR_BEHIND_PATTERN, YEAR_BEHIND_WORDS = _behind(YEAR_BEHIND), _named(YEAR_BEHIND)

FIGURE = r"\d{1,3}(?:[ ']\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*"
SCALE = rf"(?:\s?(?:{_any(word for word in numbers.SCALES if word not in 'mk')}|[km](?![^\W\d_])){END})?"
NUMERAL = rf"{START}(?:{_any(NUMERALS)}){END}"
NUMBER = re.compile(
    rf"(?<!\d)(?<!\d[.,])(?<![^\W\d_{CJK}][-])(?:(?<![^\W\d_])|(?<=[{CJK}]))(?:(?:{FIGURE}){SCALE}|{NUMERAL})"
)
UNIT = re.compile(
    rf"\s*(?:(?P<size>(?!to\s+\d)[kmgtp]i?(?:b|o)|[кмгтп]и?б|(?:{_any(numbers.UNIT_WORDS)})){END}"
    rf"|(?:de |d'|of )?(?:(?P<subjects>{PEOPLE})|(?P<images>{IMAGES})|(?P<year>{YEAR}))"
    r"|(?P<plus>\+))"
)
# Of whom or of what, some words further on: "100 brain tumour patients", "1,000 chest X-rays".
LATER = re.compile(
    r"(?:\s+(?!(?:with|avec|com|and|et|or|ou|from|under|over|и|или|с)\b)[^\W\d_]+){1,3}?\s+"
    rf"(?:(?P<subjects>{PEOPLE})|(?P<images>{IMAGES}|{TERM_IMAGES}))"
)
TERM_BEHIND = re.compile(rf"\s*(?:的|of |de |d')?(?P<images>{TERM_IMAGES})")
# Of one patient, image or the like, not of the whole data: "under 5 MB per image", "每例100张以上".
ONE = (
    rf"(?:{PEOPLE}|{IMAGES}|(?:exams?|stud(?:y|ies)|series|volumes?|class(?:es)?|files?|lesions?|examens?|etudes?|fichiers?"
    r"|exames?|estudos?|arquivos?|series?)\b|(?:исследовани|файл|класс|сери|объем|обследовани)\w*)"
)
EACH = re.compile(
    rf"(?:\s+[^\W\d_]+){{0,3}}?\s*(?:(?:per|/)\s*[^\W\d_]+"
    rf"|(?:par|por|na|за|на|в|для|pour|para|for|in|em|a)\s+(?:(?:each|every|chaque|cada|кажд\w+|одн\w+)\s+[^\W\d_]+)"
    rf"|(?:par|por|на)\s+{ONE})|\s+(?:each|chacune?|cada(?: uma?)?|кажд\w+)\b|\s*[/／]\s*[{CJK}]"
)
EACH_BEFORE = re.compile(
    rf"(?:(?:每|各|单)[{CJK}]{{1,6}}|{START}(?:each|every|chaque|cada|кажд\w+)\s+[^\W\d_]+"
    r"(?:\s+(?:with|has|having|of|is|avec|a|de|fait|com|tem|с|имеет))?)[\s,，:]*\Z"
)
# "Not under 50 GB" is its opposite.
NEGATED = re.compile(rf"{START}(?:not|nao|pas|не|不|non)\s*\Z")
OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
PLUS = re.compile(r"\s?\+")
BETWEEN = re.compile(r"\s*(?:-|–|—|~|\.\.|to\b|and\b|a\b|et\b|e\b|ate\b|до|и\b|по\b|到|至|和|与)\s*")
DASH = re.compile(r"\s*[-–—~]\s*")
BEFORE_BETWEEN = re.compile(
    rf"{START}(?:between|from|entre|de|от|с|между|介于|从|在|в диапазоне)[\s:]*(?:the |o ano de |l'annee )?\Z"
)
BEHIND_BETWEEN = re.compile(r"\s*(?:之间|间)")
WINDOW = 30
FIRST_YEAR, LAST_YEAR = 1895, 2100


@dataclass(frozen=True)
class Amount:
    """An amount in a text: its range, its bounds, both included, and where the words stand.

    `parameter` is "" for a figure with a comparison of which it is not said what it counts, and `bounds` are None where
    its signs leave open which number it is.
    """

    parameter: str
    bounds: Bounds | None
    start: int
    end: int


@dataclass(frozen=True)
class _Figure:
    """One figure: where it stands, how it is written, its unit in words and the range of that unit."""

    start: int
    end: int
    written: str
    unit: str
    parameter: str
    # Where the unit ends, if it stands right behind.
    unit_end: int
    plus: bool = False


def amounts(text: str, language: str) -> Iterator[Amount]:
    """Yield the amounts that `text` names with a comparison, in order."""
    leveled = level(text)
    done = 0
    for found in NUMBER.finditer(leveled):
        if found.start() < done:
            continue
        figure = _figure(leveled, found)
        amount = _between(leveled, figure, done, language) or _compared(leveled, figure, done, language)
        if amount is not None:
            amount = _of_each(leveled, amount, done)
            done = amount.end
            yield amount


def _of_each(text: str, amount: Amount, done: int) -> Amount:
    """Return an amount as one of nothing that entries are asked for, where it is said of each patient or image."""
    behind = EACH.match(text, amount.end)
    if amount.parameter == "year" or not (
        behind or EACH_BEFORE.search(text[max(done, amount.start - WINDOW) : amount.start])
    ):
        return amount
    return Amount("", None, amount.start, behind.end() if behind else amount.end)


def _figure(text: str, found: re.Match[str]) -> _Figure:
    start, end = found.span()
    if plus := PLUS.match(text, end):
        end = plus.end()
    unit = UNIT.match(text, end)
    if unit is None or unit["plus"]:
        return _Figure(start, end, found.group(), "", "", end, plus is not None)
    name = unit.lastgroup or ""
    return _Figure(start, end, found.group(), unit[name], name, unit.end(), plus is not None)


def _between(text: str, first: _Figure, done: int, language: str) -> Amount | None:
    """Return the amount between two figures, if the first is one: "from 10 to 50 GB", "2015–2018", "100到200例"."""
    link = BETWEEN.match(text, first.unit_end)
    found = NUMBER.match(text, link.end()) if link else None
    if link is None or found is None:
        return None
    second = _figure(text, found)
    opened = BEFORE_BETWEEN.search(text[max(done, first.start - WINDOW) : first.start])
    parameter = second.parameter or first.parameter
    if not parameter and _is_year(first.written) and _is_year(second.written):
        parameter = "year"
    of_years = parameter == "year" and DASH.fullmatch(link.group()) is not None
    if not parameter or not (opened or second.parameter or of_years):
        return None
    unit = second.unit if parameter == "size" else ""
    low, high = _number(first.written, first.unit or unit, parameter, language), None
    high = _number(second.written, unit, parameter, language)
    start = first.start - (len(opened.group()) if opened else 0)
    close = BEHIND_BETWEEN.match(text, second.unit_end)
    bounds = None if low is None or high is None else (min(low, high), max(low, high))
    return Amount(parameter, bounds, start, close.end() if close else second.unit_end)


def _compared(text: str, figure: _Figure, done: int, language: str) -> Amount | None:
    """Return the amount that one figure and a comparison make."""
    window = text[max(done, figure.start - WINDOW) : figure.start]
    of_year = figure.parameter in ("year", "") and _year(text, figure, window)
    if of_year:
        return of_year
    before = BEFORE_PATTERN.search(window)
    behind = BEHIND_PATTERN.match(text, figure.unit_end)
    operator = BEFORE_WORDS[_spaced(before["word"])] if before else ""
    start, end = figure.start - (len(before.group()) if before else 0), figure.unit_end
    if before and (negated := NEGATED.search(window[: before.start()])):
        operator, start = OPPOSITE[operator], start - len(negated.group())
    if not operator and behind:
        operator, end = BEHIND_WORDS[_spaced(behind["word"])], behind.end()
    if not operator and figure.plus:
        operator = ">="
    if not operator or figure.parameter == "year":
        return None
    parameter, later = figure.parameter, None
    if not parameter:
        later = TERM_BEHIND.match(text, end) or LATER.match(text, end)
        parameter = (later.lastgroup or "") if later else ""
    number = _number(figure.written, figure.unit if parameter == "size" else "", parameter, language)
    return Amount(parameter, None if number is None else _bounds(operator, number, parameter), start, end)


def _year(text: str, figure: _Figure, window: str) -> Amount | None:
    """Return what is said of a year: since when, before when, in which."""
    if not _is_year(figure.written):
        return None
    year = int(figure.written)
    behind = YEAR_BEHIND_PATTERN.match(text, figure.unit_end)
    before = YEAR_BEFORE_PATTERN.search(window)
    start = figure.start - (len(before.group()) if before else 0)
    if behind and not (before and YEAR_BEFORE_WORDS[_spaced(before["word"])] not in ("=", ">=")):
        operator = YEAR_BEHIND_WORDS[_spaced(behind["word"])]
        return Amount("year", _bounds(operator, year, "year"), start, behind.end())
    if before:
        operator = YEAR_BEFORE_WORDS[_spaced(before["word"])]
        # "до 2018" without the word for year may be an amount of anything.
        if before["word"] in ("до", "от", "ate", "por", "of", "de") and figure.parameter != "year" and operator != "=":
            return Amount("year", _bounds(operator, year, "year"), start, figure.unit_end)
        if operator == "=" and before["word"] in ("de", "за") and figure.parameter != "year":
            return None
        return Amount("year", _bounds(operator, year, "year"), start, figure.unit_end)
    if figure.parameter == "year":
        return Amount("year", (year, year), start, figure.unit_end)
    return None


def _is_year(written: str) -> bool:
    return len(written) == 4 and written.isdigit() and FIRST_YEAR <= int(written) <= LAST_YEAR


def _number(written: str, unit: str, parameter: str, language: str) -> int | None:
    """Return the number that a figure is; None where it may be two, or is none."""
    numeral = _NUMERALS.get(_spaced(written))
    if numeral is not None:
        return numeral
    unit = _UNITS.get(unit, unit)
    read = numbers.sizes(f"{written} {unit}", language) if parameter == "size" else numbers.whole(written, language)
    return read[0] if len(read) == 1 else None


_UNITS = {level(word): word for word in numbers.UNIT_WORDS}
_NUMERALS = {level(word): number for word, number in NUMERALS.items()}


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _bounds(operator: str, number: int, parameter: str) -> Bounds:
    """Return the bounds of a comparison in words. Sizes are rounded, so that "under 50 GB" has 50 GB in it."""
    step = 0 if parameter == "size" else 1
    return {
        "<": (None, number - step),
        "<=": (None, number),
        ">": (number + step, None),
        ">=": (number, None),
        "=": (number, number),
    }[operator]
