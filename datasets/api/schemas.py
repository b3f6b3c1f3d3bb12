"""The shapes of answers as JSON Schemas by name, for the OpenAPI document (3.1: JSON Schema 2020-12)."""

from datasets.compare.leakage import Verdict
from datasets.facts.cards import WRITTEN
from datasets.facts.columns import PARTS
from datasets.facts.composed import COMPOSED
from datasets.facts.fields import ON_CARDS, Field
from datasets.facts.kinds import Gathers, Record
from datasets.models import ChangeSet, Document, Statement
from datasets.search.pasted import Problem
from datasets.search.statistics import MEASURES

TEXT: Record = {"type": "string"}
WHOLE: Record = {"type": "integer"}
FLAG: Record = {"type": "boolean"}
ADDRESS: Record = {"type": "string", "format": "uri"}
MOMENT: Record = {"type": "string", "format": "date-time"}
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
# What a result has where nobody chooses (`fields`): a card (facts.cards), and what is said of it in this list.
PRESENT: dict[str, Record] = {
    "slug": TEXT,
    "name": TEXT,
    "aliases": listed(TEXT),
    **{field.code: _held(field) for field in ON_CARDS},
    "use": listed(TEXT),
    "differs": listed(TEXT),
    "linked": FLAG,
    "summary": TEXT,
    "summary_language": TEXT,
    "summary_origin": {"enum": [WRITTEN, COMPOSED]},
    "matched_language": maybe(TEXT),
    "url": ADDRESS,
}
# All keys that a result can have; of these the slug is always there.
KEYS = (*PRESENT, *CARRIED)
ALWAYS_THERE = "slug"

NOTICE = shape("What was not understood, or understood otherwise than typed.", parameter=TEXT, message=TEXT)

# What became of an entry (ChangeList).
ADDED, CHANGED, WITHDRAWN, DELETED = "added", "changed", "withdrawn", "deleted"


def _page(description: str, item: Record) -> Record:
    """Return the schema of one page of a list with numbered pages."""
    addresses = {"next": maybe(ADDRESS), "previous": maybe(ADDRESS)}
    return shape(description, count=WHOLE, **addresses, results=listed(item))


def _bars() -> Record:
    bar = shape("One of them.", code=TEXT, number=WHOLE, gathers=FLAG, url=maybe(ADDRESS))
    return shape("What is counted one after the other.", total=WHOLE, rest=maybe(WHOLE), bars=listed(bar))


