"""Checking records before anything is written: schema, codes, statements, sums.

Every problem is collected, none stops the check. A problem names the file, the field and what to do about it. Pure
functions; the database is not asked.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from datasets.facts.columns import Record
from datasets.facts.contradictions import findings
from datasets.models.language import LANGUAGES, PLURALS
from datasets.words import author_forms, markup
from datasets.words.folding import fold

from . import values
from .doubles import unseen
from .legible import compiled
from .problems import Problem
from .records import complete, schema, schema_at
from .validation import TOO_DEEP, explain, leaves, monstrous, validator

if TYPE_CHECKING:
    from .files import Tree


# Record key -> vocabulary whose codes it holds. A key that holds a list is plural.
CODE_KEYS = {
    "category": "category",
    "kind": "kind",
    "sources": "source",
    "modalities": "modality",
    "anatomies": "anatomy",
    "tasks": "task",
    "use_cases": "use_case",
    "conditions": "condition",
    "annotation_types": "annotation_type",
    "annotation_methods": "annotation_method",
    "formats": "format",
    "languages": "language",
    "access_level": "access_level",
    "access_steps": "access_step",
    "license": "license",
    "subjects_unit": "unit",
    "images_unit": "unit",
}

# Record key -> field of the statements that back it; keys that hold a list of codes are backed code by code.
BACKING = {
    "name": "name",
    "aliases": "name",
    "category": "category",
    "kind": "kind",
    "sources": "source",
    "modalities": "modality",
    "anatomies": "anatomy",
    "tasks": "task",
    "use_cases": "use_case",
    "conditions": "condition",
    "annotation_types": "annotation_type",
    "annotation_methods": "annotation_method",
    "formats": "format",
    "languages": "language",
    "access_level": "access",
    "access_steps": "access_step",
    "license": "license",
    "subjects": "subjects",
    "images": "images",
    "size_bytes": "size",
    "year": "year",
    "class_count": "class_count",
    "multi_label": "multi_label",
    "quality": "quality",
    "difficulty": "difficulty",
    "level": "level",
    "downloads": "downloads",
    "prize_amount": "prize",
}

UNKNOWN_ACCESS = "unknown"

# Record key -> what tells its items apart.
IDENTITIES = {
    "classes": ("name",),
    "links": ("url", "kind"),
    "relations": ("kind", "target"),
    "rights": ("component", "use"),
}


@dataclass(frozen=True)
class Codes:
    """The codes that records may use: by vocabulary (sources are one), the documents', and the slugs of all entries.

    `taken` are the slugs, present and former, that none of the checked records may have.
    """

    vocabularies: dict[str, frozenset[str]]
    documents: frozenset[str]
    slugs: frozenset[str]
    taken: frozenset[str] = frozenset()


def check_catalogue(tree: "Tree") -> list[Problem]:
    """Check a whole catalogue: what could not be read, vocabularies, sources, documents, datasets and guides."""
    problems = list(tree.problems)
    for kind in ("vocabulary", "source", "document", "guide"):
        for place, record in getattr(tree, kind):
            shape = list(schema_problems(place, record, kind))
            problems.extend(shape)
            if kind in ("source", "document") and not shape:
                problems.extend(Problem(place, name, message) for name, message in _languages(record))
            if kind == "document" and not shape and (author := record.get("author")):
                message = author_forms.problem(author)
                problems.extend([Problem(place, "author", message)] if message else [])
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


def is_reference(document: Record) -> bool:
    """Tell whether a document's record is one that is cited as a whole, by its address, and not line by line."""
    return document.get("lines") is None and document.get("kind") in ("paper", "page")


def _citations(tree: "Tree") -> Iterator[Problem]:
    """Yield the references that cannot be found, and the places that cannot be in the documents they cite."""
    for place, document in tree.document:
        if is_reference(document) and not document.get("url"):
            yield Problem(place, "url", "a paper or page without numbered lines is cited by its address; add it")
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
    """Return the codes that the records of `tree` may use: those that the tree itself defines."""
    vocabularies = {name: frozenset[str]() for name in CODE_KEYS.values()}
    for _, record in tree.vocabulary:
        vocabularies[record["vocabulary"]] = frozenset(term["code"] for term in record["terms"])
    vocabularies["source"] = frozenset(str(record.get("code")) for _, record in tree.source)
    return Codes(
        vocabularies,
        frozenset(str(record.get("code")) for _, record in tree.document),
        frozenset(str(record.get("slug")) for _, record in tree.dataset),
    )


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
    for place, record in records:
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
            _twice(full),
            _statements(full),
            _sums(full),
            _incomplete(full),
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
    for error in validator(kind).iter_errors(record):
        yield Problem(place, error.json_path.removeprefix("$").removeprefix("."), explain(error))
    if kind == "dataset" and isinstance(record, dict):
        yield from (Problem(place, path, message) for path, message in _values(record))


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
    """Every code that the record uses is in its vocabulary, every entry and document that it names is there."""
    vocabularies = codes.vocabularies
    for key, vocabulary in CODE_KEYS.items():
        for code in _as_list(record[key]):
            yield from unknown(key, code, vocabulary, vocabularies[vocabulary])
    for key, part, vocabulary in (
        ("counts", "unit", "unit"),
        ("classes", "unit", "unit"),
        ("splits", "unit", "unit"),
        ("classes", "condition", "condition"),
    ):
        for index, item in enumerate(record[key]):
            for code in _as_list(item[part]):
                yield from unknown(f"{key}[{index}].{part}", code, vocabulary, vocabularies[vocabulary])
    for index, statement in enumerate(record["statements"]):
        yield from unknown(f"statements[{index}].document", statement["document"], "document", codes.documents)
        for code in values.codes(statement["field"], statement["value"]):
            vocabulary = values.KINDS[statement["field"]].vocabulary
            yield from unknown(f"statements[{index}].value", code, vocabulary, vocabularies[vocabulary])
    yield from _relations(record, codes)


