"""The items of lists, and groups, as people type them and as they are written: classes, splits, links, papers …

A name that holds a sign which separates stands in straight double quotes; a quotation mark in it is doubled.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from django.utils import translation

from datasets.models import LANGUAGES, Condition, DatasetRelation, Link, Right, Split
from datasets.models.language import ORIGINAL
from datasets.words import author_forms, identifiers
from datasets.words.folding import fold

from . import figures
from .choices import answer, choice
from .kinds import MOST_ITEMS, Record
from .readings import RELATIONS
from .terms import NotUnderstoodError, Typing, slug_of

# What a line of the record format holds: the name of a class, a title, a label …
LINE, TITLE, LABEL, VENUE, ADDRESS = 300, 500, 200, 300, 1_000

QUOTED = re.compile(r'"(?P<text>(?:[^"]|"")*)"\s*')
NAMED = re.compile(
    r'(?:"(?P<quoted>(?:[^"]|"")*)"|(?P<name>[^"\[\]:：][^\[\]]*?))\s*(?:\[(?P<condition>[^\[\]]*)\])?\s*'
    r"(?:[:：](?P<count>[^:：]*))?\Z"
)
SHARE = re.compile(r"[(（]?\s*(?P<number>[\d.,]+)\s*[%％]\s*[)）]?\s*\Z")
LINK = re.compile(r"(?P<url>\S+)(?:\s+[(（](?P<kind>[^()（）]+)[)）])?(?:\s+(?P<label>\S.*))?\Z")
URL = re.compile(r"(?:https?|ftp)://[^\s<>\"{}|\\^`]+\Z")
DOI = re.compile(r"10\.[0-9]{4,9}/\S+\Z")
AGES = re.compile(
    r"\D*?(?P<first>\d{1,3})\s*(?:-|to|à|a|до|至|到)\s*(?P<last>\d{1,3})(?:\s*(?:years?|y|ans|anos|лет|岁))?\Z"
)
AGE_WORDS = frozenset({"age", "aged", "ages", "age:", "ages:", "idade", "idades", "возраст", "в возрасте", "年龄"})
PAPER_KEYS = ("title", "authors", "venue", "year", "doi", "url")
PAPER_PART = re.compile(rf"(?P<key>{'|'.join(PAPER_KEYS)})\s*[:：]\s*(?P<text>.*)\Z", re.IGNORECASE | re.DOTALL)
TARGET = "nameoftheotherentry"


def items_in(item: Callable[[str, Typing], Record], separators: str = "\n;；") -> Callable[[str, Typing], Any]:
    """Return the function that reads one item, or a list of several, of which each stands between `separators`."""

    def read_items(text: str, typing: Typing) -> Any:
        found: list[Record] = []
        for piece in pieces(text, separators):
            if (one := item(piece, typing)) not in found:
                found.append(one)
        few(found)
        return found[0] if len(found) == 1 else found

    return read_items


def pieces(text: str, separators: str) -> list[str]:
    """Return what stands between the separators, but for those in quotes; there is at least one piece."""
    found, current, quoted = [], "", False
    for sign in text.replace("\r\n", "\n"):
        # A quotation mark begins where a name does; elsewhere it is a sign like others (5").
        if sign == '"' and (quoted or not current.strip() or current.rstrip().endswith((":", '"'))):
            quoted = not quoted
        if sign in separators and not quoted:
            found.append(current.strip())
            current = ""
        else:
            current += sign
    if quoted:
        raise NotUnderstoodError("a quotation mark is opened and not closed")
    found = [piece for piece in (*found, current.strip()) if piece]
    if not found:
        raise NotUnderstoodError(f"“{text}” says nothing")
    return found


def few(items: list[Any]) -> list[Any]:
    """Return the items; raise NotUnderstoodError where a record could not hold them."""
    if len(items) > MOST_ITEMS:
        raise NotUnderstoodError(f"there are {len(items)} items; {MOST_ITEMS} are the most in one place of a document")
    return items


def line(text: str, most: int, what: str) -> str:
    """Return the text if it is one line that a record can hold; `what` it is, for the message."""
    if len(text) > most:
        raise NotUnderstoodError(f"{what} has {most} characters at most, this one {len(text):,}")
    if re.search(r"[\x00-\x1f\x7f]", text):
        raise NotUnderstoodError(f"{what} stands in one line")
    return text


def count_in(text: str, typing: Typing) -> Record:
    """Return a figure and what is counted."""
    value = figures.amount(text, typing.language, typing.vocabularies)
    if "unit" not in value:
        raise NotUnderstoodError(f"“{text}” does not say what is counted")
    return value


def class_in(text: str, typing: Typing) -> Record:
    """Return a class: its name, condition, and how many it has."""
    found = NAMED.match(text)
    if found is None:
        raise NotUnderstoodError(
            f"“{text}” is no class; a name with a colon or brackets stands in straight double quotes"
        )
    value: Record = {"name": _name_in(found["quoted"], found["name"])}
    if found["condition"] is not None:
        value["condition"] = typing.vocabularies.code(Condition.vocabulary, found["condition"].strip())
    if found["count"] is not None:
        value |= figures.counted(found["count"], typing.language, typing.vocabularies)
    return value


def _name_in(quoted: str | None, plain: str | None) -> str:
    name = (plain or "").strip() if quoted is None else quoted.replace('""', '"')
    if not name.strip():
        raise NotUnderstoodError("the name is missing")
    return line(name, LINE, "a name")


def split_in(text: str, typing: Typing) -> Record:
    """Return a split: its name, and how many or which share it has."""
    name, _, rest = re.sub("：", ":", text).partition(":")
    value: Record = {"name": choice(Split.Name, name.strip())}
    share = SHARE.search(rest)
    count = (rest[: share.start()] if share else rest).strip(" ,")
    if count:
        value |= figures.counted(count, typing.language, typing.vocabularies)
    if share:
        value["percent"] = figures.percent(share["number"], typing.language)
    return value


def right_in(text: str, typing: Typing) -> Record:
    """Return what may be done with a component, or may not."""
    parts = [part.strip() for part in re.split("[:：]", text)]
    if len(parts) != 3:
        raise NotUnderstoodError(f"“{text}” has not the three parts of a right, with a colon between them")
    return {
        "component": choice(Right.Component, parts[0]),
        "use": choice(Right.Use, parts[1]),
        "answer": answer(parts[2]),
    }


def link_in(text: str, typing: Typing) -> Record:
    """Return an address, what is found there, and its label."""
    found = LINK.match(text)
    if found is None:
        raise NotUnderstoodError(f"“{text}” is no link")
    url = _address(found["url"])
    if found["kind"] is None:
        raise NotUnderstoodError(f"“{text}” does not say in brackets behind the address what is found there")
    value: Record = {"url": url, "kind": choice(Link.Kind, found["kind"].strip())}
    return {**value, "label": line(found["label"], LABEL, "a label")} if found["label"] else value


def _address(text: str) -> str:
    if not URL.match(text):
        hint = f"; did you mean “https://{text}”?" if identifiers.address(text) and "://" not in text else ""
        raise NotUnderstoodError(f"“{text}” is no address that begins with http://, https:// or ftp://{hint}")
    return line(text, ADDRESS, "an address")


def paper_in(text: str, typing: Typing) -> Record:
    """Return a paper by its DOI or address, or what is known of it in parts."""
    if not re.search("[;；]", text) and not PAPER_PART.match(text):
        if identifiers.doi(text):
            return {"doi": _doi(text)}
        return {"url": _address(text)}
    parts = _split_outside_quotes(text)
    named = [PAPER_PART.match(part) for part in parts]
    if not any(named):
        if len(parts) != 4:
            raise NotUnderstoodError(f"“{text}” has not the four parts title; authors; venue; year")
        pairs = list(zip(PAPER_KEYS, parts, strict=False))
    else:
        pairs = []
        for part, found in zip(parts, named, strict=True):
            if found is None:
                raise NotUnderstoodError(f"“{part}” does not begin with one of {', '.join(PAPER_KEYS)} and a colon")
            pairs.append((found["key"].lower(), found["text"]))
    keys = [key for key, _ in pairs]
    if twice := next((key for key in keys if keys.count(key) > 1), None):
        raise NotUnderstoodError(f"the {twice} stands twice")
    value = {key: PAPER[key](_unquoted(said.strip())) for key, said in pairs if said.strip()}
    if not {"title", "authors", "doi", "url"} & value.keys():
        raise NotUnderstoodError("a paper needs its title, authors, DOI or address")
    return value


def _split_outside_quotes(text: str) -> list[str]:
    """Return what stands between semicolons, empty parts included; a quoted part may hold one."""
    parts, rest = [""], re.sub("；", ";", text)
    while rest:
        quoted = QUOTED.match(rest) if not parts[-1].strip() or parts[-1].rstrip().endswith(":") else None
        sign = quoted[0] if quoted else rest[0]
        rest = rest[len(sign) :]
        if sign == ";":
            parts.append("")
        else:
            parts[-1] += sign
    return [part.strip() for part in parts]


def _unquoted(text: str) -> str:
    found = QUOTED.fullmatch(text)
    return found["text"].replace('""', '"') if found else text


def _doi(text: str) -> str:
    """Return the DOI as it is written, without what stands before it."""
    if DOI.match(text):
        return line(text, LABEL, "a DOI")
    found = identifiers.doi(text)
    if not found:
        raise NotUnderstoodError(f"“{text}” is no DOI")
    at = text.lower().find(found)
    return line(text[at : at + len(found)] if at >= 0 else found, LABEL, "a DOI")


def _authors(text: str) -> str:
    message = author_forms.problem(text)
    if not message:
        return line(text, TITLE, "the authors")
    try:
        written = author_forms.convert(text)
    except author_forms.NotInForm as error:
        raise NotUnderstoodError(f"the authors “{text}” {error}") from error
    raise NotUnderstoodError(f"the authors “{text}” are written “{written}” here")


PAPER: Mapping[str, Callable[[str], Any]] = {
    "title": lambda text: line(text, TITLE, "a title"),
    "authors": _authors,
    "venue": lambda text: line(text, VENUE, "a venue"),
    "year": lambda text: _year_of_paper(text),
    "doi": _doi,
    "url": _address,
}


def _year_of_paper(text: str) -> int:
    if not re.fullmatch("[0-9]{4}", text) or not 1850 <= int(text) <= 2100:
        raise NotUnderstoodError(f"“{text}” is no year from 1850 to 2100")
    return int(text)


def relation_in(text: str, typing: Typing) -> Record:
    """Return how the entry relates to another."""
    for pattern, kind in _relation_patterns():
        if found := pattern.match(text):
            return {"kind": kind, "target": slug_of(found["target"].strip(), drafts=typing.drafts)}
    raise NotUnderstoodError(f"“{text}” does not say how the entries are related")


@cache
def _relation_patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return what says each kind of relation in the five languages, with a place for the other entry; longest first."""
    said = {f"{kind.value} {TARGET}": kind for kind in DatasetRelation.Kind}
    for language in LANGUAGES:
        with translation.override(language):
            for kind in DatasetRelation.Kind:
                said[f"{kind.label} {TARGET}"] = kind
                said[str(RELATIONS[kind]) % {"name": TARGET}] = kind
    ordered = sorted(said.items(), key=lambda pair: len(pair[0]), reverse=True)
    return tuple((_spoken(words), kind.value) for words, kind in ordered)


