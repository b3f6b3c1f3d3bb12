"""Checking records before anything is written: schema, codes, statements, and the values that follow from them.

Every problem is collected, none stops the check. A problem names the file, the field and what to do about it. Pure
functions; the database is not asked.
"""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as dataclasses_field
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Any

from datasets.facts.columns import RELATIONS
from datasets.facts.fields import FIELDS, HELD, NEEDED, UNKNOWN, Field
from datasets.facts.kinds import Record
from datasets.facts.resolution import Voice, leading, nothing, resolve, several
from datasets.models.language import LANGUAGES, ORIGINAL, PLURALS
from datasets.models.progress import counted
from datasets.words import author_forms, markup
from datasets.words.folding import fold

from . import values
from .converting import is_composed
from .doubles import unseen
from .legible import compiled
from .problems import Problem
from .records import complete, schema_at
from .validation import TOO_DEEP, causes, explain, leaves, monstrous, validator

if TYPE_CHECKING:
    from .files import Tree


@dataclass(frozen=True)
class Codes:
    """What records may name: codes by vocabulary (sources are one), documents with their weight, slugs of all entries.

    `taken` are the slugs, present and former, that none of the checked records may have; `moved` has the slug of today
    of the entries that had another before.
    """

    vocabularies: Mapping[str, frozenset[str]]
    documents: Mapping[str, Voice]
    slugs: frozenset[str]
    taken: frozenset[str] = frozenset()
    moved: Mapping[str, str] = dataclasses_field(default_factory=dict)


def check_catalogue(tree: "Tree") -> list[Problem]:
    """Check a whole catalogue: what could not be read, vocabularies, sources, documents, datasets and guides."""
    problems = list(tree.problems)
    for kind in ("vocabulary", "source", "document", "guide"):
        for place, record in getattr(tree, kind):
            problems.extend(_alone(place, record, kind))
    if any(problem.place.startswith("vocabularies/") for problem in problems):
        # Codes cannot be looked up; shapes can be checked all the same.
        for place, record in tree.dataset:
            problems.extend(schema_problems(place, record, "dataset"))
        return sorted(set(problems))
    codes = codes_of(tree)
    for place, record in tree.vocabulary:
        problems.extend(Problem(place, name, message) for name, message in _vocabulary(record, codes))
    problems.extend(check_records(tree.dataset, codes))
    problems.extend(_citations(tree))
    for place, record in tree.guide:
        problems.extend(Problem(place, name, message) for name, message in _guide(record, codes))
    return sorted(set(problems))


def _alone(place: str, record: Any, kind: str) -> list[Problem]:
    """Return what is wrong with a vocabulary, source, document or guide by itself, whatever else there is."""
    problems = list(schema_problems(place, record, kind))
    if kind in ("source", "document") and not problems:
        problems.extend(Problem(place, name, message) for name, message in _languages(record))
        if (author := record.get("author")) and (message := author_forms.problem(author)):
            problems.append(Problem(place, "author", message))
    return problems


def check_thing(place: str, record: Any, kind: str, codes: Codes) -> list[Problem]:
    """Return every problem of one source, document, guide, or term of the vocabulary `kind`."""
    if not record:
        return []
    if kind not in ("source", "document", "guide"):
        problems = _alone(place, {"vocabulary": kind, "terms": [record]}, "vocabulary")
        found = [] if problems else [*_term(record, kind, codes)]
        problems = [replace(one, field=one.field.removeprefix("terms[0]").removeprefix(".")) for one in problems]
        return [*problems, *(Problem(place, name, message) for name, message in found)]
    problems = _alone(place, record, kind)
    if problems:
        return problems
    if kind == "document" and is_reference(record) and not record.get("url"):
        return [Problem(place, "url", UNADDRESSED)]
    return [Problem(place, name, message) for name, message in (_guide(record, codes) if kind == "guide" else ())]


def _term(term: Record, kind: str, codes: Codes) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a term among those that there are."""
    if term.get("task") is not None:
        yield from unknown("task", term["task"], "task", codes.vocabularies["task"])
    if term.get("parent") == term["code"]:
        yield "parent", f"“{term['code']}” is its own ancestor"
    elif term.get("parent") is not None:
        yield from unknown("parent", term["parent"], kind, codes.vocabularies[kind])


UNADDRESSED = "a paper or page without numbered lines is cited by its address; add it"


def is_reference(document: Record) -> bool:
    """Tell whether a document's record is one that is cited as a whole, by its address, and not line by line."""
    return document.get("lines") is None and document.get("kind") in ("paper", "page")


