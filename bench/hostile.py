"""3,000 hostile queries, always the same: the syntaxes of search engines, broken text, and too much of everything.

They use words that many entries have, so that a query which is understood has work to do.
"""

import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import quote

from . import serving
from .records import SEED
from .requests import FACETS, RANGES
from .words import field_words, vocabulary

COUNT = 3_000
ADDRESSES = ("/en/datasets/", "/api/v1/datasets/", "/en/modalities/CT/", "/api/v1/suggestions/")
PARAMETERS = ("q", "sort", "page", "page_size", "all", *FACETS, *(name for pairs in RANGES for name, _ in pairs))

# Text that is no word, percent-encoded: NUL, half surrogates, broken UTF-8, marks of direction, nothing, combining.
BROKEN = (
    "%00", "%ED%A0%80", "%ED%BF%BF", "%FF", "%C0%AF", "%E8%82", "%F4%90%80%80", "%", "%u0041",
    *map(quote, ("\u202e", "\u200f", "\u2066", "\u200b", "\ufeff", "\u0301" * 50, "\ufffe", "\U0010ffff")),
)  # fmt: skip

TANTIVY = (
    "{a}~2", "{a}^9.9", "name:{a}", 'summary:"{a} {b}"~3', "+{a} -{b}", "({a} AND {b}) OR NOT {c}", "[{a} TO {b}]",
    "{{{a} TO *}}", "name: IN [{a} {b} {c}]", '"{a} {b}"*', "{a} AND", "*", "*:*", "/{a}.*/", "-{a}", "((({a}",
    "_exists_:{a}", "{a}:>{b}", "modality:>={a}", "\\{a}\\",
)  # fmt: skip
FTS5 = (
    "{a} NEAR {b}", "NEAR({a} {b}, 5)", "NEAR(", "{a}*", "^{a}", "name : {a}", "{{name summary}} : {a}", "- name : {a}",
    '"{a}" + "{b}"', "{a} NOT {b}", '"{a}""{b}"', "'{a}'", "{a} OR", "NOT NOT {a}", "AND OR NOT", "{a} ^ {b}",
)  # fmt: skip
TSQUERY = (
    "{a} & {b}", "{a} | {b} & !{c}", "!!{a}", "{a} <-> {b}", "{a} <2> {b}", "{a}:*", "{a}:ABCD", "!({a} | {b}",
    "{a} & & {b}", "<->", "{a}:*A & {b}:B", "'{a} {b}':*", "\\'{a}", "{a} && {b}", "@@ {a}", "to_tsquery('{a}')",
)  # fmt: skip
OWN = (
    '"{a}', '"{a} {b}" "{c}', "-{a} -{b} -{c}", "-", "--{a}", "size:<50GB size:>1TB", "size:<", "subjects:>{a}",
    "modality:CT -modality:CT", "-access:open -access:open", "modality:{a}", "colour:{a}", "year:>99999999999999999999",
    ":{a}", "{a}:", "::", '-"{a} {b}"', 'name:"{a}', "modality:CT,MR,{a}", "size:>=-1", '""', '" "', "-(", '-"',
)  # fmt: skip
SQL = ("' OR '1'='1", "'; DROP TABLE datasets_dataset; --", "{a}%' --", "{{{{7*7}}}}", "${{jndi:ldap://{a}}}", "<b>{a}")


@dataclass
class Endured:
    """How a site took the queries: answers by status, and the seconds of each."""

    statuses: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    slowest: str = ""


def queries() -> list[str]:
    """Return COUNT different addresses with query strings."""
    chance = random.Random(f"{SEED}:hostile")  # noqa: S311 - reproducible on purpose
    found: dict[str, None] = {}
    makers: list[tuple[int, Callable[[random.Random], str]]] = [
        (14, _syntax(TANTIVY)), (14, _syntax(FTS5)), (14, _syntax(TSQUERY)), (20, _syntax(OWN)), (6, _syntax(SQL)),
        (12, _broken), (6, _long), (4, _repeated), (10, _anywhere),
    ]  # fmt: skip
    while len(found) < COUNT:
        make = chance.choices([make for _, make in makers], [weight for weight, _ in makers])[0]
        found[f"{chance.choice(ADDRESSES)}?{make(chance)}"] = None
    return list(found)


def endure(port: int) -> Endured:
    """Ask the site on `port` all queries, one after the other."""
    endured = Endured()
    for address in queries():
        start = time.perf_counter()
        status = serving.status(port, address)
        seconds = time.perf_counter() - start
        if seconds > max(endured.seconds, default=0.0):
            endured.slowest = address
        endured.statuses[status] += 1
        endured.seconds.append(seconds)
    return endured


def errors(endured: Endured) -> int:
    """Return how many answers were the server's failure."""
    return sum(count for status, count in endured.statuses.items() if status >= HTTPStatus.INTERNAL_SERVER_ERROR)


def _word(chance: random.Random) -> str:
    language = chance.choice(("en", "en", "fr", "pt-br", "ru", "zh-hans"))
    return chance.choice(field_words(language) if chance.random() < 0.7 else vocabulary(language).words[:3_000])


def _filled(chance: random.Random, pattern: str) -> str:
    return pattern.format(a=_word(chance), b=_word(chance), c=_word(chance))


def _syntax(patterns: Sequence[str]) -> Callable[[random.Random], str]:
    def make(chance: random.Random) -> str:
        several = [_filled(chance, pattern) for pattern in chance.choices(patterns, k=chance.choice((1, 1, 2, 4)))]
        return f"q={quote(' '.join(several))}"

    return make


def _broken(chance: random.Random) -> str:
    pieces = [chance.choice(BROKEN) if chance.random() < 0.6 else quote(_word(chance)) for _ in range(4)]
    return f"q={'+'.join(pieces)}"


def _long(chance: random.Random) -> str:
    """Return 10,000 characters: of one word, of many words, of marks of the query language, or of one ideograph."""
    piece = chance.choice(
        (f"{_word(chance)} ", _word(chance), '"', "(", f"-{_word(chance)} ", "肺", "\u0301", "a:", "~")
    )
    return f"q={quote((piece * 10_000)[:10_000])}"


def _repeated(chance: random.Random) -> str:
    """Return one parameter a thousand times."""
    name = chance.choice(PARAMETERS)
    return "&".join([f"{name}={quote(_word(chance))}" for _ in range(1_000)])


def _anywhere(chance: random.Random) -> str:
    """Return hostile values in several parameters."""
    patterns = (*TANTIVY, *FTS5, *TSQUERY, *OWN, *SQL)
    pairs = []
    for _ in range(chance.choice((2, 3, 5, 20))):
        value = chance.choice(BROKEN) if chance.random() < 0.3 else quote(_filled(chance, chance.choice(patterns)))
        pairs.append(f"{chance.choice(PARAMETERS)}={value}")
    return "&".join(pairs)
