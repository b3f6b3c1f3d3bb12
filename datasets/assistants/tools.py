"""The tools that an assistant can use here, whatever protocol brings it: what each takes, what it gives, how it asks.

A tool asks an address of the site (asking.py) and leaves out what an assistant has no use for, so that it says what the
site says: that there is no entry of a name, what was understood otherwise than typed, which parameter is wrong and what
to write. What it takes and gives is described by the API's own tables. All of them read, and answers are bounded.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any

from django.urls import reverse
from django.utils import translation
from jsonschema import Draft202012Validator

from datasets.api.answers import LANGUAGE, NAMESPACE
from datasets.api.datasets import FIELDS, LIST_PARAMETERS
from datasets.api.leakage import OPERATIONS as OVERLAP
from datasets.api.schemas import ADDRESS, FLAG, SCHEMAS, TEXT, WHOLE, listed, mapped, named, shape
from datasets.compare.picture import LEAST, MOST
from datasets.exports import CITED, DESCRIPTIONS
from datasets.exports import TEXT as BIBLIOGRAPHY
from datasets.exports.styles import STYLES
from datasets.facts.kinds import Record
from datasets.index.facets import CHOICES
from datasets.search import pasted
from datasets.search.suggesting import ENTRY as ENTRY_KIND
from datasets.web.languages import CHOICE
from datasets.words.asked import LONGEST_SLUG, SLUG, Notice, name_unknown
from datasets.words.texts import ORIGINAL
from datasets.words.wording import sentences

from .asking import Answer, ask
from .markdown import markdown_address

# Where the tools are, beside the site (docs/operations.md).
PATH = "/mcp"

# Entries of one answer, unless more are asked for, and at the most; values of a facet; statements of an entry;
# characters of its page, and of its statements.
ENTRIES, MOST_ENTRIES = 10, 50
MOST_VALUES = 100
MOST_STATEMENTS = 200
MOST_TEXT = 20_000
# Characters that are repeated of an argument that is wrong.
MOST_SAID = 300

ENTRY: Record = {
    "type": "string",
    "pattern": f"^{SLUG.pattern}$",
    "maxLength": LONGEST_SLUG,
    "description": "Slug of an entry, such as kits19; search gives it.",
}
REFERENCE = named("")["$ref"]
# What references can be had as, and the ending of the address that has them.
PLAIN = "text"
CITED_AS = {PLAIN: BIBLIOGRAPHY, **{DESCRIPTIONS[ending].name.lower(): ending for ending in CITED}}
Arguments = Mapping[str, Any]


@dataclass(frozen=True)
class Result:
    """What a tool gives: data as its schema says, and the same as text; or, where `is_error`, why there is none."""

    text: str
    data: Record | None = None
    is_error: bool = False


@dataclass(frozen=True)
class Tool:
    """One tool: its name and title, what it does, and JSON Schemas of its arguments and of what it gives."""

    name: str
    title: str
    description: str
    arguments: Mapping[str, Record]
    required: Sequence[str]
    output: Record
    call: Callable[[Arguments, str], Result]

    @property
    def input(self) -> Record:
        """The schema of its arguments, as one object."""
        language = {"description": LANGUAGE["description"], **LANGUAGE["schema"]}
        return {
            "type": "object",
            "properties": {**self.arguments, CHOICE: language},
            "required": list(self.required),
            "additionalProperties": False,
        }

    def answer(self, arguments: Arguments, client: str) -> Result:
        """Return what it gives for these arguments; `client` is the network address of whoever asks. Blocks."""
        with translation.override(ORIGINAL):
            wrong = _wrong(self.input, arguments)
        return Result(wrong, is_error=True) if wrong else self.call(arguments, client)


def _wrong(schema: Record, arguments: Arguments) -> str:
    """Return what is wrong with arguments, each named, with the fix; "" where nothing is."""
    notices: list[Notice] = []
    name_unknown(arguments, set(schema["properties"]), notices)  # type: ignore[arg-type]
    known = {name: value for name, value in arguments.items() if name in schema["properties"]}
    lines = [f"{notice.parameter}: {notice.refusal}" for notice in notices]
    for error in Draft202012Validator(schema).iter_errors(known):
        name = str(error.absolute_path[0]) if error.absolute_path else ""
        said = sentences(f"{error.message[:MOST_SAID]}.", schema["properties"].get(name, {}).get("description", ""))
        lines.append(f"{name}: {said}" if name else said)
    return "\n".join(lines)


def _given(answer: Answer, make: Callable[[Any], Record], text: str = "") -> Result:
    """Return what a tool makes of an answer, or the answer's refusal in words."""
    if answer.is_refusal:
        return Result(_reason(answer), is_error=True)
    data = make(answer.data)
    return Result(text or _compact(data), data)


