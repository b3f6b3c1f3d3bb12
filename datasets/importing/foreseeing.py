"""What taking in would do, row by row, before anything is written.

Rows are looked at in batches, so that time and memory do not depend on how many there are. What comes of it are edits
of the ledger (records.edits): an entry that is there gets statements and nothing of it gives way; a row that is no
entry makes one. Nothing is guessed: what is not understood, and a row that may be one of several entries, waits.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import blake2b
from typing import Any

from datasets.facts.columns import STATEMENTS
from datasets.facts.contradictions import agree
from datasets.facts.fields import FIELDS, Field
from datasets.facts.kinds import Gathers, Record
from datasets.facts.owed import SHOWS
from datasets.facts.resolution import Held, Voice, bare, resolve, several
from datasets.importing.mapping import mapper as mapping
from datasets.importing.mapping.mapper import Mapper, Meant
from datasets.importing.matching.finder import WAITS, Finder, Match, verdict_key
from datasets.models import Dataset, FormerSlug, Statement, Verdict
from datasets.records import loading
from datasets.records.changes import EXISTS, STATEMENT
from datasets.records.checking import voice_of
from datasets.records.edits import STATED, Edit, statements_of
from datasets.records.merging import NOTHING, Refused, claim
from datasets.records.problems import Problem
from datasets.records.records import complete
from datasets.records.refusals import refusals, refused_entries
from datasets.records.slugs import numbered, words_of
from datasets.records.validation import leaves, monstrous
from datasets.records.values import codes, problems
from datasets.words.folding import joined

from .claims import Claim, Described, Read, Related
from .intake import WRITTEN, Does, Fact, Foreseen, Intake, Outcome
from .own_records import Own, own_fact, own_records, stated_in
from .plausible import Doubt, Plausible
from .renewing import same, superseded

BATCH = 200
# Characters that a statement keeps of what is printed, of its place and of a note, and an entry of its name.
LONGEST_PRINTED, LONGEST_PLACE, LONGEST_NOTE, LONGEST_NAME = 400, 300, 500, 300
NORMAL = Statement.Standing.NORMAL
# What statements say of what nobody prints: that which every new entry has to be, and its relation to another.
CHOSEN = "Chosen for the import."

# A row that stands so to an entry makes another, and this relation to it.
RELATION: Mapping[str, str] = {
    Verdict.Is.EDITION: "edition-of",
    Verdict.Is.PART: "subset-of",
    Verdict.Is.MIRROR: "mirror-of",
    Verdict.Is.DERIVED: "derived-from",
}
# Why an older version of an index gives way to a newer one.
RENEWED = {
    "en": "An older version of the same index; the newer one says otherwise.",
    "fr": "Version antérieure du même index ; la plus récente indique autre chose.",
    "pt-br": "Versão anterior do mesmo índice; a mais recente diz outra coisa.",
    "zh-hans": "同一索引的旧版本；新版本的说法不同。",
    "ru": "Более старая версия того же указателя; в новой указано иное.",
}

# Characters of an address that people still read; names of more are sentences.
MOST_OF_A_NAME = 48


def foreseen(
    rows: Iterable[Read], intake: Intake, finder: Finder, mapper: Mapper, made: Iterable[str] = ()
) -> Iterator[list[Foreseen]]:
    """Yield what taking the rows would do, in their order, in batches; some queries a batch.

    `made` are the addresses of entries that rows before these would make, of which the finder has been told. Whoever
    takes in writes a batch before asking for the next one: a row that is the same as a new one before it is in a later
    batch, and adds to the entry that was made.
    """
    slugs, plausible = _Slugs(made, intake), Plausible()
    batch: list[_Matched | Problem] = []
    fresh: set[str] = set()
    for one in rows:
        found = one if isinstance(one, Problem) else _matched(one, intake, finder, slugs)
        if len(batch) == BATCH or (isinstance(found, _Matched) and found.slug in fresh):
            yield _Batch(batch, intake, mapper, plausible, slugs).rows()
            batch, fresh = [], set()
        batch.append(found)
        if isinstance(found, _Matched) and found.is_new:
            fresh.add(found.slug)
    if batch:
        yield _Batch(batch, intake, mapper, plausible, slugs).rows()


class _Slugs:
    """The addresses that entries have or had, and those that rows of this run would make; by the source's keys, too."""

    def __init__(self, made: Iterable[str], intake: Intake) -> None:
        self._taken = set(made) | set(Dataset.objects.order_by().values_list("slug", flat=True))
        self._taken |= set(FormerSlug.objects.order_by().values_list("slug", flat=True))
        known = Verdict.objects.filter(source=intake.known_as, verdict=Verdict.Is.SAME).order_by()
        self.refused: Mapping[str, str] = {} if intake.again else refused_entries(undoing=False)
        self.of_keys: dict[str, str] = dict(known.values_list("key", "entry__slug"))
        # What rows before this one are; of a harvest, whose rows are all different.
        self.of_run: set[str] = set()
        self._is_harvest = bool(intake.source)

    def __contains__(self, slug: str) -> bool:
        return slug in self._taken

    def take(self, slug: str) -> bool:
        """Tell whether no entry has an address; from now on one has."""
        is_new = slug not in self._taken
        self._taken.add(slug)
        return is_new

    def refusal(self, row: Described) -> str:
        """Return who refused the entry that a row would make, "" where nobody did."""
        return self.refused.get(next(numbered(_words(row))), "")

    def fresh(self, row: Described) -> str:
        """Return an address for what a row would make, that no entry has."""
        slug = next(one for one in numbered(_words(row)) if one not in self._taken)
        self._taken.add(slug)
        return slug

    def note(self, row: Described, slug: str) -> None:
        """Note which entry a row is: rows after it may refer to it by its key, and what is harvested is it no more."""
        if row.key:
            self.of_keys[verdict_key(row)] = slug
        if self._is_harvest:
            self.of_run.add(slug)