def _spoken(words: str) -> re.Pattern[str]:
    before, _, behind = words.partition(TARGET)
    start = re.escape(before.strip()) + (r"(?:\s*[:：]\s*|\s+)" if before.endswith(" ") else r"\s*") if before else ""
    return re.compile(rf"{start}(?P<target>\S.*?)\s*{re.escape(behind.strip())}\Z", re.IGNORECASE)


# What the printed words stand for


def group_in(text: str, typing: Typing) -> Record:
    """Return a group and how many it has."""
    name, colon, count = re.sub("：", ":", text).rpartition(":")
    if not colon:
        raise NotUnderstoodError(f"“{text}” has no colon between the group and its figure")
    said = figures.counted(count, typing.language, typing.vocabularies)
    if "unit" in said:
        raise NotUnderstoodError(
            f"“{count.strip()}” is more than a figure; say what is counted in the name of the group"
        )
    return {"group": _name_in(None, _unquoted(name.strip())), "count": said["count"]}


def population_in(text: str, typing: Typing) -> Record:
    """Return a group and how many it has, or the youngest and the oldest age."""
    plain = fold(text)
    word = next((word for word in sorted(map(fold, AGE_WORDS), key=len, reverse=True) if plain.startswith(word)), None)
    if word is not None and (found := AGES.match(plain.removeprefix(word).lstrip(" :"))):
        ages = [int(found["first"]), int(found["last"])]
        if ages != sorted(ages):
            raise NotUnderstoodError(f"“{text}” has the oldest before the youngest")
        return {"age": ages}
    return group_in(text, typing)


