"""Sources: who hosts or publishes datasets."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from . import json_column
from .json_column import JSONColumn
from .vocabulary import CODE


class Source(models.Model):
    """A host or publisher of datasets."""

    class Kind(models.TextChoices):
        """What the source does for a dataset."""

        HOST = "host", _("Host")
        PUBLISHER = "publisher", _("Publisher")
        PERSON = "person", _("Platform account")

    code = models.CharField(max_length=80, unique=True, validators=[CODE])
    name = models.CharField(max_length=300)
    aliases = JSONColumn(shape=json_column.texts, default=list, blank=True)
    kind = models.CharField(max_length=10, choices=Kind)
    homepage = models.URLField(max_length=1000, blank=True)

    class Meta:
        ordering = ["name", "code"]

    def __str__(self) -> str:
        return self.name
