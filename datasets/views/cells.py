"""Cells of a comparison as markup joined from strings.

A comparison of six has some two hundred cells with as many source marks; a template takes ten times as long for them.
Everything from the catalogue is escaped here.
"""

from functools import lru_cache
from html import escape

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from datasets.compare.picture import Cell, Row
from datasets.facts.readings import Text
from datasets.words.texts import reader

from .marks import mark

# The most texts that a cell shows at once; FIRST of them where there are more, for one or two are not worth a click.
MOST, FIRST = 5, 3


def cell(found: Cell, row: Row) -> SafeString:
    """Return what a cell of a comparison holds: its texts, the mark of its sources, what is disputed, and the bar."""
    language = reader()
    words = _words(language)
    page = _page(found.dataset, language)
    if found.known:
        first = FIRST if len(found.texts) > MOST else MOST
        shown = _list(found.texts[:first], found.quoted)
        shown += mark(found.citations, f"{found.name} · {row.label}", f"{row.key}-{found.dataset}", page)
        if rest := found.texts[first:]:
            more = _more(len(rest), language)
            shown += f"<details><summary>{more}</summary>{_list(rest, found.quoted)}</details>"
    else:
        shown = words["unknown"]
    for dispute in found.disputes:
        place, title = f"{page}#disagreement-{escape(dispute.key)}", escape(dispute.text.words)
        shown += f' <a class="dispute" href="{place}" title="{title}">{words["disputed"]}</a>'
    if found.share is not None:
        shown += (
            '<svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
            f'<rect width="{found.share:.2f}" height="4"/></svg>'
        )
    return mark_safe(shown)  # noqa: S308 - everything from the catalogue is escaped


def _list(texts: tuple[Text, ...], quoted: bool) -> str:
    return f'<ul class="said">{"".join([_item(text, quoted) for text in texts])}</ul>'


def _item(text: Text, quoted: bool) -> str:
    lang = f' lang="{escape(text.language)}"' if text.language else ""
    shown = escape(text.text)
    if quoted:
        shown = f"<q>{shown}</q>"
    elif text.url:
        shown = f'<a class="address" href="{escape(text.url)}" rel="external noopener">{shown}</a>'
    return f"<li{lang}>{shown}</li>"


@lru_cache(maxsize=1_000)
def _page(slug: str, _language: str) -> str:
    return reverse("evidence", args=[slug])


@lru_cache(maxsize=20)
def _words(_language: str) -> dict[str, str]:
    unknown = escape(_("unknown"))
    return {
        "unknown": '<span class="unknown"><span aria-hidden="true">–</span>'
        f'<span class="visually-hidden">{unknown}</span></span>',
        "disputed": escape(_("disputed")),
    }


@lru_cache(maxsize=500)
def _more(number: int, _language: str) -> str:
    return escape(ngettext("%(number)d more", "%(number)d more", number) % {"number": number})
