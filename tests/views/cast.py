"""One entry in each state, each with a word of its own wherever an entry, a source, a document or a guide has words.

A word is the thing's stem with the place behind it: `draftuqorname`. Whoever finds a stem in an answer knows which
thing it tells of; the place says how it got there.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from datasets.facts.columns import Record
from datasets.models import Dataset, FormerSlug, Revision
from datasets.records import loading


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
    return {
        "slug": thing.slug,
        "status": thing.status,
        "former_slugs": [thing.former],
        "name": f"{stem}name",
        "aliases": [f"{stem}alias"],
        "category": "imaging",
        "kind": "dataset",
        "sources": [f"{stem}-source"],
        "modalities": ["CT"],
        "anatomies": ["kidney"],
        "tasks": ["segmentation"],
        "access_level": "open",
        "size_bytes": 1_000_000_000,
        "size_precision": "exact",
        "difficulty": "easy",
        "classes": [{"name": f"{stem}class", "count": 5}],
        "links": [{"url": f"https://example.org/{stem}link", "kind": "homepage", "label": f"{stem}label"}],
        "papers": [
            {
                "title": f"{stem}paper",
                "authors": f"{stem}author",
                "venue": f"{stem}venue",
                "year": 2020,
                "doi": f"10.1/{stem}doi",
            }
        ],
        "disagreements": [{"field": "size", "kind": "documents", "explanation": {"en": f"{stem}explanation"}}],
        "descriptions": words,
        "statements": [
            {"field": "name", "value": f"{stem}name", "printed": f"{stem}printed", **place, "note": f"{stem}note"},
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
        "relations": [{"kind": kind, "target": slug} for kind, slug in relations],
    }


def load(thing: Thing, *relations: tuple[str, str]) -> None:
    """Write the thing with its source, which nothing else has, and its reference, which nothing else cites."""
    stem = thing.stem
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
    loading.load_datasets([record(thing, *relations)], Revision.advance())


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
    loading.load_datasets([hub], Revision.advance())
    loading.load_guide(guide(cast))


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


def change() -> None:
    """Bring each thing into its last state, the way the product does: with a revision for each step."""
    _set(DEMOTED, status="draft")
    _set(WITHDRAWN, status="withdrawn")
    gone = Dataset.objects.get(slug=DELETED.slug)
    Revision.advance(removed=[gone.pk])
    gone.delete()
    renamed = Dataset.objects.get(slug=RENAMED.slug)
    _set(RENAMED, slug=ANEW.slug, name=f"{ANEW.stem}name", aliases=[f"{ANEW.stem}alias"])
    FormerSlug.objects.create(dataset=renamed, slug=RENAMED.slug)
    afresh = record(AFRESH, ("mirror-of", SECOND.slug))
    kept = record(REWORDED, ("mirror-of", SECOND.slug))
    changed = ("name", "aliases", "descriptions", "papers", "links", "classes", "disagreements")
    kept["statements"][0]["value"] = afresh["name"]
    loading.load_datasets([{**kept, **{key: afresh[key] for key in changed}}], Revision.advance())


def _set(thing: Thing, **columns: Any) -> None:
    Dataset.objects.filter(slug=thing.slug).update(**columns, revision=Revision.advance())


def words(thing: Thing) -> Iterator[str]:
    """Yield the words of a thing that a visitor would search for."""
    for place in ("name", "alias", "summary", "description", "source", "sourcealias"):
        yield f"{thing.stem}{place}"
