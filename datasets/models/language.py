"""The languages of the catalogue and of its pages, and which text a reader gets where one is missing."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from django.conf import settings

T = TypeVar("T")

# Code -> the language's own name. The codes stand in addresses, records and the API.
LANGUAGES: dict[str, str] = dict(settings.LANGUAGES)

# Texts are written in this language first; every other one is translated from it.
ORIGINAL = "en"

# Language -> how many forms a noun has after a number, and which of them follows a whole number, as gettext counts them
# (Plural-Forms in locale/). Unicode's plural rules are at https://www.unicode.org/cldr/charts/latest/supplemental/.
PLURALS: Mapping[str, tuple[int, Callable[[int], int]]] = {
    "en": (2, lambda number: int(number != 1)),
    "fr": (2, lambda number: int(number > 1)),
    "pt-br": (2, lambda number: int(number > 1)),
    "zh-hans": (1, lambda number: 0),
    "ru": (3, lambda number: _slavic(number % 10, number % 100)),
}


def _slavic(last: int, last_two: int) -> int:
    if last == 1 and last_two != 11:
        return 0
    return 1 if 2 <= last <= 4 and not 12 <= last_two <= 14 else 2


def best(texts: Mapping[str, T], language: str) -> tuple[str, T] | None:
    """Return the text for a reader of `language` and the language that it is in; None if there is no text at all.

    The reader's own language first, then the original's, then whatever there is, in the order of the languages' codes.
    """
    for choice in (language, ORIGINAL, *sorted(texts)):
        if texts.get(choice):
            return choice, texts[choice]
    return None


def bcp47(code: str) -> str:
    """Return a language's code as BCP 47 spells it, for `lang` and `hreflang`.

    >>> bcp47("pt-br"), bcp47("zh-hans"), bcp47("ru")
    ('pt-BR', 'zh-Hans', 'ru')
    """
    primary, *rest = code.split("-")
    # RFC 5646, 2.1.1: regions have two letters, in capitals; scripts have four, the first a capital.
    return "-".join([primary.lower(), *(part.upper() if len(part) == 2 else part.title() for part in rest)])
