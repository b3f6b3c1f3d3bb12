"""How to cite one entry: its own papers first, then its page here, in a style, and as files for reference managers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from datasets.exports import CITED, DESCRIPTIONS
from datasets.exports.described import Described
from datasets.exports.styles import STYLES, USUAL, cited
from datasets.models.kept import Kept
from datasets.words.asked import IGNORED, Notice, name_unknown, no_such_value
from datasets.words.texts import reader

from . import addressed
from .descriptions import site

# What is cited in one style, by slug, style and the site's address, for the entries that visitors asked for last.
_kept: Kept[tuple[str, str, str], list[str]] = Kept(400)


def cite(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what to cite for an entry, in the style that is asked for; 410 for a withdrawn one."""
    row = addressed.entry(slug)
    if row is None:
        return addressed.elsewhere(request, "cite", slug)
    style, notices = _style(request)
    entry = Described(row, site(request))
    texts = _kept.get((slug, style, entry.site.start), lambda: cited(entry, style))
    context = {
        "dataset": row,
        "styles": STYLES,
        "chosen": style,
        "texts": texts,
        "language": STYLES[style].language,
        "files": [(DESCRIPTIONS[ending], DESCRIPTIONS[ending].write(entry)) for ending in CITED],
        "notices": notices,
        "noindex": row.is_withdrawn or bool(request.GET),
    }
    return render(request, "datasets/cite.html", context, status=410 if row.is_withdrawn else 200)


def _style(request: HttpRequest) -> tuple[str, list[Notice]]:
    """Return the style that is asked for, else the one that is usual in the reader's language."""
    notices: list[Notice] = []
    name_unknown(request.GET, {"style", *IGNORED}, notices)
    asked = request.GET.get("style", "")
    if asked and asked not in STYLES:
        notices.append(no_such_value("style", asked, STYLES))
    return asked if asked in STYLES else USUAL[reader()], notices
