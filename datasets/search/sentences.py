"""Sentences: which conditions ordinary words name, by rules and the vocabularies; no model.

"liver CT segmentation under 50 GB, commercial use" names four terms and two conditions that no text of an entry holds:
amounts, access and use. Only such a condition makes a sentence of a query. Without one, a query's words stay words, and
find what is said in texts as well; with one, the words that name terms become conditions, too, the longest name first.
What is negated ("without registration", "non-commercial") is never read as its opposite.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from datasets.index.analysis import GENERIC_WORDS, IDEOGRAPH, plain, stem
from datasets.index.facets import SHOWN, Value
from datasets.index.snapshot import Snapshot
from datasets.models import LANGUAGES
from datasets.words.folding import fold

from .amounts import NUMERALS, START, Amount, amounts, level
from .fields import Bounds

# Facets whose names make a sentence, and those whose names are conditions within one. A name of two facets is that of
# the first.
DECIDING = ("use", "access")
FOLLOWING = ("modality", "anatomy", "condition", "task", "use_case", "format", "annotation", "license")
# So many names of what data show are most of what a sentence says.
ENOUGH_SHOWN = 2
# Names that are no condition: what nobody states cannot be asked for.
OPEN = "open"
NEVER = frozenset({("access", "unknown")})

# One unit of a text: an ideograph, or letters and digits of other scripts.
UNIT = re.compile(
    r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]|\d+|(?:(?![\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])[^\W\d_])+"
)
LONGEST_NAME = 24
# Two letters are more often a word (us, au, pt, or) than a name, unless typed in capitals; but for these.
SHORT_NAMES = frozenset({"ct", "tc", "rm", "кт", "мр"})
SHORT = 2
# A name of so few units decides nothing by itself: "open" and "commercial" are everybody's words. Ideographs say less.
FEW, FEW_IDEOGRAPHS = 1, 2
# "Research" is in too many texts to be a right by itself, "commercial" in too many to decide; "redistribute" is in few.
NEVER_SINGLE = frozenset({("use", "research")})
DECIDING_SINGLE = frozenset({("use", "redistribution")})

# What may have to be done before one gets the data, by the level of access that says so: conditions where negated only.
NEEDED: Mapping[str, tuple[str, ...]] = {
    "registration": (
        "registration", "registering", "sign up", "signup", "signing up", "login", "log in", "account", "user account",
        "inscription", "enregistrement", "compte", "création de compte", "s'inscrire",
        "cadastro", "registro", "inscrição", "conta", "se cadastrar",
        "注册", "登录", "账号", "账户", "登记",
        "регистрация", "учётная запись", "аккаунт", "логин", "вход",
    ),
    "request": (
        "agreement", "signed agreement", "signing", "application", "request", "approval", "data use agreement", "dua",
        "accord", "accord signé", "signature", "demande", "autorisation", "convention",
        "acordo", "termo de uso", "assinatura", "solicitação", "autorização",
        "协议", "申请", "签署协议", "审批", "签协议",
        "соглашение", "подпись", "запрос", "заявка", "договор",
    ),
}  # fmt: skip
# Level of access -> those that are left where it is negated.
LEFT = {
    **dict.fromkeys(("registration", "challenge"), ("open",)),
    **dict.fromkeys(("request", "credentialed"), ("open", "registration")),
}

WITHOUT = r"without|excluding|except|sans|hors|sauf|sem|exceto|без|кроме|不含|没有|不包括|不带|不是|并非|除了|无"
NO = (
    r"no|not|non|never|cannot|unless|pas|aucune?|ne|nao|nenhuma?|не|нет"
    r"|无需|不需要|不需|免|无须|不用|不必|不可|不得|不能|禁止|非|不"
)
# What may stand between the two: articles, and that it is required.
BETWEEN = (
    r"(?:[\s'-]+|(?<=[㐀-鿿]))(?:an?|any|the|for|to|be|de|d|l|la|le|les|un|une|pour|des|du|um|uma|para|o|в|для|prior|used?"
    r"|requir\w*|need\w*|besoin|necess\w*|exig\w*|requer\w*|precis\w*|треб\w*|нуж\w*|signed|utilis\w*|usage|uso|用于|作为?|需要?)"
)
NEGATED = re.compile(rf"{START}(?P<word>{WITHOUT}|{NO})(?:{BETWEEN}){{0,4}}[\s'-]*\Z")
EXCLUDED = re.compile(rf"{START}(?:{WITHOUT})(?:\s+(?:an?|any|the|de|d|um|uma|des))?[\s']*\Z")
NEGATED_BEHIND = re.compile(
    r"\s*(?:is\s|are\s|est\s|n'est\s|e\s)?(?:"
    r"(?:not|non|pas|nao|не)\s+(?:requ|need|necess|exig|oblig|allow|permit|autori|треб|нуж|обяз|разреш)\w*"
    r"|-?free\b|prohibited|forbidden|interdite?s?|proibid[oa]s?|запрещен\w*|禁止|不允许|不需要|被禁止)"
)
# What may follow what access needs, or does not: "no registration needed", "sans inscription nécessaire".
REQUIRED = re.compile(
    r"\s+(?:(?:is|are|est|sont|e)\s+)?(?:needed|required|necessary|mandatory|necessaires?|requise?s?|obligatoires?"
    r"|necessari[oa]s?|obrigatori[oa]s?|exigid[oa]s?|требуется|требуются|нужн[аоы]|необходим[аоы]|обязательн\w+)\b"
)
EITHER = re.compile(
    rf"\s*(?:{level('or|ou|или|或者|或')})\s*(?:(?:the|an?|le|la|les|du|de la|de|des|d|l|o|a|do|da|dos|das)(?:\s+|'))?"
)
TAKING_BACK = re.compile(WITHOUT)
ALONE = re.compile(rf"(?:{WITHOUT}|{NO})")
WINDOW = 40

# What sentences are made of besides: left out once a sentence is understood. Most only join other words.
FILLERS = GENERIC_WORDS | frozenset(
    word
    for line in (
        "a an and are as at by for from in into is of on or s the to with that which who may can could be",
        "been has have having",
        "i we me my search show some all than used usable",
        "use using",
        "licence license licensed permit permits permitting allow allows allowing",
        "purposes purpose allowed permitted where whose there it its them these those only about per each",
        "also not format formats",
        "patients patient subjects cases case studies study",
        "freely",
        "au aux avec ce ces d dans de des du en et l la le les ou par pour sur un une qui que dont est sont",
        "etre peut ayant a chez",
        "je nous recherche il cas sujets pour",
        "sous format autorise licence permet permettant autorisant",
        "utilisable utilisables comportant contenant",
        "com como da das do dos e em na nas no nos o os para por um uma que pode podem ser sao tem",
        "tenham ao aos as",
        "eu casos pacientes",
        "formato permitido licenca permite permitindo",
        "в во для и из к на о от по при с со у я мне можно который",
        "которые которых есть",
        "снимок пациентов случаев формате формат",
        "разрешено доступе лицензия лицензии лицензией разрешает разрешающая разрешающей",
    )
    for word in line.split()
)
FILLING = re.compile(
    "数据集|数据库|数据|图像|影像|图片|格式|我要|我想|想要|需要|查找|寻找|请|找|有|带有|带|含有|含|包含|包括"
    "|许可|允许|且|并且|并|和|与|及|的|用于|可以|可|了|是|在|做|来|进行|片|例|患者|病例|所有"
)

Key = tuple[str, ...]
Term = tuple[str, str]


@dataclass(frozen=True)
class Condition:
    """A condition read out of ordinary words: codes of a facet, any of which will do, or bounds of a range.

    The words stand in the text from `start` to `end`. `without` says that the codes are to be absent.
    """

    parameter: str
    start: int
    end: int
    codes: tuple[str, ...] = ()
    bounds: Bounds | None = None
    without: bool = False


@dataclass(frozen=True)
class Sentence:
    """What a text says besides plain words: its conditions in order, and amounts that are not clear."""

    conditions: tuple[Condition, ...] = ()
    unclear: tuple[Amount, ...] = ()


@dataclass(frozen=True, eq=False)
class Names:
    """The names of terms by language, as the forms of their units; and of how many units names are that begin with one.

    A name may be a term's, a word for what is to be done before one gets the data (NEEDED), or both.
    """

    terms: Mapping[str, Mapping[Key, "Meaning"]] = field(default_factory=dict)
    lengths: Mapping[str, Mapping[str, Sequence[int]]] = field(default_factory=dict)
    # First units, in any language, of what may make a sentence: one without any of them has not to be looked at.
    openers: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Meaning:
    """What a name means: a term, if any, and the level of access that it would take back if it were negated."""

    term: Term | None
    needed: str = ""


@dataclass(frozen=True)
class _Found:
    """A name in a text: what it means, where it stands, and whether it is too short to decide anything."""

    meaning: Meaning
    start: int
    end: int
    short: bool


@lru_cache(maxsize=1)
def names_of(snapshot: Snapshot) -> Names:
    """Return the names of a snapshot's terms; worked out once."""
    return names(snapshot.facets.values)


