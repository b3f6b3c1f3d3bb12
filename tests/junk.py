"""Values that no form and no import lets in, to be found in a database all the same; equal at each run."""

import json
import random
from collections.abc import Iterator
from typing import Any

from django.db import DataError, IntegrityError, OperationalError, connection, transaction
from django.db.models import Model


def nested(depth: int) -> str:
    """Return the JSON of lists within lists."""
    return "[" * depth + "]" * depth


# JSON of every type, alone and where another type is expected: for a list, a text in a language, a statement's value.
TYPES = [
    "null", "true", "false", "0", "-1", "1.5", "2024", "9007199254740993", "9223372036854775808", "1" + "0" * 40,
    "1e300", '""', '" "', '"yes"', '"CT"', '"http://x.org"', '"javascript:alert(1)"', '"<script>alert(1)</script>"',
    '"肾"', '"%(name)s {0} {{ x }}"', '"\\n\\t\\r"', json.dumps("x" * 20_000), "[]", "{}", "[[]]", "[{}]", "[null]",
    '["yes"]', "[1, true, null]", '["CT", 5, null, ["MR"], {"a": 1}]', '["CT", "CT"]', '[["CT"]]',
    '{"en": null}', '{"en": 5}', '{"en": ["x"]}', '{"en": {"en": "x"}}', '{"en": "", "fr": "x"}', '{"xx": "x"}',
    '{"": ""}', '{"en": "x", "fr": 5, "ru": []}',
]  # fmt: skip

# JSON in the shape of what statements, passages, places and guides hold, with one thing wrong each.
SHAPES = [
    '{"component": "images", "use": "commercial", "answer": ["yes"]}',
    '{"component": ["images"], "use": {}, "answer": "yes"}',
    '[{"component": "images", "use": "commercial", "answer": {}}, 5, null]',
    '{"answer": "yes"}', '{"component": "images", "use": "commercial", "answer": "maybe"}',
    '{"name": ["train"], "count": "many", "percent": {}}', '{"name": "train", "count": [1]}', '{"name": null}',
    '{"kind": "includes", "target": ["mura"]}', '{"kind": {}, "target": "mura"}', '[{"kind": ["includes"]}]',
    '{"group": [], "count": {}}', '{"age": "old"}', '{"age": [1, "x"]}', '{"GE": "four", "": null}',
    '[{"language": "ru", "first": "1", "last": null}]', '[{"language": 5}]', '[{"first": [], "last": {}}]',
    '{"introduction": 5, "sections": 5, "contradictions": 5, "places": 5}',
    '{"introduction": {"en": 5}, "sections": [5, {}, {"title": 5}, {"title": {"en": "x"}, "items": [5, {"text": 5}]}]}',
    '{"sections": [{"title": {"en": "x"}, "table": 5}, {"title": {"en": "x"}, "table": {"columns": 5, "rows": [[]]}}]}',
    '{"sections": [{"title": {"en": "x"}, "table": {"columns": [{"en": "x"}], "rows": [[{"text": {"en": "x"}}]]}}]}',
    '{"sections": [{"title": {"en": "x"}, "code": 5}, {"title": {"en": "x"}, "code": {"text": []}}]}',
    '{"sections": [{"title": {"en": "x"}, "items": [{"text": {"en": "x"}, "url": "javascript:alert(1)"}]}]}',
    '{"sections": [{"title": {"en": "x"}, "items": [{"text": {"en": "x"}, "datasets": [5, ["mura"], "mura"]}]}]}',
    '{"contradictions": [{"explanation": 5}, {"explanation": {"en": "x"}, "places": [5, {"document": []}]}]}',
    '{"places": [{"printed": 5, "document": {}, "line": "x"}, {"printed": "x", "document": ["000"], "line": 1}]}',
    '{"steps": [5, {}, {"title": {"en": "x"}, "text": {"en": "x"}, "datasets": [5, "mura"], "code": {"text": []}}]}',
    '{"group": 5, "rank": "x", "reasons": 5, "figures": 5, "places": 5}',
    '{"group": {"en": []}, "rank": [], "reasons": [5, {"text": 5}], "figures": [5, {"field": "x", "printed": 5}]}',
    '{"figures": [{"field": "size", "printed": "x", "value": {"a": []}}, {"field": ["size"], "printed": "x"}]}',
    '{"figures": [{"field": "size", "printed": "x", "value": [-1, 1e300]}], "dataset": "mura"}',
]  # fmt: skip

# What some database keeps and some program stumbles over.
MONSTERS = [
    '"\\u0000"', '["a\\u0000b"]', '{"en": "a\\u0000b"}', '{"en": "\\ud800"}', '"\\ud800"', '["\\udfff x"]', "1e400",
    "9" * 5_000, "[" + "9" * 5_000 + "]", nested(31), nested(900), nested(3_000), f'{{"en": {nested(200)}}}',
    '{"a":' * 40 + "1" + "}" * 40,
]  # fmt: skip

ALL = [*TYPES, *SHAPES, *MONSTERS]


def mutations(value: Any, seed: int, number: int) -> Iterator[str]:
    """Yield `number` times the JSON of `value` with something in it replaced, at a level that `seed` chooses."""
    chance = random.Random(seed)  # noqa: S311 - equal at each run
    for _ in range(number):
        yield json.dumps(_mutated(value, chance))


def _mutated(value: Any, chance: random.Random) -> Any:
    if isinstance(value, dict) and value and chance.random() < 0.8:
        key = chance.choice(sorted(value))
        return {**value, key: _mutated(value[key], chance)}
    if isinstance(value, list) and value and chance.random() < 0.8:
        place = chance.randrange(len(value))
        return [*value[:place], _mutated(value[place], chance), *value[place + 1 :]]
    return chance.choice(
        [
            None,
            True,
            0,
            -5,
            2.5,
            10**15,
            "",
            "yes",
            [],
            {},
            [value],
            {"en": value},
            {"value": value},
            [[], {}],
            "x" * 400,
        ]
    )


def store(model: type[Model], key: int, column: str, text: str) -> bool:
    """Write JSON `text` into a column past all checks of ours; tell whether the database took it."""
    cast = "%s::jsonb" if connection.vendor == "postgresql" else "%s"
    statement = f'UPDATE "{model._meta.db_table}" SET "{column}" = {cast} WHERE id = %s'  # noqa: S608 - names of models
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [text, key])
    except (DataError, IntegrityError, OperationalError):
        return False
    return True
