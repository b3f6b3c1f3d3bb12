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
from dataclasses import dataclass, field
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


@dataclass(frozen=True)
class CodeSet:
    """A key of the record that holds codes: vocabulary, statement field, and how often there are 0, 1, 2 … of them."""

    key: str
    vocabulary: str
    stated: str
    weights: tuple[int, ...]


CODE_SETS = (
    CodeSet("sources", "source", "source", (10, 75, 15)),
    CodeSet("modalities", "modality", "modality", (10, 68, 16, 6)),
    CodeSet("anatomies", "anatomy", "anatomy", (15, 58, 20, 7)),
    CodeSet("tasks", "task", "task", (15, 52, 26, 7)),
    CodeSet("use_cases", "use_case", "use_case", (30, 45, 18, 7)),
    CodeSet("conditions", "condition", "condition", (25, 50, 18, 7)),
    CodeSet("annotation_types", "annotation_type", "annotation_type", (25, 50, 20, 5)),
    CodeSet("annotation_methods", "annotation_method", "annotation_method", (60, 35, 5)),
    CodeSet("formats", "format", "format", (20, 64, 16)),
    CodeSet("languages", "language", "language", (92, 7, 1)),
)
# The terms that descriptions name.
DESCRIBED = (("modalities", "modality"), ("anatomies", "anatomy"), ("tasks", "task"), ("conditions", "condition"))


@dataclass
class Core:
    """What other records and the requests need to know of one: its chance, name, slug, codes and statements so far."""

    chance: random.Random
    name: str
    slug: str
    codes: dict[str, list[str]]
    statements: list[Record] = field(default_factory=list)

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
        item.key: terms(item.vocabulary).draw(chance, chance.choices(range(len(item.weights)), item.weights)[0])
        for item in CODE_SETS
    }
    coined = "".join(chance.choices(SYLLABLES, k=chance.choice((2, 3, 3)))) + chance.choice(SUFFIXES)
    if chance.random() < 0.3:
        coined += chance.choice((" 20{:02}", "-{}", "{}")).format(chance.randint(1, 24))
    about = [terms(kind).names[codes[key][0]]["en"] for key, kind in DESCRIBED if codes[key]]
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
    for item in CODE_SETS:
        if made.codes[item.key]:
            names = [terms(item.vocabulary).names[code]["en"] for code in made.codes[item.key]]
            made.state(item.stated, made.codes[item.key], ", ".join(names))
    return {
        "slug": made.slug,
        "name": made.name,
        "aliases": _aliases(made),
        **made.codes,
        **_single_codes(made),
        **_figures(made),
        **_parts(made, index),
        "descriptions": [
            {"language": language, **_text(chance, language, made.codes), "origin": "machine"} for language in LANGUAGES
        ],
        "statements": made.statements,
    }


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


def _single_codes(made: Core) -> Record:
    chance = made.chance
    found: Record = {}
    for key, kind, stated, known in (
        ("category", "category", "category", 1.0),
        ("kind", "kind", "kind", 1.0),
        ("access_level", "access_level", "access", 1.0),
        ("license", "license", "license", 0.5),
    ):
        if chance.random() < known:
            code = terms(kind).draw(chance, 1)[0]
            found[key] = code
            made.state(stated, code, terms(kind).names[code]["en"])
    return found


def _figures(made: Core) -> Record:
    """Return counts, size, year and ratings; each is unknown now and then."""
    chance = made.chance
    found: Record = {}
    for key, stated, units, median, spread in (
        ("subjects", "subjects", ("patients", "subjects", "participants", "cases"), 400, 1.8),
        ("images", "images", ("images", "slices", "studies", "exams", "scans"), 6_000, 2.2),
        ("size_bytes", "size", (), 5_000_000_000, 2.3),
    ):
        if chance.random() < 0.72:
            value = 1 + int(median * chance.lognormvariate(0, spread))
            precision = chance.choices(("exact", "about", "at-least"), (60, 30, 10))[0]
            if precision != "exact":
                value = int(float(f"{value:.2g}"))
            found[key] = value
            found[f"{stated}_precision"] = precision
            if units:
                found[f"{key}_unit"] = chance.choice(units)
            made.state(stated, value, f"{value:,}")
    if chance.random() < 0.8:
        found["year"] = max(1990, 2026 - int(6 * chance.lognormvariate(0, 0.7)))
        made.state("year", found["year"], str(found["year"]))
    if chance.random() < 0.4:
        found["quality"] = chance.choices((1, 2, 3, 4, 5), (5, 10, 30, 35, 20))[0]
        made.state("quality", found["quality"], "★" * found["quality"])
    if chance.random() < 0.3:
        found["difficulty"] = chance.choice(("easy", "medium", "hard"))
        made.state("difficulty", found["difficulty"], found["difficulty"])
    return found | _classes(made) | _splits(made, found.get("images"), found.get("images_unit"))


def _classes(made: Core) -> Record:
    chance = made.chance
    if chance.random() > 0.25:
        return {}
    names = [terms("condition").names[code]["en"] for code in terms("condition").draw(chance, chance.randint(2, 8))]
    for name in names:
        made.state("class", {"name": name}, name)
    made.state("class_count", len(names), f"{len(names)} classes")
    return {"class_count": len(names), "classes": [{"name": name} for name in names]}


def _splits(made: Core, images: int | None, unit: str | None) -> Record:
    if images is None or made.chance.random() > 0.25:
        return {}
    test = images // 5
    counts = {"train": images - test, "test": test}
    for name, count in counts.items():
        made.state("split", {"name": name, "count": count}, f"{name}: {count}")
    return {"splits": [{"name": name, "count": count, "unit": unit} for name, count in counts.items()]}


def _parts(made: Core, index: int) -> Record:
    """Return links, papers and relations."""
    chance = made.chance
    found: Record = {}
    if chance.random() < 0.85:
        url = f"https://data.example.org/{made.slug}/"
        found["links"] = [{"url": url, "kind": "homepage"}]
        made.state("link", [url], url)
    if chance.random() < 0.35:
        title = " ".join(vocabulary("en").draw(chance, 9)).capitalize()
        found["papers"] = [{"title": title, "venue": "Journal of Examples", "year": chance.randint(2005, 2025)}]
        made.state("paper", title, title)
    if index and chance.random() < 0.1:
        kind = chance.choice(("subset-of", "derived-from", "part-of-series", "successor-of"))
        relation = {"kind": kind, "target": core(chance.randrange(index)).slug}
        found["relations"] = [relation]
        made.state("relation", relation, f"{kind} {relation['target']}")
    return found


def _text(chance: random.Random, language: str, codes: dict[str, list[str]]) -> Record:
    """Return a summary and a description in one language, with the names of some of the record's terms."""
    count = max(FEWEST[language], round(WORDS[language] * chance.lognormvariate(0, 0.25)))
    words = vocabulary(language).draw(chance, count)
    for key, kind in DESCRIBED:
        for code in codes[key][:1]:
            words[chance.randrange(len(words))] = terms(kind).names[code][language]
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
