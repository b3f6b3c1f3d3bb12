"""The whole benchmark: `python -m bench.run [--sizes 200,10000,100000] [--databases sqlite,postgresql]`.

Fills a site for each size and database in a temporary folder, measures them by turns, writes bench/results.md and
leaves nothing else. With --folder the sites stay there, and the next run goes on from them. Ends with 1 if something
that must hold falls short, with 2 if it could not be measured.
"""

import argparse
import json
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import hostile, pages, peers, records, report, serving, sites
from .requests import COUNT, mix
from .sites import Site

# Requests that a server is asked in a row before the next has its turn.
BLOCK = 24
# Datasette takes seconds for a request at 100,000 entries; it is asked the first of the mix.
PEER_REQUESTS = 72
WARMING = 60
# How often each kind of page is asked of a server that has just started.
ROUNDS = 3
DATASETTE = serving.ROOT / ".venv-bench" / "bin" / "datasette"


@dataclass
class Datasette:
    """Datasette with some records: where it listens and the addresses that it is asked."""

    port: int
    addresses: list[str]
    measured: report.Peer


def main() -> int:
    """Run, print and write the report; return 0 if all that must hold holds."""
    options = arguments()
    # A plain end, so that servers are stopped and folders removed.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with ExitStack() as stack:
            if options.folder is None:
                options.folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lightbox-bench-")))
                options.keep = False
            with ExitStack() as servers:
                measured, others, versions = measure(options, servers)
            of_pages = [ratio for size in (0, *options.sizes) for ratio in pages.of_size(size, options.folder, ROUNDS)]
    except KeyboardInterrupt:
        say("Interrupted; nothing was written.")
        return 130
    except serving.FailedError as error:
        say(str(error))
        return 2
    text = report.markdown(measured, others, versions) + "\n## Each kind of page\n\n" + pages.table(of_pages)
    options.output.write_text(text, "utf-8")
    sys.stdout.write(text)
    return int(any(ratio.holds is False for ratio in (*report.ratios(measured, others), *of_pages)))


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.run", description="Measure the site at several sizes.")
    parser.add_argument("--sizes", type=_sizes, default=[200, 10_000, 100_000], help="default: 200,10000,100000")
    parser.add_argument("--databases", type=_databases, default=["sqlite", "postgresql"], help="default: both")
    parser.add_argument("--folder", type=Path, help="fill the sites here, and use again what an earlier run filled")
    parser.add_argument("--reindex", action="store_true", help="build the index of sites that are used again anew")
    parser.add_argument("--datasette", action=argparse.BooleanOptionalAction, default=True, help="compare with it")
    parser.add_argument("--datasette-command", type=Path, default=DATASETTE, help="where Datasette is installed")
    parser.add_argument("--output", type=Path, default=Path(__file__).parent / "results.md")
    options = parser.parse_args()
    options.keep = options.folder is not None
    if options.datasette and not options.datasette_command.is_file():
        parser.error(f"there is no {options.datasette_command}: install bench/requirements.txt, or use --no-datasette")
    return options


def _sizes(text: str) -> list[int]:
    return sorted({int(size) for size in text.split(",")})


def _databases(text: str) -> list[str]:
    names = text.split(",")
    if not set(names) <= {"sqlite", "postgresql"}:
        raise argparse.ArgumentTypeError("use sqlite, postgresql or both, separated by a comma")
    return names


def measure(
    options: argparse.Namespace, stack: ExitStack
) -> tuple[list[report.Measured], list[report.Peer], dict[str, str]]:
    """Fill, serve and time everything; return what was measured and the versions of other programs."""
    versions: dict[str, str] = {}
    filled, files = fill(options, stack, versions)
    measured = [steps(here) for here in filled]
    for here in filled:
        stack.enter_context(sites.served(here))
    others = [
        datasette(options.datasette_command, size, path, stack, suggesting)
        for size, path in files
        for suggesting in (True, False)
    ]
    if options.datasette:
        versions["Datasette"] = json.loads(serving.ask(others[0].port, "/-/versions.json").body)["datasette"]["version"]
    by_turns(list(zip(filled, measured, strict=True)), others)
    for here, found in zip(filled, measured, strict=True):
        found.memory = [serving.memory(pid) for pid in serving.workers(here.pid)]
        if here.entries == max(options.sizes):
            say(f"Hostile queries to {here.entries:,} from {here.database} …")
            found.endured = hostile.endure(here.port)
    return measured, [other.measured for other in others], versions


