"""Whether doubles are found, and nothing else: python -m bench.doubles [--slips SEED] [--among ENTRIES].

Holds rows against the tests' catalogue: a hundred planted doubles in ten manners and as many rows that are no
entry of ours (doubles.json, made by hand), and slips made of all names by a seeded generator. "Found" is a row whose
entry is the first candidate, as the same or as related, whichever is right. Prints recall and precision by manner, and
what was taken for the same beforehand and is not. With --among the rows are held against the catalogue among so many
made-up entries as well, by a finder of all of them, and by one of the few around each row, as the desk asks. Ends with
1 where recall or precision of the planted ones falls below LEAST, or anything is wrongly the same.
"""

import argparse
import json
import random
import sys
import tempfile
import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from os import environ
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import records
from .serving import ROOT
from .slow import say

if TYPE_CHECKING:
    from datasets.importing.matching.finder import Finder, Match
    from datasets.importing.matching.known import Decided, Known
    from datasets.importing.matching.names import Lexicon

LEAST = 0.95
ROWS = Path(__file__).with_name("doubles.json")
# DOIs that some entries have at their archives, for the manner of DOIs: the fixtures have next to none.
OWN_DOIS = {
    "lidc-idri": "10.7937/K9/TCIA.2015.LO9QL9SX",
    "nlst": "10.7937/TCIA.HMQ8-J677",
    "tcga-gbm": "10.7937/K9/TCIA.2016.RNYFUYE9",
    "tcga-lgg": "10.7937/K9/TCIA.2016.L4LTD3TK",
    "covid-19-ar": "10.7937/tcia.2020.py71-5978",
    "mimic-cxr": "10.13026/C2JT1Q",
    "mimic-iii": "10.13026/C2XW26",
    "ct-colonography": "10.7937/K9/TCIA.2015.NWTESAY1",
}


@dataclass(frozen=True)
class Row:
    """A row: how it is called, what leads to it, the entry that it is or is related to ("" for none), the manner."""

    manner: str
    name: str
    entry: str = ""
    kind: str = ""
    identifiers: tuple[str, ...] = ()


def rows() -> list[Row]:
    """Return the rows that are kept."""
    kept = json.loads(ROWS.read_text("utf-8"))
    planted = [
        Row(one["manner"], one["name"], one["entry"], one["kind"], tuple(one.get("identifiers", ())))
        for one in kept["planted"]
    ]
    apart = [
        Row(
            "related" if "entry" in one else "apart",
            one["name"],
            one.get("entry", ""),
            one.get("kind", ""),
            tuple(one.get("identifiers", ())),
        )
        for one in kept["apart"]
    ]
    return planted + apart


@dataclass(frozen=True)
class Catalogue:
    """What is known of the tests' catalogue, its words, what is related, and the names of each entry."""

    known: "list[Known]"
    lexicon: "Lexicon"
    decided: "Decided"
    names: dict[str, list[str]]

    def finder(self) -> "Finder":
        """Return a finder of all of it."""
        from datasets.importing.matching.finder import Finder

        return Finder(self.known, self.lexicon, self.decided)

    def around(self, row: Row) -> "Finder":
        """Return a finder of what the desk looks at for a row."""
        from datasets.importing.matching.finder import Finder
        from datasets.importing.matching.narrowing import around

        return Finder(around(self.known, (row.name, *row.identifiers), self.lexicon), self.lexicon, self.decided)

    def among(self, entries: int) -> "Catalogue":
        """Return it with made-up entries, so many in all."""
        from datasets.importing.matching.known import of_record

        made = [of_record(records.record(number)) for number in range(max(0, entries - len(self.known)))]
        return replace(self, known=[*self.known, *made])


def catalogue() -> Catalogue:
    """Return the tests' catalogue."""
    from datasets.importing.matching.known import of_tree
    from datasets.records.files import read_tree

    tree = read_tree(ROOT / "tests" / "catalogue")
    known, lexicon, decided = of_tree(tree)
    known = [replace(one, texts=(*one.texts, OWN_DOIS[one.slug])) if one.slug in OWN_DOIS else one for one in known]
    names = {record["slug"]: [record["name"], *record["aliases"]] for _, record in tree.dataset}
    return Catalogue(known, lexicon, decided, names)


# --- slips ------------------------------------------------------------------------------------------------------------


def _letter(name: str, chance: random.Random, change: Callable[[str, int], str]) -> str:
    places = [place for place, sign in enumerate(name) if sign.isalpha() and place]
    return change(name, chance.choice(places)) if len(places) > 3 else ""


SLIPS: dict[str, Callable[[str, random.Random], str]] = {
    "letter left out": lambda name, chance: _letter(name, chance, lambda text, at: text[:at] + text[at + 1 :]),
    "letter doubled": lambda name, chance: _letter(name, chance, lambda text, at: text[:at] + text[at] + text[at:]),
    "letters turned": lambda name, chance: _letter(
        name, chance, lambda text, at: text[: at - 1] + text[at] + text[at - 1] + text[at + 1 :]
    ),
    "accents": lambda name, chance: _letter(
        name, chance, lambda text, at: unicodedata.normalize("NFC", f"{text[: at + 1]}\u0301{text[at + 1 :]}")
    ),
    "hyphens": lambda name, chance: name.replace("-", " ") if "-" in name else name.replace(" ", "-"),
    "joined": lambda name, chance: name.replace(" ", "").replace("-", "_"),
    "capitals": lambda name, chance: name.upper() if name != name.upper() else name.lower(),
    "plural": lambda name, chance: f"{name}s" if name[-1:].isalpha() and not name.endswith("s") else "",
    "dataset": lambda name, chance: f"{name} dataset",
    "challenge": lambda name, chance: f"{name} Challenge",
    "The": lambda name, chance: f"The {name} data",
    "French": lambda name, chance: f"Jeu de données {name}",
    "Russian": lambda name, chance: f"Набор данных {name}",
    "Chinese": lambda name, chance: f"{name}数据集",
    "brackets": lambda name, chance: f"Public medical images ({name})",
    "turned round": lambda name, chance: " ".join(reversed(name.split())) if " " in name else "",
    "year": lambda name, chance: f"{name} {chance.randrange(1995, 2004)}",
    "version": lambda name, chance: f"{name} v{chance.randrange(2, 5)}",
    "mini": lambda name, chance: f"{name} mini",
    "preprocessed": lambda name, chance: f"{name} (preprocessed)",
    "Kaggle": lambda name, chance: f"{name} - Kaggle mirror",
}
RELATED = {"year", "version", "mini", "preprocessed", "Kaggle"}


