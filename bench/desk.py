"""What the desk costs with 10,000 entries and 500 proposals: python -m bench.desk.

Fills a site with the real catalogue and made-up entries beside it, lets somebody propose, and asks for the desk's pages
as an editor, inside one process, which counts queries and has opened the index as workers do when they start. Of a
few askings the quickest counts, so that a busy machine does not. "Cold" is with nothing kept of the catalogue, as after
every change, "warm" with what is. Ends with 1 where a page takes MOST_SECONDS, or the first one MOST_QUERIES queries.
"""

import argparse
import gc
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from . import records, serving, sites
from .slow import say

ENTRIES, PROPOSALS = 10_000, 500
MOST_QUERIES, MOST_SECONDS = 30, 1.0
TIMES = 5
FIRST = "/en/desk/"


@dataclass(frozen=True)
class Cost:
    """What one page took: queries, seconds on the wall and of the processor."""

    path: str
    status: int
    queries: int
    seconds: float
    processor: float

    def row(self, when: str) -> str:
        """Return the row of the table."""
        falls_short = "" if self.holds else " FALLS SHORT"
        figures = f"{self.status} | {self.queries} | {self.seconds:.2f} | {self.processor:.2f}"
        return f"| {self.path} | {when} | {figures} |{falls_short}"

    @property
    def holds(self) -> bool:
        """Whether it is quick enough."""
        is_first = self.path == FIRST
        return self.seconds < MOST_SECONDS and (not is_first or (self.status == 200 and self.queries < MOST_QUERIES))


def fill(folder: Path, entries: int, *, reindex: bool) -> sites.Site:
    """Return a site with the real catalogue and made-up entries, so many in all; what is there already is used."""
    here = sites.site(entries, "sqlite", folder, "")
    if not (folder / "filled").exists():
        lines = folder / "records.jsonl"
        records.write(lines, max(0, entries - len(list((records.FIXTURES / "datasets").iterdir()))))
        for command in (
            ("migrate", "--no-input", "--verbosity", "0"),
            ("seed",),
            ("import_records", "--no-index", str(lines)),
        ):
            say(f"{command[0]} …")
            serving.manage(here.environment, here.log, *command)
        (folder / "filled").touch()
        reindex = True
    serving.manage(here.environment, here.log, "collectstatic", "--no-input", "--verbosity", "0")
    if reindex:
        say("reindex …")
        serving.manage(here.environment, here.log, "reindex")
    return here


def propose(number: int) -> None:
    """Let there be so many proposals: of a year for entries one after the other, each tenth takes a statement back."""
    from django.contrib.auth.models import User

    from datasets.models import Proposal, Statement
    from datasets.records.edits import Edit
    from datasets.records.proposing import propose as write

    waiting = Proposal.objects.filter(state=Proposal.State.OPEN).count()
    author, _ = User.objects.get_or_create(username="proposer", defaults={"is_staff": True})
    statements = Statement.objects.filter(field="modality").order_by("-pk").values_list("pk", "dataset")
    for place, (key, entry) in enumerate(statements[waiting:number], waiting):
        said = {"field": "year", "value": 1990 + place % 30, "printed": f"No. {place}", "document": "000", "line": 1}
        edit = (
            Edit("dataset", "statement", said, entry)
            if place % 10
            else Edit("dataset", f"statement {key}", None, entry)
        )
        write([edit], Proposal.Origin.FORM, author=author, reason="So it is printed.")


def ask() -> Iterator[tuple[str, Cost]]:
    """Yield what the pages of the desk take, each with "cold" or "warm"."""
    from django.contrib.auth.models import User
    from django.test import Client

    from datasets.index import snapshot
    from datasets.models import Dataset, Proposal
    from directory.urls import desk

    editor, _ = User.objects.get_or_create(username="editor", defaults={"is_staff": True, "is_superuser": True})
    client = Client()
    client.force_login(editor)
    client.get("/en/about/")
    snapshot.current()
    gc.freeze()
    yield "cold", quickest(client, FIRST, keep=False)
    yield "warm", quickest(client, FIRST)
    values = {
        "slug": Dataset.objects.order_by("slug").values_list("slug", flat=True)[0],
        "language": "fr",
        "code": "modality",
        "number": Proposal.objects.order_by("pk").values_list("pk", flat=True)[0],
    }
    others = [*(f"{FIRST}?list={key}" for key in ("differs", "lacks", "links", "doubles", "stale"))]
    others += [f"{FIRST}terms/?field={field}&q=a" for field in ("modality", "entry", "document")]
    others += [path for path in (address(str(one.name), values) for one in desk[1:]) if path]
    for path in others:
        yield "cold", quickest(client, path, keep=False)


def address(name: str, values: dict[str, object]) -> str:
    """Return the address of one of the desk's pages; "" where it is of what these values do not name."""
    from django.urls import NoReverseMatch, reverse

    for keys in ((), ("slug",), ("slug", "code"), ("slug", "language"), ("language",), ("number",)):
        try:
            return reverse(name, kwargs={key: values[key] for key in keys})
        except NoReverseMatch:
            continue
    return ""


def cost(client: object, path: str) -> Cost:
    """Ask for a page."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    began, worked = time.perf_counter(), time.process_time()
    with CaptureQueriesContext(connection) as captured:
        response = client.get(path)  # type: ignore[attr-defined]
    took = time.perf_counter() - began, time.process_time() - worked
    return Cost(path, response.status_code, len(captured), *took)


def quickest(client: object, path: str, *, keep: bool = True) -> Cost:
    """Ask for a page a few times; each time afresh where nothing is to be kept."""
    from datasets.models import kept

    found = []
    for _ in range(TIMES):
        if not keep:
            kept.forget()
        found.append(cost(client, path))
    return min(found, key=lambda one: one.seconds)


def main() -> int:
    """Fill, then ask in a process that has the site's settings; return 1 where a page falls short."""
    parser = argparse.ArgumentParser(prog="python -m bench.desk", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--entries", type=int, default=ENTRIES)
    parser.add_argument("--proposals", type=int, default=PROPOSALS)
    parser.add_argument("--folder", type=Path, help="fill the site here, and use again what an earlier run filled")
    parser.add_argument("--reindex", action="store_true", help="build the index of a site that is there anew")
    parser.add_argument("--ask", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.ask:
        return measure(options.proposals)
    with tempfile.TemporaryDirectory(prefix="lightbox-desk-") as temporary:
        try:
            here = fill((options.folder or Path(temporary)).resolve(), options.entries, reindex=options.reindex)
        except serving.FailedError as error:
            say(str(error))
            return 2
        command = [sys.executable, "-m", "bench.desk", "--ask", "--proposals", str(options.proposals)]
        environment = {
            **here.environment,
            "ALLOWED_HOSTS": "testserver",
            "DJANGO_SETTINGS_MODULE": "directory.settings",
        }
        return subprocess.run(command, cwd=serving.ROOT, env=environment, check=False).returncode  # noqa: S603


def measure(proposals: int) -> int:
    """Print what the pages take; return 1 where one falls short."""
    import django

    django.setup()
    propose(proposals)
    sys.stdout.write("| page | when | status | queries | seconds | of the processor |\n|---|---|---|---|---|---|\n")
    holds = True
    for when, one in ask():
        sys.stdout.write(one.row(when) + "\n")
        sys.stdout.flush()
        holds &= one.holds
    return int(not holds)


if __name__ == "__main__":
    sys.exit(main())
