"""Texts about things, one row per language, each saying who wrote it and whether a person reviewed it."""

from django.conf import settings
from django.db import models

from .language import LANGUAGES


class Description(models.Model):
    """A text in one language about something."""

    class Origin(models.TextChoices):
        """Who wrote the text."""

        CURATOR = "curator", "A curator"
        MACHINE = "machine", "A machine"

    language = models.CharField(max_length=10, choices=LANGUAGES.items())
    summary = models.CharField(max_length=600)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.MACHINE)
    reviewed = models.BooleanField(default=False, help_text="A person has read and approved this text.")
    translated_from = models.CharField(
        max_length=80, blank=True, help_text="Language and fingerprint of the text that this one was translated from."
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+",
        help_text="Whose words they are, if they were last changed in the admin: another person approves them.",
    )  # fmt: skip

    class Meta:
        abstract = True
        default_permissions = ("add", "change", "delete", "view", "review")

    def __str__(self) -> str:
        return f"{self.language}: {self.summary}"


class DatasetDescription(Description):
    """The summary (one sentence) and description (a few) of a dataset."""

    dataset = models.ForeignKey("Dataset", models.CASCADE, related_name="descriptions")
    description = models.TextField(max_length=3000)

    class Meta(Description.Meta):
        constraints = [models.UniqueConstraint(fields=["dataset", "language"], name="one_description_per_language")]


class SourceDescription(Description):
    """One sentence about a source."""

    source = models.ForeignKey("Source", models.CASCADE, related_name="descriptions")

    class Meta(Description.Meta):
        constraints = [models.UniqueConstraint(fields=["source", "language"], name="one_source_text_per_language")]


class DocumentDescription(Description):
    """One sentence about a document."""

    document = models.ForeignKey("Document", models.CASCADE, related_name="descriptions")

    class Meta(Description.Meta):
        constraints = [models.UniqueConstraint(fields=["document", "language"], name="one_document_text_per_language")]
