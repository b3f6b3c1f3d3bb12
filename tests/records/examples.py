"""A small catalogue to build on."""

from typing import Any

from datasets.facts.kinds import Record
from datasets.models import VOCABULARIES, ChangeSet, Dataset, Document, Guide, SeedMark, Source
from datasets.records import projecting
from datasets.records.files import Tree


def vocabulary(name: str, *codes: str) -> tuple[str, Record]:
    """Return a vocabulary with its place."""
    terms = [{"code": code, "names": {"en": code}} for code in codes]
    return f"vocabularies/{name}.json", {"vocabulary": name, "terms": terms}


def state(slug: str, field: str, value: Any) -> None:
    """Add a statement of document 000 to an entry of the database, as a curator does, and what it holds follows."""
    entries = Dataset.objects.filter(slug=slug)
    document = Document.objects.get(code="000")
    entries.get().statement_set.create(field=field, value=value, printed=field, document=document, position=99)
    projecting.project(entries)


def small_catalogue(record: Record) -> Tree:
    """Return a catalogue that has just what `record` (the example of conftest) uses, and a guide that names it."""
    texts = [{"language": "en", "summary": "It exists for the tests alone."}]
    item = {"text": {"en": "Because it is small."}, "datasets": ["example-set"]}
    guide = {
        "slug": "first",
        "kind": "level",
        "titles": {"en": "First"},
        "body": {
            "introduction": {"en": "Start here."},
            "sections": [{"title": {"en": "Why"}, "items": [item]}],
            "places": [{"printed": "start", "document": "000", "line": 1}],
        },
        "entries": [{"dataset": "example-set"}],
    }
    document = {"code": "000", "title": "List", "kind": "list", "languages": ["en"], "descriptions": texts}
    return Tree(
        vocabulary=[
            vocabulary("category", "imaging"),
            vocabulary("kind", "dataset", "challenge"),
            vocabulary("modality", "CT"),
            vocabulary("access", "unknown"),
            vocabulary("unit", "images"),
            vocabulary("use_case", "screening"),
        ],
        source=[("sources/host.json", {"code": "host", "name": "Host", "kind": "host", "descriptions": texts})],
        document=[("documents/000.json", document)],
        dataset=[("datasets/example-set.json", record)],
        guide=[("guides/first.json", guide)],
    )


def empty() -> None:
    """Delete the whole catalogue, with the marks and revisions that it left."""
    for model in (Guide, Dataset, Source, Document, SeedMark, ChangeSet):
        model._default_manager.all().delete()
    # Use cases refer to tasks, and terms to their parents.
    for name in sorted(VOCABULARIES, key=lambda name: name != "use_case"):
        VOCABULARIES[name].objects.update(parent=None)
        VOCABULARIES[name].objects.all().delete()
