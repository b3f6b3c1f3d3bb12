"""Sheets that come in: what is told of planted faults, and what rows cost: python -m bench.incoming.

A sheet of 1,000 made-up datasets has 100 planted faults of ten kinds. Each has to be told with its row, its column and
a cause, all the other facts have to be taken, and taking the sheet in a second time has to change nothing. Then sheets
of 1,000 and 10,000 rows are looked at and taken in, each by its own process: seconds a row and memory have to stay
flat. Ends with 1 where something falls short.
"""

import argparse
import csv
import io
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import serving, sites
from .slow import say

ROWS, FAULTS, MANY = 1_000, 100, 10_000
# How many times as long a row may take at ten times the rows, and how many kB of memory each row more may take: its
# share of the file, its address, and what the change set notes of it.
FLAT, MOST_KB = 1.25, 1
REFERENCE = ("--reference", "https://example.org/a-made-up-list", "--title", "A made-up list", "--authority", "index")
HEADINGS = (
    "Dataset", "Patients", "Images", "Modality", "Organ", "Task", "Licence", "Year", "Size", "Download link", "Access",
)  # fmt: skip
MODALITIES = ("CT", "MRI", "Ultrasound", "X-ray", "PET", "mammography", "CT; MRI")
ORGANS = ("lung", "liver", "brain", "kidney", "heart", "prostate", "retina", "breast", "colon")
TASKS = ("segmentation", "classification", "detection", "registration", "segmentation; classification")
LICENCES = ("CC BY 4.0", "CC0 1.0", "MIT", "cc-by-nc-4.0")


@dataclass(frozen=True)
class Fault:
    """Something wrong in a sheet: the row's number, the column's heading, the kind, and the text that is there."""

    row: int
    heading: str
    kind: str
    text: str


# Kind of fault -> the column and a text that cannot be taken there.
KINDS = {
    "no name": ("Dataset", ("",)),
    "words for a number": ("Patients", ("many", "a few hundred", "to be counted", "see paper")),
    "two numbers": ("Images", ("500-600", "1200/300", "10 or 20", "1,000 (train), 200 (test)")),
    "no modality": ("Modality", ("scans", "CT?", "medical images", "Type II")),
    "no organ": ("Organ", ("thingummy", "left", "n.a. (see text)", "xx")),
    "no task": ("Task", ("do things", "various purposes", "AI", "ML challenge")),
    "no licence": ("Licence", ("see website", "Creative Commons", "free", "ask")),
    "no year": ("Year", ("20l8", "1700", "last year", "2018-2020")),
    "no size": ("Size", ("12 XB", "large", "12 GB / 3 GB", "GB")),
    "no address": ("Download link", ("htp:/broken", "on request", "www", "http://")),
}  # fmt: skip


def sheet(rows: int, faults: int, seed: int = 14) -> tuple[str, list[Fault]]:
    """Return a sheet of so many rows as CSV, and the faults that are planted in it, each in a row of its own."""
    chance = random.Random(seed)  # noqa: S311 - made-up data are no secret
    places = sorted(chance.sample(range(rows), faults))
    kinds = [list(KINDS)[place % len(KINDS)] for place in range(faults)]
    chance.shuffle(kinds)
    planted = dict(zip(places, kinds, strict=True))
    told: list[Fault] = []
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADINGS)
    for place in range(rows):
        cells = dict(zip(HEADINGS, _cells(place, chance), strict=True))
        if (kind := planted.get(place)) is not None:
            heading, texts = KINDS[kind]
            cells[heading] = chance.choice(texts)
            # The heading is row 1.
            told.append(Fault(place + 2, heading, kind, cells[heading]))
        writer.writerow(cells.values())
    return out.getvalue(), told


def _cells(place: int, chance: random.Random) -> Iterator[str]:
    # Names that no two rows share a word of, so that each is an entry.
    yield f"{_word(chance)}{_word(chance)} {_word(chance).upper()}{place}"
    yield f"{chance.randint(10, 5_000):,}"
    yield f"{chance.randint(5_000, 90_000):,} slices"
    yield chance.choice(MODALITIES)
    yield chance.choice(ORGANS)
    yield chance.choice(TASKS)
    yield chance.choice(LICENCES)
    yield str(chance.randint(2005, 2025))
    yield f"{chance.randint(2, 90)} GB"
    yield f"https://data.example.org/sets/{place}"
    yield "open"


def _word(chance: random.Random) -> str:
    return "".join(chance.choice("bcdfglmnprstvz") + chance.choice("aeiou") for _ in range(3)).capitalize()


