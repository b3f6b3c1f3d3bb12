"""Statements' values get the form of what entries hold, and fields and vocabularies the names of the registry.

What only columns held goes into the values of the statements that they rested on: units and precisions, kinds and
labels of links, details of papers, conditions and units of classes. A value that has no such form becomes null, and the
printed words stand for it. Marks of what the fixtures put are told apart from curators' work by the fingerprints of the
form before, which stands here as it was then, so that this migration does the same whatever becomes of the code; only
for guides, whose form stays, it asks the code.
"""

import hashlib
import json
import re

from django.db import migrations
from django.db.models import Prefetch

from datasets.records.merging import Entries, fingerprint, since

FIELDS = {"annotation": "annotation_detail", "annotation_type": "annotation"}
VOCABULARIES = {"access_level": "access", "annotation_type": "annotation"}
LANGUAGES = ("en", "fr", "pt-br", "zh-hans", "ru")
BATCH = 200

AMOUNTS = {"subjects": "subjects", "images": "images", "size": "size_bytes", "downloads": "downloads"}
# What says how exact a printed figure is.
AT_LEAST = re.compile(r"\+|>|\bover\b|\bmore than\b|\bplus de\b", re.IGNORECASE)
ABOUT = re.compile(r"~|≈|\babout\b|\benviron\b|约", re.IGNORECASE)
PER_YEAR = re.compile(r"/an\b|\bper year\b|\ba year\b", re.IGNORECASE)


def known(**parts):
    """Return the parts of which something is known."""
    return {key: part for key, part in parts.items() if part not in (None, "")}


def code(term):
    """Return a term's code, None where there is no term."""
    return None if term is None else term.code


def precision(printed):
    """Return how exact the printed words say that a figure is, None where they say nothing."""
    for pattern, word in ((PER_YEAR, "per-year"), (AT_LEAST, "at-least"), (ABOUT, "about")):
        if pattern.search(printed):
            return word
    return None


class Entry:
    """An entry as its columns have it: what a value of the form before is completed with."""

    def __init__(self, row):
        self.row = row
        self.counts, self.classes, self.splits, self.links, self.papers = (
            list(getattr(row, name).all())
            for name in ("count_set", "datasetclass_set", "split_set", "link_set", "paper_set")
        )
        self.counted = {}

    def value(self, field, value, printed):
        """Return the value in the new form."""
        if value is None:
            return None
        if field in AMOUNTS or field == "count":
            whole = isinstance(value, int | float) and not isinstance(value, bool)
            return (self.count(value) if field == "count" else self.amount(field, value, printed)) if whole else None
        convert = {"prize": self.prize, "class": self.label, "split": self.split, "link": self.link, "paper": self.paper}
        return convert[field](value) if field in convert else value

    def amount(self, field, value, printed):
        name = AMOUNTS[field]
        if value != getattr(self.row, name):
            return known(value=value, precision=precision(printed))
        exactness = getattr(self.row, f"{name.removesuffix('_bytes')}_precision")
        return known(value=value, unit=code(getattr(self.row, f"{name}_unit", None)), precision=exactness)

    def count(self, value):
        """Return the count; of several that are equal, each statement has the next one."""
        found = [item for item in self.counts if item.value == value]
        if not found:
            return None
        at = self.counted[value] = self.counted.get(value, -1) + 1
        item = found[min(at, len(found) - 1)]
        return known(value=value, unit=code(item.unit), precision=item.precision)

    def prize(self, value):
        same = value == self.row.prize_amount and self.row.prize_currency
        return {"value": value, "currency": self.row.prize_currency} if same else None

    def label(self, value):
        if not isinstance(value, dict):
            return None
        found = next((item for item in self.classes if item.name == value.get("name")), None)
        if found is None or value.get("count") not in (None, found.count):
            return value
        return {**known(condition=code(found.condition), count=found.count, unit=code(found.unit)), **value}

    def split(self, value):
        if not isinstance(value, dict):
            return None
        found = [item for item in self.splits if item.name == value.get("name")]
        if len(found) != 1 or any(getattr(found[0], key, None) != part for key, part in value.items()):
            return value
        return {**value, **known(unit=code(found[0].unit))}

    def link(self, value):
        """Return the links of these addresses; of one that the entry has no more, nobody knows the kind."""
        addresses = value if isinstance(value, list) else [value]
        found = [
            known(url=item.url, kind=item.kind, label=item.label)
            for address in addresses
            for item in self.links
            if item.url == address
        ]
        return found[0] if len(found) == 1 else found or None

    def paper(self, value):
        named = [item for item in self.papers if value in (item.doi, item.url, item.title)]
        if not named and len(self.papers) == 1:
            named = self.papers
        if named:
            return {key: part for key, part in paper(named[0]).items() if part is not None}
        if isinstance(value, str) and re.fullmatch(r"10\.[0-9]{4,9}/\S+", value):
            return {"doi": value}
        return {"url": value} if isinstance(value, str) and re.match(r"https?://", value) else None