def _words(row: Described) -> str:
    """Return the words of a row's address: of its name; of its source's key, if it has a word, for a whole sentence."""
    words = words_of(row.name)
    if len(words) > MOST_OF_A_NAME and re.search("[a-z]{3}", key := words_of(row.key)):
        return key
    # A name of another script leaves none.
    return words if len(words) > 1 else f"entry-{blake2b(row.name.encode(), digest_size=4).hexdigest()}"


@dataclass(frozen=True)
class _Matched:
    """A row, how it was found, and the entry that it is or would make.

    Without a slug it waits, `stays` says why where no candidate does, or it has no name.
    """

    row: Described
    match: Match
    slug: str = ""
    is_new: bool = False
    stays: str = ""


def _is_paper(row: Described) -> bool:
    """Tell whether a row describes a paper and no dataset: it says nothing else, and has nothing of its own."""
    return bool(row.claims) and not row.identifiers and all(one.field == "paper" for one in row.claims)


# A paper is no dataset: thousands of a bibliography would be drafts.
PAPER = "is of a paper, and no entry has it; state it at the entry that it is about, by hand"


def _matched(row: Described, intake: Intake, finder: Finder, slugs: _Slugs) -> _Matched:
    if row.record is not None:
        # A record of our own format says itself which entry it is.
        slug = str(row.record.get("slug", ""))
        return _Matched(row, finder.matches(row, intake.known_as), slug, is_new=slugs.take(slug))
    # An archive knows its own: what it has under two keys is two datasets, however alike they are called.
    match = finder.matches(row, intake.known_as, slugs.of_run)
    if row.slug in slugs:
        match = Match(Verdict.Is.SAME, row.slug, 1.0, match.candidates)
    if not row.name.strip() or (match.verdict == WAITS and not intake.unsure_is_new):
        return _Matched(row, match)
    is_new = match.verdict != Verdict.Is.SAME
    if is_new and _is_paper(row):
        return _Matched(row, match, stays=PAPER)
    if is_new and (why := slugs.refusal(row)):
        told = f"an entry of this name was refused before: {why}; take in again what was refused, or leave it"
        return _Matched(row, match, stays=told)
    slug = slugs.fresh(row) if is_new else match.slug
    if is_new:
        finder.add(slug, row)
    slugs.note(row, slug)
    return _Matched(row, match, slug, is_new)


