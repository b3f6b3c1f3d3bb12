"""Where facts come from, and where they clash: statements, disagreements, and relations between datasets."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from . import json_column
from .change import ChangeSet
from .dataset import Dataset, Part
from .document import Document
from .json_column import JSONColumn
from .language import ORIGINAL, best


class LiveStatements(models.Manager["Statement"]):
    """The statements that there are; those that a later change took back are history."""

    def get_queryset(self) -> models.QuerySet["Statement"]:
        """Return the statements that nobody took back."""
        return super().get_queryset().filter(retired=None)


class Statement(Part):
    """What one document says in one place about one field of a dataset.

    What a statement says is never edited and no statement is deleted: a correction is another one, and that which it
    replaces is `retired` by the change that brought it.
    """

    class Standing(models.TextChoices):
        """What a curator thinks of it, as Wikidata's ranks."""

        NORMAL = "normal", _("As stated")
        PREFERRED = "preferred", _("Preferred")
        SET_ASIDE = "set-aside", _("Set aside")

    field = models.CharField(max_length=20, help_text="Code of the field (facts.fields).")
    value = JSONColumn(null=True, blank=True, help_text="The value in normal form: a number, a code, a list of codes …")
    printed = models.CharField(max_length=400, help_text="The value as the document prints it.")
    document = models.ForeignKey(Document, models.PROTECT, related_name="statements")
    heading = models.CharField(max_length=300, blank=True)
    line = models.PositiveIntegerField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)
    standing = models.CharField(max_length=10, choices=Standing, default=Standing.NORMAL)
    reason = JSONColumn(
        shape=json_column.settlement,
        null=True,
        blank=True,
        help_text="Why it is preferred or set aside, by language.",
    )
    release = models.CharField(max_length=100, blank=True, help_text="The release of the data that it speaks of.")
    added = models.ForeignKey(
        ChangeSet, models.PROTECT, null=True, editable=False, related_name="+", help_text="The change that brought it."
    )
    retired = models.ForeignKey(
        ChangeSet,
        models.PROTECT,
        null=True,
        db_index=False,
        editable=False,
        related_name="+",
        help_text="The change that took it back.",
    )

    objects = LiveStatements()
    ever = models.Manager["Statement"]()

    class Meta(Part.Meta):
        constraints = [
            models.CheckConstraint(condition=~Q(printed=""), name="statement_printed"),
            models.CheckConstraint(
                condition=Q(standing="normal", reason__isnull=True) | (~Q(standing="normal") & Q(reason__isnull=False)),
                name="statement_reason",
            ),
            models.CheckConstraint(condition=Q(line__isnull=True) | Q(line__gte=1), name="statement_line"),
        ]
        indexes = [
            # Nearly all are live. With those in the index, SQLite reads every statement that there is by it, to find
            # the live ones of two entries.
            models.Index(fields=["retired"], name="statement_history", condition=Q(retired__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.field}: {self.printed}"

    @property
    def place(self) -> str:
        """The document's code, with the line where it has one: 000:372."""
        return self.document.code if self.line is None else f"{self.document.code}:{self.line}"


class Disagreement(Part):
    """Something that documents, or the figures of one document, contradict. A curator may settle it with a reason."""

    class Kind(models.TextChoices):
        """What clashes with what."""

        DOCUMENTS = "documents", _("Documents differ")
        ARITHMETIC = "arithmetic", _("Figures do not add up")
        CLAIM = "claim", _("A claim contradicts the figures")

    field = models.CharField(max_length=20)
    kind = models.CharField(max_length=12, choices=Kind)
    explanation = JSONColumn(shape=json_column.by_language, help_text="Language code to text; English is required.")
    settled = JSONColumn(
        shape=json_column.settlement,
        null=True,
        blank=True,
        help_text="The reason by which a curator settled it, by language.",
    )

    class Meta(Part.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(explanation__has_key="en"), name="disagreement_in_english"),
        ]

    def __str__(self) -> str:
        found = best(self.explanation, ORIGINAL)
        return found[1] if found else self.field


class DatasetRelation(models.Model):
    """How one dataset relates to another; read "dataset `kind` target"."""

    class Kind(models.TextChoices):
        """The ways in which datasets relate."""

        MIRROR_OF = "mirror-of", _("mirror of")
        SUBSET_OF = "subset-of", _("subset of")
        INCLUDES = "includes", _("includes")
        DERIVED_FROM = "derived-from", _("derived from")
        SHARES_SUBJECTS_WITH = "shares-subjects-with", _("shares subjects with")
        SUCCESSOR_OF = "successor-of", _("successor of")
        EDITION_OF = "edition-of", _("edition of")
        PART_OF_SERIES = "part-of-series", _("part of the series")

    dataset = models.ForeignKey(Dataset, models.CASCADE, related_name="relations")
    position = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=20, choices=Kind)
    target = models.ForeignKey(Dataset, models.CASCADE, related_name="relations_to_it")

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["dataset", "kind", "target"], name="relation_once"),
            models.CheckConstraint(condition=~Q(dataset=F("target")), name="relation_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.target}"