def names(values: Mapping[str, Mapping[str, Value]]) -> Names:
    """Return the names and synonyms of the terms that sentences may name, and the words for what access needs."""
    terms: dict[str, dict[Key, Meaning]] = {language: {} for language in LANGUAGES}
    openers = {_form(word[slice(*_units(word)[0])], language) for word in NUMERALS for language in LANGUAGES}
    for language, text, term, needed in _texts(values):
        key = tuple(_form(text[start:end], language) for start, end in _units(text))
        if 0 < len(key) <= LONGEST_NAME:
            before = terms[language].get(key, Meaning(None))
            terms[language][key] = Meaning(before.term or term, before.needed or needed)
            if needed or (term is not None and term[0] in DECIDING):
                openers.add(key[0])
    lengths: dict[str, dict[str, Sequence[int]]] = {}
    for language, found in terms.items():
        by_first: dict[str, set[int]] = defaultdict(set)
        for key in found:
            by_first[key[0]].add(len(key))
        lengths[language] = {first: sorted(some, reverse=True) for first, some in by_first.items()}
    return Names(terms, lengths, frozenset(openers))


def _texts(values: Mapping[str, Mapping[str, Value]]) -> Iterator[tuple[str, str, Term | None, str]]:
    """Yield names with their languages, each with its term or with the level of access that it is needed for."""
    for parameter in (*DECIDING, *FOLLOWING):
        for code, value in values.get(parameter, {}).items():
            if (parameter, code) not in NEVER:
                yield from ((language, text, (parameter, code), "") for language, text in _of_term(parameter, value))
    for code, words in NEEDED.items():
        yield from ((language, word, None, code) for word in words for language in LANGUAGES)


