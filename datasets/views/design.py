"""The design system as it is: the tokens read from the stylesheets, the components from the real templates.

For whoever builds pages; it is in English, in no list and in no index.
"""

import re
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from datasets.compare.picture import Citation
from datasets.index import snapshot
from datasets.models import Document, Modality
from datasets.search import finding
from datasets.search.parameters import Query
from datasets.words.asked import Notice
from datasets.words.texts import ORIGINAL, Words

from . import fragments
from .answers import BEWARE, DIFFERS, FIGURES, NO, OPEN, PARTLY, YES, Answer, Figure
from .cards import cards

TOKEN = re.compile(r"(--[a-z0-9-]+): ([^;]+);")
ICON = re.compile(r'<symbol id="([a-z]+)"')
# A statement that nobody made.
EXAMPLE = Citation(
    1, "000", 28, "1,010 patients", "fr", True, "A guide to data sets", "en", Document.Authority.GUIDE
)  # fmt: skip


@cache
def _read(name: str) -> str:
    return Path(settings.BASE_DIR, "static", name).read_text(encoding="utf-8")


def tokens() -> list[tuple[str, str, str]]:
    """Return each token with its value in the light theme, and in the dark one where that differs."""
    dark = dict(TOKEN.findall(_read("dark.css")))
    light: dict[str, str] = {}
    for name, value in TOKEN.findall(_read("lightbox.css").partition("@layer base {")[0]):
        light.setdefault(name, value)
    return [(name, value, dark.get(name, "")) for name, value in light.items()]


def design(request: HttpRequest) -> HttpResponse:
    """Show the tokens and the components, in English."""
    with translation.override(ORIGINAL):
        now = snapshot.current()
        results = finding.find(now, Query(language=ORIGINAL, page_size=2))
        colours = {name: (light, dark) for name, light, dark in tokens() if dark and name != "--shadow"}
        context = {
            "colours": [(name, light, dark) for name, (light, dark) in colours.items()],
            "measures": [(name, light) for name, light, _dark in tokens() if name not in colours],
            "icons": ICON.findall(_read("icons.svg")),
            "modalities": Modality.objects.all(),
            "tones": [(tone.sign, tone.name) for tone in (YES, PARTLY, DIFFERS, BEWARE, NO, OPEN)],
            "answers": _answers(),
            "citations": [EXAMPLE],
            "notices": [Notice("q", "Words that say what is wrong, and how to mend it.")],
            "cards": cards(results, now, ORIGINAL, ()),
            "pages": fragments.pages(Query(page=3), 9, ORIGINAL),
            "bars": [
                {"name": "Training", "count": 800, "share": 80.0, "bar": "100.00"},
                {"name": "Test", "count": 200, "share": 20.0, "bar": "25.00"},
            ],
            "noindex": True,
        }
        return render(request, "design.html", context)


def _answers() -> list[Answer]:
    return [
        Answer("get", "Can I get it?", YES, Words("Open download"), steps=[Words("Download the files")]),
        Answer("use", "May I use it?", PARTLY, Words("Yes, but not commercially"), [Figure("CC BY-NC 4.0")]),
        Answer("amount", "How much is there?", FIGURES, Words(""), [Figure("1,010 patients"), Figure("124 GB")]),
        Answer("mix", "Safe to mix?", OPEN, Words("No overlap is known"), [Figure("Nobody states otherwise.")]),
    ]
