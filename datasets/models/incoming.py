"""Files that come in, row by row, and what people decided about them: which entry a row is, what a text means."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .change import ChangeSet
from .dataset import Dataset
from .json_column import JSONColumn
from .proposal import Proposal

LONGEST_KEY = 300


class Incoming(models.Model):
    """A file as somebody sent it, how it is read, and what became of it. It is kept until it is thrown away."""

    name = models.CharField(max_length=200, help_text="As its sender called it.")
    content = models.BinaryField(help_text="The file itself.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the content.")
    reader = models.CharField(max_length=30, help_text="Code of the reader.")
    encoding = models.CharField(max_length=20, blank=True, help_text="Of a text that somebody chose.")
    columns = JSONColumn(default=list, help_text="Of a sheet: what each column is read as, in their order.")
    reference = JSONColumn(default=dict, help_text="The document that statements will cite, as a record.")
    language = models.CharField(max_length=10, default="en", help_text="Whose signs stand in numbers.")
    defaults = JSONColumn(default=dict, help_text="Category and kind of what is new.")
    status = models.CharField(max_length=10, choices=Dataset.Status, default=Dataset.Status.DRAFT)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    created = models.DateTimeField(auto_now_add=True)
    number = models.PositiveIntegerField(default=0, help_text="How many rows it has.")
    read = models.PositiveIntegerField(default=0, help_text="How many rows have been looked at.")
    whole = models.BooleanField(default=False, help_text="All rows have been looked at.")
    revision = models.PositiveBigIntegerField(default=0, help_text="Of the catalogue that they were held against.")
    change_set = models.ForeignKey(ChangeSet, models.SET_NULL, null=True, blank=True, related_name="+")
    proposal = models.ForeignKey(Proposal, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "incoming"

    def __str__(self) -> str:
        return self.name


class IncomingRow(models.Model):
    """One row of a file that comes in, and what would become of it."""

    class Outcome(models.TextChoices):
        """What taking it would do."""

        NEW = "new", _("A new entry")
        ADDS = "adds", _("Adds to an entry")
        AGREES = "agrees", _("Says nothing new")
        WAITS = "waits", _("Waits for a decision")
        WRONG = "wrong", _("Cannot be read")

    incoming = models.ForeignKey(Incoming, models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField()
    place = models.CharField(max_length=100, blank=True)
    name = models.CharField(max_length=300)
    outcome = models.CharField(max_length=10, choices=Outcome)
    entry = models.CharField(max_length=120, blank=True, help_text="Slug of the entry that it adds to.")
    contradicts = models.BooleanField(default=False)
    foreseen = JSONColumn(default=dict, help_text="Its facts, candidates, problems and doubts, as pages show them.")
    chosen = models.BooleanField(default=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["incoming", "position"], name="incoming_row_once")]

    def __str__(self) -> str:
        return f"{self.place} {self.name}".strip()


class Meaning(models.Model):
    """What a printed text of a field means, as a person decided: in one document, or in all."""

    class Decision(models.TextChoices):
        """What was decided."""

        VALUE = "value", _("Read as")
        PRINTED = "printed", _("Leave as printed")
        ELSEWHERE = "elsewhere", _("Not this field")

    document = models.CharField(max_length=80, blank=True, help_text="Code of the document; empty for every one.")
    field = models.CharField(max_length=20)
    text = models.CharField(max_length=LONGEST_KEY, help_text="The printed text, folded.")
    decision = models.CharField(max_length=10, choices=Decision)
    value = JSONColumn(null=True, help_text="The value in normal form, of one that is read so.")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    created = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["document", "field", "text"]
        constraints = [models.UniqueConstraint(fields=["document", "field", "text"], name="meaning_once")]

    def __str__(self) -> str:
        return f"{self.field}: {self.text}"


class Verdict(models.Model):
    """Whether what a source has under a key, or another entry, is the same as an entry; "apart" is remembered, too."""

    class Is(models.TextChoices):
        """How the one stands to the other."""

        SAME = "same", _("The same")
        EDITION = "edition", _("Another edition")
        PART = "part", _("A part of it")
        MIRROR = "mirror", _("The same data, uploaded again")
        DERIVED = "derived", _("Derived from it")
        APART = "apart", _("Something else")

    source = models.CharField(max_length=80, help_text="Code of a document or harvester; “entry” for an entry of ours.")
    key = models.CharField(max_length=LONGEST_KEY, help_text="What the source calls it; of an entry its primary key.")
    entry = models.ForeignKey(Dataset, models.CASCADE, related_name="verdicts")
    verdict = models.CharField(max_length=10, choices=Is)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    created = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["source", "key"]
        constraints = [models.UniqueConstraint(fields=["source", "key", "entry"], name="verdict_once")]

    def __str__(self) -> str:
        return f"{self.source} {self.key}: {self.verdict} {self.entry_id}"