def _compact(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _reason(answer: Answer) -> str:
    """Return why there is no answer: each parameter that is wrong and what to write, else the sentence."""
    try:
        problem = answer.data
        return "\n".join(f"{item['parameter']}: {item['message']}" for item in problem["problems"]) or problem["detail"]
    except (ValueError, KeyError):
        return answer.text.strip()


def _api(name: str, *parts: str) -> str:
    return reverse(f"{NAMESPACE}:{name}", args=parts)


def _pairs(arguments: Arguments) -> list[tuple[str, object]]:
    """Return arguments as parameters of an address: a list as one that repeats."""
    return [
        (name, value)
        for name, values in arguments.items()
        for value in (values if isinstance(values, list) else [values])
    ]


def _alone(name: str) -> Record:
    """Return an API schema with those that it refers to inside, as it stands outside of the API's document."""
    inside: dict[str, Record] = {}
    waiting = [name]
    while waiting:
        text = json.dumps(SCHEMAS[waiting.pop()])
        found = {other for other in SCHEMAS if f'"{REFERENCE}{other}"' in text and other not in inside}
        inside |= {other: SCHEMAS[other] for other in found}
        waiting += found
    schema: Record = json.loads(json.dumps({**SCHEMAS[name], "$defs": inside}).replace(REFERENCE, "#/$defs/"))
    return schema


def _without(schema: Record, *keys: str) -> Record:
    """Return the schema of the same object without these keys."""
    kept = {key: value for key, value in schema["properties"].items() if key not in keys}
    return {**schema, "properties": kept, "required": [key for key in schema["required"] if key not in keys]}


def _filters(*left_out: str) -> dict[str, Record]:
    """Return the arguments that narrow a search: the list's parameters, described as the API describes them."""
    return {
        name: {**parameter["schema"], "description": parameter["description"]}
        for name, parameter in LIST_PARAMETERS.items()
        if name not in left_out
    }


def _search(arguments: Arguments, client: str) -> Result:
    asked = {name: value for name, value in arguments.items() if name != "limit"}
    pairs = [*_pairs(asked), ("page_size", arguments.get("limit", ENTRIES))]

    def made(data: Record) -> Record:
        return {key: value for key, value in data.items() if key not in SEARCH_LEAVES_OUT}

    return _given(ask(_api("list_datasets"), pairs, client), made)


def _facets(arguments: Arguments, client: str) -> Result:
    facet = arguments["facet"]
    asked = {name: value for name, value in arguments.items() if name != "facet"}

    def made(data: Record) -> Record:
        found = data["facets"][facet]
        values = [{key: option[key] for key in VALUE} for option in found["options"]]
        return {
            "facet": facet,
            "label": found["label"],
            "entries": data["count"],
            "values": values[:MOST_VALUES],
            "left_out": len(values[MOST_VALUES:]),
            "notices": data["notices"],
        }

    return _given(ask(_api("list_datasets"), [*_pairs(asked), ("page_size", 1)], client), made)


def _get(arguments: Arguments, client: str) -> Result:
    slug, language = arguments["slug"], arguments.get(CHOICE, ORIGINAL)
    answer = ask(_api("get_dataset", slug), [(CHOICE, language)], client)
    if answer.is_refusal:
        return _absent(slug, answer, client)
    record = answer.data
    statements = record.pop("statements")
    data: Record = {
        "withdrawn": answer.status_code == 410,
        "record": {**record, "descriptions": [it for it in record["descriptions"] if it["language"] == language]},
        "statements": len(statements),
        "left_out": [],
    }
    whole = page(record["slug"], language, client).text
    parts = [_first_lines(whole)]
    if cut := len(whole) - len(parts[0]):
        where = _page_address(record["slug"], language)
        data["left_out"].append(f"The last {cut} of {len(whole)} characters of the page are left out: see {where}")
    if arguments.get("statements"):
        data["stated"] = _first_ones(statements)
        parts.append(_compact(data["stated"]))
        if cut := len(statements) - len(data["stated"]):
            where = _api("get_dataset", record["slug"])
            data["left_out"].append(f"The last {cut} of {len(statements)} statements are left out: see {where}")
    return Result("\n".join([*parts, *data["left_out"]]), data)


def _first_lines(text: str) -> str:
    """Return as much of a text, in whole lines, as an answer has."""
    return text if len(text) <= MOST_TEXT else text[: text.rfind("\n", 0, MOST_TEXT) + 1] or text[:MOST_TEXT]


def _first_ones(statements: Sequence[Record]) -> list[Record]:
    """Return as many statements as an answer has."""
    lengths = accumulate(len(_compact(statement)) for statement in statements[:MOST_STATEMENTS])
    return [statement for statement, length in zip(statements, lengths, strict=False) if length <= MOST_TEXT]


def _absent(slug: str, answer: Answer, client: str) -> Result:
    """Return that there is no entry of a slug, and the slugs that may be meant."""
    typed = [("q", slug.replace("-", " "))]
    begun, searched = ask(_api("list_suggestions"), typed, client), ask(_api("list_datasets"), typed, client)
    near = [
        *([] if begun.is_refusal else begun.data["results"]),
        *([] if searched.is_refusal else searched.data["meant"]),
    ]
    items = {item["code"]: item for item in near if item["kind"] == ENTRY_KIND}.values()
    meant = ", ".join(f"{item['code']} ({item['text']})" for item in items)
    ways = f"You may mean {meant}." if meant else "The tool search finds entries by their names."
    return Result(f"slug: {_reason(answer)} {ways}", is_error=True)


def page(slug: str, language: str = ORIGINAL, client: str = "127.0.0.1") -> Answer:
    """Return the page of an entry as Markdown."""
    return ask(_page_address(slug, language), (), client)


def _page_address(slug: str, language: str) -> str:
    with translation.override(language):
        return markdown_address(reverse("dataset", args=[slug]))


def _compare(arguments: Arguments, client: str) -> Result:
    pairs: list[tuple[str, object]] = [("d", slug) for slug in arguments["slugs"]]
    if arguments.get("differences"):
        pairs.append(("only", "differences"))
    with translation.override(arguments.get(CHOICE, ORIGINAL)):
        address = reverse("compare-export", args=["json"])

    def made(data: Record) -> Record:
        return {
            "url": data["address"],
            "datasets": [{key: dataset[key] for key in COMPARED} for dataset in data["datasets"]],
            "rows": [
                {
                    "group": group["title"],
                    "label": row["label"],
                    "differs": row["differs"],
                    "cells": {
                        slug: {"text": cell["text"], "disagreements": cell["disagreements"]}
                        for slug, cell in row["cells"].items()
                    },
                }
                for group in data["groups"]
                for row in group["rows"]
            ],
        }

    result = _given(ask(address, pairs, client), made)
    # Addresses call it "d".
    return replace(result, text=re.sub(r"\bd: ", "slugs: ", result.text)) if result.is_error else result


def _overlap(arguments: Arguments, client: str) -> Result:
    return _given(ask(_api("check_overlap"), _pairs(arguments), client), dict)


def _cite(arguments: Arguments, client: str) -> Result:
    slug, language = arguments["slug"], arguments.get(CHOICE, ORIGINAL)
    answer = ask(_api("get_dataset", slug), [(CHOICE, language)], client)
    if answer.is_refusal:
        return _absent(slug, answer, client)
    # It may have another slug now.
    slug, form = answer.data["slug"], arguments.get("format", PLAIN)
    style = [("style", arguments["style"])] if "style" in arguments else []
    cited = ask(reverse("description", args=[slug, CITED_AS[form]]), [*style, (CHOICE, language)], client)
    if cited.is_refusal:
        return Result(_reason(cited), is_error=True)
    data = {"slug": slug, "format": form, "references": cited.text, "path": reverse("short", args=[slug])}
    return Result(cited.text, data)


SEARCH_LEAVES_OUT = ("facets", "next", "previous")
VALUE = ("code", "label", "depth", "count", "selected")
COMPARED = ("slug", "name", "withdrawn")

TOOLS = {
    tool.name: tool
    for tool in (
        Tool(
            "search",
            "Search the catalogue",
            "Find medical imaging datasets by words in five languages and by facets. Says what was understood "
            "otherwise than typed, and what the catalogue does not hold. Unknown is not “no”. Codes: see facets.",
            {
                **_filters("page_size", FIELDS),
                "limit": {"type": "integer", "minimum": 1, "maximum": MOST_ENTRIES, "default": ENTRIES},
            },
            (),
            _without(_alone("DatasetList"), *SEARCH_LEAVES_OUT),
            _search,
        ),
        Tool(
            "facets",
            "Values of a facet",
            f"List the values of one facet with their codes and how many entries each leaves, at most {MOST_VALUES}; "
            "narrowed by the same arguments as a search.",
            {
                "facet": {"type": "string", "enum": [choice.parameter for choice in CHOICES]},
                **_filters("page", "page_size", "sort", FIELDS),
            },
            ("facet",),
            shape(
                "The values, chosen first, then by count; a count ignores the facet's own selection.",
                facet=TEXT,
                label=TEXT,
                entries=WHOLE,
                values=listed(shape("One value.", code=TEXT, label=TEXT, depth=WHOLE, count=WHOLE, selected=FLAG)),
                left_out=WHOLE,
                notices=listed(shape("Understood otherwise than typed.", parameter=TEXT, message=TEXT)),
            ),
            _facets,
        ),
        Tool(
            "get",
            "One entry",
            "Read one entry: its page as Markdown, and its record as data. With statements also what each document "
            f"states, in its own words, at most {MOST_STATEMENTS}. What is left out is said, and where it is.",
            {"slug": ENTRY, "statements": {"type": "boolean", "default": False}},
            ("slug",),
            {
                **shape(
                    "The record in the form of /api/v1/schema/, and how many statements it rests on.",
                    withdrawn=FLAG,
                    record={"type": "object"},
                    statements=WHOLE,
                    left_out=listed(TEXT),
                    stated={"type": "array", "items": {"type": "object"}},
                ),
                "required": ["withdrawn", "record", "statements", "left_out"],
            },
            _get,
        ),
        Tool(
            "compare",
            "Side by side",
            f"Compare {LEAST} to {MOST} entries row by row, in words; with differences, only where they differ.",
            {
                "slugs": {"type": "array", "items": ENTRY, "minItems": LEAST, "maxItems": MOST, "uniqueItems": True},
                "differences": {"type": "boolean", "default": False},
            },
            ("slugs",),
            shape(
                "The rows; cells by slug, with what sources disagree about.",
                url=ADDRESS,
                datasets=listed(shape("One entry.", slug=TEXT, name=TEXT, withdrawn=FLAG)),
                rows=listed(
                    shape(
                        "One field.",
                        group=TEXT,
                        label=TEXT,
                        differs=FLAG,
                        cells=mapped(shape("What is known.", text=listed(TEXT), disagreements=listed(TEXT))),
                    )
                ),
            ),
            _compare,
        ),
        Tool(
            "overlap",
            "Leakage check",
            "Check whether what a model is tested on may be in what it was trained on. False means that no document "
            "states an overlap, never that there is none.",
            {
                parameter["name"]: {
                    **parameter["schema"],
                    "maxItems": pasted.MOST,
                    "description": parameter["description"],
                }
                for parameter in OVERLAP[0].parameters
            },
            ("train", "test"),
            _alone("OverlapCheck"),
            _overlap,
        ),
        Tool(
            "cite",
            "How to cite",
            "Give what to cite for an entry, the papers of its dataset first, then this directory: as text in a style, "
            "or as a file for reference managers.",
            {
                "slug": ENTRY,
                "format": {"type": "string", "enum": list(CITED_AS), "default": PLAIN},
                "style": {
                    "type": "string",
                    "enum": list(STYLES),
                    "description": f"Style of the text: {', '.join(style.name for style in STYLES.values())}; "
                    f"{DESCRIPTIONS[BIBLIOGRAPHY].name} where none is named.",
                },
            },
            ("slug",),
            shape("The references.", slug=TEXT, format=TEXT, references=TEXT, path=TEXT),
            _cite,
        ),
    )
}
