"""Many links on many hosts, and a check that is killed: `python -m bench.links [--links 2000] [--kills 20]`.

Fills a small catalogue in a temporary folder, gives its entries links to so many made-up hosts, all of which are one
server on this machine that answers in ten manners, and checks them; then does it again and kills the check at random
moments, after each of which everything that is noted is whole. Prints time, questions and peak memory; ends with 1 if
a link is told wrong, or lost.
"""

import argparse
import os
import random
import signal
import socket
import socketserver
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from io import StringIO

from .serving import HOST
from .writers import LostError, catalogue, child, say

# What a link of this number, of twenty, gives, and what that is to be told as.
MANNERS = {
    12: ("HTTP/1.1 301 Moved\r\nLocation: /moved/{number}", "moved"),
    13: ("HTTP/1.1 404 Not Found", "suspect"),
    14: ("HTTP/1.1 410 Gone", "suspect"),
    15: ("HTTP/1.1 403 Forbidden", "blocked"),
    16: ("HTTP/1.1 500 Error", "unwell"),
    17: ("HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/", "refused"),
    18: ("HTTP/1.1 302 Found\r\nLocation: /login?next={number}", "restricted"),
    19: ("", "unwell"),
}
OK = "HTTP/1.1 200 OK"
# A server that answers none of these in time would be waited for much longer.
PATIENCE = 2.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--links", type=int, default=2_000)
    parser.add_argument("--hosts", type=int, default=50)
    parser.add_argument("--every", type=float, default=0.02, help="seconds between two questions to a host")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    try:
        with ExitStack() as stack:
            listening = stack.enter_context(socket.create_server((HOST, 0), backlog=256))
            stack.enter_context(catalogue("sqlite", stack))
            server = child(lambda: _serve(listening))
            stack.callback(os.kill, server, signal.SIGKILL)
            _measure(options, listening.getsockname()[1])
    except LostError as error:
        say(f"FALLS SHORT: {error}")
        return 1
    return 0


def _serve(listening: socket.socket) -> None:
    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            method, path, _ = self.rfile.readline().decode("ascii").split(" ")
            while self.rfile.readline().strip():
                pass
            if answer := _answer(path):
                body = path if method == "GET" else ""
                self.wfile.write(f"{answer}\r\nContent-Length: {len(path)}\r\n\r\n{body}".encode("ascii"))

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True

    server = Server((HOST, 0), Handler, bind_and_activate=False)
    server.socket = listening
    server.serve_forever()


def _answer(path: str) -> str:
    number = path.removeprefix("/page/")
    if number.isdigit():
        return MANNERS.get(int(number) % 20, (OK, ""))[0].format(number=number)
    return OK if path.startswith(("/moved/", "/login")) else "HTTP/1.1 404 Not Found"


def _check(port: int, every: float) -> None:
    """Check what is due, as the command does, with a guard that lets this server pass."""
    from django.core.management import call_command

    from datasets.links.asking import Asker, Times
    from datasets.links.following import Follower
    from datasets.links.guard import Guard
    from datasets.links.robots import Pace
    from datasets.management.commands import check_links

    guard = Guard(lambda _host, _port: [HOST], frozenset({(HOST, port)}))
    times = Times(PATIENCE, PATIENCE, PATIENCE)
    check_links.follower = lambda: Follower(Asker(guard, "Lightbox/1.0 (benchmark)", times), Pace(every))
    call_command("check_links", stdout=StringIO())


def _measure(options: argparse.Namespace, port: int) -> None:
    from datasets.models import Dataset, Link, LinkHealth

    entries = list(Dataset.objects.order_by("pk"))
    Link.objects.all().delete()
    Link.objects.bulk_create(
        Link(
            dataset=entries[number % len(entries)],
            kind="download",
            url=f"http://host-{number % options.hosts}.example:{port}/page/{number}",
        )
        for number in range(options.links)
    )
    wanted = Counter(MANNERS.get(number % 20, (OK, "alive"))[1] for number in range(options.links))
    began = time.monotonic()
    code, memory = _ended(child(lambda: _check(port, options.every)))
    took = time.monotonic() - began
    _right(code, wanted)
    say(
        f"{options.links:,} links of {options.hosts:,} hosts, {options.every} s between two questions to one: "
        f"{took:.1f} s, {1000 * took / options.links:.1f} ms a link, at most {memory / 1024:.0f} MB; all told right."
    )
    if options.kills:
        LinkHealth.objects.all().delete()
        killed = _killed(options, port, took)
        _right(_ended(child(lambda: _check(port, options.every)))[0], wanted)
        say(f"Killed {killed} times at a random moment, always whole, and told right in the end.")


def _killed(options: argparse.Namespace, port: int, took: float) -> int:
    chance = random.Random(options.seed)  # noqa: S311 - it decides when to kill
    killed = 0
    for _ in range(options.kills):
        pid = child(lambda: _check(port, options.every))
        time.sleep(chance.uniform(0.05, 2 * took / options.kills))
        os.kill(pid, signal.SIGKILL)
        killed += _ended(pid)[0] == -signal.SIGKILL
        _whole()
    return killed


def _ended(pid: int) -> tuple[int, int]:
    """Wait for a process; return how it ended, and the most memory that it had, in kB."""
    _, status, usage = os.wait4(pid, 0)
    return os.waitstatus_to_exitcode(status), usage.ru_maxrss


def _whole() -> None:
    """Raise LostError where what is known of a link and what is remembered of it do not agree."""
    from django.db.models import Count, F, Q

    from datasets.models import LinkHealth

    rows = LinkHealth.objects.annotate(number=Count("checks"), same=Count("checks", filter=Q(checks__state=F("state"))))
    wrong = rows.exclude(Q(state="unasked", number=0) | Q(same=F("number"), number=1))
    if wrong.exists():
        raise LostError(f"{wrong.count()} links are noted by half: {wrong[0]}")


def _right(code: int, wanted: Counter[str]) -> None:
    from datasets.models import LinkHealth

    found = Counter(LinkHealth.objects.exclude(entries=None).values_list("state", flat=True))
    if code or found != wanted:
        raise LostError(f"the check ended with {code} and found {dict(found)} where {dict(wanted)} is there")
    _whole()


if __name__ == "__main__":
    sys.exit(main())
