"""From samples to tables: medians and percentiles, what must hold, and the page that shows both, in Markdown."""

import platform
import sqlite3
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import django

from .hostile import Endured, errors
from .requests import COUNT, DEEP
from .serving import Cost, Memory
from .sites import WORKERS

PAGE_SIZE = 25

# What must hold; the figures are the project's own goals.
GROWTH = {"median": 1.5, "p95": 3.0}
FINDING_SHARE = 0.5
FINDING_P95_MS = 40.0
TIMES_FIXED = 5.0
TIMES_PEER = {10_000: 20.0, 100_000: 100.0}
DATABASES_APART = 1.2
MEMORY_GROWTH = 3.0
INDEX_TO_IMPORT = 1.0
SLOWEST_HOSTILE = 1.0


@dataclass(frozen=True)
class Summary:
    """Median, 95th and 99th percentile of some samples, in milliseconds."""

    median: float
    p95: float
    p99: float

    def __str__(self) -> str:
        return " | ".join(f"{value:.1f}" for value in (self.median, self.p95, self.p99))


def summary(seconds: Sequence[float | None]) -> Summary | None:
    """Summarise samples in seconds; None stands for what was not measured."""
    known = [1_000 * value for value in seconds if value is not None]
    if len(known) < 2:
        return None
    cuts = statistics.quantiles(known, n=100, method="inclusive")
    return Summary(statistics.median(known), cuts[94], cuts[98])


@dataclass
class Measured:
    """All that was measured of one site. Lists are in the order of the mix; times are in seconds."""

    entries: int
    database: str
    importing: Cost
    indexing: Cost
    facets: list[float]
    text: list[float | None]
    find: list[float]
    total: list[int]
    shown: list[int]
    page: list[float] = field(default_factory=list)
    fixed: list[float] = field(default_factory=list)
    bytes: list[int] = field(default_factory=list)
    memory: list[Memory] = field(default_factory=list)
    endured: Endured | None = None

    def most(self, kind: str) -> float:
        """Return the memory of the largest worker in MB; `kind` is rss, pss or uss."""
        return max(float(getattr(worker, kind)) for worker in self.memory)


@dataclass
class Peer:
    """What was measured of Datasette with as many entries: times in seconds, in the order of the mix.

    `suggesting`: as it comes, with facets suggested on each page.
    """

    entries: int
    suggesting: bool
    page: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Ratio:
    """One thing that must hold: what, at most or at least how much, and what was measured."""

    what: str
    measured: float
    required: float | None
    at_least: bool = False
    unit: str = "×"

    @property
    def holds(self) -> bool | None:
        """Whether it holds, or None where nothing is required."""
        if self.required is None:
            return None
        return self.measured >= self.required if self.at_least else self.measured <= self.required

    def __str__(self) -> str:
        bound = "–" if self.required is None else f"{'≥' if self.at_least else '≤'} {self.required:g} {self.unit}"
        verdict = {True: "holds", False: "**FALLS SHORT**", None: "–"}[self.holds]
        return f"| {self.what} | {bound} | {self.measured:.3g} {self.unit} | {verdict} |"


def ratios(sites: Sequence[Measured], peers: Sequence[Peer]) -> Iterator[Ratio]:
    """Yield all that must hold and can be told from these measurements."""
    yield from _growth(sites)
    for site in sites:
        page, find, fixed = (_known(summary(values)) for values in (site.page, site.find, site.fixed))
        name = f"{site.database}, {site.entries:,}"
        if site.entries == max(other.entries for other in sites):
            yield Ratio(f"finding / whole page, medians ({name})", find.median / page.median, FINDING_SHARE)
            yield Ratio(f"finding, p95 ({name})", find.p95, FINDING_P95_MS, unit="ms")
        yield Ratio(f"page / fixed string, medians ({name})", page.median / fixed.median, TIMES_FIXED)
        seconds = site.indexing.seconds / site.importing.seconds
        yield Ratio(f"building the index / importing ({name})", seconds, INDEX_TO_IMPORT)
        if site.endured:
            yield Ratio(f"hostile queries answered with 500 or more ({name})", errors(site.endured), 0, unit="queries")
            slowest = max(site.endured.seconds)
            yield Ratio(f"the slowest of the hostile queries ({name})", slowest, SLOWEST_HOSTILE, unit="s")
    yield from _between_databases(sites)
    for peer in peers:
        for site in (site for site in sites if site.entries == peer.entries):
            theirs, ours = _known(summary(peer.page)), _known(summary(site.page[: len(peer.page)]))
            what = f"{_named(peer)} / page, medians ({site.database}, {site.entries:,})"
            required = TIMES_PEER.get(peer.entries) if peer.suggesting else None
            yield Ratio(what, theirs.median / ours.median, required, at_least=True)


def _named(peer: Peer) -> str:
    return "Datasette as it comes" if peer.suggesting else "Datasette without suggested facets"