def _relations(record: Record, codes: Codes) -> Iterator[tuple[str, str]]:
    for index, relation in enumerate(record["relations"]):
        if relation["target"] == record["slug"]:
            yield f"relations[{index}].target", "a dataset cannot be related to itself"
        else:
            yield from unknown(f"relations[{index}].target", relation["target"], "entry", codes.slugs)


def _descriptions(record: Record) -> Iterator[tuple[str, str]]:
    yield from _languages(record)
    if not any(row["language"] == "en" for row in record["descriptions"]):
        yield "descriptions", "there is no English description; add one"


def _languages(record: Record) -> Iterator[tuple[str, str]]:
    for language, times in Counter(row["language"] for row in record["descriptions"]).items():
        if times > 1:
            yield "descriptions", f"language {language} is described {times} times; keep one"


def _twice(record: Record) -> Iterator[tuple[str, str]]:
    """Yield each item of a list that says again what one before it says, and a former slug that is no former one."""
    for key, parts in IDENTITIES.items():
        seen = set()
        for index, item in enumerate(record[key]):
            identity = tuple(item[part] for part in parts)
            if identity in seen:
                yield f"{key}[{index}]", f"{', '.join(identity)} stands twice; keep one"
            seen.add(identity)
    if record["slug"] in record["former_slugs"]:
        yield "former_slugs", f"“{record['slug']}” is the record's present slug; remove it"


def unknown(field: str, code: Any, vocabulary: str, known: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield (field, message) if the `code` is not in the vocabulary, whose codes are `known`."""
    if not isinstance(code, str):
        yield field, f"“{code}” is no code of {vocabulary}; give a text"
    elif code not in known:
        near = next((other for other in known if fold(other) == fold(code)), None)
        hint = f"; did you mean “{near}”?" if near else ""
        yield field, f"unknown {vocabulary} “{code}”{hint}"


def _as_list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


# Record key -> field of the statements that back its items, and the keys that an item and a statement's value share.
BACKED_ITEMS = {
    "counts": ("count", ("value",)),
    "links": ("link", ("url",)),
    "classes": ("class", ("name",)),
    "splits": ("split", ("name",)),
    "relations": ("relation", ("kind", "target")),
    "rights": ("rights", ("component", "use", "answer")),
}


def _statements(record: Record) -> Iterator[tuple[str, str]]:
    """Yield each value that the record stands behind and no statement gives."""
    stated: dict[str, list[Any]] = {field: [] for field in schema()["$defs"]["field"]["enum"]}
    for statement in record["statements"]:
        stated[statement["field"]].extend(_as_list(statement["value"]))
    for key, field in BACKING.items():
        for value in _as_list(record[key]):
            if value not in stated[field] and (key, value) != ("access_level", UNKNOWN_ACCESS):
                yield key, f"no statement of field {field} has the value “{value}”"
    for key, (field, parts) in BACKED_ITEMS.items():
        known = [_shared(value, parts) for value in stated[field]]
        for index, item in enumerate(record[key]):
            if _shared(item, parts) not in known:
                yield f"{key}[{index}]", f"no statement of field {field} has the value {_shared(item, parts)}"
    if record["papers"] and not stated["paper"]:
        yield "papers", "no statement of field paper"


def _shared(value: Any, parts: tuple[str, ...]) -> Any:
    """Return what identifies an item or a statement's value: the bare value itself, or the named parts of an object."""
    if isinstance(value, dict):
        found = {part: value.get(part) for part in parts}
        return found if len(parts) > 1 else found[parts[0]]
    return value


def _incomplete(record: Record) -> Iterator[tuple[str, str]]:
    """Yield what is given without what belongs to it."""
    for key in ("subjects", "images"):
        if (record[key] is None) != (record[f"{key}_unit"] is None):
            yield f"{key}_unit", f"{key} and {key}_unit go together: give both or neither"
    for key in ("subjects", "images", "size", "downloads"):
        value = record["size_bytes" if key == "size" else key]
        if (value is None) != (record[f"{key}_precision"] is None):
            yield f"{key}_precision", "a figure and its precision go together: give both or neither"
    for index, paper in enumerate(record["papers"]):
        if not any(paper[key] for key in ("title", "authors", "doi", "url")):
            yield f"papers[{index}]", "has neither title, authors, DOI nor address; give at least one"
    if (record["prize_amount"] is None) != (record["prize_currency"] is None):
        yield "prize_currency", "prize_amount and prize_currency go together: give both or neither"


def _authors(record: Record) -> Iterator[tuple[str, str]]:
    """Yield the papers' authors that are not in their form, with the form."""
    for index, paper in enumerate(record["papers"]):
        if paper["authors"] and (message := author_forms.problem(paper["authors"])):
            yield f"papers[{index}].authors", message


def _sums(record: Record) -> Iterator[tuple[str, str]]:
    """What does not add up is said in the record."""
    recorded = {item["field"] for item in record["disagreements"]}
    for finding in findings(record):
        if finding.field not in recorded:
            yield "disagreements", f"{finding.field}: {finding.message}; record it with kind {finding.kind}"
