"""One entry in each state, each with a word of its own wherever an entry, a source, a document or a guide has words.

A word is the thing's stem with the place behind it: `draftuqorname`. Whoever finds a stem in an answer knows which
thing it tells of; the place says how it got there.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from datasets.facts.fields import FIELDS
from datasets.facts.kinds import Record
from datasets.models import (
    ChangeSet,
    Dataset,
    DatasetDescription,
    Document,
    FormerSlug,
    Guide,
    Modality,
    Source,
    Statement,
)
from datasets.records import loading, proposing, references
from datasets.records.changes import EXISTS, NOTES, Recorder, change_set
from datasets.records.edits import STATED, Edit
from datasets.records.undoing import undo
from tests.stating import stating


@dataclass(frozen=True)
class Thing:
    """An entry by its stem, which is in every word of it; `status` is how it begins."""

    stem: str
    status: str = "published"

    @property
    def slug(self) -> str:
        """Its address."""
        return f"{self.stem}-slug"

    @property
    def former(self) -> str:
        """An address that it had before."""
        return f"{self.stem}-former"


# What the public sees, before and after.
PUBLISHED = Thing("publiqor")
SECOND = Thing("secondqor")
PART = Thing("partuqor")
# What the public does not see in the end; the first one is a draft from the start.
DRAFT = Thing("draftuqor", "draft")
DEMOTED = Thing("demotuqor")
WITHDRAWN = Thing("withdraquor")
DELETED = Thing("deletuqor")
HIDDEN = (DRAFT, DEMOTED, WITHDRAWN, DELETED)
# What answers as if it had never been.
UNKNOWN = (DRAFT, DEMOTED, DELETED)
# What is shown in other words than before: another name and address, other texts at the same address.
RENAMED, ANEW = Thing("renamuqor"), Thing("zanewquor")
REWORDED, AFRESH = Thing("rewordaqor"), Thing("afreshquor")

# What somebody proposes, and what was rejected: of things that are there, and as an entry of its own.
PROPOSED, REJECTED = Thing("proposuqor"), Thing("rejectuqor")
UNDECIDED = (PROPOSED, REJECTED)

CAST = (PUBLISHED, SECOND, PART, DRAFT, DEMOTED, WITHDRAWN, DELETED, RENAMED, REWORDED)
# The places of a thing's words that its own page shows.
PLACES = (
    "slug", "name", "alias", "summary", "description", "printed", "heading", "note", "link", "label", "paper", "author",
    "venue", "doi", "class", "explanation", "source", "former", "title", "item", "reason", "group", "cell",
)  # fmt: skip
# What a new name changes, and what new texts do.
GIVEN = ("name", "alias")
REWRITTEN = ("name", "alias", "summary", "description", "paper", "author", "link", "label", "class", "explanation")
GUIDE = "guide-of-all"
FORM = ChangeSet.Origin.FORM


def texts(stem: str, place: str) -> list[Record]:
    """Return a summary in two languages with a word of its own."""
    return [
        {"language": "en", "summary": f"It tells of {stem}{place} and no more."},
        {"language": "zh-hans", "summary": f"它只说 {stem}{place}，别无其他。"},
    ]


def record(thing: Thing, *relations: tuple[str, str]) -> Record:
    """Return the thing as a record; `relations` are (kind, slug), each with a statement and a note."""
    stem = thing.stem
    place = {"document": "000", "line": 2, "heading": f"{stem}heading"}
    cited = {"document": f"{stem}-document", "line": None, "heading": None}
    words = [
        {**text, "description": f"{stem}description " * 3}
        for text in [*texts(stem, "summary"), {"language": "fr", "summary": f"Rien que {stem}summary."}]
    ]
    entry = {
        "slug": thing.slug,
        "status": thing.status,
        "former_slugs": [thing.former],
        "name": f"{stem}name",
        "disagreements": [{"field": "size", "kind": "documents", "explanation": {"en": f"{stem}explanation"}}],
        "descriptions": words,
        "statements": [
            {"field": "name", "value": f"{stem}name", "printed": f"{stem}printed", **place, "note": f"{stem}note"},
            {"field": "name", "value": f"{stem}alias", "printed": f"{stem}printed", **place},
            {"field": "contents", "value": None, "printed": f"{stem}printed", **cited},
            *(
                {
                    "field": "relation",
                    "value": {"kind": kind, "target": slug},
                    "printed": "made from another set",
                    **place,
                    "note": f"That is {slug}.",
                }
                for kind, slug in relations
            ),
        ],
    }
    return stating(
        entry,
        category="imaging",
        kind="dataset",
        source=[f"{stem}-source"],
        modality=["CT"],
        anatomy=["kidney"],
        task=["segmentation"],
        access="open",
        size={"value": 1_000_000_000, "precision": "exact"},
        difficulty="easy",
        **{"class": [{"name": f"{stem}class", "count": 5}]},
        link=[{"url": f"https://example.org/{stem}link", "kind": "homepage", "label": f"{stem}label"}],
        paper=[
            {
                "title": f"{stem}paper",
                "authors": f"{stem}author",
                "venue": f"{stem}venue",
                "year": 2020,
                "doi": f"10.1000/{stem}doi",
            }
        ],
    )


def load(thing: Thing, *relations: tuple[str, str]) -> None:
    """Write the thing with its source, which nothing else has, and its reference, which nothing else cites."""
    stem = thing.stem
    with change_set(FORM) as opened:
        loading.load_source(
            {
                "code": f"{stem}-source",
                "name": f"{stem}source",
                "aliases": [f"{stem}sourcealias"],
                "kind": "host",
                "homepage": f"https://example.org/{stem}homepage",
                "descriptions": texts(stem, "sourcesummary"),
            }
        )
        loading.load_document(
            {
                "code": f"{stem}-document",
                "title": f"{stem}title",
                "kind": "paper",
                "languages": ["en"],
                "author": f"{stem}documentauthor",
                "url": f"https://example.org/{stem}document",
                "descriptions": texts(stem, "documentsummary"),
            }
        )
        loading.load_datasets([record(thing, *relations)], opened.number)
        opened.made("source", _keys(Source.objects.filter(code=f"{stem}-source")))
        opened.made("document", _keys(Document.objects.filter(code=f"{stem}-document")))
        opened.made("dataset", _keys(Dataset.objects.filter(slug=thing.slug)))


def _keys(rows: QuerySet[Any]) -> list[int]:
    return list(rows.values_list("pk", flat=True))


def enter(cast: Iterable[Thing] = CAST) -> None:
    """Write all things and a guide that names them.

    The published one is a copy of each of the others, and each of them a copy of the second one: the two have to do
    with each other only through others. All others were made from the draft, the withdrawn one among them.
    """
    others = [thing for thing in cast if thing not in (PUBLISHED, SECOND, PART)]
    for thing in (SECOND, PART):
        load(thing)
    for thing in others:
        load(thing, ("mirror-of", SECOND.slug), *([("derived-from", DRAFT.slug)] if thing is not DRAFT else []))
    hub = record(PUBLISHED, *(("mirror-of", thing.slug) for thing in others), ("includes", PART.slug))
    # One statement about all at once: what it says of the hidden ones goes, the rest stays.
    value = [{"kind": "mirror-of", "target": thing.slug} for thing in others]
    value.append({"kind": "includes", "target": PART.slug})
    hub["statements"].append(
        {"field": "relation", "value": value, "printed": "made from several sets", "document": "000", "line": 2}
    )
    load(PUBLISHED)
    with _changing(PUBLISHED) as opened:
        loading.load_datasets([hub], opened.number)
        loading.load_guide(guide(cast))
        opened.made("guide", _keys(Guide.objects.filter(slug=GUIDE)))


def place_of(thing: Thing) -> Record:
    """Return the place of a thing's row in the guide's table."""
    return {"document": "000", "line": 3 + CAST.index(thing), "printed": "a row", "heading": None}


def guide(cast: Iterable[Thing]) -> Record:
    """Return a guide that names each thing in a list, in a table, as an entry and beside another one's reasons."""
    things = list(cast)
    return {
        "slug": GUIDE,
        "kind": "comparison",
        "position": 0,
        "titles": {"en": "Of all things"},
        "body": {
            "introduction": {"en": "Everything at once."},
            "sections": [
                {
                    "title": {"en": "List"},
                    "text": None,
                    "items": [
                        {"text": {"en": f"{thing.stem}item"}, "datasets": [thing.slug], "places": []}
                        for thing in things
                    ],
                    "table": {
                        "columns": [{"en": "Set"}],
                        "rows": [
                            [{"text": {"en": f"{thing.stem}cell"}, "places": [place_of(thing)]}] for thing in things
                        ],
                    },
                }
            ],
        },
        "entries": [
            {
                "dataset": thing.slug,
                "group": {"en": f"{thing.stem}group"},
                "reasons": [
                    {"text": {"en": f"{thing.stem}reason"}, "datasets": [], "places": []},
                    # The published one is better than each of the others.
                    *(
                        {"text": {"en": f"{other.stem}reason"}, "datasets": [other.slug], "places": []}
                        for other in things
                        if thing is PUBLISHED and other is not PUBLISHED
                    ),
                ],
                "places": [place_of(thing)],
            }
            for thing in things
        ],
    }