def slips(names: dict[str, list[str]], seed: int) -> Iterator[Row]:
    """Yield all names of the catalogue that one entry alone has, with each slip in them."""
    from datasets.words.folding import joined

    chance = random.Random(seed)  # noqa: S311
    tally = Counter(name for some in names.values() for name in set(some))
    known = {joined(name) for name in tally}
    for manner, change in SLIPS.items():
        for slug, some in names.items():
            for name in some:
                if tally[name] == 1 and (made := change(name, chance)) and made != name:
                    if manner in RELATED and joined(made) in known:
                        continue
                    yield Row(f"~ {manner}", made, slug, "related" if manner in RELATED else "same")


# --- counting ---------------------------------------------------------------------------------------------------------


def is_right(row: Row, match: "Match") -> bool:
    """Tell whether the right entry is the first candidate, as what it is."""
    if not match.candidates or match.candidates[0].slug != row.entry:
        return False
    return (match.candidates[0].relation == "same") is (row.kind == "same")


@dataclass
class Tally:
    """What became of the rows of one manner."""

    rows: int = 0
    found: int = 0
    right: int = 0
    entry: int = 0
    wrongly_same: int = 0


def count(finder_for: "Callable[[Row], Finder]", wanted: list[Row], *, show: bool) -> dict[str, Tally]:
    """Return what became of rows by manner, each asked of its finder; with `show` say each that is not right."""
    from datasets.importing.claims import Described

    found: dict[str, Tally] = defaultdict(Tally)
    for row in wanted:
        match = finder_for(row).matches(Described("", row.name, identifiers=row.identifiers), "bench")
        tally = found[row.manner]
        tally.rows += 1
        tally.found += bool(match.candidates)
        right = is_right(row, match) if row.entry else not match.candidates
        tally.right += right
        tally.entry += bool(row.entry and match.candidates and match.candidates[0].slug == row.entry)
        wrong = match.verdict == "same" and (match.slug != row.entry or row.kind != "same")
        tally.wrongly_same += wrong
        if (show and not right) or wrong:
            told = [(one.slug, one.score, str(one.relation)) for one in match.candidates]
            say(f"{row.manner}: {row.name} -> {row.entry or 'none'} {row.kind}: {told}{' WRONG' if wrong else ''}")
    return found


def table(found: dict[str, Tally]) -> tuple[float, float, int]:
    """Print the table; return recall, precision and how many were wrongly taken for the same."""
    say("| manner | rows | found | right | right entry | recall | wrongly same |\n|---|---|---|---|---|---|---|")
    for manner, one in found.items():
        share = f"{one.right / one.rows:.3f}" if manner != "apart" else ""
        say(f"| {manner} | {one.rows} | {one.found} | {one.right} | {one.entry} | {share} | {one.wrongly_same} |")
    doubles = [one for manner, one in found.items() if manner != "apart"]
    right, planted = sum(one.right for one in doubles), sum(one.rows for one in doubles)
    shown = sum(one.found for one in found.values())
    recall, precision = right / planted if planted else 1.0, right / shown if shown else 1.0
    wrong = sum(one.wrongly_same for one in found.values())
    say(f"\nrecall {recall:.3f}, precision {precision:.3f}, wrongly the same {wrong}\n")
    return recall, precision, wrong


def main(arguments: list[str] | None = None) -> int:
    """Print the tables; return 1 where the planted doubles are not found as they must be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--slips", type=int, metavar="SEED", help="slips in all names as well")
    parser.add_argument("--among", type=int, metavar="ENTRIES", help="among so many made-up entries as well")
    parser.add_argument("--show", action="store_true", help="say each row that is not right")
    options: Any = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        environ.setdefault("DJANGO_SETTINGS_MODULE", "directory.settings")
        environ.setdefault("DATA_DIR", folder)
        import django

        django.setup()
        ours = catalogue()
        finder = ours.finder()
        began = time.process_time()
        wanted = rows()
        recall, precision, wrong = table(count(lambda _row: finder, wanted, show=options.show))
        say(f"{(time.process_time() - began) / len(wanted) * 1000:.2f} ms a row\n")
        if options.slips is not None:
            table(count(lambda _row: finder, list(slips(ours.names, options.slips)), show=options.show))
        if options.among:
            many = ours.among(options.among)
            finder = many.finder()
            say(f"Among {options.among:,}, by a finder of all:\n")
            table(count(lambda _row: finder, wanted, show=options.show))
            say("By one of those around each row:\n")
            table(count(many.around, wanted, show=options.show))
    return int(recall < LEAST or precision < LEAST or wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
