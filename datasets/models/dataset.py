"""The dataset entry and the parts that belong to it alone.

The columns hold the value that the directory stands behind, normalised; each is backed by at least one Statement
(models.fact). Empty means unknown, never "no".
"""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import json_column, vocabulary
from .json_column import JSONColumn

SLUG = RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*\Z", "Use lower-case letters, digits and single hyphens.")


def together(one: str, other: str, *, text: bool = False) -> Q:
    """Return the condition that two columns are both known or both not; `text` if `other` is a text column."""
    known, unknown = (~Q(**{other: ""}), Q(**{other: ""})) if text else (~Q(**{other: None}), Q(**{other: None}))
    return (Q(**{one: None}) & unknown) | (~Q(**{one: None}) & known)


class Precision(models.TextChoices):
    """How exact a printed figure is."""

    EXACT = "exact", "exactly"
    ABOUT = "about", "about"
    AT_LEAST = "at-least", "at least"
    PER_YEAR = "per-year", "per year"


class Dataset(models.Model):
    """One entry of the directory: a dataset, challenge, archive, library, directory or service."""

    class Status(models.TextChoices):
        """Whether the public sees the entry."""

        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Difficulty(models.TextChoices):
        """How hard the entry is to work with."""

        EASY = "easy", _("Easy")
        MEDIUM = "medium", _("Medium")
        HARD = "hard", _("Hard")

    class Level(models.TextChoices):
        """Whom a document recommends the entry to."""

        BEGINNER = "beginner", _("Beginner")
        INTERMEDIATE = "intermediate", _("Intermediate")
        ADVANCED = "advanced", _("Advanced")

    slug = models.CharField(max_length=80, unique=True, validators=[SLUG])
    status = models.CharField(max_length=10, choices=Status, default=Status.PUBLISHED)
    name = models.CharField(max_length=300)
    aliases = JSONColumn(
        shape=json_column.texts, default=list, blank=True, help_text="Every other spelling that a document uses."
    )
    changed = models.DateTimeField(
        default=timezone.now, editable=False, help_text="When what the entry says last changed, wherever that was."
    )
    looked = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When a curator last found the entry right as it is."
    )
    revision = models.PositiveBigIntegerField(
        default=0, db_index=True, editable=False, help_text="Number of the catalogue's revision that last changed it."
    )

    category = models.ForeignKey(vocabulary.Category, models.PROTECT)
    kind = models.ForeignKey(vocabulary.Kind, models.PROTECT)
    sources: models.ManyToManyField = models.ManyToManyField("Source", blank=True, related_name="datasets")
    modalities = models.ManyToManyField(vocabulary.Modality, blank=True)
    anatomies = models.ManyToManyField(vocabulary.Anatomy, blank=True)
    tasks = models.ManyToManyField(vocabulary.Task, blank=True)
    use_cases = models.ManyToManyField(vocabulary.UseCase, blank=True)
    conditions = models.ManyToManyField(vocabulary.Condition, blank=True)
    annotation_types = models.ManyToManyField(vocabulary.AnnotationType, blank=True)
    annotation_methods = models.ManyToManyField(vocabulary.AnnotationMethod, blank=True)
    formats = models.ManyToManyField(vocabulary.FileFormat, blank=True)
    languages = models.ManyToManyField(vocabulary.DataLanguage, blank=True)
    access_level = models.ForeignKey(vocabulary.AccessLevel, models.PROTECT)
    access_steps = models.ManyToManyField(vocabulary.AccessStep, through="OrderedAccessStep", blank=True)
    license = models.ForeignKey(vocabulary.License, models.PROTECT, null=True, blank=True)

    subjects = models.PositiveBigIntegerField(null=True, blank=True)
    subjects_unit = models.ForeignKey(vocabulary.Unit, models.PROTECT, null=True, blank=True, related_name="+")
    subjects_precision = models.CharField(max_length=10, choices=Precision, blank=True)
    images = models.PositiveBigIntegerField(null=True, blank=True)
    images_unit = models.ForeignKey(vocabulary.Unit, models.PROTECT, null=True, blank=True, related_name="+")
    images_precision = models.CharField(max_length=10, choices=Precision, blank=True)
    size_bytes = models.PositiveBigIntegerField(null=True, blank=True, help_text="In bytes; 1 GB is 1,000,000,000.")
    size_precision = models.CharField(max_length=10, choices=Precision, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    class_count = models.PositiveIntegerField(null=True, blank=True)
    multi_label = models.BooleanField(null=True, blank=True)
    quality = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Stars, 1 to 5.")
    difficulty = models.CharField(max_length=10, choices=Difficulty, blank=True)
    level = models.CharField(max_length=15, choices=Level, blank=True)
    downloads = models.PositiveBigIntegerField(null=True, blank=True)
    downloads_precision = models.CharField(max_length=10, choices=Precision, blank=True)
    prize_amount = models.PositiveBigIntegerField(null=True, blank=True)
    prize_currency = models.CharField(max_length=3, blank=True, help_text="ISO 4217 code.")

    class Meta:
        ordering = ["slug"]
        default_permissions = ("add", "change", "delete", "view", "publish")
        constraints = [
            models.CheckConstraint(condition=Q(year__isnull=True) | Q(year__range=(1850, 2100)), name="dataset_year"),
            models.CheckConstraint(
                condition=Q(quality__isnull=True) | Q(quality__range=(1, 5)), name="dataset_quality"
            ),
            models.CheckConstraint(condition=together("subjects", "subjects_unit"), name="dataset_subjects_unit"),
            models.CheckConstraint(
                condition=together("subjects", "subjects_precision", text=True), name="dataset_subjects_precision"
            ),
            models.CheckConstraint(condition=together("images", "images_unit"), name="dataset_images_unit"),
            models.CheckConstraint(
                condition=together("images", "images_precision", text=True), name="dataset_images_precision"
            ),
            models.CheckConstraint(
                condition=together("size_bytes", "size_precision", text=True), name="dataset_size_precision"
            ),
            models.CheckConstraint(
                condition=together("downloads", "downloads_precision", text=True), name="dataset_downloads_precision"
            ),
            models.CheckConstraint(
                condition=together("prize_amount", "prize_currency", text=True), name="dataset_prize"
            ),
            models.CheckConstraint(condition=Q(status__in=["draft", "published", "withdrawn"]), name="dataset_status"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_published(self) -> bool:
        """Whether the public sees the entry everywhere."""
        return self.status == self.Status.PUBLISHED

    @property
    def is_withdrawn(self) -> bool:
        """Whether the entry is kept only so that old links can be understood."""
        return self.status == self.Status.WITHDRAWN


class Part(models.Model):
    """Something that belongs to one dataset, in an order."""

    dataset = models.ForeignKey(Dataset, models.CASCADE)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["position", "id"]


class FormerSlug(Part):
    """An address that the dataset had; it redirects for good."""

    slug = models.CharField(max_length=80, unique=True, validators=[SLUG])

    def __str__(self) -> str:
        return self.slug


class OrderedAccessStep(Part):
    """One of the dataset's steps to access, in order."""

    step = models.ForeignKey(vocabulary.AccessStep, models.PROTECT)

    class Meta(Part.Meta):
        constraints = [models.UniqueConstraint(fields=["dataset", "step"], name="access_step_once")]

    def __str__(self) -> str:
        return self.step.name()


class Right(Part):
    """Whether one component may be used in one way. No row means unknown."""

    class Component(models.TextChoices):
        """What is used."""

        IMAGES = "images", _("Images")
        ANNOTATIONS = "annotations", _("Annotations")
        CODE = "code", _("Code")

    class Use(models.TextChoices):
        """What it is used for."""

        COMMERCIAL = "commercial", _("Commercial use")
        REDISTRIBUTION = "redistribution", _("Redistribution")
        DERIVATIVES = "derivatives", _("Derivatives")

    component = models.CharField(max_length=15, choices=Component)
    use = models.CharField(max_length=15, choices=Use)
    allowed = models.BooleanField()

    class Meta(Part.Meta):
        constraints = [models.UniqueConstraint(fields=["dataset", "component", "use"], name="right_once")]

    def __str__(self) -> str:
        return f"{self.get_use_display()} of {self.component}: {'yes' if self.allowed else 'no'}"


class Count(Part):
    """How many there are of something besides subjects and images."""

    value = models.PositiveBigIntegerField()
    unit = models.ForeignKey(vocabulary.Unit, models.PROTECT)
    precision = models.CharField(max_length=10, choices=Precision, blank=True)

    def __str__(self) -> str:
        return f"{self.value:,} {self.unit.after(self.value)}"


class DatasetClass(Part):
    """One class of the labels, with how many cases it has where stated."""

    name = models.CharField(max_length=300)
    condition = models.ForeignKey(vocabulary.Condition, models.PROTECT, null=True, blank=True)
    count = models.PositiveBigIntegerField(null=True, blank=True)
    unit = models.ForeignKey(vocabulary.Unit, models.PROTECT, null=True, blank=True)

    class Meta(Part.Meta):
        verbose_name = "class"
        verbose_name_plural = "classes"
        constraints = [models.UniqueConstraint(fields=["dataset", "name"], name="class_name_once")]

    def __str__(self) -> str:
        return self.name


class Split(Part):
    """An official split of the data."""

    class Name(models.TextChoices):
        """The part of the data."""

        TRAIN = "train", _("Training")
        VALIDATION = "validation", _("Validation")
        TEST = "test", _("Test")

    name = models.CharField(max_length=10, choices=Name)
    count = models.PositiveBigIntegerField(null=True, blank=True)
    unit = models.ForeignKey(vocabulary.Unit, models.PROTECT, null=True, blank=True)
    percent = models.FloatField(null=True, blank=True)

    class Meta(Part.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(percent__isnull=True) | Q(percent__gte=0, percent__lte=100), name="split_percent"
            )
        ]

    def __str__(self) -> str:
        return self.get_name_display()


class Link(Part):
    """An address of the dataset, as the documents print it but for mended typos."""

    class Kind(models.TextChoices):
        """What is found at the address."""

        HOMEPAGE = "homepage", _("Home page")
        DOWNLOAD = "download", _("Access and download")
        PAPER = "paper", _("Paper")
        DOCUMENTATION = "documentation", _("Documentation")
        CODE = "code", _("Code")
        TOOL = "tool", _("Tool")
        MODEL = "model", _("Models")
        ARCHIVE = "archive", _("Archived copy")

    url = models.URLField(max_length=1000)
    kind = models.CharField(max_length=15, choices=Kind)
    label = models.CharField(max_length=200, blank=True)

    class Meta(Part.Meta):
        constraints = [models.UniqueConstraint(fields=["dataset", "url", "kind"], name="link_once")]

    def __str__(self) -> str:
        return self.url


class Paper(Part):
    """A paper about the dataset, with as much as the documents print of it."""

    title = models.CharField(max_length=500, blank=True)
    authors = models.CharField(max_length=500, blank=True)
    venue = models.CharField(max_length=300, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    doi = models.CharField(max_length=200, blank=True)
    url = models.URLField(max_length=1000, blank=True)

    class Meta(Part.Meta):
        constraints = [
            models.CheckConstraint(
                condition=~(Q(title="") & Q(authors="") & Q(doi="") & Q(url="")), name="paper_says_something"
            )
        ]

    def __str__(self) -> str:
        return self.title or self.authors or self.doi or self.url


def published() -> models.QuerySet[Dataset]:
    """Return the datasets that the public sees everywhere, in slug order; of what else it sees something: public."""
    return Dataset.objects.filter(status=Dataset.Status.PUBLISHED).order_by("slug")
