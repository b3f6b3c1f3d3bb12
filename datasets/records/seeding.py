"""Seeding: a checked tree of records into the database, once or again, without touching what a curator changed.

What the fixtures put under a key leaves a mark with its fingerprint. On the next run a record in the database that no
longer matches its mark was changed by a curator and is kept; one that is gone was deleted by a curator and stays away.
Terms, sources and documents that a dataset needs come back with it; a relation or a guide's entry without its dataset
is left out.

A dump brings the marks of the database that it was made from, and so the difference between the fixtures' work and its
curators': these changes, additions and deletions are made here wherever no curator of this database was at work. A tree
from elsewhere has no marks: all of it is a curator's.
"""

from collections.abc import Callable, Collection, Container, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial

from django.db import transaction
from django.db.models import Model, ProtectedError

from datasets.facts.fields import FIELDS, vocabulary_of
from datasets.facts.kinds import Record
from datasets.models import (
    VOCABULARIES,
    ChangeSet,
    Dataset,
    Document,
    Guide,
    SeedMark,
    Source,
    Statement,
    Term,
)
from datasets.words.folding import fold

from . import dumping, loading, values
from .changes import Recorder
from .files import Placed, Tree
from .merging import (
    NAMING,
    ORDER,
    Entries,
    Marks,
    fingerprint,
    fitted,
    merged_order,
    same_order,
    since,
    term_fingerprint,
)
from .records import CHANGED, complete, digest
from .refusals import refusals, refused_entries

Records = dict[str, Record]

# Kind of record -> its model and the column that has the key.
MODELS: Mapping[str, tuple[type[Model], str]] = {
    **{name: (model, "code") for name, model in VOCABULARIES.items()},
    "source": (Source, "code"),
    "document": (Document, "code"),
    "dataset": (Dataset, "slug"),
    "guide": (Guide, "slug"),
}
# Of the marks that vocabularies had as a whole.
OLD_KIND = "vocabulary"
# The mark of a dataset that was as the fixtures put it when the form of records changed (migration 0009): behind it
# stands when the entry had last been changed by then.
AS_OF = "as of "


@dataclass
class Outcome:
    """What a seeding did, as "kind key" lists; `refused` says what the files bring and was refused before."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Whether anything was written."""
        return bool(self.created or self.updated or self.removed)


def current_marks() -> dict[tuple[str, str], str]:
    """Return the marks of the database."""
    return {(kind, key): value for kind, key, value in SeedMark.objects.values_list("kind", "key", "digest")}


@transaction.atomic
def seed(tree: Tree, marks: Marks | None = None) -> Outcome:
    """Write the checked `tree`; return what was created, updated, removed, left unchanged and kept.

    Without `marks` the tree is the fixtures. Else they are those that a dump brings, or none for a tree from elsewhere.
    One transaction: after an error or an interruption the database is as it was.
    """
    ChangeSet.hold()
    seeding = _Seeding(tree, marks)
    seeding.terms()
    seeding.coded("source", tree.source, dumping.dump_sources(), loading.load_source)
    seeding.coded("document", tree.document, dumping.dump_documents(), loading.load_document)
    seeding.datasets()
    seeding.guides()
    seeding.remove()
    seeding.order()
    return seeding.finish()