def tell(line: str) -> None:
    """Print a line of the result."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def empty_site(folder: Path, catalogue: Path | None = None) -> sites.Site:
    """Return a site with a catalogue from files, by default the real one."""
    here = sites.site(0, "sqlite", folder, "")
    seed = ("seed", *([str(catalogue)] if catalogue else []))
    for command in (("migrate", "--no-input", "--verbosity", "0"), seed):
        serving.manage(here.environment, here.log, *command)
    return here


@dataclass
class Told:
    """What was told of a sheet that was looked at: messages by row and column, and how many facts do what."""

    messages: dict[tuple[int, str], str]
    facts: Counter[str]

    def of(self, fault: Fault) -> str:
        """Return what was told of a planted fault, "" for nothing."""
        headings = (fault.heading, "name") if fault.kind == "no name" else (fault.heading,)
        return next((found for one in headings if (found := self.messages.get((fault.row, one)))), "")

    def beside(self, faults: Sequence[Fault]) -> list[tuple[int, str]]:
        """Return the rows and columns of which something was told, and nothing is wrong there."""
        rows = {fault.row for fault in faults}
        return [key for key in self.messages if key[0] not in rows]


def looked_at(rows: Callable[[], Iterable[Any]], intake: Any) -> Told:
    """Look at the rows of a sheet."""
    from datasets.importing.foreseeing import foreseen
    from datasets.importing.intake import Does
    from datasets.importing.mapping.mapper import Mapper
    from datasets.importing.matching.finder import Finder

    told = Told({}, Counter())
    for batch in foreseen(rows(), intake, Finder.of_database(), Mapper(intake.code, "en")):
        for row in batch:
            number = int("".join(sign for sign in row.place if sign.isdigit()) or 0)
            told.facts.update(fact.does for fact in row.facts)
            for fact in row.facts:
                if fact.does not in (Does.ADDS, Does.AGREES, Does.CONTRADICTS):
                    told.messages[number, fact.place.rpartition(", ")[2]] = fact.message or f"{fact.cause}: {fact.does}"
            told.messages.update({(number, problem.field): problem.message for problem in row.problems})
    return told


def planted() -> bool:
    """Take a sheet with faults in, tell what was told of each, and take it in again; return whether all of it holds."""
    from datasets.importing import opening
    from datasets.importing.intake import Intake
    from datasets.importing.readers import reader_of
    from datasets.importing.referring import document_of
    from datasets.importing.taking import take
    from datasets.models import Dataset, Statement

    text, faults = sheet(ROWS, FAULTS)
    opened = opening.opened(text.encode(), "sheet.csv")
    reader: Any = reader_of(opened)
    intake = Intake(document_of("https://example.org/a-made-up-list", "A made-up list", "index"))

    def rows() -> Iterable[Any]:
        return reader.read(opened, reader.columns(opened))  # type: ignore[no-any-return]

    told = looked_at(rows, intake)
    _tell_faults(told, faults)
    entries, statements = Dataset.objects.count(), Statement.objects.count()
    take(rows(), intake, reason="A made-up list.")
    made, stated = Dataset.objects.count() - entries, Statement.objects.count() - statements
    again = take(rows(), intake, reason="Again.")
    sound = ROWS - sum(fault.kind == "no name" for fault in faults)
    taken = sum(told.facts[does] for does in ("adds", "agrees", "contradicts"))
    tell(f"Facts: {dict(told.facts)}. Entries made: {made} of {sound}; statements: {stated}.")
    tell(f"A second time: {'nothing was written' if again.change_set is None else 'SOMETHING WAS WRITTEN'}.")
    # Of an entry without facts its name, category and kind are stated all the same.
    whole = made == sound and 0 < taken <= stated
    return all(map(told.of, faults)) and not told.beside(faults) and whole and again.change_set is None


def _tell_faults(told: Told, faults: Sequence[Fault]) -> None:
    tell("| kind of fault | planted | told | such as |\n|---|---|---|---|")
    for kind in KINDS:
        of_kind = [fault for fault in faults if fault.kind == kind]
        messages = [message for fault in of_kind if (message := told.of(fault))]
        tell(f"| {kind} | {len(of_kind)} | {len(messages)} | {next(iter(messages), '')} |")
    for fault in faults:
        if not told.of(fault):
            tell(f"NOT TOLD: row {fault.row}, {fault.heading}, “{fault.text}”")
    for key in told.beside(faults)[:10]:
        tell(f"TOLD WITHOUT CAUSE: row {key[0]}, {key[1]}: {told.messages[key]}")


def costs(folder: Path) -> bool:
    """Look at and take in sheets of two sizes, each by a process of its own; return whether a row costs the same."""
    found = {}
    tell("| rows | what | seconds | ms a row | peak MB |\n|---|---|---|---|---|")
    for rows in (ROWS, MANY):
        here = empty_site(folder / str(rows))
        path = folder / f"{rows}.csv"
        path.write_text(sheet(rows, 0, seed=rows)[0], "utf-8")
        for what in ("--preview", "--apply"):
            say(f"{rows} {what} …")
            cost = serving.manage(here.environment, here.log, "import_file", str(path), what, "--no-index", *REFERENCE)
            found[rows, what] = cost
            each = 1_000 * cost.seconds / rows
            tell(f"| {rows:,} | {what} | {cost.seconds:.1f} | {each:.2f} | {cost.peak_mb:.0f} |")
    holds = True
    for what in ("--preview", "--apply"):
        few, many = found[ROWS, what], found[MANY, what]
        each = (many.seconds / MANY) / (few.seconds / ROWS)
        memory = 1_000 * (many.peak_mb - few.peak_mb) / (MANY - ROWS)
        short = "" if each <= FLAT and memory <= MOST_KB else " FALLS SHORT"
        holds = holds and not short
        tell(
            f"{what}: a row at {MANY:,} takes {each:.2f} times one at {ROWS:,}; each row more, {memory:.1f} kB.{short}"
        )
    return holds


def main() -> int:
    """Fill a site, then ask in a process that has its settings."""
    parser = argparse.ArgumentParser(prog="python -m bench.incoming", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--faults", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--only", choices=("faults", "costs"), help="one of the two parts")
    options = parser.parse_args()
    if options.faults:
        import django

        django.setup()
        return 0 if planted() else 1
    holds = True
    with tempfile.TemporaryDirectory(prefix="lightbox-incoming-") as temporary:
        folder = Path(temporary)
        if options.only != "costs":
            here = empty_site(folder / "faults")
            command = [sys.executable, "-m", "bench.incoming", "--faults"]
            holds = subprocess.run(command, cwd=serving.ROOT, env=here.environment, check=False).returncode == 0  # noqa: S603
        if options.only != "faults":
            holds = costs(folder) and holds
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
