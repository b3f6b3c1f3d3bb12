"""What is said of records that come in and may be entries already: it is said, not refused.

Tasks of one challenge share an address, and editions a name.
"""

from collections.abc import Iterator, Mapping

from datasets.facts.kinds import Record
from datasets.importing.claims import Described
from datasets.importing.matching.comparing import Candidate
from datasets.importing.matching.finder import Finder
from datasets.models import Verdict
from datasets.records.doubles import twice
from datasets.records.problems import Problem

Is = Verdict.Is

# How a row stands to an entry -> what is asked.
QUESTIONS: Mapping[str, str] = {
    Is.SAME: "may be the entry “{slug}” ({name}); is that the same dataset?",
    Is.EDITION: "may be another edition of the entry “{slug}” ({name}); if so, state the relation",
    Is.PART: "may be a part of the entry “{slug}” ({name}); if so, state the relation",
    Is.MIRROR: "may be a copy of the entry “{slug}” ({name}); if so, state the relation",
    Is.DERIVED: "may be made from the entry “{slug}” ({name}); if so, state the relation",
}


def asked(place: str, candidate: Candidate) -> Problem:
    """Return what is asked about a candidate."""
    return Problem(place, "name", QUESTIONS[candidate.relation].format(slug=candidate.slug, name=candidate.name))


def notes(finder: Finder, place: str, record: Record) -> Iterator[Problem]:
    """Yield what a sound record has twice, and the entry that it may be; then count it among the entries.

    Entries to which it states a relation are not asked about, nor is one of the same slug: that is what it is.
    """
    yield from twice(place, record)
    described = Described(place, record["name"], record=record)
    related = {relation["target"] for relation in record.get("relation") or ()}
    for one in finder.matches(described, "").candidates:
        if one.slug in related or one.slug == record["slug"] or finder.is_related(record["slug"], one.slug):
            continue
        if one.relation in QUESTIONS:
            yield asked(place, one)
            break
    finder.add(record["slug"], described)