@contextmanager
def _changing(*things: Thing) -> Iterator[Recorder]:
    """Change things together, as the product does."""
    with change_set(FORM) as opened:
        opened.watch("dataset", _keys(Dataset.objects.filter(slug__in=[thing.slug for thing in things])))
        yield opened


def change() -> None:
    """Bring each thing into its last state, the way the product does: with a change set for each step."""
    _revise()
    _set(DEMOTED, status="draft")
    _set(WITHDRAWN, status="withdrawn")
    gone = Dataset.objects.get(slug=DELETED.slug)
    with change_set(FORM, removed=[gone.pk]):
        gone.delete()
    renamed = Dataset.objects.get(slug=RENAMED.slug)
    with _changing(RENAMED) as opened:
        anew = {"slug": ANEW.slug, "name": f"{ANEW.stem}name", "aliases": [f"{ANEW.stem}alias"]}
        Dataset.objects.filter(pk=renamed.pk).update(**anew, revision=opened.number)
        FormerSlug.objects.create(dataset=renamed, slug=RENAMED.slug)
    afresh = record(AFRESH, ("mirror-of", SECOND.slug))
    kept = record(REWORDED, ("mirror-of", SECOND.slug))
    changed = {key: afresh[key] for key in ("name", "descriptions", "disagreements")}
    for statement, other in zip(kept["statements"][:2], afresh["statements"], strict=False):
        statement["value"] = other["value"]
    facts = {field: afresh[field] for field in ("paper", "link", "class")}
    with _changing(REWORDED) as opened:
        loading.load_datasets([stating({**kept, **changed}, **facts)], opened.number)


