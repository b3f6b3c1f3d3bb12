"""Made-up dataset records in the product's record format: valid, varied, and the same on every machine.

Record number i depends on i alone, so a catalogue of 200 is the first 200 records of one of 100,000. Terms come from
the real vocabularies, few of them often and most of them seldom; figures are spread log-normally, many are unknown.

    python -m bench.records 10000 records.jsonl
"""

import json
import random
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

from .words import LANGUAGES, SEED, vocabulary

Record = dict[str, Any]

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
DOCUMENTS = ("000", "001", "002", "003", "004")

# Words of the summary and description together, on average (some 265 in all) and at least: the shortest texts that the
# record format allows are counted in characters, and Chinese words have one or two.
WORDS = {"en": 60, "fr": 54, "pt-br": 50, "zh-hans": 54, "ru": 44}
FEWEST = {"en": 30, "fr": 30, "pt-br": 30, "zh-hans": 56, "ru": 30}
SENTENCE = {"en": 12, "fr": 12, "pt-br": 12, "zh-hans": 18, "ru": 12}

# How much rarer each next term of a vocabulary is: the n-th is chosen in proportion to n to the power of this.
SKEW = -1.2


@dataclass(frozen=True)
class Terms:
    """The codes of one vocabulary, the most used first, their names by language and their parents."""

    codes: tuple[str, ...]
    names: dict[str, dict[str, str]]
    parents: dict[str, str | None]
    cumulative: tuple[float, ...]

    def draw(self, chance: random.Random, count: int) -> list[str]:
        """Return at most `count` different codes, in order."""
        return sorted(set(chance.choices(self.codes, cum_weights=self.cumulative, k=count))) if count else []

    def with_parents(self, codes: Sequence[str]) -> list[str]:
        """Return `codes` and all that stand above them, in order."""
        found: set[str] = set()
        for code in codes:
            above: str | None = code
            while above is not None:
                found.add(above)
                above = self.parents[above]
        return sorted(found)


@cache
def terms(name: str) -> Terms:
    """Return the vocabulary `name` ("source" for the sources) with a made-up order of popularity."""
    if name == "source":
        items = [json.loads(path.read_text("utf-8")) for path in sorted((FIXTURES / "sources").glob("*.json"))]
        rows = [{"code": item["code"], "names": {"en": item["name"]}, "parent": None} for item in items]
    else:
        rows = json.loads((FIXTURES / "vocabularies" / f"{name}.json").read_text("utf-8"))["terms"]
    codes = [row["code"] for row in rows]
    # The short lists are in the order of their importance already.
    if len(codes) > 12:
        random.Random(f"{SEED}:{name}").shuffle(codes)  # noqa: S311 - reproducible on purpose
    return Terms(
        tuple(codes),
        {row["code"]: row["names"] for row in rows},
        {row["code"]: row["parent"] for row in rows},
        tuple(accumulate(rank**SKEW for rank in range(1, len(codes) + 1))),
    )


# Field that holds codes -> how often there are 0, 1, 2 … of them. The vocabulary has the field's name.
CODE_SETS: dict[str, tuple[int, ...]] = {
    "source": (10, 75, 15),
    "modality": (10, 68, 16, 6),
    "anatomy": (15, 58, 20, 7),
    "task": (15, 52, 26, 7),
    "use_case": (30, 45, 18, 7),
    "condition": (25, 50, 18, 7),
    "annotation": (25, 50, 20, 5),
    "annotation_method": (60, 35, 5),
    "format": (20, 64, 16),
    "language": (92, 7, 1),
}
# The fields whose terms descriptions name.
DESCRIBED = ("modality", "anatomy", "task", "condition")


@dataclass
class Core:
    """What other records and the requests need to know of one: its chance, name, slug, codes and statements so far."""

    chance: random.Random
    name: str
    slug: str
    codes: dict[str, list[str]]
    statements: list[Record] = dataclass_field(default_factory=list)

    def state(self, stated: str, value: Any, printed: str) -> None:
        """Add the statement that backs `value`."""
        self.statements.append(
            {
                "field": stated,
                "value": value,
                "printed": printed[:400],
                "document": self.chance.choice(DOCUMENTS),
                "heading": self.name[:80],
                "line": self.chance.randint(1, 600),
            }
        )


