"""Template filters: numbers and sizes in the reader's language, languages of texts and quotations, JSON in a page."""

import json
from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from datasets.facts.fields import FIELDS
from datasets.views.cells import cell
from datasets.views.leakage import signed
from datasets.views.marks import authority, mark
from datasets.views.notices import label_of
from datasets.words.identifiers import doi_address, host
from datasets.words.texts import bcp47
from datasets.words.wording import authors, before_value, language_of, listed, percent, printed_language, size

register = template.Library()

register.filter("size", size)
register.filter("printed_language", printed_language)
register.filter("language_of", language_of)
register.filter("authors", authors)
register.filter("doi_address", doi_address)
register.filter("percent", percent)
register.filter("bcp47", bcp47)
register.filter("listed", listed)
register.filter("label_of", label_of)
register.filter("before_value", before_value)
register.filter("signed", signed)
register.filter("authority", authority)
register.filter("host", host)
register.simple_tag(cell)
register.simple_tag(mark)


@register.filter
def number(value: int | None) -> str:
    """Return a whole number with the language's grouping; nothing for None."""
    return "" if value is None else number_format(value, force_grouping=True)


@register.filter
def json_script_data(data: object) -> SafeString:
    """Return `data` as JSON that cannot end the script element it stands in."""
    text = json.dumps(data, ensure_ascii=False)
    for character, escape in (("<", "\\u003C"), (">", "\\u003E"), ("&", "\\u0026")):
        text = text.replace(character, escape)
    return mark_safe(text)  # noqa: S308 - the three characters that could end the element are escaped above


@register.filter
def lang(tag: str) -> SafeString:
    """Return the attribute that says an element's language, given its BCP 47 tag; nothing for "", the page's own."""
    return format_html(' lang="{}"', tag) if tag else SafeString()


@register.filter
def at(items: Sequence[Any], place: int) -> Any:
    """Return the item in a place, to walk through two lists at once."""
    return items[place]


@register.filter
def field_label(code: str) -> str:
    """Return what a field is called; a code that is none, as older versions stored it, as it is."""
    return str(FIELDS[code].label) if code in FIELDS else code