def _citations(tree: "Tree") -> Iterator[Problem]:
    """Yield the references that cannot be found, and the places that cannot be in the documents they cite."""
    for place, document in tree.document:
        if is_reference(document) and not document.get("url"):
            yield Problem(place, "url", UNADDRESSED)
    documents = {str(document.get("code")): document for _, document in tree.document}
    for place, record in tree.dataset:
        for index, statement in enumerate(_list(record.get("statements"))):
            # What has another shape is told by the schema.
            line = statement.get("line") if isinstance(statement, dict) else None
            cited = documents.get(str(statement.get("document"))) if isinstance(line, int) else None
            if line is None or cited is None:
                continue
            last = cited.get("lines")
            if is_reference(cited):
                message = f"document {cited['code']} has no numbered lines; leave the line out"
                yield Problem(place, f"statements[{index}].line", message)
            elif isinstance(last, int) and line > last:
                message = f"document {cited['code']} has {last} lines; there is no line {line}"
                yield Problem(place, f"statements[{index}].line", message)


def codes_of(tree: "Tree") -> Codes:
    """Return what the records of `tree` may name: that which the tree itself defines."""
    vocabularies = {name: frozenset[str]() for name in vocabulary_names()}
    for _, record in tree.vocabulary:
        vocabularies[record["vocabulary"]] = frozenset(term["code"] for term in record["terms"])
    vocabularies["source"] = frozenset(str(record.get("code")) for _, record in tree.source)
    return Codes(
        vocabularies,
        {str(record.get("code")): voice_of(record) for _, record in tree.document},
        slugs := frozenset(str(record.get("slug")) for _, record in tree.dataset),
        moved={
            former: str(record.get("slug"))
            for _, record in tree.dataset
            for former in _list(record.get("former_slugs"))
            if isinstance(former, str) and former not in slugs
        },
    )


def vocabulary_names() -> frozenset[str]:
    """Return the names of all vocabularies whose codes a fact may hold; sources are one."""
    return frozenset(name for field in FIELDS.values() for name in field.vocabularies.values())


def voice_of(document: Record) -> Voice:
    """Return how a document's record weighs; one that is not sound weighs what one does of which nothing is said."""
    if any(True for _ in schema_problems("", document, "document")):
        return Voice()
    day = document.get("as_of") or document.get("published")
    return Voice(complete(document, "document")["authority"], date.fromisoformat(day) if day else None)


def _vocabulary(record: Record, codes: Codes) -> Iterator[tuple[str, str]]:
    terms = {term["code"]: term for term in record["terms"]}
    folded = Counter(fold(term["code"]) for term in record["terms"])
    for index, term in enumerate(record["terms"]):
        place = f"terms[{index}]"
        if folded[fold(term["code"])] > 1:
            yield f"{place}.code", f"“{term['code']}” stands twice; codes are matched without regard to case"
        if term.get("task") is not None:
            yield from unknown(f"{place}.task", term["task"], "task", codes.vocabularies["task"])
        if term.get("parent") is not None:
            yield from unknown(f"{place}.parent", term["parent"], record["vocabulary"], frozenset(terms))
        for language, forms in term.get("counted", {}).items():
            if record["vocabulary"] != "unit":
                yield f"{place}.counted", "only a unit stands after a number; remove it"
            elif len(forms) != (count := PLURALS[language][0]):
                yield f"{place}.counted.{language}", f"has {len(forms)} forms; {LANGUAGES[language]} has {count}"
        above, seen = term.get("parent"), {term["code"]}
        while above in terms:
            if above in seen:
                yield f"{place}.parent", f"“{term['code']}” is its own ancestor"
                break
            seen.add(above)
            above = terms[above].get("parent")


def _guide(record: Record, codes: Codes) -> Iterator[tuple[str, str]]:
    """Every entry and document that a guide names, at any depth, is there."""
    for path, value in leaves(record):
        key = path.rsplit(".", 1)[-1]
        if not isinstance(value, str):
            continue
        if key == "document":
            yield from unknown(path, value, "document", codes.documents)
        elif key == "dataset" or key.startswith("datasets["):
            yield from unknown(path, value, "entry", codes.slugs)