def _revise() -> None:
    """Change all that a change set can tell of, in what is hidden and in one that is not, together and undone."""
    things = (SECOND, *HIDDEN)
    with _changing(*things) as opened:
        for thing in things:
            opened.watch("source", _keys(Source.objects.filter(code=f"{thing.stem}-source")))
            opened.watch("document", _keys(Document.objects.filter(code=f"{thing.stem}-document")))
            row = Dataset.objects.get(slug=thing.slug)
            said = {"dataset": row, "document": Document.objects.get(code="000"), "added_id": opened.number}
            Statement.objects.create(**said, field="purpose", printed=f"{thing.stem}restated")
            reason = {"standing": "set-aside", "reason": {"en": f"{thing.stem}judgement"}}
            Statement.objects.create(**said, field="population", printed=f"{thing.stem}aside", **reason)
            summary = f"Maintenant {thing.stem}revised."
            DatasetDescription.objects.filter(dataset=row, language="fr").update(summary=summary)
            Source.objects.filter(code=f"{thing.stem}-source").update(homepage=f"https://example.org/{thing.stem}moved")
            Document.objects.filter(code=f"{thing.stem}-document").update(title=f"{thing.stem}retitled")
            Dataset.objects.filter(pk=row.pk).update(revision=opened.number)
    with _changing(*things) as opened:
        retired = Statement.objects.filter(printed__in=[f"{thing.stem}restated" for thing in things])
        retired.update(retired=opened.number)
    undo(opened.number)
    undo(_set(DRAFT, name=f"{DRAFT.stem}renamed"))


