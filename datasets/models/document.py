"""The documents and references that statements cite."""

import re
from datetime import date
from urllib.parse import unquote

from django.db import models
from django.utils.translation import gettext_lazy as _

from . import json_column
from .json_column import JSONColumn
from .vocabulary import CODE

# The address of a DOI: the resolver's, in its present and its older forms (DOI Handbook, 3.8.1).
DOI = re.compile(r"https?://(?:dx\.)?doi\.org/(?P<doi>10\.\d{4,9}/\S+)\Z", re.IGNORECASE)


class Document(models.Model):
    """A document that the catalogue was built from, or a citable reference that a curator looked up."""

    class Kind(models.TextChoices):
        """What sort of text it is."""

        LIST = "list", _("List or guide of datasets")
        PAPER = "paper", _("Paper")
        PAGE = "page", _("Web page")

    class Authority(models.TextChoices):
        """How much it is worth as a witness, the highest first."""

        OWNER = "owner", _("The owner's word: publisher's page, paper, licence file, the archive that hosts the data")
        REGISTRY = "registry", _("A registry: computed from the data or deposited with them")
        LITERATURE = "literature", _("Somebody else's paper or package")
        GUIDE = "guide", _("A guide")
        INDEX = "index", _("A list made from other lists")

    code = models.CharField(max_length=80, unique=True, validators=[CODE])
    title = models.CharField(max_length=500)
    title_is_ours = models.BooleanField(default=False, help_text="The document has no title of its own.")
    kind = models.CharField(max_length=10, choices=Kind)
    languages = JSONColumn(shape=json_column.texts, default=list)
    passages = JSONColumn(
        shape=json_column.passages,
        default=list,
        blank=True,
        help_text="Lines in another language than the first one.",
    )
    author = models.CharField(max_length=300, blank=True)
    authority = models.CharField(max_length=10, choices=Authority, default=Authority.GUIDE)
    published = models.DateField(null=True, blank=True)
    as_of = models.DateField(
        null=True, blank=True, help_text="The day that it speaks for, where that is not the day on which it appeared."
    )
    url = models.URLField(max_length=1000, blank=True)
    lines = models.PositiveIntegerField(null=True, blank=True, help_text="Number of lines; places are cited by line.")
    sha256 = models.CharField(max_length=64, blank=True, help_text="Fingerprint of the text that the lines refer to.")

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} · {self.title}"

    @property
    def day(self) -> date | None:
        """The day that it speaks for, None where nobody knows."""
        return self.as_of or self.published

    @property
    def is_reference(self) -> bool:
        """Whether it is a paper or page that is cited as a whole, by its address, and not line by line."""
        return self.lines is None and self.kind != self.Kind.LIST

    @property
    def doi(self) -> str:
        """The DOI that the address is, or "" where it is none."""
        found = DOI.match(self.url)
        return unquote(found["doi"]) if found else ""

    def language_at(self, line: int | None) -> str:
        """Return the language (BCP 47) that the document is written in at `line`; "" where it is not known."""
        for passage in self.passages:
            if line is not None and passage["first"] <= line <= passage["last"]:
                return passage["language"]
        return next(iter(self.languages), "")