def check_records(records: Iterable[tuple[str, Record]], codes: Codes) -> list[Problem]:
    """Check (place, record) pairs against the schema, `codes`, their statements and each other; return all problems."""
    problems: list[Problem] = []
    taken = set(codes.taken)
    for place, record in counted("Checking entries", records):
        problems.extend(check_record(place, record, codes))
        named = [record.get("slug"), *_list(record.get("former_slugs"))]
        slugs = {slug for slug in named if isinstance(slug, str)}
        message = "“{}” is taken by another record; choose another slug"
        problems.extend(Problem(place, "slug", message.format(slug)) for slug in slugs & taken)
        taken |= slugs
    return sorted(set(problems))


def check_record(place: str, record: Any, codes: Codes) -> list[Problem]:
    """Return every problem of one `record`. Facts are only compared once the record has the right shape."""
    shape = list(schema_problems(place, record, "dataset"))
    if shape:
        return shape
    full = complete(record)
    return [
        Problem(place, field, message)
        for field, message in chain(
            _codes(full, codes),
            _descriptions(full),
            _former(full),
            _held(record, full, codes),
            _authors(full),
        )
    ]


def schema_problems(place: str, record: Any, kind: str) -> Iterator[Problem]:
    """Yield what the JSON Schema of `kind` finds wrong with `record`, and the values that cannot be stored."""
    found = list(leaves(record))
    unfit = [(path, message) for path, leaf in found if (message := monstrous(leaf))]
    yield from (Problem(place, path, message) for path, message in unfit)
    if TOO_DEEP in (message for _, message in unfit):
        return
    for path, leaf in found:
        if isinstance(leaf, str) and (message := unseen(path, leaf)):
            yield Problem(place, path, message)
    for error in chain.from_iterable(map(causes, validator(kind).iter_errors(record))):
        yield Problem(place, error.json_path.removeprefix("$").removeprefix("."), explain(error))
    if kind == "dataset" and isinstance(record, dict):
        yield from (Problem(place, path, message) for path, message in _values(record))


def misfits(kind: str, part: str, item: Record) -> Iterator[tuple[str, str, str]]:
    """Yield (key, place within its value, message) for what is wrong with an `item` of the list `part` of a record.

    With `part` "" the item is the record itself. Keys that the item does not have are not missed.
    """
    prefix = f"{part}[0]" if part else ""
    for problem in sorted(set(schema_problems("", {part: [item]} if part else item, kind))):
        if problem.field.startswith(prefix):
            place = problem.field.removeprefix(prefix).removeprefix(".")
            key = place.partition(".")[0].partition("[")[0]
            yield key, place.removeprefix(key).removeprefix("."), problem.message


def _values(record: Record) -> Iterator[tuple[str, str]]:
    """Yield the values of statements that are not of their field's kind."""
    for index, statement in enumerate(_list(record.get("statements"))):
        # What has another shape is told by the schema.
        if isinstance(statement, dict) and isinstance(field := statement.get("field"), str):
            for path, message in values.problems(field, statement.get("value")):
                yield f"statements[{index}].value{path}", message


def text_problems(text: str, kind: str, path: Sequence[str | int]) -> Iterator[str]:
    """Yield what is wrong with the `text` for its place in a record: too long, too short, not to be stored."""
    node = schema_at(kind, path)
    most, least = node["maxLength"], node.get("minLength", 1)
    if len(text) > most:
        yield f"has {len(text):,} characters; {most:,} are the most"
    if len(text) < least:
        yield f"has {len(text):,} characters; {least:,} are the least"
    if message := monstrous(text):
        yield message
    elif not text.strip():
        yield "is blank; write the text"
    elif "pattern" in node and not compiled(node["pattern"]).search(text):
        yield "holds a line break; write it in one line"
    elif node.get("contentMediaType") == markup.MEDIA_TYPE:
        yield from markup.problems(text)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _codes(record: Record, codes: Codes) -> Iterator[tuple[str, str]]:
    """Every code that the statements use is in its vocabulary, every entry and document that they name is there."""
    vocabularies = codes.vocabularies
    for index, statement in enumerate(record["statements"]):
        if statement["document"] not in codes.documents:
            yield from unknown(f"statements[{index}].document", statement["document"], "document", codes.documents)
        for vocabulary, code in values.codes(statement["field"], statement["value"]):
            yield from unknown(f"statements[{index}].value", code, vocabulary, vocabularies[vocabulary])
        if statement["field"] == RELATIONS:
            yield from _relations(record["slug"], f"statements[{index}].value", statement["value"], codes)


