"""Controlled vocabularies: one abstract term, and one model for each vocabulary.

A term has a stable code (used in addresses and the API), names and synonyms in every language, an optional parent
and mappings to outside identifiers (DICOM, SNOMED CT, COAR, SPDX). As in SKOS, a name is a prefLabel, a synonym an
altLabel.
"""

from typing import ClassVar, Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import get_language

from . import json_column
from .json_column import JSONColumn
from .language import ORIGINAL, PLURALS, best

CODE = RegexValidator(
    r"^[A-Za-z0-9]+([.+-][A-Za-z0-9]+)*\Z", "Use letters, digits and single hyphens, dots or plus signs."
)


class Term(models.Model):
    """One term of a controlled vocabulary."""

    code = models.CharField(max_length=80, unique=True, validators=[CODE])
    position = models.PositiveIntegerField(default=0, help_text="Place in the vocabulary's own order.")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    names = JSONColumn(shape=json_column.by_language, help_text="Language code to name; English is required.")
    synonyms = JSONColumn(
        shape=json_column.lists_by_language,
        default=dict,
        blank=True,
        help_text="Language code to a list of other words for it.",
    )
    mappings = JSONColumn(
        shape=json_column.labelled,
        default=dict,
        blank=True,
        help_text="Scheme (dicom, sct, coar, spdx) to its identifier.",
    )

    parent_id: int | None

    # The record's name of the vocabulary; also the word in the API and in fixtures/vocabularies.
    vocabulary: ClassVar[str] = ""
    objects: ClassVar[models.Manager[Self]]

    class Meta:
        abstract = True
        ordering = ["position", "code"]
        constraints = [
            # Codes are matched without regard to case, so two that differ in case alone would be one address.
            models.UniqueConstraint(Lower("code"), name="%(class)s_code_ci"),
            models.CheckConstraint(condition=models.Q(names__has_key="en"), name="%(class)s_english_name"),
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("id")),
                name="%(class)s_not_own_parent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name()} ({self.code})"

    def name(self, language: str | None = None) -> str:
        """Return the term's name in `language` (default: the active one), in English where that language has none."""
        found = best(self.names, language or get_language() or ORIGINAL)
        return found[1] if found else self.code


class Category(Term):
    """What sort of data an entry holds: images, signals, records, literature …"""

    vocabulary = "category"

    class Meta(Term.Meta):
        verbose_name_plural = "categories"


class Kind(Term):
    """What an entry is: dataset, challenge, archive, library …"""

    vocabulary = "kind"


class Modality(Term):
    """An imaging (or signal) modality; codes are DICOM's (PS3.16 CID 29), or our own where `mappings` has none."""

    vocabulary = "modality"

    class Meta(Term.Meta):
        verbose_name_plural = "modalities"


class Anatomy(Term):
    """A body region or organ; a tree."""

    vocabulary = "anatomy"

    class Meta(Term.Meta):
        verbose_name_plural = "anatomy"


class Task(Term):
    """What an algorithm is asked to do: classify, segment, detect …"""

    vocabulary = "task"


class UseCase(Term):
    """A clinical goal, tied to the task that serves it."""

    vocabulary = "use_case"
    task = models.ForeignKey(Task, models.PROTECT, null=True, blank=True, related_name="use_cases")


class Condition(Term):
    """A disease or finding."""

    vocabulary = "condition"


class AnnotationType(Term):
    """The form of an annotation: class label, mask, bounding box, report …"""

    vocabulary = "annotation"


class AnnotationMethod(Term):
    """Who or what made the annotations."""

    vocabulary = "annotation_method"


class FileFormat(Term):
    """A file format."""

    vocabulary = "format"


class DataLanguage(Term):
    """The language of the data themselves, such as reports or speech (BCP 47)."""

    vocabulary = "language"


class AccessLevel(Term):
    """The answer to "can I get it?"; mapped to COAR access rights."""

    vocabulary = "access"


class AccessStep(Term):
    """One step on the way to the data."""

    vocabulary = "access_step"


class License(Term):
    """A licence; carries an SPDX id where one exists."""

    vocabulary = "license"


class Unit(Term):
    """What a count counts: patients, slices, studies …"""

    vocabulary = "unit"
    counted = JSONColumn(
        shape=json_column.lists_by_language,
        default=dict,
        blank=True,
        help_text="Language code to the forms that stand after a number, in the order of the language's plurals: "
        '{"en": ["patient", "patients"]}.',
    )

    def after(self, number: int, language: str | None = None) -> str:
        """Return what the unit is called after a whole number in `language` (default: the active one): 1 patient.

        Where the vocabulary has no such forms, the name stands after every number; in English where the language has
        no name either.
        """
        spoken, name = best(self.names, language or get_language() or ORIGINAL) or (ORIGINAL, self.code)
        count, form_of = PLURALS[spoken]
        forms = self.counted.get(spoken, ())
        return forms[form_of(number)] if len(forms) == count else name


VOCABULARIES: dict[str, type[Term]] = {
    model.vocabulary: model
    for model in (
        Category, Kind, Modality, Anatomy, Task, UseCase, Condition, AnnotationType, AnnotationMethod, FileFormat,
        DataLanguage, AccessLevel, AccessStep, License, Unit,
    )
}  # fmt: skip