def propose(things: Iterable[Thing] = UNDECIDED) -> None:
    """Propose all that can be proposed with the words of each thing: some waits, some was sent back to its author.

    All of it is talked about; of the last of them all is rejected.
    """
    for thing in things:
        stem = thing.stem
        place = {"document": "000", "line": 2}
        own = [{**place, **_says("name", f"{stem}name", stem)}]
        new = stating(
            {"name": f"{stem}name"}
            | {key: value for key, value in record(thing).items() if key not in FIELDS}
            | {"statements": own},
            category="imaging",
            kind="dataset",
            source=[f"{PUBLISHED.stem}-source"],
        )
        given = [Edit("dataset", EXISTS, new)]
        for row in Dataset.objects.filter(slug__in=[PUBLISHED.slug, SECOND.slug]):
            link = {"url": f"https://example.org/{stem}link", "kind": "homepage", "label": f"{stem}label"}
            said = [
                _says("name", f"{row.slug} {stem}name", stem),
                _says("link", link, stem),
                _says("purpose", None, stem),
            ]
            given += [Edit("dataset", STATED, {**place, **one}, row.pk) for one in said]
            text = {"summary": f"Rien que {stem}summary.", "description": f"{stem}description " * 3}
            given += [
                Edit("dataset", "name", f"{row.slug} {stem}name", row.pk),
                Edit("dataset", "text fr", text, row.pk),
                Edit("dataset", "slug", f"{row.slug}-{stem}", row.pk),
            ]
        source = Source.objects.get(code=f"{PUBLISHED.stem}-source")
        given.append(Edit("source", "name", f"{stem}source", source.pk))
        about = {"reason": f"{stem}reason", "credit": f"{stem}credit"}
        made = [proposing.propose(edits, "form", **about) for edits in (given, _others(stem))]
        for row in made:
            proposing.comment_on(row.pk, by=None, text=f"{stem}remark")
        proposing.send_back(made[1].pk, by=None, comment=f"{stem}question")
        if thing is REJECTED:
            for row in made:
                proposing.reject(row.pk, comment=f"{stem}comment")


def _others(stem: str) -> list[Edit]:
    """Return the kinds of edits that take something away, and those of what is no entry."""
    published, second = (Dataset.objects.get(slug=thing.slug).pk for thing in (PUBLISHED, SECOND))
    part = Dataset.objects.get(slug=PART.slug).pk
    note = {"field": "size", "kind": "documents", "explanation": {"en": f"{stem}explanation"}}
    judged = {"standing": "set-aside", "reason": {"en": f"{stem}judgement"}}
    aside, gone = Statement.objects.filter(dataset=published, field__in=["class", "paper"]).order_by("pk")[:2]
    document = Document.objects.get(code=f"{PUBLISHED.stem}-document")
    new = references.new_document(f"https://example.org/{stem}new", f"{stem}title", "owner", "en", None)
    term = Modality.objects.get(code="CT")
    return [
        Edit("dataset", NOTES, [note], published),
        Edit("dataset", f"statement {aside.pk}", judged, published),
        Edit("dataset", f"statement {gone.pk}", None, published),
        Edit("dataset", "text fr", None, second),
        Edit("dataset", "status", "withdrawn", second),
        Edit("dataset", EXISTS, None, part),
        Edit("document", EXISTS, new),
        Edit("document", "title", f"{stem}retitled", document.pk),
        Edit("modality", "names", {**term.names, "en": f"{stem}term"}, term.pk),
    ]


def _says(field: str, value: Any, stem: str) -> Record:
    return {"field": field, "value": value, "printed": f"{stem}printed", "note": f"{stem}note"}


def _set(thing: Thing, **columns: Any) -> int:
    with _changing(thing) as opened:
        Dataset.objects.filter(slug=thing.slug).update(**columns, revision=opened.number)
    return opened.number


def words(thing: Thing) -> Iterator[str]:
    """Yield the words of a thing that a visitor would search for."""
    for place in ("name", "alias", "summary", "description", "source", "sourcealias"):
        yield f"{thing.stem}{place}"
