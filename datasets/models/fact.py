"""Where facts come from, and where they clash: statements, disagreements, and relations between datasets."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from . import json_column
from .dataset import Dataset, Part
from .document import Document
from .json_column import JSONColumn
from .language import ORIGINAL, best


class Statement(Part):
    """What one document says in one place about one field of a dataset."""

    class Field(models.TextChoices):
        """What a statement is about; the same list as `field` in the record's JSON Schema."""

        NAME = "name", _("Name")
        CATEGORY = "category", _("Category")
        KIND = "kind", _("Kind")
        SOURCE = "source", _("Source")
        MODALITY = "modality", _("Modality")
        ANATOMY = "anatomy", _("Anatomy")
        TASK = "task", _("Task")
        USE_CASE = "use_case", _("Use case")
        CONDITION = "condition", _("Condition")
        ANNOTATION_TYPE = "annotation_type", _("Annotation type")
        ANNOTATION_METHOD = "annotation_method", _("Annotated by")
        FORMAT = "format", _("File format")
        LANGUAGE = "language", _("Language of the data")
        ACCESS = "access", _("Access")
        ACCESS_STEP = "access_step", _("Access step")
        LICENSE = "license", _("Licence")
        RIGHTS = "rights", _("Rights")
        SUBJECTS = "subjects", _("Subjects")
        IMAGES = "images", _("Images")
        COUNT = "count", _("Count")
        SIZE = "size", _("Size")
        YEAR = "year", _("Year")
        CLASS = "class", _("Class")
        CLASS_COUNT = "class_count", _("Number of classes")
        MULTI_LABEL = "multi_label", _("Several labels per image")
        SPLIT = "split", _("Split")
        QUALITY = "quality", _("Quality")
        DIFFICULTY = "difficulty", _("Difficulty")
        LEVEL = "level", _("Level")
        DOWNLOADS = "downloads", _("Downloads")
        PRIZE = "prize", _("Prize")
        LINK = "link", _("Link")
        PAPER = "paper", _("Paper")
        RELATION = "relation", _("Related entry")
        POPULATION = "population", _("Population")
        ACQUISITION = "acquisition", _("Acquisition")
        PERIOD = "period", _("Period")
        PURPOSE = "purpose", _("Purpose")
        CONTENTS = "contents", _("Contents")
        PROVENANCE = "provenance", _("Origin of the data")
        PERFORMANCE = "performance", _("Reported results")
        ANNOTATION = "annotation", _("Annotation in detail")
        GUIDANCE = "guidance", _("Guidance")

    field = models.CharField(max_length=20, choices=Field)
    value = JSONColumn(null=True, blank=True, help_text="The value in normal form: a number, a code, a list of codes …")
    printed = models.CharField(max_length=400, help_text="The value as the document prints it.")
    document = models.ForeignKey(Document, models.PROTECT, related_name="statements")
    heading = models.CharField(max_length=300, blank=True)
    line = models.PositiveIntegerField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta(Part.Meta):
        constraints = [
            models.CheckConstraint(condition=~Q(printed=""), name="statement_printed"),
            models.CheckConstraint(condition=Q(line__isnull=True) | Q(line__gte=1), name="statement_line"),
        ]

    def __str__(self) -> str:
        return f"{self.get_field_display()}: {self.printed}"


class Disagreement(Part):
    """Something that documents, or the figures of one document, contradict. A curator may settle it with a reason."""

    class Kind(models.TextChoices):
        """What clashes with what."""

        DOCUMENTS = "documents", _("Documents differ")
        ARITHMETIC = "arithmetic", _("Figures do not add up")
        CLAIM = "claim", _("A claim contradicts the figures")

    field = models.CharField(max_length=20, choices=Statement.Field)
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
        return found[1] if found else self.get_field_display()


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