def devices_in(text: str, typing: Typing) -> Record:
    """Return how many there are of each device."""
    groups = [group_in(piece, typing) for piece in pieces(text, "\n;；")]
    value = {group["group"]: group["count"] for group in groups}
    if len(value) < len(groups):
        raise NotUnderstoodError("a device stands twice")
    few(groups)
    return value


def written_items(item: Callable[[Record], str]) -> Callable[[Any], str]:
    """Return the function that writes one item, or a list of several, one a line."""
    return lambda value: "\n".join(map(item, value)) if isinstance(value, list) else item(value)


def _quoted(text: str, signs: str) -> str:
    """Return a text in quotes where one of the `signs` would be read otherwise."""
    plain = text == text.strip() and text[:1] != '"' and not any(sign in text for sign in signs)
    return text if plain else '"' + text.replace('"', '""') + '"'


def written_class(value: Record) -> str:
    """Return the text of a class."""
    name = _quoted(value["name"], ':：;；[]"')
    condition = f" [{value['condition']}]" if value.get("condition") else ""
    count = f": {figures.written_count(value)}" if value.get("count") is not None else ""
    return name + condition + count


def written_split(value: Record) -> str:
    """Return the text of a split."""
    share = "" if value.get("percent") is None else f"{figures.written_percent(value['percent'])} %"
    if value.get("count") is None:
        return f"{value['name']}: {share}" if share else str(value["name"])
    return f"{value['name']}: {figures.written_count(value)}" + (f" ({share})" if share else "")