class _Seeding:
    """One seeding under way: the marks as they become, what was done to each record, and what has to go."""

    def __init__(self, tree: Tree, given: Marks | None) -> None:
        self.tree = tree
        self.given = given
        self.before = current_marks()
        self.marks = {mark: value for mark, value in self.before.items() if mark[0] != OLD_KIND}
        self.done: dict[str, str] = {}
        self.gone: dict[str, list[str]] = {}
        # Vocabulary -> its terms as they stood before, in their order; and the terms that have the place of others.
        self.stood: dict[str, list[str]] = {}
        self.twins: dict[type[Model], dict[str, str]] = {}
        # What the files bring and was refused before, with who refused it.
        self.refused: list[str] = []
        # The datasets of the database, and those of the tree.
        self.here = self.theirs = Entries(frozenset(), {})

    @cached_property
    def changes(self) -> Recorder:
        """Begin one change set, once something is to be written."""
        return Recorder(ChangeSet.Origin.SEED)

    def _write(self, kind: str, keys: Container[str], load: Callable[[], None]) -> None:
        """Write the records of one kind with these keys; note what becomes of those there are, and what is made."""
        model, column = MODELS[kind]
        rows = dict(model._default_manager.values_list(column, "pk"))
        there = {pk for key, pk in rows.items() if key in keys}
        self.changes.watch(kind, there)
        load()
        now = dict(model._default_manager.values_list(column, "pk"))
        self.changes.made(kind, [pk for key, pk in now.items() if key in keys and key not in rows])

    @cached_property
    def moments(self) -> Mapping[str, str]:
        """When each dataset was last changed, as marks have it."""
        return {slug: changed.isoformat() for slug, changed in Dataset.objects.values_list("slug", "changed")}

    def terms(self) -> None:
        """Seed the vocabularies, term by term; tasks come before the use cases that refer to them."""
        for name, model in VOCABULARIES.items():
            here = {term["code"]: term for term in dumping.dump_vocabulary(name)["terms"]}
            new = {term["code"]: term for term in self._terms_of(name)}
            self._take_over_mark(name, here, new)
            folded = {fold(code): code for code in here}
            # Codes are matched without regard to case: a curator may have added a term that differs in case alone.
            twins = {code: folded[fold(code)] for code in new if code not in here and fold(code) in folded}
            self.stood[name], self.twins[model] = list(here), twins
            self._note_gone(name, here, new)
            codes = {*here, *self._to_come(name, new, twins)}
            tasks = set(VOCABULARIES["task"].objects.values_list("code", flat=True)) if name == "use_case" else set()

            fit = partial(_fitted_term, codes=codes, tasks=tasks, twins=twins)
            write = self._choose(name, here, new, fit, barred=twins)
            if write:
                terms = [write.get(code, term) for code, term in new.items()]
                self._write(name, write, partial(_load_terms, name, terms, write))

    def _take_over_mark(self, name: str, here: Records, new: Records) -> None:
        """Make marks of terms out of the one of their vocabulary that sites from before 0.1.0 have.

        It tells whether a curator was at work, not at which term: if so, what is not there counts as deleted.
        """
        old = self.before.pop((OLD_KIND, name), None)
        if old is None:
            return
        for terms in (list(here.values()), [term for code, term in here.items() if code in new]):
            if digest({"vocabulary": name, "terms": terms}, "vocabulary") == old:
                found = {(name, term["code"]): _print(term, name) for term in terms}
                found[ORDER, name] = " ".join(term["code"] for term in terms)
                break
        else:
            found = {(name, code): old for code in new if code not in here}
        self.before |= found
        self.marks |= found

    def coded(self, kind: str, placed: list[Placed], dumped: Iterable[Record], load: Callable[[Record], None]) -> None:
        """Seed sources or documents."""
        here, new = _by(dumped, "code"), _by((record for _, record in placed), "code")
        self._note_gone(kind, here, new)
        if write := self._choose(kind, here, new):
            self._write(kind, write, partial(_load_each, load, write))

    def datasets(self) -> None:
        """Seed the datasets, and the terms, sources and documents that they need and that a curator has deleted."""
        here, new = _by(dumping.dump_datasets(), "slug"), _by((record for _, record in self.tree.dataset), "slug")
        self.here, self.theirs = _entries(here), _entries(new)
        self._note_gone("dataset", here, new)
        self._spare_what_curators_name(here)
        # What would take an address that leads elsewhere here stays away, and so does what was refused.
        fresh = self.given is None
        entries = refused_entries() if fresh else {}
        left_out = refusals(here.keys() & new.keys()) if fresh else {}
        barred = {**self.here.moved, **entries}
        told = {slug: [f"dataset {slug} ({why})"] for slug, why in entries.items() if slug in new}
        there = (here.keys() - self.gone["dataset"]) | self._to_come("dataset", new, barred)
        self.here = Entries(there, {slug: owner for slug, owner in self.here.moved.items() if slug not in there})

        voices, known = loading.voices_in_database(), self._codes()

        def fit(record: Record) -> Record:
            record = loading.recoded(record, self.twins) if any(self.twins.values()) else record
            if (slug := record["slug"]) in left_out:
                record, left = left_out[slug].left_out(here[slug], complete(record))
                told[slug] = [f"dataset {slug}: {message.removeprefix('refused before: ')}" for _, message in left]
            # What follows from the statements may be left out in a file, and is worked out here in any case.
            return fitted(loading.projected(record, voices, known), "dataset", self.here)

        write = self._choose("dataset", here, new, fit, barred=barred)
        # Of an entry that is a curator's nothing is taken in any case.
        kept = {slug for slug in here if self.done.get(f"dataset {slug}") == "kept"}
        self.refused += [message for slug, messages in told.items() if slug not in kept for message in messages]
        if write:
            self._restore(write.values())
            self._write("dataset", write, partial(loading.load_datasets, write.values(), self.changes.number))

    def _codes(self) -> dict[str, frozenset[str]]:
        """Return the codes that there are, and those that come back with what needs them (_restore)."""
        found = loading.codes_in_database()
        found["source"] |= {record["code"] for _, record in self.tree.source}
        for _, record in self.tree.vocabulary:
            found[record["vocabulary"]] |= {term["code"] for term in record["terms"]}
        return found

    def _spare_what_curators_name(self, here: Records) -> None:
        """Let no dataset go that a curator's relation or guide of this database names: that would go, too."""
        if not self.gone["dataset"]:
            return
        guides = _by(dumping.dump_guides(), "slug")
        named = {
            item[key]
            for kind, records in (("dataset", here), ("guide", guides))
            for part, key in [NAMING[kind]]
            for name, record in records.items()
            if not self._is_untouched(kind, name, records)
            for item in record[part]
        }
        spared = named.intersection(self.gone["dataset"])
        self.gone["dataset"] = [slug for slug in self.gone["dataset"] if slug not in spared]
        self.done.update({f"dataset {slug}": "kept" for slug in sorted(spared)})

    def guides(self) -> None:
        """Seed the guides."""
        here, new = _by(dumping.dump_guides(), "slug"), _by((record for _, record in self.tree.guide), "slug")
        self._note_gone("guide", here, new)
        fit = partial(fitted, kind="guide", entries=self.here)
        if write := self._choose("guide", here, new, fit):
            self._write("guide", write, partial(_load_each, loading.load_guide, write))

    def remove(self) -> None:
        """Delete what curators deleted where the dump was made, but for what is used or was written about here."""
        for kind, gone in reversed(self.gone.items()):
            model, column = MODELS[kind]
            rows = list(model._default_manager.filter(**{f"{column}__in": gone}))
            keys, number = {row.pk for row in rows}, -1
            if rows and model is Dataset:
                self.changes.watch_removed(keys)
            elif rows:
                self.changes.watch(kind, keys)
            # A term goes after those below it.
            while number != len(rows):
                number = len(rows)
                rows = [row for row in rows if not _delete(row)]
            if model is Dataset and len(rows) < len(keys):
                self.changes.removes(keys - {row.pk for row in rows})
            left = {getattr(row, column) for row in rows}
            for key in gone:
                self.done[f"{kind} {key}"] = "kept" if key in left else "removed"

    def order(self) -> None:
        """Put terms in the order of the files, but where a curator has ordered them; all others stay behind theirs."""
        for _, record in self.tree.vocabulary:
            name, files = record["vocabulary"], [term["code"] for term in record["terms"]]
            model = VOCABULARIES[name]
            now = dict.fromkeys(model.objects.order_by("position", "code").values_list("code", flat=True))
            here, there = [code for code in self.stood[name] if code in now], [code for code in files if code in now]
            take = not here or (self._order_is_untouched(name) and self._brings_order(name, files))
            order = merged_order(there, here) if take else merged_order(here, there)
            if order != list(now):
                self.changes.watch(name, ())
                loading.order_terms(name, order)
            if not same_order(order, here):
                self.done[f"{ORDER} {name}"] = "updated"
            if self.given is None:
                self._mark((ORDER, name), " ".join(files), taken=same_order(order, files))

    def finish(self) -> Outcome:
        """Write the marks, and return what was done."""
        for mark, value in (self.given or {}).items():
            self.marks.setdefault(mark, value)
        SeedMark.objects.filter(kind=OLD_KIND).delete()
        there = current_marks()
        SeedMark.objects.bulk_create(
            (
                SeedMark(kind=kind, key=key, digest=value)
                for (kind, key), value in self.marks.items()
                if there.get((kind, key)) != value
            ),
            update_conflicts=True,
            unique_fields=["kind", "key"],
            update_fields=["digest"],
        )
        outcome = Outcome(refused=self.refused)
        for label, action in self.done.items():
            getattr(outcome, action).append(label)
        if outcome.changed or "changes" in vars(self):
            self.changes.close()
        return outcome

    def _terms_of(self, name: str) -> list[Record]:
        return next((record["terms"] for _, record in self.tree.vocabulary if record["vocabulary"] == name), [])

    def _to_come(self, kind: str, new: Records, barred: Container[str]) -> set[str]:
        """Return the keys of `new` that are there once it is seeded, as far as no curator has deleted them."""
        return {key for key in new if (kind, key) not in self.before and key not in barred}

    def _note_gone(self, kind: str, here: Records, new: Records) -> None:
        """Note what curators deleted where the dump was made and what is here as the fixtures put it."""
        gone = {key for of, key in self.given or {} if of == kind} & (here.keys() - new.keys())
        self.gone[kind] = sorted(key for key in gone if self._is_untouched(kind, key, here))

    def _is_untouched(self, kind: str, key: str, here: Records) -> bool:
        """Tell whether the record is as the fixtures put it; also, whether there is none and never was."""
        before, record = self.before.get((kind, key)), here.get(key)
        if before is None or record is None:
            return before is None and record is None
        if before.startswith(AS_OF):
            return before == f"{AS_OF}{self.moments.get(key)}"
        # Before 0.1.0, marks of datasets and guides did not tell apart what names others.
        old = kind in NAMING and before == digest(record, kind)
        return old or since(before, key, kind, self.here) == _print(record, kind)

    def _brings(self, kind: str, key: str, record: Record) -> bool:
        """Tell whether the tree's record is more than what the fixtures put where it comes from."""
        mark = None if self.given is None else self.given.get((kind, key))
        return mark is None or since(mark, key, kind, self.theirs) != _print(record, kind)

    def _choose(
        self,
        kind: str,
        here: Records,
        new: Records,
        fit: Callable[[Record], Record] = lambda record: record,
        barred: Container[str] = (),
    ) -> Records:
        """Return the records that are to be written, as they `fit` in, and note what becomes of each."""
        write: Records = {}
        for key, record in new.items():
            wanted, brings = fit(record), self._brings(kind, key, record)
            value = _print(wanted, kind)
            if key in here and _print(here[key], kind) == value:
                # Nothing else differs: the day is the tree's, which knows it, and not that on which it was loaded.
                action = "unchanged" if wanted.get(CHANGED) in (None, here[key].get(CHANGED)) else "updated"
                if action == "updated":
                    write[key] = wanted
            elif not self._is_untouched(kind, key, here) or key in barred:
                action = "kept" if brings else "unchanged"
            elif key not in here or brings:
                action = "updated" if key in here else "created"
                write[key] = wanted
            else:
                action = "unchanged"
            self.done[f"{kind} {key}"] = action
            if self.given is None:
                self._mark((kind, key), value, taken=action != "kept")
        return write

    def _mark(self, mark: tuple[str, str], value: str, *, taken: bool) -> None:
        """Remember what the fixtures put there; what they could not put (not `taken`) is remembered the first time.

        Without that, a curator's own record under a key of the fixtures would give way to theirs once it is deleted.
        """
        if taken:
            self.marks[mark] = value
        else:
            self.marks.setdefault(mark, value)

    def _order_is_untouched(self, name: str) -> bool:
        """Tell whether the terms stood in the order that the fixtures put them in."""
        before = self.before.get((ORDER, name), "").split()
        return bool(before) and same_order(before, self.stood[name])

    def _brings_order(self, name: str, files: list[str]) -> bool:
        before = [] if self.given is None else self.given.get((ORDER, name), "").split()
        return not before or not same_order(before, files)

    def _restore(self, datasets: Iterable[Record]) -> None:
        """Write the terms, sources and documents that the `datasets` need and that a curator has deleted."""
        missing = {
            model: codes - set(model._default_manager.values_list("code", flat=True))
            for model, codes in loading.references(datasets).items()
        }
        for name, model in VOCABULARIES.items():
            if codes := missing[model]:
                loading.load_vocabulary({"vocabulary": name, "terms": self._terms_of(name)}, only=codes)
                for term in dumping.dump_vocabulary(name)["terms"]:
                    if term["code"] in codes:
                        self._came_back(name, term["code"], _print(term, name))
        for kind, records, coded, load in (
            ("source", self.tree.source, Source, loading.load_source),
            ("document", self.tree.document, Document, loading.load_document),
        ):
            for _, record in records:
                if record["code"] in missing[coded]:
                    load(record)
                    self._came_back(kind, record["code"], _print(record, kind))

    def _came_back(self, kind: str, key: str, value: str) -> None:
        self.done.pop(f"{kind} {key}")
        self.done[f"{kind} {key}"] = "created"
        if self.given is None:
            self.marks[kind, key] = value