def paper(item):
    """Return a paper as a record had it."""
    texts = {key: getattr(item, key) or None for key in ("title", "authors", "venue")}
    return {**texts, "year": item.year, "doi": item.doi or None, "url": item.url or None}


def by_language(texts):
    """Return the texts in the order of the languages, as records had them; PostgreSQL keeps no order."""
    if not isinstance(texts, dict):
        return texts
    return {language: texts[language] for language in LANGUAGES if language in texts}


def plain(value):
    """Return a statement's value as records had it: keys sorted, whole numbers written as such."""
    if isinstance(value, dict):
        return {key: plain(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def record(entry):
    """Return an entry as its record was: the keys, their order and their forms, without the day."""
    row = entry.row

    def terms(name):
        return sorted(term.code for term in getattr(row, name).all())

    return {
        "slug": row.slug,
        "status": row.status,
        "former_slugs": [item.slug for item in row.formerslug_set.all()],
        "name": row.name,
        "aliases": row.aliases,
        "category": row.category.code,
        "kind": row.kind.code,
        **{key: terms(key) for key in SETS},
        "access_level": row.access_level.code,
        "access_steps": [item.step.code for item in row.orderedaccessstep_set.all()],
        "license": code(row.license),
        "rights": [
            {"component": item.component, "use": item.use, "answer": "yes" if item.allowed else "no"}
            for item in row.right_set.all()
        ],
        "subjects": row.subjects,
        "subjects_unit": code(row.subjects_unit),
        "subjects_precision": row.subjects_precision or None,
        "images": row.images,
        "images_unit": code(row.images_unit),
        "images_precision": row.images_precision or None,
        "counts": [
            {"value": item.value, "unit": code(item.unit), "precision": item.precision or None} for item in entry.counts
        ],
        "size_bytes": row.size_bytes,
        "size_precision": row.size_precision or None,
        "year": row.year,
        "class_count": row.class_count,
        "multi_label": row.multi_label,
        "classes": [
            {"name": item.name, "condition": code(item.condition), "count": item.count, "unit": code(item.unit)}
            for item in entry.classes
        ],
        "splits": [
            {"name": item.name, "count": item.count, "unit": code(item.unit), "percent": plain(item.percent)}
            for item in entry.splits
        ],
        "quality": row.quality,
        "difficulty": row.difficulty or None,
        "level": row.level or None,
        "downloads": row.downloads,
        "downloads_precision": row.downloads_precision or None,
        "prize_amount": row.prize_amount,
        "prize_currency": row.prize_currency or None,
        "links": [{"url": item.url, "kind": item.kind, "label": item.label or None} for item in entry.links],
        "papers": [paper(item) for item in entry.papers],
        "relations": [{"kind": item.kind, "target": item.target.slug} for item in row.relations.all()],
        "disagreements": [
            {
                "field": item.field,
                "kind": item.kind,
                "explanation": by_language(item.explanation),
                "settled": by_language(item.settled),
            }
            for item in row.disagreement_set.all()
        ],
        "descriptions": [
            {
                **{key: getattr(item, key) for key in ("language", "summary", "description", "origin", "reviewed")},
                "translated_from": item.translated_from or None,
            }
            for item in sorted(row.descriptions.all(), key=lambda item: item.pk)
        ],
        "statements": [
            {
                "field": item.field,
                "value": plain(item.value),
                "printed": item.printed,
                "document": item.document.code,
                "heading": item.heading or None,
                "line": item.line,
                "note": item.note or None,
            }
            for item in row.statement_set.all()
        ],
    }


SETS = (
    "sources",
    "modalities",
    "anatomies",
    "tasks",
    "use_cases",
    "conditions",
    "annotation_types",
    "annotation_methods",
    "formats",
    "languages",
)


def digest(said):
    """Return the fingerprint of a record."""
    return hashlib.sha256((json.dumps(said, ensure_ascii=False, indent=2) + "\n").encode()).hexdigest()


def is_as_seeded(mark, said, slugs, moved):
    """Tell whether an entry is as the fixtures put it, according to its mark; entries that it named may be gone."""
    if mark == digest(said):
        return True
    first, *named = mark.split(" ")
    then = []
    for slug, _, value in (item.partition(":") for item in named):
        now = slug if slug in slugs else moved.get(slug)
        if now not in (None, said["slug"]) and (now, value) not in then:
            then.append((now, value))
    items = [(item["target"], {**item, "target": ""}) for item in said["relations"]]
    there = [
        (slug, hashlib.sha256(json.dumps(item, ensure_ascii=False).encode()).hexdigest()[:16]) for slug, item in items
    ]
    return first == digest({**said, "relations": []}) and then == there


def convert_entries(apps, schema_editor):
    """Convert the statements, the notes on what clashes, and the entries' marks."""
    get = apps.get_model
    Dataset, Statement, Disagreement, SeedMark = (
        get("datasets", name) for name in ("Dataset", "Statement", "Disagreement", "SeedMark")
    )
    slugs = set(Dataset.objects.values_list("slug", flat=True))
    moved = dict(get("datasets", "FormerSlug").objects.values_list("slug", "dataset__slug"))
    marks = dict(SeedMark.objects.filter(kind="dataset").values_list("key", "digest"))
    ordered = [
        Prefetch(name, get("datasets", model).objects.select_related(*related).order_by("position", "id"))
        for name, model, related in (
            ("formerslug_set", "FormerSlug", ()),
            ("orderedaccessstep_set", "OrderedAccessStep", ("step",)),
            ("right_set", "Right", ()),
            ("count_set", "Count", ("unit",)),
            ("datasetclass_set", "DatasetClass", ("condition", "unit")),
            ("split_set", "Split", ("unit",)),
            ("link_set", "Link", ()),
            ("paper_set", "Paper", ()),
            ("relations", "DatasetRelation", ("target",)),
            ("disagreement_set", "Disagreement", ()),
            ("statement_set", "Statement", ("document",)),
        )
    ]
    rows = Dataset.objects.select_related(
        "category", "kind", "access_level", "license", "subjects_unit", "images_unit"
    ).prefetch_related(*SETS, *ordered, "descriptions")
    for row in rows.order_by("pk").iterator(chunk_size=BATCH):
        entry = Entry(row)
        mark = marks.get(row.slug)
        if mark is not None and is_as_seeded(mark, record(entry), slugs, moved):
            # Seeding reads it as "untouched, unless it was changed since" (records.seeding).
            SeedMark.objects.filter(kind="dataset", key=row.slug).update(digest=f"as of {row.changed.isoformat()}")
        changed = []
        for statement in row.statement_set.all():
            value = entry.value(statement.field, statement.value, statement.printed)
            field = FIELDS.get(statement.field, statement.field)
            if (field, value) != (statement.field, statement.value):
                statement.field, statement.value = field, value
                changed.append(statement)
        Statement.objects.bulk_update(changed, ["field", "value"], batch_size=BATCH)
        for disagreement in row.disagreement_set.all():
            if disagreement.field in FIELDS:
                disagreement.field = FIELDS[disagreement.field]
                disagreement.save(update_fields=["field"])


def renamed(node):
    """Return a guide's body or details with the new names of fields."""
    if isinstance(node, dict):
        return {key: FIELDS.get(part, part) if key == "field" else renamed(part) for key, part in node.items()}
    return [renamed(part) for part in node] if isinstance(node, list) else node


def document(row):
    """Return a document as its record was."""
    return {
        **{key: getattr(row, key) for key in ("code", "title", "title_is_ours", "kind", "languages")},
        # PostgreSQL keeps no order of keys.
        "passages": [
            {key: passage[key] for key in ("language", "first", "last") if key in passage} for passage in row.passages
        ],
        "author": row.author or None,
        "published": row.published.isoformat() if row.published else None,
        "url": row.url or None,
        "lines": row.lines,
        "sha256": row.sha256 or None,
        "descriptions": [
            {
                **{key: getattr(text, key) for key in ("language", "summary", "origin", "reviewed")},
                "translated_from": text.translated_from or None,
            }
            for text in sorted(row.descriptions.all(), key=lambda text: text.pk)
        ],
    }


def term(row):
    """Return a term as its record was."""
    return {
        "code": row.code,
        "parent": code(row.parent),
        "task": None,
        "names": by_language(row.names),
        "synonyms": by_language(row.synonyms),
        "mappings": plain(row.mappings),
    }


def guide(row, entries):
    """Return a guide as its record is; but for the names of fields, the form stays as it was."""
    plain = {key: getattr(row, key) for key in ("slug", "kind", "position", "titles", "body")}
    return {**plain, "entries": [{"dataset": entry.dataset.slug, **entry.details} for entry in entries]}


def convert_the_rest(apps, schema_editor):
    """Convert the guides, and the marks of guides, documents and terms."""
    marks = apps.get_model("datasets", "SeedMark").objects
    slugs = set(apps.get_model("datasets", "Dataset").objects.values_list("slug", flat=True))
    there = Entries(slugs, dict(apps.get_model("datasets", "FormerSlug").objects.values_list("slug", "dataset__slug")))
    for row in apps.get_model("datasets", "Guide").objects.order_by("pk"):
        entries = list(row.entries.select_related("dataset").order_by("position", "id"))
        before = guide(row, entries)
        mark = marks.filter(kind="guide", key=row.slug).first()
        row.body = renamed(row.body)
        row.save(update_fields=["body"])
        for entry in entries:
            entry.details = renamed(entry.details)
            entry.save(update_fields=["details"])
        if mark is not None and since(mark.digest, row.slug, "guide", there) == fingerprint(before, "guide"):
            mark.digest = fingerprint(guide(row, entries), "guide")
            mark.save(update_fields=["digest"])
    for row in apps.get_model("datasets", "Document").objects.order_by("pk"):
        said = document(row)
        new = {**dict(list(said.items())[:4]), "authority": row.authority, **said}
        marks.filter(kind="document", key=row.code, digest=digest(said)).update(digest=digest(new))
    for model, old in (("AccessLevel", "access_level"), ("AnnotationType", "annotation_type")):
        for row in apps.get_model("datasets", model).objects.select_related("parent"):
            said = {"vocabulary": old, "terms": [term(row)]}
            new = {**said, "vocabulary": VOCABULARIES[old]}
            marks.filter(kind=old, key=row.code, digest=digest(said)).update(digest=digest(new))
        marks.filter(kind=old).update(kind=VOCABULARIES[old])
        marks.filter(kind__in=("order", "vocabulary"), key=old).update(key=VOCABULARIES[old])


class Migration(migrations.Migration):

    dependencies = [
        ("datasets", "0008_statements_with_standing"),
    ]

    operations = [
        migrations.RunPython(convert_entries, migrations.RunPython.noop),
        migrations.RunPython(convert_the_rest, migrations.RunPython.noop),
    ]
