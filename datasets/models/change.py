"""What was changed together, piece by piece, and the mark that seeding leaves behind."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from . import json_column
from .json_column import JSONColumn

# Number and stamp of the revision that was seen first within seen_once, if any was.
_seen: ContextVar[list[tuple[int, str]] | None] = ContextVar("seen", default=None)


def new_stamp() -> str:
    """Return a stamp that no other revision has."""
    return uuid4().hex


class ChangeSet(models.Model):
    """What one person or program did together; its key numbers the catalogue's revisions.

    What is derived carries the number of the newest.

    The stamp tells apart two histories that happen to have the same number: after a rollback, a restored backup or a
    change of the database, what was derived from the other history is not taken for this one's.
    """

    class Origin(models.TextChoices):
        """By which door it came."""

        FORM = "form", _("A curator's form")
        SEED = "seed", _("The catalogue's files")
        IMPORT = "import", _("An import")
        TEXTS = "texts", _("Translated texts")
        UNDO = "undo", _("An undoing")
        PROPOSAL = "proposal", _("An accepted proposal")
        PROGRAM = "program", _("The program itself")

    stamp = models.CharField(max_length=32, default=new_stamp, unique=True)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.PROGRAM)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", help_text="Who made it."
    )
    credit = models.CharField(max_length=150, blank=True, help_text="The name by which the author is credited.")
    reason = models.CharField(max_length=500, blank=True, help_text="Why, in the author's words.")
    reverses = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="reversals", help_text="The change that it undoes."
    )
    removed = JSONColumn(
        shape=json_column.keys, default=list, help_text="Keys of the datasets that this change deleted."
    )
    days = JSONColumn(
        shape=json_column.labelled,
        default=dict,
        help_text="When the datasets that it changed had been changed last: key to moment, for the undoing.",
    )
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.pk}"

    @classmethod
    def current(cls) -> tuple[int, str]:
        """Return number and stamp of the newest revision; (0, "") before anything was written."""
        seen = _seen.get()
        if seen:
            return seen[0]
        # In SQL, for each request asks it: the ORM would take three times as long to say the same.
        with connection.cursor() as cursor:
            cursor.execute("SELECT id, stamp FROM datasets_changeset ORDER BY id DESC LIMIT 1")
            row = cursor.fetchone()
        revision = (row[0], row[1]) if row else (0, "")
        if seen is not None:
            seen.append(revision)
        return revision

    @staticmethod
    def seen() -> tuple[int, str] | None:
        """Return the revision that was seen within seen_once; None outside of it, or before anybody has asked."""
        return next(iter(_seen.get() or ()), None)

    @staticmethod
    @contextmanager
    def seen_once() -> Iterator[None]:
        """Let what is inside ask once which revision is the newest, and go by that to its end; it writes nothing."""
        token = _seen.set([])
        try:
            yield
        finally:
            _seen.reset(token)

    @classmethod
    def hold(cls) -> None:
        """Keep others from changing the catalogue until this transaction ends.

        Who reads the catalogue to decide what to write calls it before reading: else a change that is committed in
        between would be overwritten unseen.
        """
        # SQLite has one writer at a time anyway (settings.SQLITE_OPTIONS).
        list(cls.objects.select_for_update().order_by("pk").values_list("pk")[:1])

    @classmethod
    def advance(cls, *, removed: Iterable[int] = (), **about: Any) -> int:
        """Begin a new revision and return its number; `about` it are origin, author, credit, reason, reverses.

        Call it in the transaction of the change, so that both are seen together or not at all, and set the `revision`
        of each dataset that changes to the number. `removed` are the keys of datasets that are deleted.
        """
        # One change at a time: a number that is committed after a higher one would never be noticed.
        cls.hold()
        return cls.objects.create(removed=list(removed), **about).pk


class Change(models.Model):
    """What one change set did to one thing: a piece of an entry, a term, a source, a document, a guide.

    `kind` and `key` say of what: "dataset" and the other kinds of records, with the row's primary key; `label` is what
    it was called. `path` is the piece: a column, "text fr", "statement 12", or "" for all of it. What there was not, or
    is not any more, is null.
    """

    change_set = models.ForeignKey(ChangeSet, models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=20)
    key = models.PositiveBigIntegerField()
    label = models.CharField(max_length=300)
    path = models.CharField(max_length=40, blank=True)
    before = JSONColumn(null=True)
    after = JSONColumn(null=True)

    class Meta:
        ordering = ["change_set", "id"]
        indexes = [models.Index(fields=["kind", "key", "change_set"], name="change_of")]

    def __str__(self) -> str:
        return f"{self.kind} {self.label} {self.path}".strip()


class SeedMark(models.Model):
    """What the fixtures last put under one key, as a fingerprint: a record that no longer matches was changed since.

    Kinds are source, document, dataset, guide, and the vocabularies' names, whose keys are the codes of terms; the kind
    "order" has the codes of a vocabulary in their order. A mark without a record says that a curator deleted it.
    """

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=120)
    digest = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="one_mark_per_record")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
