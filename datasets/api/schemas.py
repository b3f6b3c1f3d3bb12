"""The shapes of answers as JSON Schemas by name, for the OpenAPI document (3.1: JSON Schema 2020-12)."""

from datasets.compare.leakage import Verdict
from datasets.facts.cards import WRITTEN
from datasets.facts.columns import PARTS
from datasets.facts.composed import COMPOSED
from datasets.facts.fields import ON_CARDS, Field
from datasets.facts.kinds import Gathers, Record
from datasets.search.pasted import Problem

TEXT: Record = {"type": "string"}
WHOLE: Record = {"type": "integer"}
FLAG: Record = {"type": "boolean"}
ADDRESS: Record = {"type": "string", "format": "uri"}
RECORD: Record = {"type": "object"}
LIST: Record = {"type": "array"}


def listed(item: Record) -> Record:
    """Return the schema of a list of these."""
    return {"type": "array", "items": item}


def mapped(item: Record) -> Record:
    """Return the schema of an object that has these under names of its own."""
    return {"type": "object", "additionalProperties": item}


def maybe(kind: Record) -> Record:
    """Return the schema of this or null, which is unknown."""
    return {**kind, "type": [kind["type"], "null"]}


def shape(description: str, **properties: Record) -> Record:
    """Return the schema of an object that has just these keys, all of them."""
    return {
        "type": "object",
        "description": description,
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def with_more(kind: Record, **properties: Record) -> Record:
    """Return the schema of an object that may have these keys as well."""
    return {**kind, "properties": {**kind["properties"], **properties}}


def named(name: str) -> Record:
    """Return a reference to one of SCHEMAS."""
    return {"$ref": f"#/components/schemas/{name}"}


def _held(field: Field) -> Record:
    """Return the schema of what an entry holds in a field, as the record has it."""
    if field.kind.gathers is Gathers.SET:
        return listed(TEXT)
    if field.code in ALWAYS:
        return TEXT
    parts = field.kind.schema.get("properties")
    if parts is None:
        return maybe(TEXT if field.kind.schema.get("type", "string") == "string" else WHOLE)
    return maybe(shape(f"{field.label}, null where unknown.", **{key: _part(key) for key in parts}))


def _part(key: str) -> Record:
    return WHOLE if key == "value" else maybe(TEXT)


# What every entry has.
ALWAYS = ("category", "kind", "access")

# Parts of the record that a list carries when it is asked to, a query for each. The evidence is the record's own.
CARRIED = tuple(key for key in PARTS if key not in ("former_slugs", "disagreements", "statements"))

NOTICE = shape("What was not understood, or understood otherwise than typed.", parameter=TEXT, message=TEXT)

SCHEMAS: dict[str, Record] = {
    "Problem": {
        **shape(
            "Why a request was refused (RFC 9457). `problems` names each parameter that is wrong and what to write.",
            type=TEXT,
            title=TEXT,
            status=WHOLE,
            detail=TEXT,
            problems=listed(named("Notice")),
        ),
    },
    "Card": with_more(
        shape(
            "One entry in a list, with what `fields` asks for. Terms are codes of the vocabularies; null is unknown. "
            "`use` is what images may be used for; `differs` names fields of which sources differ; `linked` is true "
            "where an address is known.",
            slug=TEXT,
            name=TEXT,
            aliases=listed(TEXT),
            **{field.code: _held(field) for field in ON_CARDS},
            use=listed(TEXT),
            differs=listed(TEXT),
            linked=FLAG,
            summary=TEXT,
            summary_language=TEXT,
            summary_origin={"enum": [WRITTEN, COMPOSED]},
            matched_language=maybe(TEXT),
            url=ADDRESS,
        ),
        **dict.fromkeys(CARRIED, LIST),
    ),
    "Notice": NOTICE,
    "Understood": shape(
        "A condition read out of the words `typed`: codes of a facet, any of which will do, or bounds, both included; "
        "`without` says that they are to be absent. `url` asks for the `rest` of the words alone.",
        parameter=TEXT,
        values=listed(TEXT),
        minimum=maybe(WHOLE),
        maximum=maybe(WHOLE),
        without=FLAG,
        typed=TEXT,
        rest=TEXT,
        url=ADDRESS,
    ),
    "Explanation": shape(
        "Why so few: conditions that no entry meets (`q` for the words), what leaving one out brings, single words "
        "that find something, and the nearest entries with the conditions that they miss or of which nothing is known.",
        impossible=listed(TEXT),
        without=listed(shape("Without one.", parameter=TEXT, count=WHOLE, url=ADDRESS)),
        words=listed(shape("One word alone.", text=TEXT, count=WHOLE, url=ADDRESS)),
        nearest=listed(
            shape(
                "One entry.",
                slug=TEXT,
                name=TEXT,
                missing=listed(TEXT),
                unknown=listed(TEXT),
                url=ADDRESS,
            )
        ),
    ),
    "Facet": shape(
        "A facet's label and its values that some entry has or that are chosen: as a tree, by depth, in the order of "
        "the page; of a range, only that it is not stated. A count ignores the facet's own selection; `url` asks with "
        "the value chosen, or without it.",
        label=TEXT,
        options=listed(
            shape(
                "One value.",
                code=TEXT,
                label=TEXT,
                depth=WHOLE,
                count=WHOLE,
                selected=FLAG,
                url=ADDRESS,
            )
        ),
    ),
    "DatasetList": shape(
        "One page of entries. `facets` has for each facet what may be chosen; `labels` the names, in the language "
        "asked for, of the codes that the results have. Of the words: `understood` are conditions read out of them, "
        "`absent` are words and names that no entry has, `instead` what was searched instead of them, `rest` the other "
        "words, `meant` what may have been meant, `mentions` the entries that mention an absent name.",
        count=WHOLE,
        next=maybe(ADDRESS),
        previous=maybe(ADDRESS),
        facets=mapped(named("Facet")),
        labels=mapped(mapped(TEXT)),
        notices=listed(named("Notice")),
        understood=listed(named("Understood")),
        absent=listed(TEXT),
        instead=maybe(TEXT),
        rest=maybe(TEXT),
        meant=listed(named("Suggestion")),
        mentions=listed(named("Suggestion")),
        explanation={"anyOf": [named("Explanation"), {"type": "null"}]},
        results=listed(named("Card")),
    ),
    "Suggestion": shape(
        "What may be meant: the text to show, “entry” or a term's facet, the same in words, slug or code, and address.",
        text=TEXT,
        kind=TEXT,
        label=TEXT,
        code=TEXT,
        url=ADDRESS,
    ),
    "Suggestions": shape("The best suggestions, names of entries first.", results=listed(named("Suggestion"))),
    "RelationEnd": shape("One of the two entries that a relation names.", slug=TEXT, name=TEXT, kind=TEXT, url=ADDRESS),
    "RelationStatement": shape(
        "A statement that a relation rests on: its words, its document, and the line where the document has lines.",
        printed=TEXT,
        document=TEXT,
        line=maybe(WHOLE),
    ),
    "Relation": shape(
        "One relation, read “dataset kind target”: as a sentence, what it means for training and testing, and what it "
        "rests on. `certain` tells whether it is stated that the two have data or subjects in common.",
        dataset=named("RelationEnd"),
        kind=TEXT,
        target=named("RelationEnd"),
        sentence=TEXT,
        warning=TEXT,
        certain=FLAG,
        statements=listed(named("RelationStatement")),
    ),
    "RelationList": shape(
        "One page of relations.",
        count=WHOLE,
        next=maybe(ADDRESS),
        previous=maybe(ADDRESS),
        results=listed(named("Relation")),
    ),
    "OverlapEntry": shape("An entry that was named.", slug=TEXT, name=TEXT, url=ADDRESS),
    "OverlapStep": shape(
        "A relation, read “dataset kind target”, that connects the two, and the statements that it rests on.",
        dataset=TEXT,
        kind=TEXT,
        target=TEXT,
        sentence=TEXT,
        statements=listed(named("RelationStatement")),
    ),
    "OverlapPair": shape(
        "What is known of one pair: the verdict, in words, what it means, and the relations in a row behind it.",
        train=TEXT,
        test=TEXT,
        verdict={"enum": list(Verdict)},
        words=TEXT,
        text=maybe(TEXT),
        steps=listed(named("OverlapStep")),
    ),
    "OverlapUnread": shape(
        "An item that names no entry, why, and the entries of which one is meant or may be.",
        parameter=TEXT,
        line=WHOLE,
        typed=TEXT,
        problem={"enum": list(Problem)},
        message=TEXT,
        meant=listed(named("OverlapEntry")),
    ),
    "OverlapCheck": shape(
        "A verdict for each pair. `overlap` and `possible` tell whether that of any pair is stated, or only possible; "
        "null where some item was not read. `sentence` is for a paper, `url` the lasting address of the page, "
        "`revision` and `date` those of the catalogue; `withdrawn` are entries that were taken back.",
        overlap=maybe(FLAG),
        possible=maybe(FLAG),
        train=listed(named("OverlapEntry")),
        test=listed(named("OverlapEntry")),
        pairs=listed(named("OverlapPair")),
        sentence=TEXT,
        revision=WHOLE,
        date=maybe(TEXT),
        url=ADDRESS,
        unread=listed(named("OverlapUnread")),
        withdrawn=listed(TEXT),
    ),
    "Collection": shape("All of them, as the record format has them.", count=WHOLE, results=listed(RECORD)),
    "Moved": shape("The entry has another slug, which `detail` names.", detail=TEXT),
}
