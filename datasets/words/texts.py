"""Texts in several languages: which one a reader gets, and whether a translation still says what its original says."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.utils.translation import get_language

from datasets.models import DatasetDescription
from datasets.models.description import Description
from datasets.models.json_column import by_language
from datasets.models.language import ORIGINAL, bcp47, best

__all__ = ["ORIGINAL", "Told", "Words", "bcp47", "best", "fingerprint", "reader", "told", "words"]


def reader() -> str:
    """Return the code of the language that the reader has chosen."""
    return get_language() or ORIGINAL


@dataclass(frozen=True)
class Words:
    """Words for the reader; `language` (BCP 47) is set where they are not in the reader's own."""

    words: str
    language: str = ""


def words(texts: Mapping[str, str] | None) -> Words:
    """Return a text that is kept as a map from language to words, for the reader; no words where it is no such map."""
    found = best(by_language(texts), reader())
    if found is None:
        return Words("")
    return Words(found[1], "" if found[0] == reader() else bcp47(found[0]))


D = TypeVar("D", bound=Description)


@dataclass(frozen=True)
class Told(Generic[D]):
    """A text about an entry, a source or a document for the reader, and what is to be said about the text itself.

    `language` (BCP 47) is set where the text is not in the reader's own. `translated` tells a translation from an
    original, and `outdated` a translation whose original has changed since.
    """

    text: D
    language: str
    translated: bool
    outdated: bool

    @property
    def by_machine(self) -> bool:
        """Whether a machine wrote the text."""
        return self.text.origin == Description.Origin.MACHINE


def told(rows: Iterable[D]) -> Told[D] | None:
    """Return the text for the reader out of the rows about one thing, or None where there is none."""
    texts = {row.language: row for row in rows}
    found = best(texts, reader())
    if found is None:
        return None
    language, text = found
    translated = language != ORIGINAL
    original = texts.get(ORIGINAL)
    outdated = (
        translated
        and bool(text.translated_from)
        and original is not None
        and text.translated_from != fingerprint(*_parts(original))
    )
    return Told(text, "" if language == reader() else bcp47(language), translated, outdated)


def _parts(text: Description) -> tuple[str, ...]:
    """Return what a translation is made from: the summary, and the description where there is one."""
    return (text.summary, text.description) if isinstance(text, DatasetDescription) else (text.summary,)


def fingerprint(*original: str) -> str:
    """Return what `translated_from` holds of a text that was translated from `original`: its language and a digest."""
    digest = hashlib.sha256("\n".join(original).encode()).hexdigest()
    return f"{ORIGINAL}:{digest[:16]}"
