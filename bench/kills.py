"""Writers that are killed at a random moment: afterwards the catalogue is as it was, or as it was to be, and goes on.

Each kind of write knows whether it was done: all of it, or nothing; anything between is the failure that is looked for.
"""

import hashlib
import json
import os
import random
import signal
import time
from collections import Counter
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any

import polib
from django.core.management import call_command
from django.db import connections

from datasets.models import Change, ChangeSet, Dataset, DatasetDescription, Document, Modality, Statement, Verdict
from datasets.records import changes, dumping, files, seeding, undoing

from .found import sound, whole
from .writers import LostError, child, ended, inputs, record, word

# How many times as long as a write takes a kill may wait.
LATEST = 1.2
IMPORTED = 5
HARVESTED = 18
TERM = "SEEDED"


class Write:
    """One kind of write; each time it writes another word."""

    def __init__(self, folder: Path) -> None:
        """Take a folder for files."""
        self.folder = folder

    def prepare(self, token: str) -> None:
        """Make what the write needs, before it begins."""

    def write(self, token: str) -> None:
        """Write."""
        raise NotImplementedError

    def pieces(self, token: str) -> list[bool]:
        """Return for each piece of the write whether it is there."""
        raise NotImplementedError

    def again(self, token: str) -> bool:
        """Tell whether the same write can be run once more after it was done, and changes nothing then."""
        return True


class Form(Write):
    """A curator's form: a name, and the statement that gives it, together."""

    def prepare(self, token: str) -> None:
        """Open the page."""
        from django.contrib.auth.models import User
        from django.test import Client

        self.client = Client()
        self.client.force_login(User.objects.get_or_create(username="killed", is_staff=True, is_superuser=True)[0])
        self.url = "/en/desk/entries/entry-0/rename/"
        self.sent = {**inputs(self.client.get(self.url)), "name": token, "document": "000"}

    def write(self, token: str) -> None:
        """Press Save."""
        answer = self.client.post(self.url, self.sent)
        if answer.status_code != 303:
            raise LostError(f"the form was answered with {answer.status_code}")

    def pieces(self, token: str) -> list[bool]:
        """Return for each piece whether it is there, its history included."""
        newest = Change.objects.filter(change_set=ChangeSet.current()[0]).values_list("path", flat=True)
        return [
            Dataset.objects.filter(slug="entry-0", name=token).exists(),
            Statement.objects.filter(printed=token).exists(),
            "name" in set(newest) and ChangeSet.objects.latest("pk").author == self._user(),
        ]

    def _user(self) -> Any:
        from django.contrib.auth.models import User

        return User.objects.get(username="killed")

    def again(self, token: str) -> bool:
        """Tell that a page that was saved is not saved again: it shows what was there before."""
        return False


class Import(Write):
    """Several records."""

    def prepare(self, token: str) -> None:
        """Write the file."""
        self.file = self.folder / "records.jsonl"
        lines = (json.dumps(record(number, token, token)) for number in range(IMPORTED))
        self.file.write_text("\n".join(lines) + "\n", "utf-8")

    def write(self, token: str) -> None:
        """Import."""
        call_command("import_records", str(self.file), "--no-index", stdout=StringIO(), stderr=StringIO())

    def pieces(self, token: str) -> list[bool]:
        """Return for each record whether it is there with its parts and its history."""
        rows = Dataset.objects.filter(slug__startswith=f"{token}-")
        made = Change.objects.filter(kind="dataset", path=changes.EXISTS, key__in=rows.values("pk"))
        return [
            *(rows.filter(slug=f"{token}-{number}").exists() for number in range(IMPORTED)),
            Statement.objects.filter(dataset__in=rows).count() == 5 * IMPORTED,
            DatasetDescription.objects.filter(dataset__in=rows).count() == 2 * IMPORTED,
            made.count() == IMPORTED,
        ]


class Undo(Write):
    """An undoing of a name and a text."""

    def prepare(self, token: str) -> None:
        """Make a change to be undone."""
        rows = Dataset.objects.filter(slug="entry-1")
        with changes.change_set(ChangeSet.Origin.FORM) as opened:
            opened.watch("dataset", [rows.get().pk])
            rows.update(name=token, revision=opened.number)
            DatasetDescription.objects.filter(dataset__in=rows, language="fr").update(summary=f"Un jeu, {token}.")
        self.number = opened.number

    def write(self, token: str) -> None:
        """Undo."""
        undoing.undo(self.number)

    def pieces(self, token: str) -> list[bool]:
        """Return for each piece whether it is as before, and whether the undoing is there."""
        return [
            not Dataset.objects.filter(name=token).exists(),
            not DatasetDescription.objects.filter(summary__contains=token).exists(),
            ChangeSet.objects.filter(reverses=self.number, changes__path="name").exists(),
        ]

    def again(self, token: str) -> bool:
        """Tell that what is undone is not undone again."""
        return False


