"""What each kind of page costs, as so many times a fixed string behind the same middleware: python -m bench.pages.

Asks the real catalogue, and made-up ones of other sizes (--sizes 0,10000; 0 is the real one), by turns: each page is
followed by the fixed string. There is one worker, and it starts anew for each round, so that the first time that an
entry is asked for nothing of it is remembered ("cold"); the second time is "warm". Of the rounds the quickest counts,
for each address. Pages are asked for as browsers do, with gzip. Prints a table; ends with 1 where a kind falls short.
"""

import argparse
import json
import random
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from . import records, serving, sites
from .report import Ratio
from .requests import mix

LANGUAGES = ("en", "fr", "pt-br", "zh-hans", "ru")
# At most so many times the fixed string; medians, and for entries and comparisons the slowest address, too.
TIMES = {
    "304": 1.2, "home": 5.0, "list": 5.0, "list, words": 5.0, "list, facets": 5.0, "entry": 15.0,
    "two compared": 15.0, "six compared": 40.0,
}  # fmt: skip
EVEN_THE_SLOWEST = ("entry", "two compared", "six compared")
# Asked for as well where the site has them.
OTHERS = {
    "overlap": ("/overlap/",), "statistics": ("/statistics/",), "guides": ("/guides/", "/guides/beginner/"),
    "browse": ("/anatomy/", "/modalities/", "/modalities/CT/", "/anatomy/lung/"), "about": ("/about/",),
    "changes": ("/changes/",), "sources": ("/sources/",), "use cases": ("/use-cases/",),
}  # fmt: skip
WORDS = (
    "lung",
    "liver CT",
    "chest x-ray",
    "brain MRI segmentation",
    "mammography",
    "skin lesion",
    "retina",
    "COVID-19",
)
FACETS = (
    "modality=CT",
    "anatomy=brain",
    "task=segmentation",
    "access=open",
    "modality=MR&anatomy=brain",
    "year_min=2018",
)
# Entries of the real catalogue with the most statements.
RICHEST = ("chestx-ray14", "lits", "brats", "lidc-idri", "kits19", "mimic-cxr", "chexpert", "mura")
SAMPLES, SEED = 60, 12
AS_BROWSERS = {"Accept-Encoding": "gzip"}


@dataclass
class Kind:
    """A kind of page: its addresses, and for each the quickest first and second answer, and those of the string."""

    name: str
    addresses: list[str]
    cold: dict[str, float] = field(default_factory=dict)
    warm: dict[str, float] = field(default_factory=dict)
    fixed: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)

    def seconds(self, *, warm: bool = False) -> list[float]:
        """Return the times of all addresses."""
        return list((self.warm if warm else self.cold).values())


def kinds(slugs: Sequence[str], entries: int) -> list[Kind]:
    """Return what is asked of a catalogue with these entries; `entries` 0 is the real one."""
    chance = random.Random(SEED)  # noqa: S311 - which pages are asked is no secret

    def compared(number: int) -> list[str]:
        """Return comparisons that have no entry in common, the first one of the richest."""
        known = [slug for slug in RICHEST if slug in slugs]
        others = [slug for slug in slugs if slug not in known]
        order = [*known, *chance.sample(others, min(len(others), SAMPLES * number))]
        sets = [order[start : start + number] for start in range(0, len(order) - number + 1, number)]
        return [f"/en/compare/?{urlencode([('d', slug) for slug in chosen])}" for chosen in sets]

    if entries:
        asked = mix()[: 6 * SAMPLES]
        lists = {
            "list": [sites.path(one) for one in asked if not one.text],
            "list, words": [sites.path(one) for one in asked if one.text],
        }
    else:
        lists = {
            "list": [f"/{code}/datasets/{page}" for code in LANGUAGES for page in ("", "?page=2", "?sort=size")],
            "list, words": [f"/{code}/datasets/?{urlencode({'q': words})}" for code in LANGUAGES for words in WORDS],
            "list, facets": [f"/{code}/datasets/?{facets}" for code in LANGUAGES for facets in FACETS],
        }
    shown = slugs if not entries else chance.sample(list(slugs), 2 * SAMPLES)
    return [
        Kind("304", ["/en/", "/en/datasets/", f"/en/datasets/{slugs[0]}/", f"/en/compare/?d={slugs[0]}&d={slugs[1]}"]),
        Kind("home", [f"/{code}/" for code in LANGUAGES]),
        *(Kind(name, addresses) for name, addresses in lists.items()),
        Kind("entry", [f"/en/datasets/{slug}/" for slug in shown]),
        Kind("two compared", compared(2)),
        Kind("six compared", compared(6)),
        *(Kind(name, [f"/{code}{path}" for code in LANGUAGES for path in paths]) for name, paths in OTHERS.items()),
    ]


def measure(here: sites.Site, slugs: Sequence[str], rounds: int) -> list[Kind]:
    """Ask a site for everything, in so many rounds, each of a server that has answered nothing yet."""
    found = kinds(slugs, here.entries)
    for number in range(rounds):
        say(f"Round {number + 1} of {rounds} of {here.entries or 'the real catalogue'} …")
        for apart in (*EVEN_THE_SLOWEST, ""):
            # Each kind that reads entries has a server of its own, which has read none.
            with sites.served(here):
                _warm(here.port, slugs)
                for kind in found:
                    if (kind.name if kind.name in EVEN_THE_SLOWEST else "") == apart:
                        kind.addresses = [address for address in kind.addresses if _is_there(here.port, kind, address)]
                        _ask(here.port, kind)
    return found