def _of_term(parameter: str, value: Value) -> Iterator[tuple[str, str]]:
    # Codes such as CT are in no language; that of a level of access ("challenge") says less than its name.
    if parameter not in DECIDING or value.code == OPEN:
        yield from ((language, value.code) for language in LANGUAGES)
    for language, name in value.names.items():
        # "Tomodensitométrie (scanner)": what stands before the bracket is a name as well.
        yield from ((language, name), (language, re.split("[(（]", name)[0]))
    for language, synonyms in value.synonyms.items():
        yield from ((language, synonym) for synonym in synonyms)


def may_be(text: str, known: Names) -> bool:
    """Return whether a text may be a sentence: whether it has a figure, or a word that sentences are made by."""
    if any(map(str.isdigit, text)) or TAKING_BACK.search(text.lower()):
        return True
    return any(not known.openers.isdisjoint(_forms(text[start:end])) for start, end in _units(text))


def read(text: str, runs: Sequence[tuple[int, int]], known: Names, language: str) -> Sentence:
    """Return what the plain words of a text say, which stand in the `runs` (from, to)."""
    conditions: list[Condition] = []
    unclear: list[Amount] = []
    found: list[_Found] = []
    leveled = level(text)
    for start, end in runs:
        taken: list[tuple[int, int]] = []
        for amount in amounts(text[start:end], language):
            place = (start + amount.start, start + amount.end)
            if amount.parameter and amount.bounds:
                conditions.append(Condition(amount.parameter, *place, bounds=amount.bounds))
                taken.append(place)
            else:
                unclear.append(Amount(amount.parameter, amount.bounds, *place))
        for first, last in _gaps(start, end, taken):
            found += _names_in(text, first, last, known, language)
    terms = list(_conditions(leveled, found))
    named = [condition for _, condition in terms]
    if conditions or any(_decides(name, condition) for name, condition in terms):
        decided = True
    else:
        # A level of access may be part of a name, "PMC Open Access Subset": it decides where the rest is understood, or
        # most of it. "Open" alone, as in an open fracture, needs both.
        by_access = [name for name, condition in terms if condition.parameter == "access"]
        shown = sum(condition.parameter in SHOWN for condition in named)
        rest = any(leftover(text[first:last]) for first, last in left(runs, named))
        enough = (not rest) + (shown >= ENOUGH_SHOWN)
        decided = any(enough > name.short for name in by_access)
    if not decided:
        return Sentence((), tuple(unclear))
    ordered = sorted([*conditions, *named], key=lambda condition: condition.start)
    return Sentence(tuple(_either(leveled, ordered)), tuple(unclear))


