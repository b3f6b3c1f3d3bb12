"""Suggestions from visitors, waiting for a curator."""

import secrets

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .change import ChangeSet
from .dataset import Dataset
from .language import LANGUAGES


def new_token() -> str:
    """Return what nobody guesses, to be part of an address."""
    return secrets.token_hex(16)


class Suggestion(models.Model):
    """What a visitor would add or correct."""

    class State(models.TextChoices):
        """What a curator decided."""

        OPEN = "open", _("Waits for a curator")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Not taken up")

    class About(models.TextChoices):
        """What the suggestion is about."""

        ANYTHING = "", _("Anything")
        FACT = "fact", _("A fact that is wrong or missing")
        TEXT = "text", _("The wording of a text")
        ENTRY = "entry", _("An entry that is missing")
        LINK = "link", _("A link that is dead")

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
    token = models.CharField(
        max_length=32,
        blank=True,
        default=new_token,
        editable=False,
        help_text="Part of the private address to follow it.",
    )
    address = models.CharField(max_length=32, blank=True, editable=False, help_text="Digest, for a day; then empty.")
    network = models.CharField(max_length=32, blank=True, editable=False, help_text="Digest, for a day; then empty.")

    class Meta:
        ordering = ["-created"]
        constraints = [models.UniqueConstraint(fields=["token"], condition=~Q(token=""), name="suggestion_token")]
        indexes = [
            models.Index(fields=[column, "created"], name=f"suggestion_{column}") for column in ("address", "network")
        ]

    def __str__(self) -> str:
        return self.text[:80]