class Seed(Write):
    """A seeding of three entries and a term."""

    def prepare(self, token: str) -> None:
        """Make the files' records."""
        others = [term for term in dumping.dump_vocabulary("modality")["terms"] if term["code"] != TERM]
        terms = [*others, {"code": TERM, "names": {"en": "Seeded"}, "synonyms": {"en": [token]}}]
        self.tree = files.Tree(
            vocabulary=[("modality.json", {"vocabulary": "modality", "terms": terms})],
            dataset=[(f"seeded-{number}.json", record(number, "seeded", token)) for number in range(3)],
        )

    def write(self, token: str) -> None:
        """Seed."""
        seeding.seed(self.tree)

    def pieces(self, token: str) -> list[bool]:
        """Return for each piece whether it is there."""
        texts = DatasetDescription.objects.filter(summary__contains=token, dataset__slug__startswith="seeded-")
        return [
            *(texts.filter(dataset__slug=f"seeded-{number}").count() == 2 for number in range(3)),
            Modality.objects.filter(code=TERM, synonyms={"en": [token]}).exists(),
        ]


class Texts(Write):
    """An import of translations."""

    def prepare(self, token: str) -> None:
        """Write the file."""
        self.file = self.folder / "fr.po"
        self.file.unlink(missing_ok=True)
        call_command("export_texts", "fr", str(self.file), stdout=StringIO())
        rows = DatasetDescription.objects.filter(language="fr", dataset__slug__startswith="entry-")
        known = set(rows.values_list("summary", flat=True))
        file = polib.pofile(str(self.file))
        for text in file:
            if text.msgstr in known:
                text.flags, text.msgstr = [], f"Un jeu qui n’existe que pour cela, {token}."
        file.save()
        self.rows = rows.count()

    def write(self, token: str) -> None:
        """Import."""
        call_command("import_texts", str(self.file), "--no-index", stdout=StringIO(), stderr=StringIO())

    def pieces(self, token: str) -> list[bool]:
        """Return for each text whether it is there."""
        there = DatasetDescription.objects.filter(summary__contains=token, language="fr").count()
        return [number < there for number in range(self.rows)]


class Sheet(Write):
    """A sheet that is taken in: an entry, in words of its own since it is to be like no other, and a new reference."""

    def name(self, token: str) -> str:
        """Return the name of the entry."""
        return hashlib.sha256(token.encode()).hexdigest()[:20].translate(LETTERS).capitalize()

    def path(self, token: str) -> Path:
        """Return the sheet's place."""
        return self.folder / f"{token}.csv"

    def prepare(self, token: str) -> None:
        """Write the sheet."""
        rows = ("Name,Patients,Modality,Organ", f"{self.name(token)},20,CT,lung", "")
        self.path(token).write_text("\n".join(rows), "utf-8")

    def write(self, token: str) -> None:
        """Take it in."""
        about = {"reference": f"https://example.org/{token}", "title": token, "authority": "index"}
        call_command("import_file", self.path(token), apply=True, no_index=True, stdout=StringIO(), **about)

    def pieces(self, token: str) -> list[bool]:
        """Return whether the entry, what is said of it and the reference are there."""
        made = Dataset.objects.filter(name=self.name(token))
        cited = Document.objects.filter(url=f"https://example.org/{token}")
        return [made.exists(), made.filter(modalities__code="CT").exists(), cited.exists()]


class Harvest(Sheet):
    """An archive's index, in a version newer than the one before: entries, their statements and the keys they have."""

    version = 0

    def name(self, token: str, number: int = 0) -> str:
        """Return the name of an entry."""
        return super().name(f"{token} {number}")

    def prepare(self, token: str) -> None:
        """Write the index, alike that of MedMNIST."""
        self.version += 1
        sets = {
            self.name(token, number).lower(): {
                "python_class": self.name(token, number), "task": "multi-class", "license": "CC BY 4.0",
                "url": f"https://example.org/{self.name(token, number)}.npz", "label": {"0": "yes", "1": "no"},
                "n_samples": {"train": 100 + number, "test": 10},
            }
            for number in range(HARVESTED)
        }  # fmt: skip
        (self.folder / "info.py").write_text(f"__version__ = '3.{self.version}'\nINFO = {sets!r}\n", "utf-8")

    def write(self, token: str) -> None:
        """Harvest; what stood in the version before is not in this one."""
        how = {"apply": True, "no_index": True, "although_gone": True, "unsure_as_new": True}
        call_command("harvest", "medmnist", self.folder, stdout=StringIO(), **how)

    def pieces(self, token: str) -> list[bool]:
        """Return for each entry whether it is there, and whether all that is said of them and their keys are."""
        names = [self.name(token, number) for number in range(HARVESTED)]
        rows = Dataset.objects.filter(name__in=names)
        keys = Verdict.objects.filter(source="medmnist", key__in=[name.lower() for name in names])
        return [
            *(rows.filter(name=name).exists() for name in names),
            Statement.objects.filter(dataset__in=rows, field="split").count() == 2 * HARVESTED,
            keys.count() == HARVESTED,
            Document.objects.filter(code=f"medmnist-3-{self.version}").exists(),
        ]