SYLLABLES: tuple[str, ...] = (
    "Ab",
    "Bra",
    "Ca",
    "Cor",
    "De",
    "El",
    "Fe",
    "Gas",
    "He",
    "In",
    "Ka",
    "Ki",
    "Lu",
    "Ma",
    "Mi",
    "Ne",
)
SYLLABLES += (
    "Or",
    "Pa",
    "Pro",
    "Ra",
    "Re",
    "Sa",
    "Se",
    "Ta",
    "Te",
    "Tho",
    "Ul",
    "Va",
    "Ve",
    "Vo",
    "Xe",
    "Za",
    "Li",
    "Mo",
)
NOUNS = (
    "collection",
    "dataset",
    "archive",
    "challenge",
    "cohort",
    "benchmark",
    "atlas",
    "library",
    "registry",
    "series",
)
SUFFIXES = ("", "", "Net", "Seg", "Set", "Bench", "Scan", "Vision", "-X", "DB")


def core(index: int) -> Core:
    """Return the core of record number `index`."""
    chance = random.Random(f"{SEED}:{index}")  # noqa: S311 - reproducible on purpose
    codes = {
        name: terms(name).draw(chance, chance.choices(range(len(weights)), weights)[0])
        for name, weights in CODE_SETS.items()
    }
    coined = "".join(chance.choices(SYLLABLES, k=chance.choice((2, 3, 3)))) + chance.choice(SUFFIXES)
    if chance.random() < 0.3:
        coined += chance.choice((" 20{:02}", "-{}", "{}")).format(chance.randint(1, 24))
    about = [terms(name).names[codes[name][0]]["en"] for name in DESCRIBED if codes[name]]
    chance.shuffle(about)
    long = " ".join([*about[:2], chance.choice(NOUNS)])
    name = chance.choices((coined, f"{coined} {long}", f"{long} {coined}"), (50, 30, 20))[0]
    name = name[0].upper() + name[1:]
    stem = re.sub(r"[^a-z0-9]+", "-", name.lower())[:60].strip("-")
    return Core(chance, name, f"{stem}-{index:x}", codes)


def record(index: int) -> Record:
    """Return record number `index`, counted from 0. Relations name records of a lower number."""
    made = core(index)
    chance = made.chance
    made.state("name", made.name, made.name)
    for field, codes in made.codes.items():
        if codes:
            made.state(field, codes, ", ".join(terms(field).names[code]["en"] for code in codes))
    aliases = _aliases(made)
    _single_codes(made)
    _figures(made)
    _parts(made, index)
    return {
        "slug": made.slug,
        "name": made.name,
        "aliases": aliases,
        "descriptions": [
            {"language": language, **_text(chance, language, made.codes), "origin": "machine"} for language in LANGUAGES
        ],
        "statements": made.statements,
    }


def stated(made: Record, field: str) -> Any:
    """Return what a record says of a field of one value or some codes; an empty list where it says nothing."""
    return next((statement["value"] for statement in made["statements"] if statement["field"] == field), [])


def _aliases(made: Core) -> list[str]:
    chance = made.chance
    found = []
    if chance.random() < 0.6:
        found.append(f"{made.name.split()[0]} {chance.choice(NOUNS)}")
    if chance.random() < 0.2:
        found.append("".join(vocabulary("zh-hans").words[chance.randint(20, 5_000)] for _ in range(3)) + "数据集")
    for alias in found:
        made.state("name", alias, alias)
    return found


def _single_codes(made: Core) -> None:
    chance = made.chance
    for field, known in (("category", 1.0), ("kind", 1.0), ("access", 1.0), ("license", 0.5)):
        if chance.random() < known:
            code = terms(field).draw(chance, 1)[0]
            made.state(field, code, terms(field).names[code]["en"])


