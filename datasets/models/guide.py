"""Guides: the documents' advice as data, with the entries that it names."""

from django.db import models

from . import json_column
from .dataset import SLUG, Dataset
from .json_column import JSONColumn
from .language import ORIGINAL, best


class Guide(models.Model):
    """One piece of advice: a comparison, a level, a strategy, a list of criteria. `body` follows guide.schema.json."""

    slug = models.CharField(max_length=80, unique=True, validators=[SLUG])
    kind = models.CharField(max_length=20)
    position = models.PositiveIntegerField(default=0)
    titles = JSONColumn(shape=json_column.by_language, help_text="Language code to title; English is required.")
    body = JSONColumn(
        shape=json_column.structure, default=dict, help_text="Introduction, sections, tables and contradictions."
    )

    class Meta:
        ordering = ["position", "slug"]
        constraints = [models.CheckConstraint(condition=models.Q(titles__has_key="en"), name="guide_in_english")]

    def __str__(self) -> str:
        found = best(self.titles, ORIGINAL)
        return found[1] if found else self.slug


class GuideEntry(models.Model):
    """A dataset that a guide names, in the guide's order, with the reasons that the document gives."""

    guide = models.ForeignKey(Guide, models.CASCADE, related_name="entries")
    position = models.PositiveIntegerField(default=0)
    dataset = models.ForeignKey(Dataset, models.CASCADE, related_name="guide_entries")
    details = JSONColumn(
        shape=json_column.structure,
        default=dict,
        help_text="Group, reasons, figures and place, as in guide.schema.json.",
    )

    class Meta:
        ordering = ["position", "id"]
        verbose_name_plural = "guide entries"

    def __str__(self) -> str:
        return str(self.dataset)
