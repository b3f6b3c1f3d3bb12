"""Source marks: beside a fact, the number of statements behind it, which opens them in place, without a script.

As markup joined from strings, for a page has dozens of them. Everything from the catalogue is escaped here.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext, pgettext_lazy
from django.utils.translation import gettext as _

from datasets.compare.picture import Citation
from datasets.models import Document

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# The most statements that a mark shows; the rest is a link to all of them.
SHOWN = 4

A = Document.Authority
AUTHORITIES: "Mapping[str, StrOrPromise]" = {
    A.OWNER: pgettext_lazy("an authority", "owner"),
    A.REGISTRY: pgettext_lazy("an authority", "registry"),
    A.LITERATURE: pgettext_lazy("an authority", "literature"),
    A.GUIDE: pgettext_lazy("an authority", "guide"),
    A.INDEX: pgettext_lazy("an authority", "list"),
}


def authority(code: str) -> str:
    """Return in a word what a document is worth as a witness."""
    return str(AUTHORITIES.get(code, ""))


def mark(citations: Sequence[Citation], name: str, key: str, page: str) -> SafeString:
    """Return the mark of a fact and what it opens; nothing where nobody states it.

    `name` is what the fact is called, `key` names it once on the page, `page` is the address of the evidence.
    It stands in an element that may hold a list, such as dd, td, li or div.
    """
    if not citations:
        return SafeString()
    number, differs = len(citations), not all(citation.agrees for citation in citations)
    label = escape(_words("label", get_language()) % {"name": name, "number": number})
    items = "".join([_item(citation, page) for citation in citations[:SHOWN]])
    if number > SHOWN:
        items += f'<li><a href="{page}#s{citations[SHOWN].statement}">{_all(number, get_language())}</a></li>'
    return mark_safe(  # noqa: S308 - everything from the catalogue is escaped
        f'<a class="place" href="{page}#s{citations[0].statement}">{_sources(number, get_language())}</a>'
        f'<button class="mark{" differs" if differs else ""}" type="button" popovertarget="src-{key}"'
        f' aria-label="{label}">{"≠ " if differs else ""}{number}</button>'
        f'<div class="sources" id="src-{key}" popover role="group" aria-label="{label}"><ul>{items}</ul></div>'
    )


def _item(citation: Citation, page: str) -> str:
    language = get_language()
    about = [authority(citation.authority)] if citation.authority else []
    if citation.day:
        about.append(_day(citation.day, language))
    if citation.line is not None:
        about.append(_words("line", language) % {"number": citation.line})
    other = "" if citation.agrees else f'<b class="verdict warn">{escape(_words("otherwise", language))}</b> '
    return (
        f'<li>{other}<q lang="{citation.language}">{escape(citation.printed)}</q>'
        f'<small><a href="{page}#s{citation.statement}" lang="{citation.title_language}">{escape(citation.title)}</a>'
        f"{''.join(f' · {escape(said)}' for said in about)}</small></li>"
    )


@lru_cache(maxsize=50)
def _words(name: str, _language: str | None) -> str:
    return {
        "label": _("Sources of %(name)s: %(number)d"),
        "line": _("line %(number)d"),
        "otherwise": _("≠ states otherwise:"),
    }[name]


@lru_cache(maxsize=500)
def _day(day: date, _language: str | None) -> str:
    return date_format(day)


@lru_cache(maxsize=500)
def _sources(number: int, _language: str | None) -> str:
    return escape(ngettext("%(number)d source", "%(number)d sources", number) % {"number": number})


@lru_cache(maxsize=500)
def _all(number: int, _language: str | None) -> str:
    return escape(ngettext("%(number)d statement", "all %(number)d statements", number) % {"number": number})
