"""Where facts come from, and where they clash: statements, disagreements, and relations between datasets."""

from django.db import models
from django.db.models import F, Q

from .dataset import Dataset, Part
from .document import Document


class Statement(Part):
    """What one document says in one place about one field of a dataset."""

    class Field(models.TextChoices):
        """What a statement is about; the same list as `field` in the record's JSON Schema."""

        NAME = "name", "Name"
        CATEGORY = "category", "Category"
        KIND = "kind", "Kind"
        SOURCE = "source", "Source"
        MODALITY = "modality", "Modality"
        ANATOMY = "anatomy", "Anatomy"
        TASK = "task", "Task"
        USE_CASE = "use_case", "Use case"
        CONDITION = "condition", "Condition"
        ANNOTATION_TYPE = "annotation_type", "Annotation type"
        ANNOTATION_METHOD = "annotation_method", "Annotated by"
        FORMAT = "format", "File format"
        LANGUAGE = "language", "Language of the data"
        ACCESS = "access", "Access"
        ACCESS_STEP = "access_step", "Access step"
        LICENSE = "license", "Licence"
        RIGHTS = "rights", "Rights"
        SUBJECTS = "subjects", "Subjects"
        IMAGES = "images", "Images"
        COUNT = "count", "Count"
        SIZE = "size", "Size"
        YEAR = "year", "Year"
        CLASS = "class", "Class"
        CLASS_COUNT = "class_count", "Number of classes"
        MULTI_LABEL = "multi_label", "Several labels per image"
        SPLIT = "split", "Split"
        QUALITY = "quality", "Quality"
        DIFFICULTY = "difficulty", "Difficulty"
        LEVEL = "level", "Level"
        DOWNLOADS = "downloads", "Downloads"
        PRIZE = "prize", "Prize"
        LINK = "link", "Link"
        PAPER = "paper", "Paper"
        RELATION = "relation", "Related entry"
        POPULATION = "population", "Population"
        ACQUISITION = "acquisition", "Acquisition"
        PERIOD = "period", "Period"
        PURPOSE = "purpose", "Purpose"
        CONTENTS = "contents", "Contents"
        PROVENANCE = "provenance", "Origin of the data"
        PERFORMANCE = "performance", "Reported results"
        ANNOTATION = "annotation", "Annotation in detail"
        GUIDANCE = "guidance", "Guidance"

    field = models.CharField(max_length=20, choices=Field)
    value = models.JSONField(
        null=True, blank=True, help_text="The value in normal form: a number, a code, a list of codes …"
    )
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

        DOCUMENTS = "documents", "Documents differ"
        ARITHMETIC = "arithmetic", "Figures do not add up"
        CLAIM = "claim", "A claim contradicts the figures"

    field = models.CharField(max_length=20, choices=Statement.Field)
    kind = models.CharField(max_length=12, choices=Kind)
    explanation = models.JSONField(help_text="Language code to text; English is required.")
    settled = models.JSONField(
        null=True, blank=True, help_text="The reason by which a curator settled it, by language."
    )

    class Meta(Part.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(explanation__has_key="en"), name="disagreement_in_english"),
        ]

    def __str__(self) -> str:
        return self.explanation["en"]


class DatasetRelation(models.Model):
    """How one dataset relates to another; read "dataset `kind` target"."""

    class Kind(models.TextChoices):
        """The ways in which datasets relate."""

        MIRROR_OF = "mirror-of", "mirror of"
        SUBSET_OF = "subset-of", "subset of"
        INCLUDES = "includes", "includes"
        DERIVED_FROM = "derived-from", "derived from"
        SHARES_SUBJECTS_WITH = "shares-subjects-with", "shares subjects with"
        SUCCESSOR_OF = "successor-of", "successor of"
        PART_OF_SERIES = "part-of-series", "part of the series"

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
