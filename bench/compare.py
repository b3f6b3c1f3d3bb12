"""Whether finding and the list page are as quick as another version's: python -m bench.compare --against CHECKOUT.

Fills a site with the made-up catalogue by each of the two codes (with --entries 0: with the real one), then asks both
the same questions by turns: the mix of bench.requests, and the judged queries. Prints the median and the 95th
percentile of both, and their ratios. Exits with 1 where what stands in the catalogue is found more slowly than MOST
times as fast.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from .requests import COUNT, mix
from .serving import ROOT
from .sites import FOLDERS
from .slow import say

ENTRIES = 100_000
MOST = 1.05
WARMING = 40
# Kinds of judged queries that the search has always known.
JUDGED = ("name", "alias", "topic", "synonym", "abbreviation", "cross-language", "typo", "absent")
EVERY_JUDGED = 4


@dataclass(frozen=True)
class Question:
    """What is asked: its group in the table, the query string and the language of the page."""

    group: str
    query_string: str
    language: str


def questions(count: int) -> list[Question]:
    """Return the questions in a fixed order: those of the mix, then one in so many of the judged queries."""
    found = [
        Question("mix, words" if str(item.text) else "mix, no words", item.query_string, "en") for item in mix(count)
    ]
    lines = (ROOT / "tests" / "search" / "judged.jsonl").read_text("utf-8").splitlines()
    judged = [item for item in map(json.loads, lines) if item["kind"] in JUDGED]
    return found + [
        Question("judged queries", urlencode({"q": item["query"]}), item["language"]) for item in judged[::EVERY_JUDGED]
    ]


class Version:
    """A checkout and the folder of its data, with a process that answers questions by its code."""

    def __init__(self, checkout: Path, folder: Path) -> None:
        """Take the code in `checkout` and the data in `folder`."""
        self.checkout, self.folder = checkout, folder
        self.environment = {
            **os.environ, "DATA_DIR": str(folder), "DATABASE_URL": "", "ALLOWED_HOSTS": "testserver", "SITE_URL": "",
            "HTTPS": "0", "DEBUG": "0", "DJANGO_SETTINGS_MODULE": "directory.settings", "PYTHONPATH": str(checkout),
        }  # fmt: skip

    def fill(self, entries: int) -> None:
        """Load the catalogue, in this version's own record format, and build its index, unless an earlier run did."""
        done = self.folder / "filled"
        if not done.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            self._run("manage.py", "migrate", "--no-input", "--verbosity", "0")
            self._run("manage.py", "collectstatic", "--no-input", "--verbosity", "0")
            self._run("manage.py", "seed", *([str(self._basis())] if entries else []))
            if entries:
                records = str(self.folder / "records.jsonl")
                self._run("-m", "bench.records", str(entries), records)
                self._run("manage.py", "import_records", "--no-index", records)
            done.touch()
        self._run("manage.py", "reindex")

    def _basis(self) -> Path:
        """Return a folder with what the catalogue must hold before datasets can be imported."""
        basis = self.folder / "basis"
        basis.mkdir(exist_ok=True)
        for part in FOLDERS:
            (basis / part).unlink(missing_ok=True)
            (basis / part).symlink_to(self.checkout / "fixtures" / part)
        return basis

    def _run(self, *arguments: str) -> None:
        command = [sys.executable, *arguments]
        subprocess.run(  # noqa: S603
            command, cwd=self.checkout, env=self.environment, check=True, stdout=subprocess.DEVNULL
        )

    @contextmanager
    def asked(self) -> Iterator[None]:
        """Keep the process that answers."""
        # By its path and with the other's folder before it: the other checkout has no such module, or another one.
        command = [sys.executable, "-P", str(ROOT / "bench" / "asked.py")]
        with subprocess.Popen(  # noqa: S603
            command, cwd=self.checkout, env=self.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as self.process:
            try:
                yield
            finally:
                self.process.terminate()

    def ask(self, wanted: str, question: Question) -> tuple[float, int, bool]:
        """Return the seconds that an answer took, how many entries it has, and whether words stand nowhere."""
        if self.process.stdin is None or self.process.stdout is None:
            raise ValueError("the process has no pipes")
        self.process.stdin.write(json.dumps([wanted, question.query_string, question.language]) + "\n")
        self.process.stdin.flush()
        seconds, total, nowhere = json.loads(self.process.stdout.readline())
        return seconds, total, nowhere


def compare(now: Version, before: Version, asked: Sequence[Question], rounds: int) -> bool:
    """Ask both by turns, print the tables, and return whether `now` is quick enough."""
    for question in asked[:WARMING]:
        for version in (now, before):
            version.ask("page", question)
    enough = True
    for wanted, label in (("find", "finding"), ("page", "list page")):
        times: dict[str, dict[Version, list[float]]] = defaultdict(lambda: {now: [], before: []})
        for number, question in enumerate(asked):
            nowhere = now.ask("find", question)[2]
            group = "absent or misspelt" if nowhere else question.group
            order = (now, before) if number % 2 else (before, now)
            best = dict.fromkeys(order, float("inf"))
            for _ in range(rounds):
                for version in order:
                    best[version] = min(best[version], version.ask(wanted, question)[0])
            for version in order:
                times[group][version].append(best[version])
        say(f"{label:20} {'questions':>9} {'ms now, median and p95':>24} {'ms before':>18} {'ratios':>14}")
        for group, found in times.items():
            rows = [statistics.median(found[version]) for version in (now, before)]
            rows += [_late(found[version]) for version in (now, before)]
            ratios = rows[0] / rows[1], rows[2] / rows[3]
            figures = f"{rows[0] * 1e3:12.2f} {rows[2] * 1e3:11.2f} {rows[1] * 1e3:9.2f} {rows[3] * 1e3:8.2f}"
            short = group != "absent or misspelt" and max(ratios) > MOST
            enough = enough and not short
            mark = "  FALLS SHORT" if short else ""
            say(f"{group:20} {len(found[now]):9} {figures} {ratios[0]:6.3f} {ratios[1]:6.3f}{mark}")
    return enough


def _late(seconds: Sequence[float]) -> float:
    return statistics.quantiles(seconds, n=20)[-1] if len(seconds) > 1 else seconds[0]


def main() -> int:
    """Fill, compare and print; return 1 where something falls short."""
    parser = argparse.ArgumentParser(prog="python -m bench.compare", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--against", type=Path, metavar="CHECKOUT", required=True, help="another version of this")
    parser.add_argument("--entries", type=int, default=ENTRIES, help="made-up entries; 0 for the real catalogue")
    parser.add_argument("--requests", type=int, default=COUNT, help="questions of the mix")
    parser.add_argument("--rounds", type=int, default=3, help="each question is asked so often; the quickest counts")
    parser.add_argument("--folder", type=Path, help="keep the filled sites there, for the next run")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="lightbox-compare-") as name, ExitStack() as stack:
        folder = options.folder or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        versions = [Version(ROOT, folder / "now"), Version(options.against.resolve(), folder / "before")]
        for version in versions:
            version.fill(options.entries)
            stack.enter_context(version.asked())
        return 0 if compare(versions[0], versions[1], questions(options.requests), options.rounds) else 1


if __name__ == "__main__":
    sys.exit(main())
