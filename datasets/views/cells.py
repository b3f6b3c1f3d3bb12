"""Cells of a comparison, and the places that state a value, as markup joined from strings.

A comparison of six has some two hundred cells with five hundred places; a template takes ten times as long for them.
Everything from the catalogue is escaped here.
"""

from collections.abc import Sequence
from functools import lru_cache
from html import escape

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from datasets.compare.picture import Cell, Citation
from datasets.facts.readings import Text
from datasets.words.texts import reader

# More places than these stand behind their number, which opens them.
SHOWN = 3


def cell(found: Cell) -> SafeString:
    """Return what a cell of a comparison holds: its texts, the bar, the places that state it, and what is disputed."""
    language = reader()
    words = _words(language)
    page = _page(found.dataset, language)
    if found.known:
        items = "".join([_item(text, quoted=found.quoted) for text in found.texts])
        shown = f"<ul>{items}</ul>"
    else:
        shown = f'<span class="unknown">{words["unknown"]}</span>'
    if found.share is not None:
        shown += (
            '<svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
            f'<rect width="{found.share:.2f}" height="4"/></svg>'
        )
    if len(found.citations) > SHOWN:
        number = _number(len(found.citations), language)
        shown += f'<details class="cited"><summary>{number}</summary>{places(found.citations, page)}</details>'
    elif found.citations:
        shown += places(found.citations, page)
    for dispute in found.disputes:
        place, title = f"{page}#disagreement-{escape(dispute.key)}", escape(dispute.text.words)
        shown += f' <a class="dispute" href="{place}" title="{title}">{words["disputed"]}</a>'
    return mark_safe(shown)  # noqa: S308 - everything from the catalogue is escaped


def _item(text: Text, *, quoted: bool) -> str:
    lang = f' lang="{escape(text.language)}"' if text.language else ""
    shown = escape(text.text)
    if quoted:
        shown = f"<q>{shown}</q>"
    elif text.url:
        shown = f'<a href="{escape(text.url)}" rel="external noopener">{shown}</a>'
    return f"<li{lang}>{shown}</li>"


def places(citations: Sequence[Citation], page: str) -> SafeString:
    """Return the places that state something, each a link to the statement on the page of the entry ("" for here)."""
    words = _words(reader())
    items = " ".join(
        [
            f'<a class="cite{"" if citation.agrees else " other"}" href="{page}#s{citation.statement}"'
            f' title="{escape(citation.printed)}">{words["states" if citation.agrees else "differs"]}'
            f" {escape(citation.place)}</a>"
            for citation in citations
        ]
    )
    return mark_safe(f'<span class="places">{items}</span>')  # noqa: S308 - escaped above


@lru_cache(maxsize=1_000)
def _page(slug: str, _language: str) -> str:
    return reverse("dataset", args=[slug])


@lru_cache(maxsize=20)
def _words(_language: str) -> dict[str, str]:
    differs = escape(_("Stated otherwise by document"))
    return {
        "unknown": escape(_("unknown")),
        "disputed": escape(_("disputed")),
        "states": f'<span class="visually-hidden">{escape(_("Document"))}</span>',
        "differs": f'<span class="visually-hidden">{differs}</span><span aria-hidden="true">≠</span>',
    }


@lru_cache(maxsize=500)
def _number(number: int, _language: str) -> str:
    return escape(ngettext("%(number)s statement", "%(number)s statements", number) % {"number": number})
