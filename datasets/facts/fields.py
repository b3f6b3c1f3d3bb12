"""The registry of fields: every fact that an entry can have, once.

A field has one name: as what a statement is about, as facet and query parameter, as key of a record. Here stand its
label, the kind of its values (kinds), where the database keeps what the entry holds (stored), in which group of the
page and of a comparison it stands, how lists are filtered by it, and what it is called in other vocabularies. Checking,
loading, pages, comparisons, facets, the API, exports and the admin follow from this table. A new field is one row, a
migration if it has a column, and its words in the languages (docs/data-model.md).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from datasets.models import (
    VOCABULARIES,
    AccessLevel,
    AccessStep,
    Category,
    Condition,
    Count,
    Dataset,
    DatasetClass,
    DatasetRelation,
    Kind,
    License,
    Link,
    OrderedAccessStep,
    Paper,
    Right,
    Source,
    Split,
    Term,
    Unit,
)

from . import kinds
from .stored import Answer, Codes, Column, Columns, Part, Stored, plain, text

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Facet:
    """How lists are filtered by a field: by the codes that entries have, or between bounds.

    `question` is the facet's label where it is another than the field's. With `every`, visitors may ask for all of the
    chosen values instead of any.
    """

    bounds: bool = False
    question: "StrOrPromise" = ""
    every: bool = False


@dataclass(frozen=True)
class Field:
    """One fact that an entry can have.

    `stored` is None where the statements' printed words stand for themselves; `example` is a value, None where there is
    no normal form. `unit` is what is counted where nothing else is said. Lists show `card` fields, as they do facets.
    `rare` fields have no row in a comparison of entries of which none has a value. `schema_org`, `dcat` and `croissant`
    are the field's terms in these vocabularies.
    """

    code: str
    label: "StrOrPromise"
    group: str
    kind: kinds.Kind
    stored: Stored | None = None
    example: Any = None
    unit: str = ""
    facet: Facet | None = None
    card: bool = False
    rare: bool = False
    schema_org: str = ""
    dcat: str = ""
    croissant: str = ""

    @property
    def single(self) -> bool:
        """Whether an entry holds one value of it."""
        return self.kind.gathers is kinds.Gathers.ONE

    @property
    def vocabulary(self) -> str:
        """The vocabulary of the codes that a value is made of, "" where it is not made of codes."""
        return self.vocabularies.get("", "")

    @cached_property
    def vocabularies(self) -> Mapping[str, str]:
        """The vocabularies of the codes in a value: by the key of an object, by "" for a value that is codes itself."""
        if isinstance(self.stored, Codes):
            return {"": vocabulary_of(self.stored.target)}
        if self.stored is None:
            return {}
        bare = self.stored.bare
        models = {column.key: column.reference for column in self.stored.columns}
        return {
            "" if bare else key: vocabulary_of(model)
            for key, model in models.items()
            if model is not None and model is not Dataset
        }

    @property
    def terms(self) -> type[Model] | None:
        """The model of the vocabulary that a value is made of codes of."""
        if isinstance(self.stored, Codes):
            return self.stored.target
        return self.stored.columns[0].reference if self.stored is not None and self.stored.bare else None

    @property
    def fix(self) -> str:
        """How to mend a value that is not of this field's kind."""
        if self.example is None:
            return "leave the value empty (null): this field has no normal form, the printed words stand for it"
        return f"write {self.says}, such as {json.dumps(self.example, ensure_ascii=False)}"

    @property
    def says(self) -> str:
        """What a value is, in words."""
        return self.kind.says.format(vocabulary=self.vocabulary)


def vocabulary_of(model: type[Model]) -> str:
    """Return the name of a vocabulary by its model; sources are one."""
    return "source" if model is Source else cast(type[Term], model).vocabulary


def model_of(vocabulary: str) -> type[Model]:
    """Return the model of a vocabulary by its name."""
    return Source if vocabulary == "source" else VOCABULARIES[vocabulary]


def _code(name: str, model: type[Model], without: str | None = None) -> Columns:
    return Columns((Column("code", name, reference=model),), bare=True, without=without)


def _bare(name: str, *, is_text: bool = False) -> Columns:
    return Columns(text(name) if is_text else plain(name), bare=True)


def _amount(name: str, *, unit: bool = True) -> Columns:
    units = (Column("unit", f"{name}_unit", reference=Unit),) if unit else ()
    return Columns((Column("value", name), *units, Column("precision", f"{name}_precision", text=True)))


UNIT = Column("unit", "unit", reference=Unit)

