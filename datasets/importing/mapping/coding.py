"""Which codes a printed text means: of the term that it is, or of each part of the list that it is.

A text is a term by the words of the vocabularies in five languages, by a licence's address, or with company that
changes nothing (phrases). What is like a term is shown to people and never taken for one.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from rapidfuzz import fuzz, process

from datasets.facts import licences
from datasets.facts.fields import Field
from datasets.facts.terms import Vocabularies
from datasets.importing.mapping import phrases
from datasets.words.folding import fold

# So many candidates are shown.
MOST_CANDIDATES = 5
# So many words are remembered.
MOST_REMEMBERED = 4_000
# Texts of so many characters are compared with words, of which those are shown that are so like, of a hundred.
LONGEST_ALIKE, ALIKE = 40, 80
# Fields whose text may have the words of others beside its own term, which say nothing of it: "chest CT".
BESIDE: Mapping[str, tuple[str, ...]] = {
    "modality": ("anatomy", "condition"),
    "anatomy": ("condition", "modality"),
    # What a finding is of makes it another one: "edema" alone is that of the lung.
    "condition": (),
    "task": ("anatomy", "condition", "modality"),
    "annotation": ("anatomy", "condition"),
    "format": (),
}
# What stands before a format: "image: .png, mask: .tif".
OF_WHAT = re.compile(r"(?:images?|masks?|labels?|annotations?|texts?|videos?)\s*[:：]\s*", re.IGNORECASE)

OF_VERSION = re.compile(r"(?P<name>.+?),?\s+v(?:ersion)?\.?\s*(?P<version>\d\.\d)", re.IGNORECASE)
# A media type that is in no registry, such as "application/x-parquet" or "image/dicom", names its format all the same
# (RFC 6838, 3.4: "x-" once marked what was not registered).
MEDIA_TYPE = re.compile(
    r"(?:application|image|text|video|audio|model)/(?:x-)?(?P<format>[a-z0-9][\w.-]*)", re.IGNORECASE
)


class Coding:
    """Gives the codes of texts by the vocabularies, each of which is read once."""

    def __init__(self, vocabularies: Vocabularies) -> None:
        self.vocabularies = vocabularies
        self._choices: dict[str, dict[str, list[str]]] = {}
        self._known: dict[tuple[str, str], Sequence[str]] = {}

    def meanings(self, vocabulary: str, text: str) -> Sequence[str]:
        """Return the codes of the terms that a text means; words come again in other texts, so they are remembered."""
        key = (vocabulary, text)
        if (known := self._known.get(key)) is None:
            if len(self._known) >= MOST_REMEMBERED:
                self._known.clear()
            known = self._known[key] = self.vocabularies.meanings(vocabulary, text)
        return known

    def parts(self, about: Field, text: str) -> Iterator[tuple[str, Sequence[str] | None]]:
        """Yield the parts of a text with the codes that each means; a text that is one term is one part."""
        pieces = phrases.pieces(text) if not self.term(about, text) else [text]
        if about.single and not all(self.term(about, piece) for piece in pieces):
            # A sentence, it may be; a single value has no parts that could be taken without the others.
            pieces = [text]
        for piece in pieces:
            if codes := self.term(about, piece):
                yield piece, codes
                continue
            parts = phrases.listed(piece) if not about.single else [piece]
            found = [(part, self._all(about, part)) for part in parts]
            if any(read is None and phrases.is_uncertain(part) for part, read in found):
                # "No CT, MRI": what turns one part over may turn over them all.
                yield piece, None
                continue
            for part, read in found:
                if read is None:
                    yield part, self.term(about, part)
                else:
                    yield from ((part, [code]) for code in read)

    def _all(self, about: Field, part: str) -> Sequence[str] | None:
        """Return the codes of a part in which each of what "and" or a stroke joins is a term; None where one is not."""
        codes = self.term(about, part)
        if len(codes) == 1:
            return codes
        if about.code == "anatomy" and (regions := phrases.BODY_PARTS.get(fold(phrases.bare(part)))):
            return regions
        several = phrases.joined_parts(part)
        if len(several) == 1 and about.code in ("modality", "anatomy") and "-" in part:
            several = part.split("-")
        if len(several) == 1 and about.code == "format":
            several = part.split()
        found = [self.term(about, one) for one in several]
        if len(several) > 1 and all(len(one) == 1 for one in found):
            return list(dict.fromkeys(one[0] for one in found))
        return None

    def term(self, about: Field, text: str) -> Sequence[str]:
        """Return the codes of the one term that a text means: none, one, or several between which a person decides."""
        plain = phrases.bare(OF_WHAT.sub("", text, count=1) if about.code == "format" else text)
        vocabulary = about.vocabulary
        for words in dict.fromkeys((text.strip(), plain)):
            if codes := self.meanings(vocabulary, words):
                return codes
        if code := phrases.SHORT.get((vocabulary, fold(plain))):
            return [code]
        if about.code == "format" and (media := MEDIA_TYPE.fullmatch(plain)):
            return self.meanings(vocabulary, media["format"])
        if about.code == "license":
            return self._linked(vocabulary, plain)
        outside, inside = phrases.without_brackets(plain)
        if inside and outside and about.code in BESIDE:
            return self._bracketed(about, outside, inside)
        if about.code not in BESIDE or phrases.is_uncertain(plain):
            return []
        return phrases.company(
            plain,
            lambda run: self._short(vocabulary, run),
            lambda run: any(self.meanings(other, run) for other in BESIDE[about.code]),
        )

    def _linked(self, vocabulary: str, text: str) -> Sequence[str]:
        """Return the codes of the licence that a sentence names; an address beside it has to mean the same."""
        words, addresses = licences.cut(text.replace("\\n", " "))
        if not words or len(addresses) > 1:
            return []
        here = self.meanings(vocabulary, words) or self._versioned(vocabulary, licences.named(words))
        if not addresses:
            return here
        there = self.meanings(vocabulary, addresses[0].rstrip(".,;"))
        return [code for code in here if code in there]

    def _versioned(self, vocabulary: str, name: str) -> Sequence[str]:
        """Return the codes of the licence of a name, which may have the version behind it that its code has."""
        if (codes := self.meanings(vocabulary, name)) or (found := OF_VERSION.fullmatch(name)) is None:
            return codes
        return [code for code in self.meanings(vocabulary, found["name"]) if code.endswith(f"-{found['version']}")]

    def _short(self, vocabulary: str, run: str) -> Sequence[str]:
        codes = self.meanings(vocabulary, run)
        return codes or [code for code in (phrases.SHORT.get((vocabulary, run)),) if code]

    def _bracketed(self, about: Field, outside: str, inside: Sequence[str]) -> Sequence[str]:
        """Return the codes of a term with brackets behind it, which may say the same, or more of the same."""
        codes = self.term(about, outside)
        if len(codes) != 1 or any(map(phrases.is_uncertain, inside)):
            return codes if len(codes) > 1 else []
        within = {code for part in inside for code in self.term(about, part)}
        return codes if within <= set(codes) else sorted({*codes, *within})

    def near(self, vocabulary: str, text: str) -> list[str]:
        """Return the codes of a few terms that a text may mean: a word of theirs is in it, or is much like it."""
        if vocabulary not in self._choices:
            choices = self._choices[vocabulary] = {}
            for word, code in self.vocabularies.words(vocabulary):
                choices.setdefault(word, []).append(code)
        folded, choices = fold(text), self._choices[vocabulary]
        found = self.vocabularies.within(vocabulary, text)
        if len(folded) <= LONGEST_ALIKE and len(found) < MOST_CANDIDATES:
            alike = process.extract(
                folded, choices.keys(), scorer=fuzz.ratio, limit=MOST_CANDIDATES, score_cutoff=ALIKE
            )
            found = [*found, *(code for word, *_ in alike for code in choices[word])]
        return list(dict.fromkeys(found))[:MOST_CANDIDATES]