class _Batch:
    """Some rows, and what the entries that they match say already."""

    def __init__(
        self,
        found: Sequence[_Matched | Problem],
        intake: Intake,
        mapper: Mapper,
        plausible: Plausible,
        slugs: _Slugs,
    ) -> None:
        self.found, self.intake, self.mapper, self.plausible, self.slugs = found, intake, mapper, plausible, slugs
        self.voices: dict[str, Voice] = loading.voices_in_database()
        self.voices.setdefault(intake.code, voice_of(intake.document))
        self.codes = loading.codes_in_database()
        wanted = {one.slug for one in found if isinstance(one, _Matched) and one.slug}
        rows = Dataset.objects.filter(slug__in=wanted).order_by()
        self.here = {slug: (key, name) for slug, key, name in rows.values_list("slug", "pk", "name")}
        said = statements_of([key for key, _ in self.here.values()])
        self.said = {slug: said.get(key, {}) for slug, (key, _) in self.here.items()}
        self.refused: Mapping[str, Refused] = {} if intake.again else refusals(list(self.here), undoing=False)
        self.own = own_records([one.row for one in found if isinstance(one, _Matched)], again=intake.again)

    def rows(self) -> list[Foreseen]:
        """Return what each of them would do."""
        return [
            Foreseen(one.place, "", Outcome.WRONG, problems=(one,)) if isinstance(one, Problem) else self._row(one)
            for one in self.found
        ]

    def _row(self, one: _Matched) -> Foreseen:
        row = one.row
        base = Foreseen(
            row.place,
            row.name[:LONGEST_NAME],
            Outcome.WAITS,
            one.slug,
            verdict_key(row),
            one.match,
            problems=row.problems,
        )
        if row.record is not None:
            return self._own(base, self.own[row.place])
        if row.slug and row.slug != one.slug:
            problem = Problem(row.place, "slug", f"there is no entry “{row.slug}”; leave it empty, or mend it")
            return replace(base, slug="").wrong([problem])
        if not row.name.strip():
            return base.wrong([Problem(row.place, "name", "is missing; a dataset needs a name")])
        statements, facts, older = self._statements(row, one.slug)
        if one.stays:
            return replace(base, facts=facts, problems=(*row.problems, Problem(row.place, "name", one.stays)))
        if not one.slug:
            return replace(base, facts=facts)
        held = resolve([*self.said.get(one.slug, {}).values(), *statements], self.voices)
        odd = tuple(self.plausible.doubts(held))
        if one.slug in self.here:
            edits = [*self._added(row, one.slug, statements), *older]
            # What another row of the batch says of the same entry is held against this one's words, too.
            said = self.said[one.slug]
            said.update({-len(said) - place: statement for place, statement in enumerate(statements, 1)})
            outcome = Outcome.ADDS if edits else Outcome.AGREES
            return replace(base, facts=facts, outcome=outcome, edits=edits, doubts=odd)
        if not one.is_new:
            # It adds to what a row before it makes, as soon as that is written.
            return replace(base, facts=facts, outcome=Outcome.ADDS, doubts=odd)
        record = self._record(row, one, statements)
        if record["status"] != self.intake.status:
            odd = (*odd, Doubt("kept-draft", data=(("why", row.draft),)) if row.draft else Doubt("stays-draft"))
        return replace(base, facts=facts, outcome=Outcome.NEW, edits=[Edit("dataset", EXISTS, record)], doubts=odd)

    def _own(self, base: Foreseen, own: Own) -> Foreseen:
        """Return what a record of our own format would do: its statements are held against the entry as they are."""
        if own.problems or own.taken is None:
            return base.wrong(own.problems)
        taken = own.taken
        held = resolve([] if taken.here is None else taken.here[STATEMENTS], self.voices)
        edits = list(taken.edits()) if taken.brings else []
        facts = [self._held_against(own_fact(one), one, held, NOTHING, is_said=False) for one in stated_in(edits)]
        outcome = Outcome.NEW if taken.here is None and edits else Outcome.ADDS if edits else Outcome.AGREES
        odd = [Doubt("left", key, (("what", message),)) for key, message in taken.left]
        return replace(base, outcome=outcome, facts=facts, edits=edits, doubts=odd)

    def _statements(self, row: Described, slug: str) -> tuple[list[Record], list[Fact], list[Edit]]:
        """Return the statements that a row would add to an entry, each claim as it is read, and what gives way."""
        here = self.said.get(slug, {})
        before = resolve(list(here.values()), self.voices)
        refused, older = self.refused.get(slug, NOTHING), self._older(here)
        # What an older version said, gave way to a newer one and is said again has to be stated anew.
        voiced = [one for one in older.values() if one.get("reason") != RENEWED]
        known = {claim(one) for one in here.values()}
        statements: list[Record] = []
        said: list[Record] = []
        facts: list[Fact] = []
        for one in row.claims:
            for meant in self._meanings(one):
                fact = _read(one, meant)
                if fact.does in WRITTEN:
                    statement = self._statement(one, meant)
                    said.append(statement)
                    is_said = claim(statement) in known or any(same(other, statement) for other in voiced)
                    fact = self._held_against(fact, statement, before, refused, is_said=is_said)
                    if fact.does in WRITTEN:
                        known.add(claim(statement))
                        statements.append(statement)
                facts.append(fact)
        shown = {code: one.value for code, one in resolve([*here.values(), *statements], self.voices).items()}
        facts = [replace(fact, then=shown.get(fact.field)) if fact.does in WRITTEN else fact for fact in facts]
        unjudged = {number: one for number, one in older.items() if one.get("standing", NORMAL) == NORMAL}
        judged = {"standing": Statement.Standing.SET_ASIDE.value, "reason": RENEWED}
        gone = superseded(unjudged, said)
        return statements, facts, [Edit("dataset", f"{STATEMENT}{one}", judged, self.here[slug][0]) for one in gone]

    def _older(self, here: Mapping[int, Record]) -> dict[int, Record]:
        """Return what other versions of the index that is harvested say of an entry, by the keys of the statements."""
        series = self.intake.series
        return {
            number: one
            for number, one in here.items()
            if series and one["document"].startswith(series) and one["document"] != self.intake.code
        }

    def _meanings(self, one: Claim) -> Iterable[Meant]:
        """Return what a claim means; a relation to another row of its source is one to the entry that this is."""
        if not isinstance(one.value, Related):
            return self.mapper.meanings(one)
        slug = self.slugs.of_keys.get(one.value.key)
        if slug is None:
            message = f"“{one.value.key}” is no entry yet; take it in first"
            return [Meant(one.field, one.printed, None, mapping.WAITS, "not-there", message=message)]
        return [Meant(one.field, one.printed, {"kind": one.value.kind, "target": slug})]

    def _statement(self, one: Claim, meant: Meant) -> Record:
        found = {
            "field": meant.field,
            "value": meant.value,
            "printed": one.printed[:LONGEST_PRINTED],
            "document": self.intake.code,
            "heading": one.place[:LONGEST_PLACE] or None,
            "note": one.note[:LONGEST_NOTE] or None,
        }
        return {**_blank(), **found}

    def _held_against(
        self, fact: Fact, statement: Record, before: Mapping[str, Held], refused: Refused, *, is_said: bool
    ) -> Fact:
        """Return what a statement would do to what the entry says; `is_said` tells that its source says so already."""
        held = before.get(fact.field)
        fact = replace(fact, shown=None if held is None else held.value)
        if is_said:
            return replace(fact, does=Does.STATED)
        if why := refused.claims.get(claim(statement)):
            return replace(fact, does=Does.REFUSED, cause="refused", message=f"was refused before: {why}")
        if wrong := self._misfit(statement):
            return replace(fact, does=Does.WRONG, cause="unfit", message=wrong)
        if fact.does is Does.PRINTED or held is None:
            return fact
        return replace(fact, does=_compared(FIELDS[fact.field], fact.value, held.value))

    def _misfit(self, statement: Record) -> str:
        """Return what the record format finds wrong with what a statement says, "" for nothing."""
        for path, message in problems(statement["field"], statement["value"]):
            return f"value{path}: {message}"
        for path, leaf in leaves(statement):
            if wrong := monstrous(leaf):
                return f"{path}: {wrong}"
        for vocabulary, code in codes(statement["field"], statement["value"]):
            if code not in self.codes[vocabulary]:
                return f"“{code}” is no {vocabulary} that the catalogue knows"
        return ""

    def _added(self, row: Described, slug: str, statements: Sequence[Record]) -> Iterator[Edit]:
        """Yield what a row adds to an entry: names that it does not have, and statements."""
        key, name = self.here[slug]
        known = {joined(name)}
        known |= {joined(one["value"]) for one in self.said[slug].values() if one["field"] == "name" and one["value"]}
        for called in _names(row):
            if joined(called) not in known:
                yield Edit("dataset", STATED, self._named("name", called, called, row), key)
        for statement in statements:
            yield Edit("dataset", STATED, statement, key)

    def _record(self, row: Described, one: _Matched, statements: Sequence[Record]) -> Record:
        """Return the record of a new entry. What its reader is owed and is not stated keeps it a draft."""
        said = [*(self._named("name", name, name, row, row.draft) for name in _names(row)), *statements]
        stated = {statement["field"] for statement in said}
        for code, chosen in (("category", self.intake.category), ("kind", self.intake.kind)):
            if code not in stated:
                said.append(self._named(code, chosen, row.name, row, CHOSEN))
        if (relation := RELATION.get(one.match.verdict)) is not None:
            said.append(self._named("relation", {"kind": relation, "target": one.match.slug}, row.name, row, CHOSEN))
        owes = row.draft or not (stated & set(SHOWS) and "link" in stated)
        return {
            "slug": one.slug,
            "status": Dataset.Status.DRAFT if owes else self.intake.status,
            "name": row.name[:LONGEST_NAME],
            "descriptions": [],
            "statements": said,
        }

    def _named(self, code: str, value: Any, printed: str, row: Described, note: str = "") -> Record:
        """Return a statement of what a row is called, or is."""
        found = {"field": code, "value": value, "printed": printed[:LONGEST_PRINTED], "document": self.intake.code}
        return {**_blank(), **found, "heading": row.place[:LONGEST_PLACE] or None, "note": note[:LONGEST_NOTE] or None}