def _load_terms(name: str, terms: list[Record], only: Collection[str]) -> None:
    loading.load_vocabulary({"vocabulary": name, "terms": terms}, only=only)


def _load_each(load: Callable[[Record], None], records: Records) -> None:
    for record in records.values():
        load(record)


def _delete(row: Model) -> bool:
    """Delete `row`; return False where something uses it, or visitors' suggestions would go with it."""
    if (isinstance(row, Term | Source) and _is_stated(row)) or (isinstance(row, Dataset) and row.suggestions.exists()):
        return False
    try:
        with transaction.atomic():
            row.delete()
    except ProtectedError:
        return False
    return True


def _is_stated(row: Term | Source) -> bool:
    """Tell whether a statement names the term or source, be it set aside or not what an entry stands behind."""
    name = vocabulary_of(type(row))
    naming = [code for code, field in FIELDS.items() if name in field.vocabularies.values()]
    stated = Statement.objects.filter(field__in=naming).values_list("field", "value")
    return any((name, row.code) in values.codes(field, value) for field, value in stated.iterator())


def _fitted_term(term: Record, codes: set[str], tasks: set[str], twins: Mapping[str, str]) -> Record:
    """Return the term without the parent and the task that are not there."""
    parent, task = term.get("parent"), term.get("task")
    parent = twins.get(str(parent), parent)
    return {**term, "parent": parent if parent in codes else None, "task": task if task in tasks else None}


def _print(record: Record, kind: str) -> str:
    return term_fingerprint(record, kind) if kind in VOCABULARIES else fingerprint(record, kind)


def _entries(datasets: Records) -> Entries:
    """Return which datasets there are, and to which the former slugs lead."""
    former = {slug: owner for owner, record in datasets.items() for slug in record.get("former_slugs", ())}
    return Entries(datasets.keys(), {slug: owner for slug, owner in former.items() if slug not in datasets})


def _by(records: Iterable[Record], key: str) -> Records:
    return {record[key]: record for record in records}