def _relations(slug: str, place: str, value: Any, codes: Codes) -> Iterator[tuple[str, str]]:
    for item in several(value) if value else ():
        if item["target"] == slug:
            yield f"{place}.target", "a dataset cannot be related to itself"
        elif item["target"] not in codes.moved:
            yield from unknown(f"{place}.target", item["target"], "entry", codes.slugs)


def _descriptions(record: Record) -> Iterator[tuple[str, str]]:
    yield from _languages(record)
    texts = record["descriptions"]
    # What nobody wrote is composed; but a translation needs what it was made from.
    if texts and not any(row["language"] == ORIGINAL for row in texts):
        yield "descriptions", "there is no English description; add one"
    for index, text in enumerate(texts):
        if is_composed(text):
            yield f"descriptions[{index}].origin", "a composed text is made from the facts by itself; leave it out"


def _languages(record: Record) -> Iterator[tuple[str, str]]:
    for language, times in Counter(row["language"] for row in record["descriptions"]).items():
        if times > 1:
            yield "descriptions", f"language {language} is described {times} times; keep one"


def _former(record: Record) -> Iterator[tuple[str, str]]:
    """Yield a former slug that is no former one."""
    if record["slug"] in record["former_slugs"]:
        yield "former_slugs", f"“{record['slug']}” is the record's present slug; remove it"


def unknown(field: str, code: Any, vocabulary: str, known: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield (field, message) if the `code` is not in the vocabulary, whose codes are `known`."""
    if not isinstance(code, str):
        yield field, f"“{code}” is no code of {vocabulary}; give a text"
    elif code not in known:
        near = next((other for other in known if fold(other) == fold(code)), None)
        hint = f"; did you mean “{near}”?" if near else ""
        yield field, f"unknown {vocabulary} “{code}”{hint}"


def _held(given: Record, full: Record, codes: Codes) -> Iterator[tuple[str, str]]:
    """Yield the values that the record gives and that its statements do not, and what every entry needs and has not.

    Statements suffice: a record need not give what follows from them. Where nothing is given, nothing is compared.
    """
    held = resolve(full["statements"], codes.documents)
    for field in HELD:
        value = held[field.code].value if field.code in held else nothing(field)
        if field.code == RELATIONS:
            value = leading(value, full["slug"], codes.slugs, codes.moved)
        if given.get(field.code) not in (None, [], UNKNOWN) and full[field.code] != value:
            yield field.code, _differs(field, full[field.code], value, field.code in held)
    for code in NEEDED:
        if code not in held:
            yield code, f"no statement of field {code} says what the entry is; add one"
    spelled = {statement["value"] for statement in full["statements"] if statement["field"] == "name"}
    for key, name in (("name", full["name"]), *(("aliases", alias) for alias in full["aliases"])):
        if name not in spelled:
            yield key, f"no statement of field name has the value “{name}”"


def _differs(field: Field, given: Any, value: Any, known: bool) -> str:
    """Say that a given value is another than that of the statements; of a list, only the items that differ."""
    extra = [item for item in given if item not in value] if isinstance(given, list) else []
    if extra or not known:
        return f"no statement of field {field.code} has the value {_written(extra[0] if extra else given)}"
    return f"is {_written(given)}, the statements give {_written(value)}; leave it out, or add or set aside a statement"


def _written(value: Any) -> str:
    if isinstance(value, dict):
        value = {key: part for key, part in value.items() if part is not None}
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 200 else f"{text[:200]} …"


def _authors(record: Record) -> Iterator[tuple[str, str]]:
    """Yield the papers' authors that are not in their form, with the form."""
    for index, statement in enumerate(record["statements"]):
        papers = several(statement["value"]) if statement["field"] == "paper" and statement["value"] else []
        for paper in papers:
            if paper.get("authors") and (message := author_forms.problem(paper["authors"])):
                yield f"statements[{index}].value.authors", message