@cache
def _blank() -> Record:
    """Return a statement in canonical form that says nothing yet: whole records are too slow to complete for each."""
    said = {"field": "name", "value": "", "printed": "", "document": ""}
    return dict(complete({"statements": [said]})["statements"][0])


def _read(one: Claim, meant: Meant) -> Fact:
    """Return a claim as it was understood, before it is held against an entry."""
    return Fact(
        meant.field,
        meant.printed or one.printed,
        one.place,
        DOES[meant.state],
        meant.value,
        cause=meant.cause,
        message=meant.message,
        candidates=meant.candidates,
    )


DOES = {
    mapping.READ: Does.ADDS,
    mapping.PRINTED: Does.PRINTED,
    mapping.ELSEWHERE: Does.ELSEWHERE,
    mapping.WAITS: Does.WAITS,
}


def _compared(field: Field, value: Any, shown: Any) -> Does:
    """Tell whether a value says what is shown, more, or what cannot be true beside it."""
    if field.kind.gathers is Gathers.ONE:
        if not agree(field, value, shown):
            return Does.CONTRADICTS
        return Does.AGREES if bare(value) == bare(shown) else Does.ADDS
    if field.kind.gathers is not Gathers.LIST:
        known = several(shown)
        return Does.AGREES if all(one in known for one in several(value)) else Does.ADDS
    same = [[item for item in shown if field.kind.same(one, item)] for one in several(value)]
    if any(not agree(field, one, item) for one, items in zip(several(value), same, strict=True) for item in items):
        return Does.CONTRADICTS
    return Does.AGREES if all(same) else Does.ADDS


def _names(row: Described) -> list[str]:
    """Return what a row calls its dataset, each once, the name first."""
    return list(dict.fromkeys(name.strip()[:LONGEST_NAME] for name in (row.name, *row.names) if name.strip()))
