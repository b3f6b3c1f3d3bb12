"""Records to compose texts of, and what their terms are called: from the catalogue's files, without a database."""

from typing import Any

from django.utils import translation

from datasets.facts.composed import PATTERNS, Lexicon, Word
from datasets.facts.composed.known import Known
from datasets.facts.fields import FIELDS
from datasets.facts.kinds import Record
from datasets.models import Unit
from datasets.records.files import Tree


def lexicon_in(tree: Tree) -> Lexicon:
    """Return every term of the vocabularies and every source."""
    words: dict[tuple[str, str], Word] = {}
    units = {}
    for _, vocabulary in tree.vocabulary:
        for term in vocabulary["terms"]:
            word = Word(term["names"], term.get("parent"), term.get("mappings", {}).get("spdx", ""))
            words[vocabulary["vocabulary"], term["code"]] = word
            if vocabulary["vocabulary"] == "unit":
                counted = term.get("counted", {})
                units[term["code"]] = Unit(pk=len(units) + 1, code=term["code"], names=term["names"], counted=counted)
    for _, source in tree.source:
        words["source", source["code"]] = Word({"en": source["name"]})
    return Lexicon(words, units)


def a_record(**facts: Any) -> Record:
    """Return the record of an entry of which no more is known than `facts`."""
    needed = {"name": "Example set", "category": "imaging", "kind": "dataset"}
    nothing = {code: [] if not field.single else None for code, field in FIELDS.items()}
    return {**nothing, **needed, **facts}


def amount(value: int, unit: str, precision: str = "exact") -> Record:
    """Return an amount as a record has it."""
    return {"value": value, "unit": unit, "precision": precision}


def summary(record: Record, lexicon: Lexicon, language: str) -> str:
    """Return the composed summary in a language."""
    with translation.override(language):
        return PATTERNS[language].summary(Known.of(record, lexicon))


def description(record: Record, lexicon: Lexicon, language: str) -> str:
    """Return the composed description in a language."""
    with translation.override(language):
        return PATTERNS[language].description(Known.of(record, lexicon))


def shown(text: str) -> str:
    """Return a text with plain spaces; where they do not break is tested apart."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")