# The groups of an entry's page and of a comparison, in their order.
GROUPS: "Mapping[str, StrOrPromise]" = {
    "shows": _("What it shows"),
    "amount": _("How much"),
    "annotations": _("Annotations and who made them"),
    "splits": _("Official splits"),
    "files": _("Formats and size"),
    "access": _("Access and rights"),
    "quality": _("Quality and level"),
    "provenance": _("Where it comes from"),
}

# What every entry has to be: without it, none can be shown or found.
NEEDED = ("category", "kind")

# The code of the access level of which nothing is known: unknown is not "no", and no statement has to say it.
UNKNOWN = "unknown"


def _registry(*fields: Field) -> Mapping[str, Field]:
    return {field.code: field for field in fields}


FIELDS = _registry(
    Field(
        "name", _("Name"), "provenance", kinds.NAME, example="LIDC-IDRI",
        rare=True, schema_org="name", dcat="dct:title", croissant="name",
    ),
    Field(
        "category", _("Category"), "provenance", kinds.CODE, _code("category", Category), "imaging",
        facet=Facet(question=_("Data category")),
    ),
    Field("kind", _("Kind"), "provenance", kinds.CODE, _code("kind", Kind), "dataset", facet=Facet(), dcat="dct:type"),
    Field(
        "modality", _("Modality"), "shows", kinds.CODES, Codes("modalities"), ["CT", "MR"],
        facet=Facet(every=True), schema_org="measurementTechnique", dcat="dcat:theme",
    ),
    Field(
        "anatomy", _("Anatomy"), "shows", kinds.CODES, Codes("anatomies"), ["lung"],
        facet=Facet(every=True), schema_org="about", dcat="dcat:theme",
    ),
    Field(
        "task", _("Task"), "shows", kinds.CODES, Codes("tasks"), ["segmentation"],
        facet=Facet(every=True), schema_org="keywords", dcat="dcat:keyword",
    ),
    Field(
        "use_case", _("Use case"), "shows", kinds.CODES, Codes("use_cases"), ["lung-cancer-screening"],
        facet=Facet(), schema_org="keywords", dcat="dcat:keyword",
    ),
    Field(
        "condition", _("Condition"), "shows", kinds.CODES, Codes("conditions"), ["lung-cancer"],
        facet=Facet(), schema_org="about", dcat="dcat:theme",
    ),
    Field(
        "contents", _("Contents"), "shows", kinds.GROUP, example={"group": "reliability data set", "count": 20},
        rare=True,
    ),
    Field("purpose", _("Purpose"), "shows", kinds.WORDS, rare=True),
    Field("population", _("Population"), "shows", kinds.POPULATION, example={"age": [18, 96]}, rare=True),
    Field("acquisition", _("Acquisition"), "shows", kinds.DEVICES, example={"GE": 4, "Philips": 6}, rare=True),
    Field("period", _("Period"), "shows", kinds.WORDS, rare=True),
    Field(
        "annotation", _("Annotation"), "annotations", kinds.CODES, Codes("annotation_types"), ["class-label"],
        facet=Facet(), schema_org="variableMeasured",
    ),
    Field(
        "annotation_method", _("Annotated by"), "annotations", kinds.CODES, Codes("annotation_methods"),
        ["radiologist"],
    ),
    Field("annotation_detail", _("Annotation in detail"), "annotations", kinds.WORDS, rare=True),
    Field(
        "format", _("File format"), "files", kinds.CODES, Codes("formats"), ["dicom"],
        facet=Facet(), schema_org="encodingFormat", dcat="dct:format", croissant="encodingFormat",
    ),
    Field(
        "access", _("Access"), "access", kinds.CODE, _code("access_level", AccessLevel, without=UNKNOWN), "open",
        facet=Facet(question=_("Can I get it?")), schema_org="conditionsOfAccess", dcat="dct:accessRights",
    ),
    Field(
        "access_step", _("Steps to access"), "access", kinds.STEPS,
        Part(OrderedAccessStep, (Column("step", "step", reference=AccessStep),), bare=True), ["contact-authors"],
    ),
    Field(
        "license", _("Licence"), "access", kinds.CODE, _code("license", License), "CC-BY-4.0",
        facet=Facet(), schema_org="license", dcat="dct:license", croissant="license",
    ),
    Field(
        "rights", _("Rights"), "access", kinds.RIGHTS,
        Part(Right, (*plain("component", "use"), Answer("answer", "allowed"))),
        {"component": "images", "use": "commercial", "answer": "yes"},
    ),
    Field(
        "source", _("Source"), "provenance", kinds.CODES, Codes("sources"), ["tcia"],
        facet=Facet(), schema_org="publisher", dcat="dct:publisher", croissant="publisher",
    ),
    Field(
        "language", _("Language of the data"), "shows", kinds.CODES, Codes("languages"), ["es"],
        facet=Facet(), rare=True, schema_org="inLanguage", dcat="dct:language", croissant="inLanguage",
    ),
    Field(
        "subjects", _("Subjects"), "amount", kinds.AMOUNT, _amount("subjects"),
        {"value": 1010, "unit": "patients", "precision": "exact"},
        unit="subjects", facet=Facet(bounds=True), schema_org="variableMeasured",
    ),
    Field(
        "images", _("Images"), "amount", kinds.AMOUNT, _amount("images"),
        {"value": 300_000, "unit": "slices", "precision": "about"},
        unit="images", facet=Facet(bounds=True), schema_org="variableMeasured",
    ),
    Field(
        "count", _("Other counts"), "amount", kinds.COUNTS, Part(Count, (*plain("value"), UNIT, *text("precision"))),
        {"value": 4, "unit": "radiologists", "precision": "exact"}, rare=True, schema_org="variableMeasured",
    ),
    Field(
        "size", _("Size"), "files", kinds.SIZE,
        Columns((Column("value", "size_bytes"), Column("precision", "size_precision", text=True))),
        {"value": 42_000_000_000, "precision": "about"},
        facet=Facet(bounds=True), schema_org="size", dcat="dcat:byteSize",
    ),
    Field(
        "year", _("Year"), "provenance", kinds.YEAR, _bare("year"), 2019,
        facet=Facet(bounds=True), schema_org="datePublished", dcat="dct:issued", croissant="datePublished",
    ),
    Field("class_count", _("Number of classes"), "amount", kinds.NUMBER, _bare("class_count"), 14),
    Field(
        "class", _("Classes"), "amount", kinds.CLASSES,
        Part(DatasetClass, (*plain("name", "count"), Column("condition", "condition", reference=Condition), UNIT)),
        {"name": "COVID-19", "count": 219, "unit": "images"},
    ),
    Field("multi_label", _("Several labels per image"), "amount", kinds.FLAG, _bare("multi_label"), True),
    Field(
        "split", _("Splits"), "splits", kinds.SPLITS, Part(Split, (*plain("name", "count", "percent"), UNIT)),
        {"name": "train", "count": 210, "unit": "patients", "percent": 70},
    ),
    Field("quality", _("Quality"), "quality", kinds.STARS, _bare("quality"), 4, card=True),
    Field(
        "difficulty", _("Difficulty"), "quality", kinds.DIFFICULTY, _bare("difficulty", is_text=True), "medium",
        card=True,
    ),
    Field("level", _("Level"), "quality", kinds.LEVEL, _bare("level", is_text=True), "beginner", card=True),
    Field("guidance", _("Guidance"), "quality", kinds.WORDS, rare=True),
    Field("performance", _("Reported results"), "quality", kinds.WORDS, rare=True),
    Field(
        "downloads", _("Downloads"), "access", kinds.FIGURE, _amount("downloads", unit=False),
        {"value": 50_000, "precision": "at-least"}, rare=True,
    ),
    Field(
        "prize", _("Prize"), "access", kinds.MONEY,
        Columns((Column("value", "prize_amount"), Column("currency", "prize_currency", text=True))),
        {"value": 50_000, "currency": "USD"}, rare=True,
    ),
    Field("provenance", _("Origin of the data"), "provenance", kinds.WORDS, rare=True),
    Field(
        "paper", _("Papers"), "provenance", kinds.PAPERS,
        Part(Paper, (*text("title", "authors", "venue", "doi", "url"), *plain("year"))),
        {"doi": "10.1148/ryai.210315"},
        schema_org="citation", dcat="dct:isReferencedBy", croissant="citeAs",
    ),
    Field(
        "link", _("Links"), "provenance", kinds.LINKS, Part(Link, (*plain("url", "kind"), *text("label"))),
        {"url": "https://example.org/data", "kind": "download"},
        schema_org="sameAs", dcat="dcat:landingPage", croissant="url",
    ),
    Field(
        "relation", _("Related entries"), "provenance", kinds.RELATIONS,
        Part(DatasetRelation, (*plain("kind"), Column("target", "target", reference=Dataset, by="slug"))),
        {"kind": "subset-of", "target": "chestx-ray14"}, rare=True, schema_org="isBasedOn", dcat="dct:relation",
    ),
)  # fmt: skip

# The fields whose value an entry holds, and those of them that lists show.
HELD = tuple(field for field in FIELDS.values() if field.stored is not None)
ON_CARDS = tuple(field for field in HELD if field.card or field.facet is not None)
