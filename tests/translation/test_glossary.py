"""docs/glossary.md holds in the catalogue: where an English text has a concept, its translation has one of the terms.

Exempt are, in this order of reading: quoted text; names of programmes and bodies, that is two or more capitalised words
in a row, small words between them; names of entries, sources and licences; words with capitals or digits inside.
Also exempt are the words that the glossary gives for one sense and texts use in others (OTHER_SENSES). Terms of the
vocabularies count with their synonyms, as the glossary says; what is a name of a term is not looked at again.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings

from datasets.index.analysis import chunks, pieces, stem
from datasets.models import LANGUAGES
from datasets.records.files import Tree
from datasets.translation.fidelity import TRANSLATIONS, WORD, Names, marked
from datasets.translation.numerals import QUOTED
from datasets.translation.translatable import of_tree
from datasets.words.folding import fold

PAGE = Path(settings.BASE_DIR) / "docs/glossary.md"
HEADINGS = ["English", "Français", "Português (Brasil)", "简体中文", "Русский"]

# The glossary gives these for the catalogue's own things; a text may speak of a light source or of entries in a table.
OTHER_SENSES = {"source", "entry", "reviewed"}

PROGRAMME = re.compile(r"\b[A-Z][\w'-]+(?: (?:(?:of|the|for|and|in|on) )*[A-Z][\w'-]+)+")


@dataclass(frozen=True)
class Concept:
    """One English word or phrase, and its terms by language."""

    english: str
    terms: dict[str, tuple[str, ...]]

    def within(self, text: str) -> bool:
        """Tell whether an English text has the concept, singular or plural; capitals count in MRI and PET."""
        flags = 0 if self.english.isupper() else re.IGNORECASE
        return re.search(rf"(?<![\w-]){re.escape(self.english)}(?:s|es)?(?![\w-])", text, flags) is not None


def glossary() -> list[Concept]:
    """Return the concepts of the page; two rows with the same English word are one concept with the terms of both."""
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    table = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    assert table[0] == HEADINGS
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for row in table[2:]:
        english, *terms = [re.sub(r"\s*\([^)]*\)", "", cell).split("; ") for cell in row]
        for word in english:
            known = found.setdefault(word, dict.fromkeys(TRANSLATIONS, ()))
            for language, forms in zip(TRANSLATIONS, terms, strict=True):
                known[language] = (*known[language], *forms)
    return [Concept(word, terms) for word, terms in found.items() if word not in OTHER_SENSES]


def stems(text: str, language: str) -> set[str]:
    """Return the stems of the words of a text."""
    return {stem(piece, language) for chunk in chunks(text) for piece in pieces(chunk)}


def has(text: str, term: str, language: str) -> bool:
    """Tell whether a text has a term, however inflected: each word of it by its stem; Chinese as it is written."""
    if language == "zh-hans":
        return fold(term) in fold(text)
    return stems(term, language) <= stems(text, language)


def prose(text: str, names: Names) -> str:
    """Return an English text without what is exempt."""
    text = PROGRAMME.sub(" … ", QUOTED.sub(" … ", text))
    for name in sorted(names.within(text), key=len, reverse=True):
        text = text.replace(name, " … ")
    return WORD.sub(lambda match: match[0] if not marked(match[0]) or match[0].isupper() else " … ", text)


@pytest.fixture(scope="module")
def names(tree: Tree) -> Names:
    named = (record for _, record in [*tree.dataset, *tree.source])
    return Names.of(named, (record for _, record in tree.vocabulary))


def test_page_has_every_concept_in_every_language() -> None:
    concepts = glossary()
    assert len(concepts) > 40
    assert [concept.english for concept in concepts if not all(map(all, concept.terms.values()))] == []
    assert len(LANGUAGES) == len(HEADINGS)


@pytest.mark.todays
@pytest.mark.parametrize("language", TRANSLATIONS)
def test_translations_use_the_terms(tree: Tree, names: Names, language: str) -> None:
    concepts = glossary()
    strays = []
    for text in of_tree(tree):
        if language not in text.versions or text.kind == "vocabulary":
            continue
        english = prose(text.original, names)
        for concept in concepts:
            if concept.within(english):
                terms = {*concept.terms[language], *names.forms.get(concept.english, {}).get(language, ())}
                if not any(has(text.versions[language], term, language) for term in terms):
                    strays.append(f"{text.key}: {concept.english}: none of {'; '.join(concept.terms[language])}")
    assert strays == []
