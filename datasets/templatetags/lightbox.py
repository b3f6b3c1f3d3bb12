"""Template filters: numbers and sizes in the reader's language, languages of quotations, JSON in a page."""

import json

from django import template
from django.utils.formats import number_format
from django.utils.safestring import SafeString, mark_safe

from datasets.models import Statement
from datasets.views.facts import size

register = template.Library()

register.filter("size", size)


@register.filter
def number(value: int | None) -> str:
    """Return a whole number with the language's grouping; nothing for None."""
    return "" if value is None else number_format(value, force_grouping=True)


@register.filter
def printed_language(statement: Statement) -> str:
    """Return the language (BCP 47) of what the statement prints: by its script, else by the document's passage."""
    return language_of(statement.printed) or statement.document.language_at(statement.line)


@register.filter
def language_of(text: str) -> str:
    """Return the language that the script of `text` gives away (zh-Hans, ru), or "" for Latin letters."""
    if any("\u4e00" <= character <= "\u9fff" for character in text):
        return "zh-Hans"
    if any("\u0400" <= character <= "\u04ff" for character in text):
        return "ru"
    return ""


@register.filter
def json_script_data(data: object) -> SafeString:
    """Return `data` as JSON that cannot end the script element it stands in."""
    text = json.dumps(data, ensure_ascii=False)
    for character, escape in (("<", "\\u003C"), (">", "\\u003E"), ("&", "\\u0026")):
        text = text.replace(character, escape)
    return mark_safe(text)  # noqa: S308 - the three characters that could end the element are escaped above
