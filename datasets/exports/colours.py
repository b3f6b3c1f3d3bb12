"""The colours of what is drawn here: tokens of the light theme and hues of modalities, by the site's stylesheet."""

import re
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders

# The first value of a token is that of the light theme: the dark one has a stylesheet of its own.
TOKEN = re.compile(r"--(?P<name>[a-z-]+): (?P<colour>#[0-9a-f]{6});")
HUE = re.compile(
    r"^  (?P<codes>[^{]*\.m-[^{]*) \{ background: (?P<ground>#[0-9a-f]{6}); color: (?P<ink>#[0-9a-f]{3,6});", re.M
)
CODE = re.compile(r"\.m-(\w+)")


@cache
def _stylesheet() -> str:
    return Path(str(finders.find("lightbox.css"))).read_text(encoding="utf-8")


@cache
def token(name: str) -> str:
    """Return the colour of a token, such as "muted": #rrggbb."""
    return next(found["colour"] for found in TOKEN.finditer(_stylesheet()) if found["name"] == name)


@cache
def _hues() -> dict[str, tuple[str, str]]:
    return {
        code: (found["ground"], found["ink"])
        for found in HUE.finditer(_stylesheet())
        for code in CODE.findall(found["codes"])
    }


def hue(modality: str) -> tuple[str, str]:
    """Return the ground of a modality's badge, by its code, and what is written on it; one without a hue is plain."""
    return _hues().get(modality, (token("sunken"), token("text")))
