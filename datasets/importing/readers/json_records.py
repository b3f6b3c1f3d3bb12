"""Records of this catalogue's own format: one, a list of them, or one a line (docs/data-model.md)."""

from django.utils.translation import gettext_lazy as _

from datasets.importing.claims import Cited, Column, Described, Reading
from datasets.importing.opening import Opened
from datasets.importing.sheets.json_rows import first_object, is_lines, items
from datasets.records.problems import Problem

CODE = "records"
TITLE = _("Records of this catalogue (JSON)")
SUFFIXES = (".json", ".jsonl", ".ndjson")

# What every record has (records/schema/dataset.schema.json).
NEEDED = frozenset({"slug", "name", "category", "kind"})


def recognises(opened: Opened) -> bool:
    """Tell whether the first object has what every record has."""
    return (first_object(opened) or {}).keys() >= NEEDED


def read(opened: Opened, columns: tuple[Column, ...] | None = None) -> Reading:
    """Yield each record as it is; what is wrong in it, checking tells."""
    word = "line" if is_lines(opened.text) else "record"
    for item in items(opened, digits=False):
        place = f"{word} {item.number}"
        if item.problem is not None:
            yield Problem(place, item.problem.field, item.problem.message)
        elif not isinstance(item.value, dict):
            yield Problem(place, "", "a record must be a JSON object")
        elif not isinstance(name := item.value.get("name"), str) or not name.strip():
            yield Problem(place, "name", "is missing; a record has the name of a data set")
        else:
            slug = item.value.get("slug")
            named = slug if isinstance(slug, str) else ""
            yield Described(place, name, key=named, slug=named, record=item.value)


def cited(opened: Opened) -> Cited:
    """Return the file as a reference: records cite their own documents."""
    return Cited(title=opened.name.removesuffix(opened.suffix))