def _either(leveled: str, conditions: Sequence[Condition]) -> list[Condition]:
    """Return the conditions with those of one facet as one where an "or" joins them: "CT or MRI"."""
    joined: list[Condition] = []
    for item in conditions:
        before = joined[-1] if joined else None
        if (
            before is not None
            and (before.parameter, before.without) == (item.parameter, item.without)
            and item.codes
            and EITHER.fullmatch(leveled, before.end, item.start)
        ):
            codes = tuple(dict.fromkeys([*before.codes, *item.codes]))
            joined[-1] = replace(before, end=item.end, codes=codes)
        else:
            joined.append(item)
    return joined


def _decides(name: _Found, condition: Condition) -> bool:
    """Return whether a name makes a sentence by itself: a use, or anything that is taken back."""
    taken_back = (
        condition.without or name.meaning.term is None or (condition.parameter, *condition.codes) != name.meaning.term
    )
    return taken_back or (condition.parameter == "use" and not name.short) or name.meaning.term in DECIDING_SINGLE


def left(runs: Sequence[tuple[int, int]], conditions: Sequence[Condition]) -> list[tuple[int, int]]:
    """Return what is left of the runs of plain words beside the conditions, which are in order."""
    places = []
    for start, end in runs:
        for item in conditions:
            # One may reach over several runs: "liver OR kidney".
            if item.start < end and start < item.end:
                places.append((start, max(start, item.start)))
                start = item.end
        places.append((start, max(start, end)))
    return places


def leftover(text: str) -> list[str]:
    """Return the words of a piece of a sentence that are left to be found, without those that only join others."""
    words = []
    for word in text.split():
        kept = FILLING.sub(" ", word) if IDEOGRAPH.search(word) else word
        words += [part for part in kept.split() if _telling(part)]
    return words


def _telling(word: str) -> bool:
    pieces = [fold(found.group()) for found in UNIT.finditer(word)]
    return any(piece not in FILLERS for piece in pieces)