def _statistics() -> Record:
    """Return the schema of the measures (search.statistics)."""
    side = {"code": TEXT, "number": WHOLE}
    crossed = shape(
        "How many entries have both of two values, row by row.",
        total=WHOLE,
        rows=listed(shape("A modality, as deep in its tree.", depth=WHOLE, **side)),
        columns=listed(shape("A body region.", **side)),
        numbers=listed(listed(WHOLE)),
    )
    amounts = {key: PRESENT[key] for key in ("subjects", "size")}
    point = shape("One entry with both amounts.", slug=TEXT, name=TEXT, **amounts)
    sizes = shape("Subjects and bytes of entries.", total=WHOLE, known=WHOLE, points=listed(point))
    measures = {key: named("Bars") for key in MEASURES} | {"modality-anatomy": crossed, "size-subjects": sizes}
    return shape("What the catalogue holds as numbers.", entries=WHOLE, **measures)


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
    "Card": {
        **shape(
            "One entry in a list: what `fields` chooses, or all but the parts of the record. Terms are codes of the "
            "vocabularies; null is unknown. `use` is what images may be used for; `differs` names fields of which "
            "sources differ; `linked` is true where an address is known.",
            **PRESENT,
            **dict.fromkeys(CARRIED, LIST),
        ),
        "required": [ALWAYS_THERE],
    },
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
    "RelationList": _page("One page of relations.", named("Relation")),
    "StatedBy": shape(
        "The document that says it, how much its word is worth, and what day it speaks for.",
        code=TEXT,
        title=TEXT,
        url=maybe(ADDRESS),
        authority={"enum": Document.Authority.values},
        day=maybe(TEXT),
    ),
    "Statement": shape(
        "What one document says in one place about one field of an entry. `value` is that in normal form, null where "
        "there is none; `printed` are the document's words. `release` is the release of the data that it speaks of.",
        id=WHOLE,
        field=TEXT,
        value={},
        printed=TEXT,
        printed_language=maybe(TEXT),
        document=named("StatedBy"),
        line=maybe(WHOLE),
        heading=maybe(TEXT),
        release=maybe(TEXT),
        note=maybe(TEXT),
        standing={"enum": Statement.Standing.values},
        reason={"anyOf": [mapped(TEXT), {"type": "null"}]},
    ),
    "StatementList": _page("One page of statements.", named("Statement")),
    "ChangeLine": shape(
        "One change in words: what it is about, and what went and came.",
        label=TEXT,
        pieces=listed(
            shape("Some words.", change={"enum": ["same", "removed", "added"]}, text=TEXT, language=maybe(TEXT))
        ),
    ),
    "ChangeSet": shape(
        "What was changed together: its number, which is the catalogue's revision, who is credited, by what door it "
        "came, why, line by line, and how many changes more there are.",
        number=WHOLE,
        when=MOMENT,
        credit=maybe(TEXT),
        origin={"enum": ChangeSet.Origin.values},
        origin_label=TEXT,
        reason=maybe(TEXT),
        lines=listed(named("ChangeLine")),
        more=WHOLE,
    ),
    "ChangeSetList": _page("One page of change sets, the newest first.", named("ChangeSet")),
    "EntryChange": shape(
        "What became of an entry, with the revision and the moment of its last change.",
        slug=TEXT,
        name=TEXT,
        change={"enum": [ADDED, CHANGED, WITHDRAWN, DELETED]},
        revision=WHOLE,
        when=MOMENT,
        moved=maybe(TEXT),
        url=ADDRESS,
    ),
    "ChangeList": shape(
        "Entries that changed after the revision `since`; `revision` is the newest.",
        since=WHOLE,
        revision=WHOLE,
        next=maybe(ADDRESS),
        results=listed(named("EntryChange")),
    ),
    "Comparison": shape(
        "Entries side by side: groups of rows, each with a cell for every entry, by slug.",
        address=ADDRESS,
        language=TEXT,
        only_differences=FLAG,
        datasets=listed(shape("One entry.", slug=TEXT, name=TEXT, withdrawn=FLAG, address=ADDRESS)),
        groups=listed(
            shape(
                "Rows that belong together.",
                key=TEXT,
                title=TEXT,
                rows=listed(shape("A field.", key=TEXT, label=TEXT, differs=FLAG, cells=mapped(named("Cell")))),
            )
        ),
    ),
    "Cell": shape(
        "What is known of one field of one entry, as data and in words; `quoted` words are a document's own.",
        known=FLAG,
        value={},
        text=listed(TEXT),
        quoted=FLAG,
        sources=listed(shape("Who says so.", document=TEXT, line=maybe(WHOLE), printed=TEXT, agrees=FLAG)),
        disagreements=listed(TEXT),
    ),
    "GuideList": shape(
        "All guides.",
        count=WHOLE,
        results=listed(shape("One guide.", slug=TEXT, kind=TEXT, title=TEXT, introduction=TEXT, url=ADDRESS)),
    ),
    "Bars": _bars(),
    "Statistics": _statistics(),
    "Coverage": shape(
        "How well the catalogue is covered, each measure by its keys.",
        entries=mapped(WHOLE),
        facts=mapped(mapped(shape("So many of so many.", number=WHOLE, of=WHOLE))),
        authorities=mapped(WHOLE),
        references=mapped(WHOLE),
        disagreements=mapped(WHOLE),
        links=mapped(WHOLE),
        texts=mapped(
            shape(
                "Texts in one language, by who wrote them.",
                curator=WHOLE,
                machine=WHOLE,
                composed=WHOLE,
                reviewed=WHOLE,
            )
        ),
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
    "RecordList": _page("Records as the record format has them; all of them, where no page is asked for.", RECORD),
    "Moved": shape("The entry has another slug, which `detail` names.", detail=TEXT),
}
