"""What a native reader stumbles over that a program can see: typography, words to avoid, fragments, missing plurals.

Held over the interface's messages (directory/messages.py) and over the names of terms (check_texts). Words to avoid are
data, in locale/avoid.CODE.txt: a line each, a regular expression, a tab, what to write instead. The rules for writing
are in docs/writing.md.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

MARKUP = re.compile(r"<[^>]*>")

# Language -> (what is wrong, what to write). Messages and names hold no code, so that every sign is one of typography.
ASCII_QUOTE = (re.compile('"'), "straight quotation marks; write those of the language")
GUILLEMETS = (re.compile("[«»]"), "guillemets; write “ ”")
TYPOGRAPHY: Mapping[str, tuple[tuple[re.Pattern[str], str], ...]] = {
    "en": (ASCII_QUOTE, GUILLEMETS),
    "fr": (
        ASCII_QUOTE,
        (
            re.compile(r" [:;?!»]|« "),
            "a space that can break; write U+00A0 or, before ; ? !, U+202F",
        ),
        (re.compile(r"[\w)»][;?!](?!\w)|[^\W\d]:(?=\s|$)"), "no space before : ; ? or !"),
        (re.compile(r"«(?!\u00a0)|(?<!\u00a0)»"), "no space inside « »; write U+00A0"),
        (re.compile(r"^[^«]*“"), "“ ” outside « »; write « »"),
        (re.compile(r"\d(?: | ?)[KMGT]B\b"), "bytes; write ko, Mo, Go, To"),
    ),
    "pt-br": (ASCII_QUOTE, GUILLEMETS),
    "zh-hans": (
        ASCII_QUOTE,
        GUILLEMETS,
        (re.compile(r"[\u4e00-\u9fff][:;?!,]"), "a half-width sign"),
    ),
    "ru": (ASCII_QUOTE, (re.compile("^[^«„]*[“”]"), "“ ”; write « »")),
}

# A number and a plural noun in one form; a bound ("at most %(number)s characters") is a constant, never one.
COUNTED = re.compile(
    r"(?<!than )(?<!most )(?<!least )(?<!first )%\((?:number|total|count|entries|statements)\)[sd] [a-z]+s\b"
)


@cache
def words_to_avoid(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return what a language's file has: patterns, matched without regard to case, and what to write instead."""
    path = Path(settings.LOCALE_PATHS[0]) / f"avoid.{language}.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    pairs = [line.split("\t") for line in lines if line.strip() and not line.startswith("#")]
    return tuple((re.compile(pattern, re.IGNORECASE), instead) for pattern, instead in pairs)


def problems(text: str, language: str) -> Iterator[str]:
    """Yield what a reader of `language` stumbles over in a message or a name."""
    plain = MARKUP.sub("", text)
    for pattern, message in TYPOGRAPHY[language]:
        if found := pattern.search(plain):
            yield f"“{_around(plain, found)}” has {message}"
    for pattern, instead in words_to_avoid(language):
        if found := pattern.search(plain):
            yield f"“{found[0]}” is a word to avoid; write {instead}"


def _around(text: str, found: re.Match[str]) -> str:
    return text[max(0, found.start() - 15) : found.end() + 15]


def fragments(text: str, *, context: bool, plural: bool) -> Iterator[str]:
    """Yield why an English message cannot be translated well: it is glued to others, or has one form for all numbers.

    A message of signs alone, such as “, ”, may be one where its `context` says what it is for.
    """
    if text != text.strip() and not context:
        yield "begins or ends with a space: a fragment; write the whole sentence"
    if not plural and (found := COUNTED.search(text)):
        yield f"“{found[0]}” has one form for all numbers; use ngettext"


def without_forms(vocabularies: Iterable[Mapping[str, Any]], plurals: Mapping[str, int]) -> Iterator[str]:
    """Yield the units that lack the forms after a number. `plurals` says how many each language has."""
    for vocabulary in vocabularies:
        if vocabulary["vocabulary"] == "unit":
            for term in vocabulary["terms"]:
                for language, count in plurals.items():
                    if count > 1 and len(term.get("counted", {}).get(language, ())) != count:
                        yield f"unit {term['code']}: {language} has {count} forms after a number; give them in counted"
