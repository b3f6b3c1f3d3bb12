"""The guides: their list, and each with its tables, reasons and figures, and the place that states each of them.

Texts come in the reader's language, in English where there is none in it; then they say so (words.texts.Words).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import number_format

from datasets.compare.guides import against_document
from datasets.compare.picture import LEAST, MOST
from datasets.facts.fields import FIELDS
from datasets.models import Dataset, Document, Guide, GuideEntry
from datasets.models.kept import Kept
from datasets.models.public import named, seen
from datasets.records import advice
from datasets.web.addresses import comparison
from datasets.words import wording
from datasets.words.texts import Words, reader, words

from .steps import SPEED, steps

# The kind of those for readers of one level.
LEVEL = "level"
# A figure of two numbers is a range.
RANGE = 2

LocalisedMap = Mapping[str, str]
Json = Mapping[str, Any]


@dataclass(frozen=True)
class Place:
    """Where a document states something: the table of places has it under `number`."""

    number: int
    printed: str
    document: Document
    line: int
    heading: str


@dataclass(frozen=True)
class Said:
    """Something that a guide says: words, the places behind it, the entries it names, an outside address.

    `dispute` is the number of the contradiction that rests on one of its places, 0 for none.
    """

    text: Words
    places: list[Place]
    dispute: int = 0
    datasets: list[tuple[str, str]] = field(default_factory=list)
    url: str = ""


@dataclass(frozen=True)
class Section:
    """One section: a text, a list, a table, an example of code; each may be missing."""

    title: Said
    text: Words | None
    items: list[Said]
    columns: list[Words]
    rows: list[list[Said]]
    code: str


@dataclass(frozen=True)
class Figure:
    """A figure of an entry: its label, its value in words ("" where it is a code), what is printed, and the place."""

    label: Words
    value: str
    printed: str
    place: Place | None


@dataclass(frozen=True)
class Recommended:
    """An entry of the catalogue that the guide names, with its rank, the reasons and the figures."""

    slug: str
    name: str
    rank: int | None
    reasons: list[Said]
    figures: list[Figure]
    places: list[Place]


@dataclass(frozen=True)
class Listed:
    """A guide in a list."""

    slug: str
    title: Words
    introduction: Words


def guide_list(request: HttpRequest) -> HttpResponse:
    """All guides, in their order."""
    return render(request, "guides/list.html", {"guides": listed(), "missing": False})


def guide(request: HttpRequest, slug: str) -> HttpResponse:
    """One guide; for an unknown one the list of those that there are, with status 404."""
    row = Guide.objects.filter(slug=slug).first()
    if row is None:
        return render(request, "guides/list.html", {"guides": listed(), "missing": True}, status=404)
    everything = list(row.entries.select_related("dataset"))
    entries = [entry for entry in everything if entry.dataset.is_published]
    reader = _Reader(row, entries, [entry for entry in everything if not entry.dataset.is_published])
    introduction = reader.introduction()
    sections = reader.sections()
    groups = list(reader.groups(entries))
    contradictions = reader.contradictions()
    slugs = list(dict.fromkeys(entry.dataset.slug for entry in entries))
    context = {
        "title": reader.text(row.titles),
        "introduction": introduction,
        "description_language": introduction.text.language,
        "steps": steps(reader.body, reader.named),
        "speed": SPEED,
        "sections": sections,
        "groups": groups,
        "contradictions": contradictions,
        "places": reader.places,
        "columns": next((section.columns for section in sections if section.columns), []),
        "held": against_document(row) if row.kind == advice.COMPARISON else [],
        "comparison": comparison(slugs) if LEAST <= len(slugs) <= MOST else "",
    }
    return render(request, "guides/guide.html", context)


def listed() -> list[Listed]:
    """Return every guide with its title and introduction, in the guides' order; one query."""
    rows = Guide.objects.values_list("slug", "titles", "body__introduction")
    return [Listed(slug, words(titles), words(introduction)) for slug, titles, introduction in rows]


@dataclass(frozen=True)
class Start:
    """A guide for readers of one level, in short: what it is called, where it is, and the entries that it names."""

    title: Words
    url: str
    introduction: Words
    entries: list[tuple[str, str]]