def _conditions(leveled: str, found: Sequence[_Found]) -> Iterator[tuple[_Found, Condition]]:
    """Yield the names that say something where they stand, with what they say."""
    done = 0
    for name in found:
        condition = _condition(leveled, name, done) if name.start >= done else None
        if condition is not None:
            required = REQUIRED.match(leveled, condition.end) if condition.parameter == "access" else None
            condition = replace(condition, end=required.end()) if required else condition
            done = condition.end
            yield name, condition


def _condition(leveled: str, name: _Found, done: int) -> Condition | None:
    """Return what a name says where it stands: its term, or what is left where it is negated; None for nothing.

    What stands before `done` belongs to another name.
    """
    parameter, code = name.meaning.term or ("", "")
    before = leveled[max(done, name.start - WINDOW) : name.start]
    excluded, negated = EXCLUDED.search(before), NEGATED.search(before)
    behind = NEGATED_BEHIND.match(leveled, name.end)
    if negated or behind:
        level_of = code if parameter == "access" else name.meaning.needed
        if level_of in LEFT:
            start = name.start - (len(negated.group()) if negated else 0)
            return Condition("access", start, behind.end() if behind else name.end, LEFT[level_of])
        if excluded and parameter in FOLLOWING:
            return Condition(parameter, name.start - len(excluded.group()), name.end, (code,), without=True)
        return None
    if not parameter or (name.short and (parameter, code) in NEVER_SINGLE):
        return None
    return Condition(parameter, name.start, name.end, (code,))


def _names_in(text: str, start: int, end: int, known: Names, language: str) -> Iterator[_Found]:
    """Yield the names between two places, the longest first where several begin; the reader's language goes before."""
    units = [(start + first, start + last) for first, last in _units(text[start:end])]
    languages = (language, *(other for other in LANGUAGES if other != language))
    forms = {one: [_form(text[first:last], one) for first, last in units] for one in languages}
    place = 0
    while place < len(units):
        size, meaning = _longest(forms, place, known)
        first, last = units[place][0], units[min(place + max(size, 1), len(units)) - 1][1]
        if meaning is None or _no_name(text[first:last]):
            place += 1
            continue
        few = FEW_IDEOGRAPHS if IDEOGRAPH.search(text[first:last]) else FEW
        yield _Found(meaning, first, last, size <= few)
        place += size


def _longest(forms: Mapping[str, Sequence[str]], place: int, known: Names) -> tuple[int, Meaning | None]:
    """Return how many units the longest name has that begins at a place, and what it means."""
    best: tuple[int, Meaning | None] = (0, None)
    for language, units in forms.items():
        for length in known.lengths.get(language, {}).get(units[place], ()):
            if length <= best[0]:
                break
            meaning = known.terms[language].get(tuple(units[place : place + length]))
            if meaning is not None and place + length <= len(units):
                best = (length, meaning)
                break
    return best


def _no_name(typed: str) -> bool:
    """Return whether what was typed only joins or negates, or is two letters that are a word more often than a name."""
    folded = fold(typed)
    if folded in FILLERS or ALONE.fullmatch(folded):
        return True
    return len(typed) <= SHORT and not typed.isupper() and not IDEOGRAPH.search(typed) and folded not in SHORT_NAMES


def _units(text: str) -> list[tuple[int, int]]:
    return [found.span() for found in UNIT.finditer(text)]


@lru_cache(maxsize=50_000)
def _forms(unit: str) -> frozenset[str]:
    """Return the forms of a unit in all languages."""
    return frozenset(_form(unit, language) for language in LANGUAGES)


def _form(unit: str, language: str) -> str:
    """Return the form in which a unit is compared: an ideograph or figure as it is, a word by its stem."""
    return unit if IDEOGRAPH.match(unit) or unit.isdigit() else stem(unit, language) or plain(unit)


def _gaps(start: int, end: int, taken: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield what lies between `start` and `end` outside of what is taken."""
    for first, last in taken:
        yield start, first
        start = last
    yield start, end
