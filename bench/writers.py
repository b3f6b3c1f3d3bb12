"""Many writers at once, and writers that are killed: `python -m bench.writers [--database sqlite] [--saves 1000]`.

Fills a small catalogue in a temporary folder. Eight processes save through the pages of the desk and undo, while one
more asks the search for what was saved; then each of some writes is killed at a random moment (bench.kills). Afterwards
nothing is lost, nothing half-written, and what the entries hold is what their statements give. Ends with 1 if not.
"""

import argparse
import html
import json
import os
import random
import re
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from . import serving, sites

WRITERS, ENTRIES = 8, 12
# The most that search may be behind what was committed, in seconds.
BEHIND = 1.0
# The answer to who has waited for other writers as long as a curator does; nothing was written then.
AWAY = 503
# The most attempts for one save that is accepted; others may be refused, for somebody else was quicker.
ATTEMPTS = 6
NAMES = "bcdfghjklmnpqrstvwxz"


class LostError(AssertionError):
    """Something that was accepted is not there, or something that was refused is."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, and print what was found."""
    options = read(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with ExitStack() as stack:
            stack.enter_context(catalogue(options.database, stack))
            from . import kills

            if options.saves:
                say(saved(options.saves, options.seed))
            if options.kills:
                say(kills.endured(options.kills, options.seed, options.only))
    except LostError as error:
        say(f"FALLS SHORT: {error}")
        return 1
    return 0


def read(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.writers", description="Write at once, and kill writers.")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--saves", type=int, default=1_000, help="by eight writers together")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument(
        "--only", default="", help="the kind of write that is killed, such as harvest; else all in turn"
    )
    parser.add_argument("--seed", type=int, default=1, help="of what is drawn: who saves what, when a writer is killed")
    return parser.parse_args(arguments)


@contextmanager
def catalogue(database: str, stack: ExitStack) -> Iterator[None]:
    """Fill a small catalogue in a folder of its own, and be its program: Django is set up for it in this process."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lightbox-writers-")))
    url = ""
    if database == "postgresql":
        from tests.on_postgresql import server

        address = stack.enter_context(server())
        name = f"lightbox_writers_{os.getpid()}"
        url = stack.enter_context(sites.postgresql_database(address, name, keep=False))
    here = sites.site(ENTRIES, database, folder, url)
    os.environ.update(here.environment, ALLOWED_HOSTS="testserver", DJANGO_SETTINGS_MODULE="directory.settings")
    here.environment = dict(os.environ)
    records = folder / "records.jsonl"
    records.write_text("".join(json.dumps(record(number)) + "\n" for number in range(ENTRIES)), "utf-8")
    sites.fill(here, records, reindex=False)
    import django

    django.setup()
    yield
    from django.db import connections

    connections.close_all()


def record(number: int, slug: str = "entry", word: str = "") -> dict[str, Any]:
    """Return one entry of the catalogue as a record; `word` stands in its texts."""
    said = [
        ("name", f"Entry {number}"), ("category", "imaging"), ("kind", "dataset"), ("modality", ["CT"]),
        ("images", {"value": 100 + number, "unit": "images", "precision": "exact"}),
    ]  # fmt: skip
    texts = {"en": "A set that exists for this alone", "fr": "Un jeu qui n’existe que pour cela"}
    return {
        "slug": f"{slug}-{number}",
        "changed": "2026-01-02",
        "name": f"Entry {number}",
        "descriptions": [
            {
                "language": language,
                "summary": f"{text}, {word or 'first'}.",
                "description": f"{text}. " * 3,
                "origin": "curator",
            }
            for language, text in texts.items()
        ],
        "statements": [
            {"field": field, "value": value, "printed": f"{field} as printed", "document": "000", "line": line}
            for line, (field, value) in enumerate(said, 1)
        ],
    }


def word(number: int) -> str:
    """Return a word that stands for a number, and nowhere else."""
    letters = ""
    while number or not letters:
        number, place = divmod(number, len(NAMES))
        letters += NAMES[place]
    return f"zy{letters}yz"


def child(do: Callable[[], None]) -> int:
    """Begin a process that does something with connections of its own; return its pid. It ends with 1 if it fails."""
    from django.db import connections

    connections.close_all()
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        do()
        code = 0
    except BaseException:  # noqa: BLE001 - it ends here, and goes up no further
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def ended(pid: int) -> int:
    """Wait for a process; return how it ended."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def saved(saves: int, seed: int) -> str:
    """Save with eight writers at once and look for everything afterwards; return what was found."""
    from django.contrib.auth.models import User

    folder = Path(tempfile.mkdtemp(prefix="writers-", dir=os.environ["DATA_DIR"]))
    for number in range(WRITERS):
        User.objects.create_superuser(f"writer{number}", first_name="Writer", last_name=word(number))
    share = [saves // WRITERS + (number < saves % WRITERS) for number in range(WRITERS)]
    began = time.perf_counter()
    reader = child(lambda: Reader(folder).run())
    writers = [
        child(lambda number=number, count=count: Writer(number, seed, folder).run(count))
        for number, count in enumerate(share)
    ]
    codes = [ended(pid) for pid in writers]
    seconds = time.perf_counter() - began
    (folder / "stop").touch()
    codes.append(ended(reader))
    if any(codes):
        raise LostError(f"a writer or the reader failed: {codes}")
    from .found import look

    return look(folder, saves, seconds)


class Log:
    """What a process did, a line each, for others to read at once."""

    def __init__(self, folder: Path, name: str) -> None:
        """Begin."""
        self.file = (folder / name).open("a", encoding="utf-8")

    def note(self, **said: Any) -> None:
        """Write a line."""
        self.file.write(json.dumps(said) + "\n")
        self.file.flush()


def notes(folder: Path, pattern: str) -> list[dict[str, Any]]:
    """Return the whole lines of all logs of a kind."""
    lines = [line for path in sorted(folder.glob(pattern)) for line in path.read_text("utf-8").split("\n")[:-1]]
    return [json.loads(line) for line in lines]


class Writer:
    """One of those who save."""

    def __init__(self, number: int, seed: int, folder: Path) -> None:
        """Sign in."""
        from django.contrib.auth.models import User
        from django.test import Client

        self.number, self.random, self.log = number, random.Random(f"{seed}-{number}"), Log(folder, f"writer{number}")  # noqa: S311
        self.user = User.objects.get(username=f"writer{number}")
        self.client = Client()
        self.client.force_login(self.user)
        self.own: list[int] = []
        self.drawn = 0

    def run(self, count: int) -> None:
        """Save until so many saves were accepted."""
        ways = [self.name, self.name, self.statement, self.link, self.text, self.text, self.standing, self.standing,
                self.statement, self.undo]  # fmt: skip
        accepted = 0
        for _ in range(count * ATTEMPTS):
            if accepted == count:
                return
            accepted += self.random.choice(ways)()
        raise LostError(f"of {count} saves {accepted} were accepted")

    def token(self) -> str:
        """Return a word that nobody else writes."""
        self.drawn += 1
        return word(1_000 + self.drawn * WRITERS + self.number)

    def any(self, queryset: Any) -> Any:
        """Return any of some rows."""
        keys = list(queryset.order_by("pk").values_list("pk", flat=True))
        return queryset.get(pk=self.random.choice(keys))

    def dataset(self) -> Any:
        """Return any entry."""
        from datasets.models import Dataset

        return self.any(Dataset.objects.filter(slug__startswith="entry-"))

    def send(self, url: str, form_id: str, fill: Callable[[dict[str, Any]], dict[str, Any]], **said: Any) -> bool:
        """Open a page, wait, save it; where somebody else was quicker look and, half of the times, save again."""
        from tests.admin.forms import form_of

        answer = self.client.get(url)
        if answer.status_code != 200:
            return False
        form = form_of(answer, form_id)
        time.sleep(self.random.random() * 0.1)
        for turn in range(2):
            changes = fill(form)
            answer = self.client.post(url, {**form, **changes})
            if answer.status_code == 302:
                self.done(**said, was={} if turn else self.was(form, changes))
                return True
            if answer.status_code == AWAY:
                self.log.note(away=True)
                return False
            if answer.status_code not in (200, 409):
                raise LostError(f"{url} was answered with {answer.status_code}")
            if turn or answer.status_code == 409 or self.random.random() < 0.5:
                self.log.note(refused=True, **said)
                return False
            form = form_of(answer, form_id)
        return False

    @staticmethod
    def was(form: dict[str, Any], changes: dict[str, Any]) -> dict[str, str]:
        """Return what the page showed of a name or a text before it was changed."""
        return {
            name: form[name][0] for name in changes if name in form and (name == "name" or name.endswith("summary"))
        }

    def done(self, **said: Any) -> None:
        """Note a save that was accepted."""
        from datasets.models import ChangeSet

        moment = time.time()
        number = ChangeSet.objects.filter(author=self.user).order_by("-pk").values_list("pk", flat=True)[0]
        self.own.append(number)
        self.log.note(number=number, moment=moment, **{key: value for key, value in said.items() if value is not None})

    def at_the_desk(self, slug: str, page: str, filled: dict[str, str], /, **said: Any) -> bool:
        """Open a page of the desk, wait, save it; who was slower looks and, half of the times, saves again."""
        url = f"/en/desk/entries/{slug}/{page}/"
        answer = self.client.get(url)
        if answer.status_code != 200:
            return False
        shown = inputs(answer)
        time.sleep(self.random.random() * 0.1)
        for turn in range(2):
            answer = self.client.post(url, {**filled, "seen": inputs(answer).get("seen", "")})
            if answer.status_code == 303:
                self.done(**said, was={"name": shown["name"]} if "name" in filled and not turn else {})
                return True
            if answer.status_code == AWAY:
                self.log.note(away=True)
                return False
            if answer.status_code not in (400, 404):
                raise LostError(f"{url} was answered with {answer.status_code}")
            if turn or answer.status_code == 404 or self.random.random() < 0.5:
                self.log.note(refused=True, **said)
                return False
        return False

    def name(self) -> bool:
        """Rename an entry, and state the name."""
        row, token = self.dataset(), self.token()
        named = f"{row.slug} {token}"
        return self.at_the_desk(
            row.slug, "rename", {"name": named, "document": "000"},
            way="name", token=token, slug=row.slug, key=row.pk, paths=["name"], stated=named,
        )  # fmt: skip

    def stated(self, way: str, field: str, value: str, token: str) -> bool:
        """State something."""
        row = self.dataset()
        return self.at_the_desk(
            row.slug, "facts", {"document": "000", f"value-{field}": value, f"printed-{field}": token},
            way=way, token=token, slug=row.slug, key=row.pk, paths=[], stated=token,
        )  # fmt: skip

    def statement(self) -> bool:
        """Add a statement about a figure."""
        return self.stated("statement", "size", f"{self.random.randint(1, 900)} GB", self.token())

    def link(self) -> bool:
        """Add a statement about a link."""
        token = self.token()
        return self.stated("link", "link", f"https://example.org/{token} (download)", token)

    def text(self) -> bool:
        """Change a text on its own page."""
        from datasets.models import DatasetDescription

        entry, token = self.dataset(), self.token()
        row = self.any(DatasetDescription.objects.filter(dataset=entry))
        said = {"way": "text", "token": token, "slug": entry.slug, "key": entry.pk, "paths": [f"text {row.language}"]}
        url = f"/admin/datasets/datasetdescription/{row.pk}/change/"
        typed = {"summary": f"A set of words, {token}."}
        return self.send(url, "datasetdescription_form", lambda form: typed, **said)

    def standing(self) -> bool:
        """Prefer a statement, or set it aside, with a reason."""
        from datasets.models import Statement

        entry, token = self.dataset(), self.token()
        row = self.any(Statement.objects.filter(dataset=entry).exclude(field__in=("category", "kind")))
        judged = {"act": self.random.choice(("prefer", "set-aside")), "reason": f"It is so: {token}."}
        said = {"way": "standing", "token": token, "slug": entry.slug, "key": entry.pk}
        return self.at_the_desk(
            entry.slug, f"statements/{row.pk}", judged, paths=[f"statement {row.pk}"], **said
        )  # fmt: skip

    def undo(self) -> bool:
        """Undo one of the last own change sets, if nobody has built on it."""
        from datasets.models import Change, ChangeSet

        if not self.own:
            return False
        number, token = self.random.choice(self.own[-3:]), self.token()
        answer = self.client.post(f"/en/desk/changes/{number}/", {"reason": token})
        if answer.status_code == AWAY:
            self.log.note(away=True)
        done = ChangeSet.objects.filter(reason=token).first()
        if done is None:
            return False
        moment = time.time()
        self.own.append(done.pk)
        paths = list(Change.objects.filter(change_set=number).values_list("key", "path"))
        self.log.note(number=done.pk, moment=moment, way="undo", reverses=number, undone=paths)
        return True


def inputs(answer: Any) -> dict[str, str]:
    """Return what stands in the inputs of a page of the desk, by name."""
    tags = re.findall(r"<input [^>]*>", answer.content.decode())
    found = [dict(re.findall(r'(name|value)="([^"]*)"', tag)) for tag in tags]
    return {one["name"]: html.unescape(one.get("value", "")) for one in found if "name" in one}


class Reader:
    """One who asks the search for the newest names, as a visitor does."""

    def __init__(self, folder: Path) -> None:
        """Begin."""
        from django.test import Client

        self.folder, self.log, self.client = folder, Log(folder, "reader"), Client()

    def run(self) -> None:
        """Ask until the writers are done."""
        asked: Counter[str] = Counter()
        while not (self.folder / "stop").exists():
            named = [
                note for note in notes(self.folder, "writer*") if note.get("number") and "name" in note.get("paths", ())
            ]
            named.sort(key=lambda note: note["moment"])
            for note in [note for note in named if not asked[note["token"]]][-3:]:
                self.ask(note, asked)
            time.sleep(0.05)

    def ask(self, note: dict[str, Any], asked: Counter[str]) -> None:
        """Ask for one name; where it is the entry's and not found, the search is behind."""
        began = time.time()
        if not self.is_its_name(note):
            asked[note["token"]] += 1
            return
        began = time.time()
        answer = self.client.get("/api/v1/datasets/", {"q": note["token"]})
        if answer.status_code != 200:
            raise LostError(f"search answered with {answer.status_code}")
        found = note["slug"] in [item["slug"] for item in answer.json()["results"]]
        if found:
            asked[note["token"]] += 1
            self.log.note(found=note["token"], age=began - note["moment"], took=time.time() - began)
        elif self.is_its_name(note):
            self.log.note(behind=note["token"], age=began - note["moment"])

    @staticmethod
    def is_its_name(note: dict[str, Any]) -> bool:
        """Tell whether nobody has changed the name since."""
        from datasets.models import Dataset

        return Dataset.objects.filter(pk=note["key"], name__contains=note["token"]).exists()


def say(message: str) -> None:
    """Tell the terminal what was found."""
    sys.stdout.write(message + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    # As the others import it, so that what is raised there is known here.
    from bench import writers

    try:
        sys.exit(writers.main())
    except serving.FailedError as error:
        say(str(error))
        sys.exit(2)