def starts() -> list[Start]:
    """Return the guides for the levels, in their order, with the names and addresses of their entries; two queries."""
    guides = Guide.objects.filter(kind=LEVEL).values_list("pk", "slug", "titles", "body__introduction")
    entries: dict[int, dict[str, str]] = {}
    rows = GuideEntry.objects.filter(seen(), guide__kind=LEVEL).values_list("guide", "dataset__slug", "dataset__name")
    for guide, slug, name in rows:
        entries.setdefault(guide, {})[reverse("dataset", args=[slug])] = name
    return [
        Start(words(titles), reverse("guide", args=[slug]), words(introduction), list(entries.get(pk, {}).items()))
        for pk, slug, titles, introduction in guides
    ]


@dataclass(frozen=True)
class Naming:
    """A guide that names a dataset: its title and address, the group and the rank there, and the reasons."""

    title: Words
    url: str
    group: Words | None
    rank: int | None
    reasons: list[Words]


# Slug and titles of a guide, and what it says of an entry.
Advised = tuple[str, Any, Any]
# By key and language, for the entries that visitors asked for last; and what all guides say, by the entry's key.
_kept: Kept[tuple[int, str], list[Naming]] = Kept(400)
_advised: Kept[None, Mapping[int, list[Advised]]] = Kept(1)


def naming(dataset: Dataset) -> list[Naming]:
    """Return the guides that name `dataset`, in their order.

    All that guides say is one query, and is kept for visitors as long as the catalogue does not change; one more where
    reasons name other entries.
    """
    return _kept.get((dataset.pk, reader()), lambda: _naming(dataset))


def _all_advised() -> Mapping[int, list[Advised]]:
    found: dict[int, list[Advised]] = defaultdict(list)
    stored = GuideEntry.objects.order_by("guide__position", "guide__slug", "position", "pk")
    for key, slug, titles, details in stored.values_list("dataset", "guide__slug", "guide__titles", "details"):
        found[key].append((slug, titles, details))
    return dict(found)


def _naming(dataset: Dataset) -> list[Naming]:
    stored = _advised.get(None, _all_advised).get(dataset.pk, ())
    rows = [(slug, titles, advice.details_of(details)) for slug, titles, details in stored]
    known = named(slug for *_, details in rows for slug in advice.named_in(details))
    return [
        Naming(
            words(titles),
            reverse("guide", args=[slug]),
            words(details["group"]) if details.get("group") else None,
            details.get("rank"),
            [words(reason["text"]) for reason in details.get("reasons", []) if advice.may_be_said(reason, known)],
        )
        for slug, titles, details in rows
    ]


