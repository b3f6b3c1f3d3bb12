"""Texts in several languages: which one a reader gets, and whether a translation still says what its original says."""

import hashlib
from collections.abc import Mapping
from typing import TypeVar

T = TypeVar("T")

# Texts are written in this language first; every other one is translated from it.
ORIGINAL = "en"


def best(texts: Mapping[str, T], language: str) -> tuple[str, T] | None:
    """Return the text for a reader of `language` and the language that it is in; None if there is no text at all.

    The reader's own language first, then the original's, then whatever there is, in the order of the languages' codes.
    """
    for choice in (language, ORIGINAL, *sorted(texts)):
        if choice in texts:
            return choice, texts[choice]
    return None


def fingerprint(*original: str) -> str:
    """Return what `translated_from` holds of a text that was translated from `original`: its language and a digest."""
    digest = hashlib.sha256("\n".join(original).encode()).hexdigest()
    return f"{ORIGINAL}:{digest[:16]}"
