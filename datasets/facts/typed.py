"""Values of statements as people type them, and written so that they read back to the same.

`read` gives the normal form of what is typed for a field, `write` the text of a normal form. How each kind of value is
typed stands in FORMS; what is not understood is told with the reason, the form and an example. Lists have one item a
line. Where a name holds a sign that separates (a colon, a semicolon), it stands in straight double quotes.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from datasets.models import Dataset
from datasets.models.json_column import UNPRINTABLE
from datasets.words import numbers

from . import figures, items
from .choices import answer, choice
from .fields import Field
from .kinds import Gathers, Record
from .stored import ANSWERS
from .terms import NotUnderstoodError, Typing, Vocabularies

MOST_CHARACTERS = 60_000
# What a message quotes of a long text: its beginning.
QUOTED = re.compile(r"(“[^”]{200})[^”]+”")

# Kind of value -> how it is typed; behind it stands the field's example.
FORMS: Mapping[str, str] = {
    "code": "one code, name or synonym of {vocabulary}",
    "codes": "codes, names or synonyms of {vocabulary}, with ; between them",
    "steps": "codes, names or synonyms of {vocabulary}, in order, with ; between them",
    "amount": "a figure and what is counted, with “about”, “at least” or “per year” where the document says so",
    "figure": "a figure, with “about”, “at least” or “per year” where the document says so",
    "size": "a figure and its unit (B, kB, MB, GB, TB, GiB …), with “about” or “at least” where the document says so",
    "year": "a year of four digits",
    "number": "a whole number",
    "name": "the name in one line",
    "flag": "yes or no",
    "difficulty": "easy, medium or hard",
    "level": "beginner, intermediate or advanced",
    "stars": "the number of stars, 1 to 5",
    "money": "a sum and the three-letter code of the currency",
    "counts": "one a line: a figure and what is counted",
    "classes": "one a line: the name [condition]: the figure and what is counted, as far as they are stated",
    "splits": "one a line: train, validation or test: the figure and what is counted (the share %), as far as stated",
    "rights": "one a line: images, annotations or code: commercial, redistribution or derivatives: yes or no",
    "links": "one a line: the address (homepage, download, paper, documentation, code, tool, model or archive) label",
    "papers": "one a line: a DOI or an address; title; authors; venue; year with a ; for what is not known; or what is "
    "known of title, authors, venue, year, doi, url, each behind its name and a colon, with ; between them",
    "relations": "one a line: how it is related (mirror of, subset of, includes, derived from, shares subjects with, "
    "successor of, edition of, part of the series) and the slug of the other entry",
    "group": "the group, a colon and how many",
    "population": "the group, a colon and how many; or age: the youngest to the oldest",
    "devices": "each device, a colon and how many, with ; between them",
}


def read(
    about: Field, text: str, language: str, vocabularies: Vocabularies | None = None, *, drafts: bool = True
) -> Any:
    """Return the value in normal form that `text` says of a field, None for an empty text.

    Numbers have the signs of `language`. `vocabularies` may be shared by the values of a form. Without `drafts` entries
    that are drafts are not known. Raises NotUnderstoodError with what is wrong, how the field's values are typed, and
    an example.
    """
    text = text.strip()
    if not text:
        return None
    if (how := FORMS.get(about.kind.name)) is None:
        raise NotUnderstoodError(
            f"{about.label} has no normal form: leave the value empty, the printed words stand for it"
        )
    try:
        if len(text) > MOST_CHARACTERS:
            raise NotUnderstoodError(f"this has {len(text):,} characters; {MOST_CHARACTERS:,} are the most")
        if found := UNPRINTABLE.search(text):
            raise NotUnderstoodError(f"this holds a character that no page can show (U+{ord(found[0]):04X}); remove it")
        return READ[about.kind.name](text, Typing(about, language, vocabularies or Vocabularies(), drafts))
    except NotUnderstoodError as error:
        said = how.format(vocabulary=about.vocabulary.replace("_", " "))
        short = QUOTED.sub(r"\1…”", str(error))
        reason = f"{_capital(short)}. ".replace("?”. ", "?” ").replace("?. ", "? ")
        message = f"{reason}Write {said}, such as “{example(about)}”."
        raise NotUnderstoodError(message, error.cause, error.candidates) from error


def write(about: Field, value: Any) -> str:
    """Return the text that reads back to `value`, a value of the field's kind; "" for None."""
    return "" if value is None else WRITE[about.kind.name](value)