# Digits as letters: names that differ in their numbers are taken for editions.
LETTERS = str.maketrans("0123456789", "ghijklmnop")
WRITES: tuple[type[Write], ...] = (Form, Import, Sheet, Harvest, Undo, Seed, Texts)


def endured(kills: int, seed: int, only: str = "") -> str:
    """Kill so many writes, of each kind in turn or of one alone; return what was found in words."""
    draw = random.Random(seed)  # noqa: S311
    kinds = [kind for kind in WRITES if only in ("", kind.__name__.lower())]
    if not kinds:
        known = ", ".join(kind.__name__.lower() for kind in WRITES)
        raise SystemExit(f"--only: “{only}” is no kind of write. Choose one of: {known}.")
    writes = [kind(Path(os.environ["DATA_DIR"])) for kind in kinds]
    took = [once(write, word(900_000 + place)) for place, write in enumerate(writes)]
    met: Counter[str] = Counter()
    for number in range(kills):
        write, usual = writes[number % len(writes)], took[number % len(writes)]
        met[f"{type(write).__name__.lower()}, {'done' if kill(write, usual, number, draw) else 'not done'}"] += 1
    whole()
    told = ", ".join(f"{count} {what}" for what, count in sorted(met.items()))
    return f"{kills:,} writes killed ({told}); each was whole or not there, and could be run again."


def once(write: Write, token: str) -> float:
    """Write to the end; return how many seconds it took."""
    write.prepare(token)
    began = time.perf_counter()
    if ended(child(partial(write.write, token))):
        raise LostError(f"{type(write).__name__} failed")
    took = time.perf_counter() - began
    if not done(write, token):
        raise LostError(f"{type(write).__name__} has written nothing")
    return took


def kill(write: Write, usual: float, number: int, draw: random.Random) -> bool:
    """Kill a write at a random moment, look at what is there, run it again; return whether it was done before."""
    token, name = word(1_000_000 + number), type(write).__name__
    write.prepare(token)
    before = state()
    pid = child(partial(write.write, token))
    time.sleep(draw.random() * usual * LATEST)
    os.kill(pid, signal.SIGKILL)
    if (code := ended(pid)) not in (0, -signal.SIGKILL):
        raise LostError(f"{name} ended with {code}")
    # The last word of a server to a client that is gone may come a moment later.
    settle()
    sound()
    was_done = done(write, token)
    after = state()
    if not was_done and after != before:
        raise LostError(f"{name} {number} was not done, and something has changed")
    if (not was_done or write.again(token)) and ended(child(partial(write.write, token))):
        raise LostError(f"{name} {number} cannot be run again")
    if not done(write, token):
        raise LostError(f"{name} {number} was run again and is not done")
    if was_done and state() != after:
        raise LostError(f"{name} {number} was done and run again, and something has changed")
    whole()
    return was_done


def done(write: Write, token: str) -> bool:
    """Tell whether a write is there; raise LostError where it is so by half."""
    found = write.pieces(token)
    if any(found) and not all(found):
        raise LostError(f"{type(write).__name__} {token} is there by half: {found}")
    return all(found)


def settle() -> None:
    """Wait until no other connection writes."""
    from django.db import transaction

    connections.close_all()
    with transaction.atomic():
        ChangeSet.hold()


def state() -> str:
    """Return the digest of all that the catalogue says, and of its history."""
    said = [
        list(dumping.dump_datasets(Dataset.objects.all())),
        dumping.dump_vocabulary("modality"),
        list(Change.objects.order_by("pk").values_list("change_set", "kind", "key", "path")),
        list(Statement.ever.order_by("pk").values_list("pk", "added", "retired", "standing")),
        ChangeSet.current(),
    ]
    return hashlib.sha256(json.dumps(said, default=str).encode()).hexdigest()