def fill(
    options: argparse.Namespace, stack: ExitStack, versions: dict[str, str]
) -> tuple[list[Site], list[tuple[int, Path]]]:
    """Fill a site for each size and database; return them, and for each size the file for Datasette."""
    folder = options.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    urls: Callable[[int], str] | None = None
    if "postgresql" in options.databases:
        urls = postgresql(folder, stack, versions, keep=options.keep)
    filled: list[Site] = []
    files: list[tuple[int, Path]] = []
    for size in options.sizes:
        lines = folder / f"{size}.jsonl"
        if not lines.exists():
            say(f"{size:,} records …")
            records.write(lines, size)
        for database in options.databases:
            url = urls(size) if urls and database == "postgresql" else ""
            here = sites.site(size, database, folder / f"{database}-{size}", url)
            say(f"{size:,} into {database} …")
            sites.fill(here, lines, reindex=options.reindex)
            filled.append(here)
        if options.datasette:
            say(f"{size:,} for Datasette …")
            files.append((size, folder / f"records{size}.sqlite3"))
            peers.build(files[-1][1], lines)
    return filled, files


def postgresql(folder: Path, stack: ExitStack, versions: dict[str, str], *, keep: bool) -> Callable[[int], str]:
    """Start PostgreSQL in `folder`; return what makes a database for a size and gives its address."""
    import psycopg

    from tests.on_postgresql import server

    address = stack.enter_context(server(folder / "postgresql"))
    with psycopg.connect(address) as connection:
        versions["PostgreSQL"] = connection.execute("SHOW server_version").fetchall()[0][0].split()[0]

    def database(size: int) -> str:
        return stack.enter_context(sites.postgresql_database(address, f"{folder.name}-{size}", keep=keep))

    return database


def steps(here: Site) -> report.Measured:
    """Time the steps of finding on a site, in a process of their own."""
    say(f"Finding among {here.entries:,} from {here.database} …")
    command = [sys.executable, "-m", "bench.steps"]
    with here.log.open("wb") as errors:
        done = subprocess.run(  # noqa: S603
            command, cwd=serving.ROOT, env=here.environment, stdout=subprocess.PIPE, stderr=errors, check=False
        )
    if done.returncode:
        raise serving.FailedError(f"{' '.join(command)} ended with {done.returncode}:\n{serving.tail(here.log)}")
    found: dict[str, list[Any]] = json.loads(done.stdout)
    return report.Measured(here.entries, here.database, here.importing, here.indexing, **found)


def datasette(command: Path, entries: int, path: Path, stack: ExitStack, suggesting: bool) -> Datasette:
    """Serve a file by Datasette and work out what it will be asked."""
    say(f"Datasette with {entries:,}{'' if suggesting else ', without suggested facets'} …")
    port = stack.enter_context(peers.served(command, path, suggesting=suggesting))
    addresses = [peers.address(path, port, request) for request in mix()[:PEER_REQUESTS]]
    return Datasette(port, addresses, report.Peer(entries, suggesting))


def by_turns(filled: Sequence[tuple[Site, report.Measured]], others: Sequence[Datasette]) -> None:
    """Ask every server the whole mix, a block at a time in turn; each page is followed by the fixed string."""
    for here, _ in filled:
        for request in mix(WARMING, "warming"):
            serving.ask(here.port, sites.path(request))
    for start in range(0, COUNT, BLOCK):
        if start % (5 * BLOCK) == 0:
            say(f"Page {start + 1} of {COUNT} from each server …")
        for here, found in filled:
            for request in mix()[start : start + BLOCK]:
                answer = serving.ask(here.port, sites.path(request))
                found.page.append(answer.seconds)
                found.bytes.append(len(answer.body))
                found.fixed.append(serving.ask(here.port, sites.FIXED_PATH).seconds)
        for other in others:
            for address in other.addresses[start : start + BLOCK]:
                other.measured.page.append(serving.ask(other.port, address).seconds)


def say(message: str) -> None:
    """Tell the terminal what goes on."""
    sys.stderr.write(message + "\n")


if __name__ == "__main__":
    sys.exit(main())
