"""Edits of many things at once: a term given to or taken from many entries, and two terms or sources that become one.

What a statement says is never edited: where it would say something else, another one takes its place, with the same
words and standing, and the old one is retired. What comes of the edits, and what stands in their way: editing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from datasets.facts.columns import PARTS, STATEMENTS
from datasets.facts.fields import FIELDS, Field
from datasets.facts.kinds import Record
from datasets.models import VOCABULARIES, Dataset, Source, Statement, Term, UseCase
from datasets.models.language import ORIGINAL
from datasets.words.folding import fold

from .changes import EXISTS, STATEMENT
from .edits import STATED, Edit
from .loading import recoded
from .merging import identity
from .records import complete
from .values import codes

Standing = Statement.Standing


def naming(vocabulary: str, code: str, rows: Iterable[Statement]) -> list[Statement]:
    """Return those of the statements whose value names a term of a vocabulary, or a source."""
    return [row for row in rows if (vocabulary, code) in codes(row.field, row.value)]


def of_vocabulary(vocabulary: str) -> Any:
    """Return the statements of all entries that may name a code of the vocabulary; their entries are fetched along."""
    fields = [field.code for field in FIELDS.values() if vocabulary in field.vocabularies.values()]
    rows = Statement.objects.filter(field__in=fields).select_related("dataset", "document")
    return rows.order_by("dataset", "position", "pk")


def record_of(statement: Statement) -> Record:
    """Return a statement in the record format, complete."""
    return dict(complete({STATEMENTS: [PARTS[STATEMENTS].item(statement)]})[STATEMENTS][0])


def _retired(statement: Statement) -> Edit:
    return Edit("dataset", f"{STATEMENT}{statement.pk}", None, statement.dataset_id)


# --- a term and many entries ------------------------------------------------------------------------------------------


def given(entries: Sequence[Dataset], about: Field, code: str, said: Record) -> tuple[list[Edit], list[Dataset]]:
    """Return the edits by which entries state a term of a field, and the entries that state it already.

    `said` are the words, the document and the place, the same for all.
    """
    rows = Statement.objects.filter(dataset__in=entries, field=about.code).exclude(standing=Standing.SET_ASIDE)
    having = {row.dataset_id for row in naming(about.vocabulary, code, rows)}
    value = code if about.single else [code]
    record = {"field": about.code, "value": value, **said}
    edits = [Edit("dataset", STATED, dict(record), entry.pk) for entry in entries if entry.pk not in having]
    return edits, [entry for entry in entries if entry.pk in having]


def set_aside(statements: Iterable[Statement], code: str, reason: str) -> Iterator[Edit]:
    """Yield the edits that let statements, as far as they name a code, have no say; `reason` is in English."""
    judged = {"standing": str(Standing.SET_ASIDE), "reason": {ORIGINAL: reason}}
    for statement in statements:
        if (rest := _without(statement, code)) is None:
            yield Edit("dataset", f"{STATEMENT}{statement.pk}", judged, statement.dataset_id)
            continue
        yield _retired(statement)
        yield Edit("dataset", STATED, rest, statement.dataset_id)
        yield Edit("dataset", STATED, {**rest, "value": [code], **judged}, statement.dataset_id)


def taken_back(statements: Iterable[Statement], code: str) -> Iterator[Edit]:
    """Yield the edits that take statements back, as far as they name a code."""
    for statement in statements:
        yield _retired(statement)
        if (rest := _without(statement, code)) is not None:
            yield Edit("dataset", STATED, rest, statement.dataset_id)


def _without(statement: Statement, code: str) -> Record | None:
    """Return what a statement of several codes says but for one of them; None where it says nothing else."""
    record = record_of(statement)
    rest = [one for one in record["value"] if one != code] if isinstance(record["value"], list) else []
    return {**record, "value": rest} if rest else None


# --- two that become one ----------------------------------------------------------------------------------------------


def merged(old: Term | Source, new: Term | Source) -> list[Edit]:
    """Return the edits by which `new` takes the place of `old`, of the same vocabulary, which goes.

    What the old one is called are other words for the new one; what is below it, and the use cases of a task, go along.
    """
    kind = kind_of(old)
    edits = [*_renamed(kind, old, new)]
    edits += _moved(old, new) if isinstance(old, Term) and isinstance(new, Term) else ()
    edits += _called(old, new)
    return [*edits, Edit(kind, EXISTS, None, old.pk)]


def kind_of(thing: Term | Source) -> str:
    """Return the kind of a term or a source, which is the name of its vocabulary."""
    return "source" if isinstance(thing, Source) else thing.vocabulary


def _renamed(kind: str, old: Term | Source, new: Term | Source) -> Iterator[Edit]:
    """Yield, for each statement that names the old code, that it goes, and the same with the new code."""
    rows = list(of_vocabulary(kind))
    going = naming(kind, old.code, rows)
    entries = {row.dataset_id for row in going}
    said = {(row.dataset_id, identity(record_of(row))) for row in rows if row.dataset_id in entries}
    for row in going:
        record = recoded({STATEMENTS: [record_of(row)]}, {type(old): {old.code: new.code}})[STATEMENTS][0]
        if FIELDS[row.field].vocabulary and isinstance(record["value"], list):
            record["value"] = list(dict.fromkeys(record["value"]))
        yield _retired(row)
        if (row.dataset_id, identity(record)) not in said:
            said.add((row.dataset_id, identity(record)))
            yield Edit("dataset", STATED, record, row.dataset_id)


def _moved(old: Term, new: Term) -> Iterator[Edit]:
    """Yield that the terms below the old one stand below the new one; where that is below the old one, it moves up."""
    kind, model = old.vocabulary, VOCABULARIES[old.vocabulary]
    terms = {term.pk: term for term in model.objects.all()}
    above: set[int] = set()
    term: Term | None = terms[new.pk]
    while term is not None and term.pk not in above:
        above.add(term.pk)
        term = terms.get(term.parent_id or 0)
    over = terms.get(old.parent_id or 0)
    for term in terms.values():
        if term.parent_id == old.pk:
            parent = (over.code if over else None) if term.pk in above else new.code
            yield Edit(kind, "parent", parent, term.pk)
    if kind == "task":
        for goal in UseCase.objects.filter(task=old.pk):
            yield Edit(goal.vocabulary, "task", new.code, goal.pk)


def _called(old: Term | Source, new: Term | Source) -> Iterator[Edit]:
    """Yield that the new one is called what the old one is called, too."""
    if isinstance(old, Source) and isinstance(new, Source):
        aliases = _more(new.aliases, [old.name, *old.aliases], [new.name])
        if aliases != new.aliases:
            yield Edit("source", "aliases", aliases, new.pk)
    elif isinstance(old, Term) and isinstance(new, Term):
        words = dict(new.synonyms)
        for language in dict.fromkeys((*old.names, *old.synonyms)):
            own = [old.names[language]] if language in old.names else []
            found = _more(words.get(language, []), [*own, *old.synonyms.get(language, [])], _names(new, language))
            if found:
                words[language] = found
        if words != new.synonyms:
            yield Edit(new.vocabulary, "synonyms", words, new.pk)


def _names(term: Term, language: str) -> list[str]:
    names: Mapping[str, str] = term.names
    return [names[language]] if language in names else []


def _more(words: Sequence[str], others: Iterable[str], besides: Iterable[str]) -> list[str]:
    """Return words with those of the others that are not among them, however spelled, nor among what is `besides`."""
    found, known = list(words), {fold(word) for word in (*words, *besides)}
    for word in others:
        if fold(word) not in known:
            known.add(fold(word))
            found.append(word)
    return found
