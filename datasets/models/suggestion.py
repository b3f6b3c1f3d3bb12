"""Suggestions from visitors, waiting for a curator."""

from django.db import models

from .change import ChangeSet
from .dataset import Dataset
from .language import LANGUAGES


class Suggestion(models.Model):
    """What a visitor would add or correct."""

    class State(models.TextChoices):
        """What a curator decided."""

        OPEN = "open", "Open"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"

    class About(models.TextChoices):
        """What the suggestion is about."""

        ANYTHING = "", "Anything"
        TEXT = "text", "The wording of a text"
        ENTRY = "entry", "An entry that is missing"
        LINK = "link", "A link that is dead"

    dataset = models.ForeignKey(Dataset, models.CASCADE, null=True, blank=True, related_name="suggestions")
    about = models.CharField(max_length=10, choices=About, blank=True)
    page = models.CharField(max_length=200, blank=True, help_text="Path of the page, without its language.")
    language = models.CharField(
        max_length=10, choices=LANGUAGES.items(), blank=True, help_text="Of the page that the visitor read."
    )
    text = models.TextField(max_length=4000)
    reference = models.URLField(max_length=1000, blank=True, help_text="Where the fact can be looked up.")
    created = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    answer = models.TextField(max_length=2000, blank=True)
    change_set = models.ForeignKey(
        ChangeSet, models.SET_NULL, null=True, blank=True, related_name="+", help_text="The change that it led to."
    )
    address = models.CharField(max_length=32, blank=True, editable=False, help_text="Digest, for a day; then empty.")
    network = models.CharField(max_length=32, blank=True, editable=False, help_text="Digest, for a day; then empty.")

    class Meta:
        ordering = ["-created"]
        indexes = [
            models.Index(fields=[column, "created"], name=f"suggestion_{column}") for column in ("address", "network")
        ]

    def __str__(self) -> str:
        return self.text[:80]