def _growth(sites: Sequence[Measured]) -> Iterator[Ratio]:
    """Compare the largest site on each database with the smallest."""
    for database in dict.fromkeys(site.database for site in sites):
        own = sorted((site for site in sites if site.database == database), key=lambda site: site.entries)
        small, large = own[0], own[-1]
        if small is large:
            continue
        name = f"({database}, {large.entries:,} / {small.entries:,})"
        full = [index for index, shown in enumerate(small.shown) if shown == large.shown[index] == PAGE_SIZE]
        pages = [_known(summary([site.page[index] for index in full])) for site in (large, small)]
        for kind, bound in GROWTH.items():
            ratio = getattr(pages[0], kind) / getattr(pages[1], kind)
            yield Ratio(f"page of {PAGE_SIZE} cards, {kind} of {len(full)} requests {name}", ratio, bound)
        every = [_known(summary(site.page)) for site in (large, small)]
        for kind in GROWTH:
            ratio = getattr(every[0], kind) / getattr(every[1], kind)
            yield Ratio(f"page with as many cards as are found, {kind} {name}", ratio, None)
        for kind in ("rss", "pss", "uss"):
            yield Ratio(
                f"memory of a worker, {kind.upper()} {name}", large.most(kind) / small.most(kind), MEMORY_GROWTH
            )


def _between_databases(sites: Sequence[Measured]) -> Iterator[Ratio]:
    for entries in dict.fromkeys(site.entries for site in sites):
        own = [site for site in sites if site.entries == entries]
        if len(own) > 1:
            medians = sorted(_known(summary(site.page)).median for site in own)
            yield Ratio(
                f"page, slower / faster database, medians ({entries:,})", medians[-1] / medians[0], DATABASES_APART
            )
            differing = sum(len(set(totals)) > 1 for totals in zip(*(site.total for site in own), strict=True))
            yield Ratio(
                f"requests with another total on the other database ({entries:,})", differing, 0, unit="requests"
            )


def _known(found: Summary | None) -> Summary:
    if found is None:
        raise ValueError("too few samples to summarise")
    return found


def markdown(sites: Sequence[Measured], peers: Sequence[Peer], versions: dict[str, str]) -> str:
    """Return the whole report. `versions` says of other programs which version ran."""
    return "\n".join(
        [
            "# Results",
            "",
            *_machine(versions),
            "",
            "## What must hold",
            "",
            "| what | required | measured | |",
            "|---|---|---|---|",
            *(str(ratio) for ratio in ratios(sites, peers)),
            "",
            "## Steps of finding, in one process (ms)",
            "",
            *_timings(sites, {"facets": "facets", "text": "text", "find": "all of it"}),
            "",
            "## Pages over HTTP, uncached (ms)",
            "",
            *_timings(sites, {"page": "list page", "fixed": "fixed string"}),
            *(
                f"| {peer.entries:,} | {_named(peer)} | list page | {len(peer.page)} | {summary(peer.page)} |"
                for peer in peers
            ),
            "",
            "## Filling, indexing, memory of the largest worker",
            "",
            "| entries | database | import s | peak MB | index s | peak MB | RSS MB | PSS MB | USS MB | page KB |",
            "|---|---|---|---|---|---|---|---|---|---|",
            *(_costs(site) for site in sites),
            "",
            *(_found(site) for site in sites if site.database == sites[0].database),
            *(_endured(site, site.endured) for site in sites if site.endured),
            "",
        ]
    )


def _timings(sites: Sequence[Measured], steps: dict[str, str]) -> Iterator[str]:
    yield "| entries | database | what | requests | median | p95 | p99 |"
    yield "|---|---|---|---|---|---|---|"
    for site in sites:
        for key, label in steps.items():
            samples = [value for value in getattr(site, key) if value is not None]
            if found := summary(samples):
                yield f"| {site.entries:,} | {site.database} | {label} | {len(samples)} | {found} |"


def _costs(site: Measured) -> str:
    figures = [site.importing.seconds, site.importing.peak_mb, site.indexing.seconds, site.indexing.peak_mb]
    figures += [site.most("rss"), site.most("pss"), site.most("uss"), statistics.median(site.bytes) / 1_000]
    return f"| {site.entries:,} | {site.database} | {' | '.join(f'{figure:,.1f}' for figure in figures)} |"


def _found(site: Measured) -> str:
    none, full = site.total.count(0), site.shown.count(PAGE_SIZE)
    return (
        f"- Of {site.entries:,} entries a request finds {statistics.median(site.total):,.0f} in the median; "
        f"{none} of {len(site.total)} requests find none, {full} fill a page."
    )


def _endured(site: Measured, endured: Endured) -> str:
    statuses = ", ".join(f"{count:,} × {status}" for status, count in sorted(endured.statuses.items()))
    return (
        f"- {len(endured.seconds):,} hostile queries to {site.entries:,} entries on {site.database}: {statuses}; "
        f"{_known(summary(endured.seconds)).median:.1f} ms in the median, the slowest began `{endured.slowest[:80]}`."
    )


def _machine(versions: dict[str, str]) -> list[str]:
    cpus = [
        line.split(":", 1)[1].strip()
        for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines()
        if line.startswith("model name")
    ]
    kilobytes = int(Path("/proc/meminfo").read_text("ascii").split()[1])
    programs = {
        "Python": platform.python_version(),
        "Django": django.get_version(),
        "SQLite": sqlite3.sqlite_version,
        **versions,
    }
    machine = (
        f"{datetime.now(UTC):%Y-%m-%d}, {len(cpus)} × {cpus[0] if cpus else platform.machine()}, "
        f"{kilobytes / 1024**2:.0f} GB of memory, {platform.system()} {platform.release()}; "
        f"{', '.join(f'{name} {version}' for name, version in programs.items())}."
    )
    method = (
        f"{COUNT} different requests, one in {DEEP} for a page beyond 20; gunicorn with {WORKERS} workers, one client "
        "on the same machine, a new connection for each request. The servers are asked by turns, so that a busy moment "
        "of the machine falls on all of them."
    )
    return [machine, "", method]
