"""Which term of a vocabulary, or which entry, a typed word means: by code, name or synonym in any of the languages."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from datasets.models import VOCABULARIES, Dataset, FormerSlug, License, Source, Term, Unit
from datasets.models.language import ORIGINAL
from datasets.models.public import addressed
from datasets.words.folding import IDEOGRAPH, fold, joined

from . import licences
from .fields import Field

# So many terms are named where a word means none, or more than one.
MOST_NAMED = 5
# How alike a word must be to what a term is called, to be named as what may be meant.
ALIKE = 0.6
# Spaces, hyphens and dots may be left out of what a term is called, or be others; more than that is something else.
PLAIN = re.compile(r"[\w\s.+-]+")
# Of a long text so many characters are looked through for words of terms, which have so many pieces at most.
LONGEST_SEARCHED, MOST_PIECES = 300, 7
# Schemes whose identifiers name one term each: DICOM's defined terms, SNOMED CT, SPDX.
IDENTIFYING = ("dicom", "sct", "spdx")
# Why a text means no term.
NO_TERM, AMBIGUOUS = "no-term", "ambiguous"
# What stands before what is counted in Chinese and is no part of it.
MEASURE_WORDS = re.compile("\\A(?:余|多)?[名例位个张幅帧份条篇段]")


class NotUnderstoodError(ValueError):
    """What was typed says no value; the message says why.

    `cause` says it to programs ("" where nothing more is known), `candidates` what may be meant: codes or values.
    """

    def __init__(self, message: str, cause: str = "", candidates: Sequence[Any] = ()) -> None:
        super().__init__(message)
        self.cause, self.candidates = cause, tuple(candidates)


def nearness(typed: str, code: str, names: Iterable[str], others: Iterable[str] = ()) -> int | None:
    """Return how near `typed`, a beginning perhaps, is to what something is called; the least is nearest, None is none.

    The code itself (0), a name (1), another word (2); a code or name that begins so (3), another word that begins so
    (4); a name in which each word begins one (5). What stands within other words does not count: whoever types
    "registration" does not mean what is also called "no registration".
    """
    wanted, run = fold(typed), joined(typed) if PLAIN.fullmatch(typed) else ""
    if not wanted:
        return None
    folded_code, folded, folded_others = fold(code), [fold(name) for name in names], [fold(word) for word in others]
    if wanted == folded_code:
        return 0
    for place, words in enumerate((folded, folded_others), 1):
        if wanted in words or (run and run in map(joined, words)):
            return place
    for place, beginnings in enumerate(([folded_code, *folded], folded_others), 3):
        if any(word.startswith(wanted) for word in beginnings):
            return place
    return 5 if any(all(_begins_within(word, name) for word in wanted.split()) for name in folded) else None


def _begins_within(word: str, name: str) -> bool:
    """Tell whether a word of a folded name begins so; Chinese has no blanks between words."""
    return word in name if IDEOGRAPH.search(word) else bool(re.search(rf"(?<!\w){re.escape(word)}", name))


class Vocabularies:
    """The words that mean terms. Each vocabulary is read once, so one of these serves all the values of a form."""

    def __init__(self) -> None:
        self._known: dict[str, _Words] = {}

    def code(self, vocabulary: str, text: str) -> str:
        """Return the code of the term that `text` means; raise NotUnderstoodError with what may be meant if not one."""
        codes = self.meanings(vocabulary, text)
        if len(codes) == 1:
            return codes[0]
        words = self._words(vocabulary)
        if codes:
            told = _either(map(words.told, codes))
            raise NotUnderstoodError(f"“{text}” may be {told}; write the code", AMBIGUOUS, codes)
        near = words.near(text)
        hint = f"; near it: {', '.join(map(words.told, near))}" if near else ""
        said = f"“{text}” is no {vocabulary.replace('_', ' ')} that the catalogue knows{hint}"
        raise NotUnderstoodError(said, NO_TERM, near)

    def meanings(self, vocabulary: str, text: str) -> list[str]:
        """Return the codes of the terms that `text` means: none, one, or several between which it does not choose."""
        words = self._words(vocabulary)
        codes = words.meaning(text)
        if not codes and vocabulary == License.vocabulary:
            codes = words.meaning(licences.spdx(text))
            if not codes and (beginning := licences.versions(text)):
                codes = [code for code in words.names if re.fullmatch(rf"{beginning}-[\d.]+", code)]
        if not codes and vocabulary == Unit.vocabulary:
            codes = words.meaning(MEASURE_WORDS.sub("", text))
        return codes

    def within(self, vocabulary: str, text: str) -> list[str]:
        """Return the codes of some terms of which a word is in `text`, the longest word first."""
        return self._words(vocabulary).within(fold(text))

    def words(self, vocabulary: str) -> Iterator[tuple[str, str]]:
        """Yield each word of a vocabulary, folded, with the code that it means; of several it yields each."""
        for rank in self._words(vocabulary).ranks[:3]:
            yield from ((word, code) for word, codes in rank.items() for code in codes)

    def completions(self, vocabulary: str, typed: str, language: str = ORIGINAL) -> list[str]:
        """Return the codes of the terms whose code or name `typed` may begin, what it most likely means first.

        Of terms that are equally near (nearness) those come first whose names in `language` are; then it is the
        vocabulary's own order.
        """
        return self._words(vocabulary).beginning(typed, language)

    def name(self, vocabulary: str, code: str, language: str) -> str:
        """Return the name of a term in a language, in English where there is none."""
        names = self._words(vocabulary).called[code][0]
        return names.get(language) or names.get(ORIGINAL) or code

    def _words(self, vocabulary: str) -> "_Words":
        if vocabulary not in self._known:
            self._known[vocabulary] = _Words(vocabulary)
        return self._known[vocabulary]


class _Words:
    """The words of one vocabulary: a code goes before a name, a name before a synonym, all before mere likeness."""

    def __init__(self, vocabulary: str) -> None:
        self.names: dict[str, str] = {}
        self.called: dict[str, tuple[Mapping[str, str], Sequence[str]]] = {}
        self.ranks: tuple[dict[str, list[str]], ...] = ({}, {}, {}, {})
        of_terms = _sources() if vocabulary == "source" else _terms(VOCABULARIES[vocabulary])
        for code, name, names, others in of_terms:
            self.names[code] = name
            self.called[code] = (names, others)
            for rank, words in enumerate(((code,), names.values(), others)):
                for word in words:
                    self._add(rank, fold(word), code)
                    self._add(3, joined(word), code)

    def _add(self, rank: int, word: str, code: str) -> None:
        codes = self.ranks[rank].setdefault(word, [])
        if code not in codes:
            codes.append(code)

    def meaning(self, text: str) -> list[str]:
        """Return the codes of the terms that `text` means: none, one, or several of the same rank."""
        spellings = (fold(text), fold(text), fold(text), joined(text) if PLAIN.fullmatch(text) else "")
        found = (rank[word] for rank, word in zip(self.ranks, spellings, strict=True) if word and word in rank)
        return next(found, [])

    def near(self, text: str) -> list[str]:
        """Return the codes of the terms that are called nearly so, or of which a word is in `text`."""
        folded = fold(text)
        called = {word: codes for rank in self.ranks[:3] for word, codes in rank.items()}
        alike = get_close_matches(folded[:80], called, MOST_NAMED, ALIKE)
        found = [*self.within(folded), *(code for word in alike for code in called[word])]
        return list(dict.fromkeys(found))[:MOST_NAMED]

    def within(self, folded: str) -> list[str]:
        """Return the codes of some terms of which a word is in a folded text."""
        # Folded already, so letters and digits are all that joining leaves.
        pieces = re.findall(r"[^\W_]+", folded[:LONGEST_SEARCHED])
        runs = {
            "".join(pieces[first:last])
            for first in range(len(pieces))
            for last in range(first + 1, min(first + MOST_PIECES, len(pieces)) + 1)
        }
        found = [word for word in runs if len(word) > 1 and word in self.ranks[3]]
        ordered = sorted(found, key=lambda word: (-len(word), word))
        return list(dict.fromkeys(code for word in ordered for code in self.ranks[3][word]))[:MOST_NAMED]

    def beginning(self, typed: str, language: str) -> list[str]:
        """Return the codes of the terms that `typed` may begin, the nearest first."""
        found = []
        for place, (code, (names, others)) in enumerate(self.called.items()):
            near = nearness(typed, code, names.values(), others)
            if near is not None:
                own = nearness(typed, code, [names[language]] if language in names else ())
                found.append((near, own != near, place, code))
        return [code for *_, code in sorted(found)]

    def told(self, code: str) -> str:
        """Return a term as a message names it."""
        return code if fold(self.names[code]) == fold(code) else f"{code} ({self.names[code]})"


@dataclass(frozen=True)
class Typing:
    """What reading needs: the field, the language whose signs stand in numbers, and the words of the vocabularies.

    Whether an entry may be named that is a draft, too: not by visitors, who are not told that there is one.
    """

    field: Field
    language: str
    vocabularies: Vocabularies
    drafts: bool = True


# Code, English name, names by language, other words.
_Called = tuple[str, str, Mapping[str, str], Sequence[str]]


def _terms(model: type[Term]) -> Iterator[_Called]:
    for term in model.objects.all():
        counted = term.counted if isinstance(term, Unit) else {}
        others = [word for words in (*term.synonyms.values(), *counted.values()) for word in words]
        # Identifiers outside are words, too, but addresses: those of access rights are several levels' own.
        known = [str(identifier) for scheme, identifier in term.mappings.items() if scheme in IDENTIFYING]
        yield term.code, term.name("en"), term.names, [*others, *known]


def _sources() -> Iterator[_Called]:
    for source in Source.objects.all():
        yield source.code, source.name, {ORIGINAL: source.name}, source.aliases


def _either(items: Iterable[str]) -> str:
    return " or ".join(items)


def slug_of(text: str, *, drafts: bool = True) -> str:
    """Return the slug of the entry that `text` is the slug, a former slug or the name of; raise NotUnderstoodError.

    Without `drafts` those are as if they were not there.
    """
    slug, entries = fold(text), Dataset.objects.all() if drafts else addressed()
    if entries.filter(slug=slug).exists() or FormerSlug.objects.filter(slug=slug, dataset__in=entries).exists():
        return slug
    called = list(entries.filter(name__iexact=text).values_list("slug", flat=True)[:2])
    if len(called) == 1:
        return called[0]
    near = called or list(entries.filter(slug__contains=slug[:80]).values_list("slug", flat=True)[:MOST_NAMED])
    hint = f"; near it: {', '.join(near)}" if near else ""
    raise NotUnderstoodError(f"“{text}” is the slug of no entry{hint}")