class _Reader:
    """Reads the body of one guide for the reader, and numbers the places that it cites as it meets them.

    What the guide says of entries of which the public sees none is left out.
    """

    def __init__(self, row: Guide, entries: Iterable[GuideEntry], hidden: Iterable[GuideEntry]) -> None:
        self.advised = advice.Rows(row, entries, hidden)
        self.body: Json = advice.body(row)
        self.details: Mapping[int, Json] = {entry.pk: advice.details(entry) for entry in entries}
        bodies = [self.body, *self.details.values()]
        cited = {place["document"] for body in bodies for place in advice.places_in(body)}
        self.documents = {document.code: document for document in Document.objects.filter(code__in=cited)}
        self.named = named(slug for body in bodies for slug in advice.named_in(body))
        self.disputed: list[tuple[int, Json]] = [
            (number, place)
            for number, contradiction in enumerate(self.body.get("contradictions", []), 1)
            for place in contradiction.get("places", [])
        ]
        self._places: dict[tuple[str, int, str], Place] = {}

    @property
    def places(self) -> list[Place]:
        """All places cited so far, in the order of their numbers."""
        return list(self._places.values())

    def text(self, texts: LocalisedMap) -> Words:
        return words(texts)

    def place(self, place: Json) -> Place:
        key = advice.as_value(place)
        if key not in self._places:
            document, heading = self.documents[place["document"]], place.get("heading") or ""
            self._places[key] = Place(len(self._places) + 1, place["printed"], document, place["line"], heading)
        return self._places[key]

    def cited(self, places: Iterable[Json]) -> list[Place]:
        """Number all `places`, and return the first of each line: one link for a line is enough.

        A place in a document that is not (any longer) in the catalogue is left out.
        """
        first: dict[tuple[str, int], Place] = {}
        for place in places:
            if place["document"] in self.documents:
                first.setdefault((place["document"], place["line"]), self.place(place))
        return list(first.values())

    def said(self, item: Json, *, judged: bool = True) -> Said:
        """Return what `item` says; `judged` if a contradiction that rests on the same words is to be named."""
        places = item.get("places", [])
        return Said(
            self.text(item["text"]),
            self.cited(places),
            self._dispute(places) if judged else 0,
            [(entry.slug, entry.name) for slug in item.get("datasets", []) if (entry := self.named.get(slug))],
            item.get("url") or "",
        )

    def sayings(self, items: Iterable[Json]) -> list[Said]:
        """Return what the items of a list say, without those that name entries of which the public sees none."""
        return [self.said(item) for item in items if advice.may_be_said(item, self.named)]

    def rows(self, rows: Iterable[list[Json]]) -> list[list[Said]]:
        """Return the rows of a table, without those about an entry that the public does not see."""
        return [[self.said(cell) for cell in row] for row in rows if self.advised.shows(row)]

    def _dispute(self, places: Iterable[Json]) -> int:
        """Return the number of the first contradiction that rests on words of one of these places, or 0."""
        for place in places:
            for number, other in self.disputed:
                same_line = (place["document"], place["line"]) == (other["document"], other["line"])
                if same_line and (place["printed"] in other["printed"] or other["printed"] in place["printed"]):
                    return number
        return 0

    def introduction(self) -> Said:
        item = {"text": self.body.get("introduction", {}), "places": self.body.get("places", [])}
        return self.said(item, judged=False)

    def sections(self) -> list[Section]:
        return [self.section(section) for section in self.body.get("sections", [])]

    def section(self, section: Json) -> Section:
        table, code = section.get("table") or {"columns": [], "rows": []}, section.get("code") or {"text": ""}
        return Section(
            self.said({"text": section["title"], "places": section.get("places", [])}, judged=False),
            self.text(section["text"]) if section.get("text") else None,
            self.sayings(section.get("items", [])),
            [self.text(column) for column in table["columns"]],
            self.rows(table["rows"]),
            code["text"],
        )

    def contradictions(self) -> list[Said]:
        return [
            self.said({"text": item["explanation"], "places": item.get("places", [])}, judged=False)
            for item in self.body.get("contradictions", [])
        ]

    def groups(self, entries: Iterable[GuideEntry]) -> Iterator[tuple[Words | None, list[Recommended]]]:
        """Yield the entries by group, in the guide's order."""
        groups: dict[Words | None, list[Recommended]] = {}
        for entry in entries:
            group = self.details[entry.pk].get("group")
            groups.setdefault(self.text(group) if group else None, []).append(self.recommended(entry))
        yield from groups.items()

    def recommended(self, entry: GuideEntry) -> Recommended:
        details = self.details[entry.pk]
        reasons = self.sayings(details.get("reasons", []))
        places = self.cited(details.get("places", []))
        figures = [
            Figure(
                self.text(figure["label"]) if figure.get("label") else Words(str(FIELDS[figure["field"]].label)),
                in_words(figure["field"], figure.get("value")),
                figure["printed"],
                self._stating(figure["printed"], details),
            )
            for figure in details.get("figures", [])
        ]
        return Recommended(entry.dataset.slug, entry.dataset.name, details.get("rank"), reasons, figures, places)

    def _stating(self, printed: str, details: Json) -> Place | None:
        """Return the first place of an entry that prints a figure; None where a curator left it out."""
        stating = (place for place in advice.places_in(details) if printed in place["printed"])
        return next(iter(self.cited(stating)), None)


def in_words(field: str, value: Any) -> str:
    """Return a figure's value in normal form in the reader's language: a number, a range, a list of numbers.

    Codes and words give "": what is printed says them.
    """
    if field == "difficulty" and value in Dataset.Difficulty.values:
        return str(Dataset.Difficulty(value).label)
    numbers = value if isinstance(value, list) else [value]
    if not numbers or not all(isinstance(number, int) and not isinstance(number, bool) for number in numbers):
        return ""
    shown = [
        wording.size(number) if field == "size" else number_format(number, force_grouping=True) for number in numbers
    ]
    return "–".join(shown) if len(shown) == RANGE else wording.listed(shown)
