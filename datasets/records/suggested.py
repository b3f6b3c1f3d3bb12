"""What visitors suggest, as edits that wait for a curator: a fact, a text, a dead link, an entry that is missing.

Nothing is written here, and nothing that is there goes: a fact is another statement, of a page whose worth nobody has
judged yet and which therefore counts least; a dead link is set aside with a reason.
"""

import re

from datasets.facts.columns import PARTS
from datasets.facts.kinds import Record
from datasets.models import Dataset, Document, FormerSlug, Link, Statement
from datasets.models.language import ORIGINAL

from . import references
from .changes import EXISTS, STATEMENT, TEXT
from .edits import STATED, Edit
from .slugs import numbered, words_of
from .values import objects

LINKS = "link"
LONGEST_NAME, LONGEST_PRINTED = 300, 400
# What a proposed entry is taken for until somebody has looked at it, and what its statements say of that.
CATEGORY, KIND = "imaging", "dataset"
ASSUMED = "Assumed of what a visitor suggested."
DEAD = "A visitor reports that this address leads nowhere."
MOVED = "A visitor reports that this address has moved."


def fact(entry: Dataset, field: str, value: object, printed: str, cited: str) -> list[Edit]:
    """Return the edits that state a fact of an entry: `value` in normal form, as printed at `cited`, an address."""
    code, made = _reference(cited)
    said = {"field": field, "value": value, "printed": printed, "document": code}
    return [*made, Edit("dataset", STATED, said, entry.pk)]


def text(entry: Dataset, language: str, summary: str, description: str) -> list[Edit]:
    """Return the edit that gives an entry a text in a language; [] where it would be a translation of nothing."""
    texts = {row.language: row for row in entry.descriptions.all()}
    if language != ORIGINAL and ORIGINAL not in texts:
        return []
    item: Record = {"summary": summary, "description": description, "origin": "curator", "reviewed": False}
    if language in texts:
        item["translated_from"] = PARTS["descriptions"].item(texts[language])["translated_from"]
    return [Edit("dataset", f"{TEXT}{language}", item, entry.pk)]


def link(entry: Dataset, url: str, now: str) -> list[Edit]:
    """Return the edits that set aside what states only this link of an entry, and state where it is `now`, if told."""
    reason = {ORIGINAL: MOVED if now else DEAD}
    judged = {"standing": Statement.Standing.SET_ASIDE, "reason": reason}
    stated = Statement.objects.filter(dataset=entry, field=LINKS).exclude(standing=Statement.Standing.SET_ASIDE)
    wanted = [references.normal(url)]
    alone = [row for row in stated if [references.normal(item["url"]) for item in objects(row)] == wanted]
    edits = [Edit("dataset", f"{STATEMENT}{row.pk}", judged, entry.pk) for row in alone]
    if now:
        old = entry.link_set.filter(url=url).first()
        value = {"url": now, "kind": old.kind if old else Link.Kind.HOMEPAGE}
        edits += fact(entry, LINKS, value, now[:LONGEST_PRINTED], now)
    return edits


def entry(name: str, cited: str) -> list[Edit]:
    """Return the edits that make a draft of the dataset at an address; without a `name` it is called by the address."""
    code, made = _reference(cited)
    name = name or references.normal(cited)[:LONGEST_NAME]
    said = {"printed": name, "document": code}
    linked = {"field": LINKS, "value": {"url": cited, "kind": Link.Kind.HOMEPAGE}, "printed": cited[:LONGEST_PRINTED]}
    record = {
        "slug": _slug(name, cited),
        "status": Dataset.Status.DRAFT,
        "name": name,
        "descriptions": [],
        "statements": [
            {"field": "name", "value": name, **said},
            {"field": "category", "value": CATEGORY, "note": ASSUMED, **said},
            {"field": "kind", "value": KIND, "note": ASSUMED, **said},
            {**linked, "document": code},
        ],
    }
    return [*made, Edit("dataset", EXISTS, record)]


def _reference(cited: str) -> tuple[str, list[Edit]]:
    """Return the code of the document at an address, and the edit that makes it where there is none."""
    known = references.cited_by(cited)
    if known is not None:
        return known, []
    # Whose word it is a curator decides; until then it is worth least.
    made = references.new_document(cited, "", Document.Authority.INDEX, ORIGINAL)
    return made["code"], [Edit("document", EXISTS, made)]


def _slug(name: str, cited: str) -> str:
    """Return an address for a new entry that no other has or had."""
    # An address has dots and slashes between its words.
    words = words_of(name) or "-".join(re.findall(r"[a-z0-9]+", references.normal(cited)))
    return next(slug for slug in numbered(words) if not _taken(slug))


def _taken(slug: str) -> bool:
    return Dataset.objects.filter(slug=slug).exists() or FormerSlug.objects.filter(slug=slug).exists()