def example(about: Field) -> str:
    """Return what may be typed for the field."""
    return write(about, about.example)


def is_list(about: Field) -> bool:
    """Tell whether values of the field may take several lines."""
    return about.kind.gathers is Gathers.LIST


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# One value


def _code(text: str, typing: Typing) -> str:
    return typing.vocabularies.code(typing.field.vocabulary, text)


def _codes(text: str, typing: Typing) -> list[str]:
    found: list[str] = []
    for piece in items.pieces(text, ";；\n→"):
        try:
            found.append(_code(piece, typing))
        except NotUnderstoodError:
            # A name may hold a comma; only what is none as a whole is several.
            several = [part.strip() for part in re.split("[,，、]", piece)]
            if len(several) == 1:
                raise
            found.extend(_code(part, typing) for part in several if part)
    return items.few(list(dict.fromkeys(found)))


def _amount(text: str, typing: Typing) -> Record:
    return figures.amount(text, typing.language, typing.vocabularies)


def _figure(text: str, typing: Typing) -> Record:
    return figures.plain_amount(text, typing.language, (typing.field.code, str(typing.field.label)))


def _size(text: str, typing: Typing) -> Record:
    return figures.size(text, typing.language)


def _money(text: str, typing: Typing) -> Record:
    return figures.money(text, typing.language)


def _year(text: str, typing: Typing) -> int:
    found = re.fullmatch(r"([0-9]{4})\s*(?:年|г\.?|год)?", numbers.plain(text))
    if found is None or not 1850 <= int(found[1]) <= 2100:
        raise NotUnderstoodError(f"“{text}” is no year from 1850 to 2100", "no-year")
    return int(found[1])


def _number(text: str, typing: Typing) -> int:
    number = figures.whole(text, typing.language)
    if not 1 <= number <= 1_000_000:
        raise NotUnderstoodError(f"“{text}” is not between 1 and 1,000,000")
    return number


def _name(text: str, typing: Typing) -> str:
    return items.line(text, items.LINE, "a name")


def _flag(text: str, typing: Typing) -> bool:
    return ANSWERS[answer(text)]


def _difficulty(text: str, typing: Typing) -> str:
    return choice(Dataset.Difficulty, text)


def _level(text: str, typing: Typing) -> str:
    return choice(Dataset.Level, text)


def _stars(text: str, typing: Typing) -> int:
    plain = numbers.plain(text)
    if found := re.fullmatch(r"([★⭐]+)☆*", plain):
        number = len(found[1])
    elif found := re.fullmatch(
        r"([0-9]) ?(?:stars?|(?:/|of|out of) ?5(?: stars)?|[★⭐]|étoiles?|estrelas?|звезды?|星)?", plain
    ):
        number = int(found[1])
    else:
        raise NotUnderstoodError(f"“{text}” is no number of stars")
    if not 1 <= number <= 5:
        raise NotUnderstoodError(f"“{text}” is not between 1 and 5 stars")
    return number


READ: Mapping[str, Callable[[str, Typing], Any]] = {
    "code": _code, "codes": _codes, "steps": _codes, "amount": _amount, "figure": _figure, "size": _size,
    "money": _money, "year": _year, "number": _number, "name": _name, "flag": _flag, "stars": _stars,
    "difficulty": _difficulty, "level": _level, "group": items.group_in, "population": items.population_in,
    "devices": items.devices_in,
    "counts": items.items_in(items.count_in), "classes": items.items_in(items.class_in),
    "splits": items.items_in(items.split_in), "rights": items.items_in(items.right_in),
    "links": items.items_in(items.link_in, "\n"), "papers": items.items_in(items.paper_in, "\n"),
    "relations": items.items_in(items.relation_in),
}  # fmt: skip

WRITE: Mapping[str, Callable[[Any], str]] = {
    "code": str, "codes": "; ".join, "steps": "; ".join, "amount": figures.written_amount,
    "figure": figures.written_amount, "size": figures.written_size, "money": figures.written_money,
    "year": str, "number": str, "name": str, "flag": lambda value: "yes" if value else "no", "stars": str,
    "difficulty": str, "level": str, "group": items.written_group, "population": items.written_group,
    "devices": items.written_devices,
    "counts": items.written_items(figures.written_amount), "classes": items.written_items(items.written_class),
    "splits": items.written_items(items.written_split), "rights": items.written_items(items.written_right),
    "links": items.written_items(items.written_link), "papers": items.written_items(items.written_paper),
    "relations": items.written_items(items.written_relation),
}  # fmt: skip