def written_link(value: Record) -> str:
    """Return the text of a link."""
    return f"{value['url']} ({value['kind']}) {value.get('label') or ''}".rstrip()


def written_paper(value: Record) -> str:
    """Return the text of a paper: its DOI or address alone, or all that is known in named parts."""
    known = {key: value[key] for key in PAPER_KEYS if value.get(key) is not None}
    if known.keys() == {"doi"} or (known.keys() == {"url"} and not identifiers.doi(known["url"])):
        only: str = next(iter(known.values()))
        if ";" not in only:
            return only
    return "; ".join(f"{key}: {_quoted(str(said), ';；')}" for key, said in known.items())


def written_group(value: Record) -> str:
    """Return the text of a group, or of ages."""
    if "age" in value:
        return "age: {} to {}".format(*value["age"])
    return f"{_quoted(value['group'], ';；')}: {value['count']:,}"


def written_right(value: Record) -> str:
    """Return the text of a right."""
    return f"{value['component']}: {value['use']}: {value['answer']}"


def written_relation(value: Record) -> str:
    """Return the text of a relation."""
    with translation.override(ORIGINAL):
        return f"{DatasetRelation.Kind(value['kind']).label} {value['target']}"


def written_devices(value: Record) -> str:
    """Return the text of how many there are of each device."""
    return "; ".join(written_group({"group": name, "count": number}) for name, number in value.items())