def _warm(port: int, slugs: Sequence[str]) -> None:
    """Let a server do what each does once, such as reading templates, which is no entry's cost."""
    for _ in range(10):
        serving.ask(port, sites.FIXED_PATH, **AS_BROWSERS)
        paths = [f"/{code}/{path}" for code in LANGUAGES for path in ("", "datasets/?q=lung")]
        for path in (*paths, f"/en/datasets/{slugs[-1]}/", f"/en/compare/?d={slugs[-1]}"):
            serving.ask(port, path, **AS_BROWSERS)


def _is_there(port: int, kind: Kind, address: str) -> bool:
    """Tell whether a site has a page, which another version, or a made-up catalogue without guides, may not have."""
    if kind.name not in OTHERS:
        return True
    try:
        serving.ask(port, address)
    except serving.FailedError:
        return False
    return True


def _ask(port: int, kind: Kind) -> None:
    # A few addresses that are answered quickly are asked more often.
    for address in kind.addresses * (1 if kind.name in EVEN_THE_SLOWEST else 4):
        for times in (kind.cold, kind.warm):
            answer = serving.ask(port, address, **AS_BROWSERS)
            if kind.name == "304":
                if not answer.tag:
                    return
                answer = serving.ask(port, address, expected=304, **AS_BROWSERS, **{"If-None-Match": answer.tag})
            times[address] = min(times.get(address, answer.seconds), answer.seconds)
            kind.sizes.append(len(answer.body))
            kind.fixed.append(serving.ask(port, sites.FIXED_PATH, **AS_BROWSERS).seconds)


def ratios(name: str, found: Sequence[Kind]) -> Iterator[Ratio]:
    """Yield what must hold of one site, and what is only told."""
    # The quickest of a few stands beside the quickest of a few.
    fixed = statistics.median(sorted(second for kind in found for second in kind.fixed)[: _third(found)])
    for kind in found:
        if not kind.cold:
            # The site has no such page.
            continue
        required = TIMES.get(kind.name)
        slowest = required if kind.name in EVEN_THE_SLOWEST else None
        for label, warm, most in (("cold", False, slowest), ("warm", True, None)):
            seconds = kind.seconds(warm=warm)
            limit = required if label == "cold" else None
            yield Ratio(
                f"{kind.name}, {label}, median of {len(seconds)} ({name})", statistics.median(seconds) / fixed, limit
            )
            yield Ratio(f"{kind.name}, {label}, slowest ({name})", max(seconds) / fixed, most)


def _third(found: Sequence[Kind]) -> int:
    """Return how many of the fixed string's samples count: the quicker ones, as of pages the quickest of the rounds."""
    return max(1, sum(len(kind.fixed) for kind in found) * 2 // 3)


def fill(entries: int, folder: Path) -> tuple[sites.Site, list[str]]:
    """Return a filled site with one worker, and the slugs of its entries."""
    here = sites.site(entries, "sqlite", folder / (f"sqlite-{entries}" if entries else "real"), "")
    here.environment["WEB_WORKERS"] = "1"
    if entries:
        lines = folder / f"{entries}.jsonl"
        if not lines.exists():
            records.write(lines, entries)
        sites.fill(here, lines, reindex=False)
        return here, [str(records.record(number)["slug"]) for number in range(min(entries, 1_000))]
    serving.manage(here.environment, here.log, "migrate", "--no-input", "--verbosity", "0")
    serving.manage(here.environment, here.log, "seed")
    serving.manage(here.environment, here.log, "collectstatic", "--no-input", "--verbosity", "0")
    files = sorted((records.FIXTURES / "datasets").iterdir())
    # A draft's address answers as an unknown one does.
    return here, [path.stem for path in files if json.loads(path.read_text("utf-8"))["status"] == "published"]


def table(found: Sequence[Ratio]) -> str:
    """Return the table of what was measured."""
    return "\n".join(["| what | required | measured | |", "|---|---|---|---|", *map(str, found), ""])


def main() -> int:
    """Fill, measure and print; return 1 where something falls short."""
    parser = argparse.ArgumentParser(prog="python -m bench.pages", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--sizes", default="0", help="entries, separated by commas; 0 is the real catalogue (default)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each server is started and asked")
    parser.add_argument("--folder", type=Path, help="fill the sites here, and use again what an earlier run filled")
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = options.folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lightbox-pages-")))
        folder.mkdir(parents=True, exist_ok=True)
        try:
            found = [ratio for size in options.sizes.split(",") for ratio in of_size(int(size), folder, options.rounds)]
        except serving.FailedError as error:
            say(str(error))
            return 2
    sys.stdout.write(table(found))
    return int(any(ratio.holds is False for ratio in found))


def of_size(entries: int, folder: Path, rounds: int) -> list[Ratio]:
    """Return what a catalogue of some size gives."""
    here, slugs = fill(entries, folder.resolve())
    return list(ratios(f"{entries:,}" if entries else "real catalogue", measure(here, slugs, rounds)))


def say(message: str) -> None:
    """Tell the terminal what goes on."""
    sys.stderr.write(message + "\n")


if __name__ == "__main__":
    sys.exit(main())
