"""Whether a new form of the catalogue's files keeps what the old one said: python -m bench.kept --against CHECKOUT.

Compares the fixtures of two versions, the one before values of statements had the form of what entries hold and a later
one, field by field: what entries hold, and their statements, texts and notes. A value that is held now and was not is
explained where a statement of the old files says it. The exit code is 1 where anything is lost or not explained.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Record = dict[str, Any]

# Names of before -> names of now.
KEYS = {
    "sources": "source", "modalities": "modality", "anatomies": "anatomy", "tasks": "task", "use_cases": "use_case",
    "conditions": "condition", "annotation_types": "annotation", "annotation_methods": "annotation_method",
    "formats": "format", "languages": "language", "access_level": "access", "access_steps": "access_step",
    "counts": "count", "classes": "class", "splits": "split", "links": "link", "papers": "paper",
    "relations": "relation",
}  # fmt: skip
FIELDS = {"annotation": "annotation_detail", "annotation_type": "annotation"}
# What is one object now -> its parts and the columns of before.
OBJECTS = {
    "subjects": {"value": "subjects", "unit": "subjects_unit", "precision": "subjects_precision"},
    "images": {"value": "images", "unit": "images_unit", "precision": "images_precision"},
    "size": {"value": "size_bytes", "precision": "size_precision"},
    "downloads": {"value": "downloads", "precision": "downloads_precision"},
    "prize": {"value": "prize_amount", "currency": "prize_currency"},
}
# What tells two statements of an entry apart.
PLACE = ("document", "heading", "line", "printed", "note")


def before(record: Record) -> Record:
    """Return a record of before by the names of now; its statements' values stay as they were."""
    parts = {column for columns in OBJECTS.values() for column in columns.values()}
    found = {KEYS.get(key, key): value for key, value in record.items() if key not in parts}
    for key, columns in OBJECTS.items():
        whole = {part: record[column] for part, column in columns.items()}
        found[key] = None if whole["value"] is None else whole
    for kind in ("statements", "disagreements"):
        found[kind] = [{**item, "field": FIELDS.get(item["field"], item["field"])} for item in found[kind]]
    return found


def says(value: Any, old: Any) -> bool:
    """Tell whether a statement's value says at least what it said before, as a number, an address or a name."""
    if old is None or value == old:
        return True
    if isinstance(value, list) or isinstance(old, list):
        values, olds = (one if isinstance(one, list) else [one] for one in (value, old))
        return all(any(says(item, one) for item in values) for one in olds)
    if isinstance(value, dict):
        return old in value.values() or (isinstance(old, dict) and old.items() <= value.items())
    return False


def lost(then: Record, now: Record) -> Iterator[str]:
    """Yield what the old record says and the new one does not."""
    said: dict[Any, list[Any]] = {}
    for statement in now["statements"]:
        said.setdefault((statement["field"], *(statement[key] for key in PLACE)), []).append(statement["value"])
    for statement in then["statements"]:
        values = said.get((statement["field"], *(statement[key] for key in PLACE)), [])
        # A value that was the printed words is said by them, whatever form it has now.
        old = None if statement["value"] == statement["printed"] else statement["value"]
        found = next((value for value in values if says(value, old)), None)
        if found is None and not (old is None and None in values):
            yield f"statement {statement['field']}: {statement['printed']} = {statement['value']}"
        else:
            values.remove(found)
    for kind in ("descriptions", "disagreements"):
        for item in then[kind]:
            if item not in now[kind]:
                yield f"{kind}: {json.dumps(item, ensure_ascii=False)[:200]}"


def changed(then: Record, now: Record) -> Iterator[tuple[str, str]]:
    """Yield (what an entry holds otherwise than before, why), the second empty where nothing explains it."""
    for key, value in then.items():
        if key in ("statements", "descriptions", "disagreements") or value == now[key]:
            continue
        why = ""
        if isinstance(value, list) and all(item in now[key] for item in value):
            stated = [item for one in then["statements"] if one["field"] == key for item in one["value"] or ()]
            if all(item in stated for item in now[key] if item not in value):
                why = "statements said so before"
        yield f"{key}: {value} → {now[key]}", why


def main() -> int:
    """Compare, print, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--against", type=Path, required=True, help="a checkout of the version before")
    folder = parser.parse_args().against / "fixtures" / "datasets"
    own = Path(__file__).resolve().parent.parent / "fixtures" / "datasets"
    counts: Counter[str] = Counter()
    write = sys.stdout.write
    wrong = 0
    for path in sorted(folder.glob("*.json")):
        then = before(json.loads(path.read_text("utf-8")))
        now = json.loads((own / path.name).read_text("utf-8")) if (own / path.name).exists() else None
        if now is None:
            write(f"{path.stem}: the entry is gone\n")
            wrong += 1
            continue
        counts["entries"] += 1
        for kind in ("statements", "descriptions", "disagreements", "relation", "rights"):
            counts[kind] += len(then[kind])
        for what in lost(then, now):
            write(f"{path.stem}: LOST {what}\n")
            wrong += 1
        for what, why in changed(then, now):
            write(f"{path.stem}: {what} ({why or 'NOT EXPLAINED'})\n")
            counts["held otherwise"] += 1
            wrong += not why
    write(", ".join(f"{count:,} {what}" for what, count in counts.items()) + f"; {wrong} lost or not explained\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
