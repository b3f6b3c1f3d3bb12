"""Figures in words: amounts, sizes and money as people write them, and written so that they read back to the same.

The words of all five languages are understood; the signs inside a number are those of one of them (words.numbers).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from datasets.models.dataset import Precision
from datasets.models.json_column import MAXIMUM_NUMBER
from datasets.words import numbers
from datasets.words.folding import fold
from datasets.words.wording import SIZE_UNITS

from .kinds import Record
from .terms import AMBIGUOUS, NotUnderstoodError, Vocabularies

# Why a text is no amount: it has no figure, several, an upper bound, or words that are no unit.
NO_NUMBER, TWO_VALUES, RANGE, UNIT = "no-number", "two-values", "range", "unit"
# What a figure is not: an amount has no upper bound.
UPPER = "upper"
# Words before a figure -> what they say of it.
BEFORE: Mapping[str, tuple[str, ...]] = {
    Precision.EXACT: ("exactly", "exact", "=", "exactement", "exatamente", "ровно", "точно", "恰好", "正好", "共"),
    Precision.ABOUT: (
        "about", "approximately", "approx", "approx.", "around", "roughly", "circa", "ca", "ca.", "c.", "~", "≈", "∼",
        "nearly", "almost", "environ", "env.", "à peu près", "près de", "quelque", "presque",
        "cerca de", "aproximadamente", "aprox.", "por volta de", "quase",
        "около", "примерно", "приблизительно", "порядка", "почти", "ок.", "约", "大约", "大概", "近", "将近",
    ),
    Precision.AT_LEAST: (
        "at least", "over", "more than", "above", "no fewer than", "no less than", "≥", ">=", ">", "⩾",
        "au moins", "plus de", "au-delà de", "pelo menos", "ao menos", "mais de", "acima de", "no mínimo",
        "не менее", "не меньше", "более", "больше", "более чем", "свыше", "至少", "超过", "超", "逾", "不少于",
    ),
    UPPER: (
        "up to", "at most", "no more than", "under", "below", "less than", "fewer than", "maximum", "max", "max.",
        "≤", "<=", "<", "⩽", "jusqu'à", "au plus", "moins de", "até", "no máximo", "menos de", "abaixo de",
        "до", "не более", "менее", "меньше", "最多", "至多", "不到", "少于", "不超过", "-", "between", "entre",
    ),
    Precision.PER_YEAR: ("每年", "ежегодно"),
}  # fmt: skip
# Words behind a figure and its unit.
BEHIND: Mapping[str, tuple[str, ...]] = {
    Precision.ABOUT: ("approx", "approx.", "approximately", "environ", "左右"),
    Precision.AT_LEAST: (
        "+", "or more", "and more", "and counting", "ou plus", "et plus", "ou mais", "e mais", "и более", "или более",
        "以上", "及以上",
    ),
    Precision.PER_YEAR: (
        "per year", "a year", "each year", "every year", "yearly", "annually", "per annum", "p.a.", "/year", "/ year",
        "/yr", "/y", "par an", "/an", "/ an", "chaque année", "por ano", "ao ano", "/ano", "/ ano", "cada ano",
        "в год", "/год", "/ год", "ежегодно", "每年", "/年", "一年",
    ),
    UPPER: ("or less", "or fewer", "at most", "ou moins", "ou menos", "и менее", "или менее", "以下", "以内"),
}  # fmt: skip
# Of a figure of which nobody says how exact it is, though it looks exact.
UNSAID = "(precision not stated)"
SIGNS_BEHIND = re.compile(r"\A\s*(?:\+|余|多)")

# Precision -> the words of a figure with it, with a place for number and unit.
WRITTEN: Mapping[str | None, str] = {
    Precision.EXACT: "{}",
    Precision.ABOUT: "about {}",
    Precision.AT_LEAST: "at least {}",
    Precision.PER_YEAR: "{} per year",
    None: f"{{}} {UNSAID}",
}

# ISO 4217, the codes of the currencies in use in 2024.
CURRENCIES = re.compile(
    r"(?:"
    r"AED|AFN|ALL|AMD|ANG|AOA|ARS|AUD|AWG|AZN|BAM|BBD|BDT|BGN|BHD|BIF|BMD|BND|BOB|BRL|BSD|BTN|BWP|BYN|BZD|CAD|CDF|CHF|"
    r"CLP|CNY|COP|CRC|CUP|CVE|CZK|DJF|DKK|DOP|DZD|EGP|ERN|ETB|EUR|FJD|FKP|GBP|GEL|GHS|GIP|GMD|GNF|GTQ|GYD|HKD|HNL|HTG|"
    r"HUF|IDR|ILS|INR|IQD|IRR|ISK|JMD|JOD|JPY|KES|KGS|KHR|KMF|KPW|KRW|KWD|KYD|KZT|LAK|LBP|LKR|LRD|LSL|LYD|MAD|MDL|MGA|"
    r"MKD|MMK|MNT|MOP|MRU|MUR|MVR|MWK|MXN|MYR|MZN|NAD|NGN|NIO|NOK|NPR|NZD|OMR|PAB|PEN|PGK|PHP|PKR|PLN|PYG|QAR|RON|RSD|"
    r"RUB|RWF|SAR|SBD|SCR|SDG|SEK|SGD|SHP|SLE|SOS|SRD|SSP|STN|SVC|SYP|SZL|THB|TJS|TMT|TND|TOP|TRY|TTD|TWD|TZS|UAH|UGX|"
    r"USD|UYU|UZS|VED|VES|VND|VUV|WST|XAF|XCD|XOF|XPF|YER|ZAR|ZMW|ZWL"
    r")"
)
# Signs and names of one currency alone. "$", "¥" and "dollars" are those of several.
CURRENCY_WORDS: Mapping[str, str] = {
    "€": "EUR", "euro": "EUR", "euros": "EUR", "евро": "EUR", "欧元": "EUR",
    "us$": "USD", "u.s.$": "USD", "us dollars": "USD", "u.s. dollars": "USD", "долларов сша": "USD", "美元": "USD",
    "£": "GBP", "r$": "BRL", "reais": "BRL", "₽": "RUB", "руб.": "RUB", "рублеи": "RUB", "рубля": "RUB",
    "人民币": "CNY", "rmb": "CNY", "cn¥": "CNY", "₹": "INR", "₩": "KRW", "₪": "ILS", "₺": "TRY", "₴": "UAH",
    "a$": "AUD", "au$": "AUD", "c$": "CAD", "ca$": "CAD", "nz$": "NZD", "hk$": "HKD", "s$": "SGD", "nt$": "TWD",
}  # fmt: skip


def _phrases(table: Mapping[str, tuple[str, ...]]) -> Mapping[str, str]:
    return {fold(word): meaning for meaning, words in table.items() for word in words}


def _any(phrases: Iterable[str]) -> str:
    """Return a pattern of any of the phrases, the longer ones first; a phrase of letters is no part of a word."""
    ordered = sorted(phrases, key=len, reverse=True)
    # Ideographs stand without spaces.
    spaced = r"(?<![^\W\d_\u3400-\u9fff])"
    return "|".join(
        (spaced if phrase[0] < "\u3400" and phrase[0].isalpha() else "") + re.escape(phrase) for phrase in ordered
    )


BEFORE_MEANING, BEHIND_MEANING = _phrases(BEFORE), _phrases(BEHIND)
LAST_BEFORE = re.compile(rf"(?P<phrase>{_any(BEFORE_MEANING)})\s*:?\s*\Z")
LAST_BEHIND = re.compile(rf"(?P<phrase>{_any(BEHIND_MEANING)})\s*\Z")
WORD = re.compile(r"\s*(?P<word>[^\W\d_]+\.?)")
SCALED_IDEOGRAPHS = re.compile(
    rf"\s*(?P<word>{'|'.join(sorted((word for word in numbers.SCALES if word >= '一'), key=len, reverse=True))})"
)


@dataclass(frozen=True)
class Figure:
    """A figure as it was typed: its number with what it is multiplied by, what it says of its exactness, the rest.

    `said` has all that is said of it (Precision, or UNSAID); `abbreviated` tells that the number ends in a scale.
    """

    number: str
    rest: str
    said: frozenset[str]
    abbreviated: bool

    @property
    def precision(self) -> str | None:
        """How exact it is. What is abbreviated is rounded; a rate has no other precision."""
        if self.said == {UNSAID}:
            return None
        if Precision.PER_YEAR in self.said:
            return Precision.PER_YEAR.value
        if len(self.said) > 1:
            raise NotUnderstoodError("a figure is either exact, about or at least; say one of them")
        if self.said:
            return str(next(iter(self.said)))
        return (Precision.ABOUT if self.abbreviated else Precision.EXACT).value


def figure_in(text: str, *, unit: bool = False) -> Figure:
    """Return the one figure in `text`; with `unit` a unit of size belongs to the number, and not a scale."""
    text = numbers.plain(text)
    said = set()
    if fold(text).endswith(UNSAID):
        text, said = text[: -len(UNSAID)], {UNSAID}
    found = numbers.FIGURE.search(text)
    if found is None:
        raise NotUnderstoodError(f"“{text}” has no figure" if text else "there is no figure", NO_NUMBER)
    said |= set(_before(text[: found.start()]))
    number, behind = found[0], text[found.end() :]
    if behind[:1].isdigit():
        raise NotUnderstoodError(f"“{text}” is too large; {MAXIMUM_NUMBER:,} is the most")
    word = WORD.match(behind) if unit else _scale(behind)
    if word is not None:
        number, behind = f"{number} {word['word']}", behind[word.end() :]
    rest, more = _behind(behind)
    said |= set(more)
    if UPPER in said:
        message = f"“{text}” is an upper bound or a range, which no amount has; give the figure that is reached"
        raise NotUnderstoodError(message, RANGE)
    if any(character.isdigit() for character in rest):
        raise NotUnderstoodError(f"“{text}” has more than one figure; give one", TWO_VALUES)
    return Figure(number, rest, frozenset(said), abbreviated=word is not None and not unit)


def _scale(behind: str) -> re.Match[str] | None:
    found = WORD.match(behind)
    if found and found["word"].lower() in numbers.SCALES:
        return found
    if found and found["word"].rstrip(".").lower() in numbers.SCALES:
        return re.match(r"\s*(?P<word>[^\W\d_]+)", behind)
    return SCALED_IDEOGRAPHS.match(behind)


def _before(text: str) -> Iterable[str]:
    text = fold(text).strip(" :,")
    while text:
        found = LAST_BEFORE.search(text)
        if found is None:
            raise NotUnderstoodError(f"“{text}” before the figure is not understood", UNIT)
        yield BEFORE_MEANING[found["phrase"]]
        text = text[: found.start()].strip(" :,")


def _behind(text: str) -> tuple[str, set[str]]:
    """Return what stands behind a figure without the words that say how exact it is, and what they say."""
    said = set()
    if found := SIGNS_BEHIND.match(text):
        said, text = {Precision.AT_LEAST.value}, text[found.end() :]
    text = fold(text)
    while found := LAST_BEHIND.search(text):
        said.add(BEHIND_MEANING[found["phrase"]])
        text = text[: found.start()].strip(" ,(")
    return text.strip(" .,()"), said


def whole(number: str, language: str) -> int:
    """Return the whole number that is written so in the language; raise NotUnderstoodError where it may be another."""
    return _certain(number, numbers.whole(number, language), "whole number")


def _certain(text: str, found: tuple[int, ...], what: str) -> int:
    if not found:
        raise NotUnderstoodError(f"“{text}” is no {what}", NO_NUMBER)
    if len(found) > 1:
        message = f"“{text}” may be {found[0]:,} or {found[1]:,}; write one of them so"
        raise NotUnderstoodError(message, AMBIGUOUS, found)
    if found[0] > MAXIMUM_NUMBER:
        raise NotUnderstoodError(f"“{text}” is too large; {MAXIMUM_NUMBER:,} is the most")
    return found[0]


def amount(text: str, language: str, vocabularies: Vocabularies) -> Record:
    """Return an amount with its unit and precision, as far as they are said: "about 300,000 slices"."""
    found = figure_in(text)
    value: Record = {"value": whole(found.number, language)}
    if found.rest:
        value["unit"] = _unit(found.rest, vocabularies)
    return _with_precision(value, found)


def _unit(text: str, vocabularies: Vocabularies) -> str:
    try:
        return vocabularies.code("unit", text)
    except NotUnderstoodError as error:
        raise NotUnderstoodError(str(error), UNIT, error.candidates) from error


def plain_amount(text: str, language: str, words: Iterable[str]) -> Record:
    """Return an amount whose unit is the field itself: "50,000+"; `words` may stand behind the figure."""
    found = figure_in(text)
    if found.rest and found.rest not in map(fold, words):
        raise NotUnderstoodError(f"“{found.rest}” behind the figure is not understood", UNIT)
    return _with_precision({"value": whole(found.number, language)}, found)


def size(text: str, language: str) -> Record:
    """Return a size in bytes with its precision: "about 1.5 TB"."""
    found = figure_in(text, unit=True)
    if found.number.split()[-1][-1].isdigit():
        raise NotUnderstoodError(f"“{text}” has no unit; write B, kB, MB, GB or TB behind the figure", UNIT)
    if found.rest:
        raise NotUnderstoodError(f"“{found.rest}” behind the size is not understood", UNIT)
    return _with_precision({"value": _certain(found.number, numbers.sizes(found.number, language), "size")}, found)


def _with_precision(value: Record, found: Figure) -> Record:
    return value if found.precision is None else {**value, "precision": found.precision}


def counted(text: str, language: str, vocabularies: Vocabularies) -> Record:
    """Return a count and its unit where nothing can be said of how exact it is."""
    found = figure_in(text)
    if found.said - {Precision.EXACT}:
        raise NotUnderstoodError(f"“{text}”: this figure has no precision; give it alone, and say the rest in the note")
    value: Record = {"count": whole(found.number, language)}
    return {**value, "unit": vocabularies.code("unit", found.rest)} if found.rest else value


def money(text: str, language: str) -> Record:
    """Return a sum of money and its currency: "50,000 USD"."""
    text = numbers.plain(text)
    found = numbers.FIGURE.search(text)
    if found is None:
        raise NotUnderstoodError(f"“{text}” has no figure")
    before, behind = text[: found.start()].strip(), text[found.end() :]
    number = found[0]
    if (scale := _scale(behind)) is not None:
        number, behind = f"{number} {scale['word']}", behind[scale.end() :]
    named = [word for word in (before, behind.strip(" .")) if word]
    if not named:
        raise NotUnderstoodError(f"“{text}” has no currency; write its code behind the sum")
    codes = [code for word in named if (code := _currency(word))]
    unknown = [word for word in named if not _currency(word)]
    if len(set(codes)) != 1 or set(unknown) - {"$", "¥"}:
        raise NotUnderstoodError(
            f"“{' '.join(unknown or named)}” does not name one currency; write its three-letter code"
        )
    return {"value": whole(number, language), "currency": codes[0]}


def _currency(word: str) -> str:
    code = word.upper()
    return code if CURRENCIES.fullmatch(code) else CURRENCY_WORDS.get(fold(word), "")


def percent(text: str, language: str) -> float:
    """Return a share, 0 to 100; whole where it is."""
    found = numbers.figures(numbers.plain(text), language)
    if len(found) != 1 or found[0] > 100:
        raise NotUnderstoodError(f"“{text} %” is no share between 0 and 100 %")
    return int(found[0]) if found[0] == int(found[0]) else float(found[0])


def written_amount(value: Record) -> str:
    """Return the text of an amount; read again, it gives the same."""
    number = f"{value['value']:,}"
    return WRITTEN[value.get("precision")].format(f"{number} {value['unit']}" if value.get("unit") else number)


def written_count(value: Record) -> str:
    """Return the text of a count and its unit, without precision."""
    return f"{value['count']:,} {value.get('unit') or ''}".rstrip()


def written_size(value: Record) -> str:
    """Return the text of a size in the largest unit that needs three decimals at most."""
    number = value["value"]
    unit, factor = next((pair for pair in SIZE_UNITS if number >= pair[1] and number * 1000 % pair[1] == 0), ("B", 1))
    figure = f"{Decimal(number) / factor:,f}"
    return WRITTEN[value.get("precision")].format(
        f"{figure.rstrip('0').rstrip('.') if '.' in figure else figure} {unit}"
    )


def written_percent(value: float) -> str:
    """Return the digits of a share."""
    return f"{Decimal(str(value)).normalize():f}"


def written_money(value: Record) -> str:
    """Return the text of a sum of money and its currency."""
    return f"{value['value']:,} {value['currency']}"