def _figures(made: Core) -> None:
    """State counts, size, year and ratings; each is unknown now and then."""
    chance = made.chance
    images: Record | None = None
    for field, units, median, spread in (
        ("subjects", ("patients", "subjects", "participants", "cases"), 400, 1.8),
        ("images", ("images", "slices", "studies", "exams", "scans"), 6_000, 2.2),
        ("size", (), 5_000_000_000, 2.3),
    ):
        if chance.random() < 0.72:
            value = 1 + int(median * chance.lognormvariate(0, spread))
            precision = chance.choices(("exact", "about", "at-least"), (60, 30, 10))[0]
            if precision != "exact":
                value = int(float(f"{value:.2g}"))
            amount = {"value": value, **({"unit": chance.choice(units)} if units else {}), "precision": precision}
            made.state(field, amount, f"{value:,}")
            images = amount if field == "images" else images
    if chance.random() < 0.8:
        year = max(1990, 2026 - int(6 * chance.lognormvariate(0, 0.7)))
        made.state("year", year, str(year))
    if chance.random() < 0.4:
        stars = chance.choices((1, 2, 3, 4, 5), (5, 10, 30, 35, 20))[0]
        made.state("quality", stars, "★" * stars)
    if chance.random() < 0.3:
        difficulty = chance.choice(("easy", "medium", "hard"))
        made.state("difficulty", difficulty, difficulty)
    _classes(made)
    _splits(made, images)


def _classes(made: Core) -> None:
    chance = made.chance
    if chance.random() > 0.25:
        return
    names = [terms("condition").names[code]["en"] for code in terms("condition").draw(chance, chance.randint(2, 8))]
    for name in names:
        made.state("class", {"name": name}, name)
    made.state("class_count", len(names), f"{len(names)} classes")


def _splits(made: Core, images: Record | None) -> None:
    if images is None or made.chance.random() > 0.25:
        return
    test = images["value"] // 5
    for name, count in {"train": images["value"] - test, "test": test}.items():
        made.state("split", {"name": name, "count": count, "unit": images["unit"]}, f"{name}: {count}")


def _parts(made: Core, index: int) -> None:
    """State links, papers and relations."""
    chance = made.chance
    if chance.random() < 0.85:
        url = f"https://data.example.org/{made.slug}/"
        made.state("link", {"url": url, "kind": "homepage"}, url)
    if chance.random() < 0.35:
        title = " ".join(vocabulary("en").draw(chance, 9)).capitalize()
        paper = {"title": title, "venue": "Journal of Examples", "year": chance.randint(2005, 2025)}
        made.state("paper", paper, title)
    if index and chance.random() < 0.1:
        kind = chance.choice(("subset-of", "derived-from", "part-of-series", "successor-of", "edition-of"))
        target = core(chance.randrange(index)).slug
        made.state("relation", {"kind": kind, "target": target}, f"{kind} {target}")


def _text(chance: random.Random, language: str, codes: dict[str, list[str]]) -> Record:
    """Return a summary and a description in one language, with the names of some of the record's terms."""
    count = max(FEWEST[language], round(WORDS[language] * chance.lognormvariate(0, 0.25)))
    words = vocabulary(language).draw(chance, count)
    for field in DESCRIBED:
        for code in codes[field][:1]:
            words[chance.randrange(len(words))] = terms(field).names[code][language]
    length = SENTENCE[language]
    sentences = [_sentence(words[start : start + length], language) for start in range(0, len(words), length)]
    between = "" if language == "zh-hans" else " "
    return {"summary": sentences[0][:300], "description": between.join(sentences[1:])}


def _sentence(words: Sequence[str], language: str) -> str:
    if language == "zh-hans":
        half = len(words) // 2
        return "，".join("".join(part) for part in (words[:half], words[half:]) if part) + "。"
    text = " ".join(words)
    return text[0].upper() + text[1:] + "."


def lines(count: int) -> Iterator[str]:
    """Yield the first `count` records as lines of JSON, one at a time."""
    for index in range(count):
        yield json.dumps(record(index), ensure_ascii=False, separators=(",", ":")) + "\n"


def write(path: Path, count: int) -> None:
    """Write the first `count` records into a .jsonl file."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(lines(count))


if __name__ == "__main__":
    write(Path(sys.argv[2]), int(sys.argv[1]))
