"""What a claim means: the printed text of a field as a value in normal form, or why it waits for a person.

What people decided goes first, of this document before that of every one. Then the text is read: figures as they are
typed (facts.typed), codes by the words of the vocabularies in five languages, by addresses, media types and outside
identifiers. A text is read where each of its words is known; nearness is shown and never applied. Of several codes in
a list those that are read are taken, and the rest waits.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from datasets.facts import figures, kinds, typed
from datasets.facts.fields import FIELDS, UNKNOWN, Field
from datasets.facts.terms import AMBIGUOUS, NO_TERM, NotUnderstoodError, Vocabularies
from datasets.importing.claims import UNREAD, Claim
from datasets.importing.mapping import phrases, readable
from datasets.importing.mapping.coding import MOST_CANDIDATES, Coding
from datasets.models import Meaning
from datasets.models.incoming import LONGEST_KEY
from datasets.records import values
from datasets.words import numbers
from datasets.words.folding import fold

# What became of a text: it is read; it stays as it is printed, without a value; it says nothing of the field, so that
# no statement comes of it; it waits for a person.
READ, PRINTED, ELSEWHERE, WAITS = "read", "printed", "elsewhere", "waits"
# Why, besides the causes of facts.terms and facts.figures: a person decided; nothing is said; what is said is no value;
# the field has no normal form; a keyword that is no term; words that leave it open; a format that is not this field's.
DECIDED, UNSAID, NO_VALUE, WORDS, KEYWORD = "decided", "unsaid", "no-value", "words", "keyword"
UNCERTAIN, UNREADABLE, NO_IMAGE, NO_FIELD = "uncertain", "unreadable", "no-image", "no-field"

# So many texts are remembered, so many characters of one are looked at, and so many candidates shown.
MOST_REMEMBERED, LONGEST = 4_000, 2_000
# Fields that a keyword may be about: sets of codes by which lists are filtered. Whom a set comes from is no keyword.
KEYWORD_FIELDS = tuple(
    field
    for field in FIELDS.values()
    if field.facet is not None and field.kind is kinds.CODES and field.vocabulary != "source"
)


@dataclass(frozen=True)
class Meant:
    """What a text, or a part of one, means.

    `field` is the code of the field, "" for a keyword that is no term. `printed` is the text or the part, as it stands.
    `cause` is a stable code of why it is so, `candidates` are codes with their names (of a keyword "task:tracking"), or
    values; `message` says in English what is wrong and what mends it.
    """

    field: str
    printed: str
    value: Any = None
    state: str = READ
    cause: str = ""
    candidates: tuple[Any, ...] = ()
    message: str = ""

    @property
    def quiet(self) -> bool:
        """Whether nobody need look at it: it waits, but for nothing that the file says of a field."""
        return self.cause == KEYWORD


def text_key(text: str) -> str:
    """Return what a text is remembered by: folded, and of a longer one its beginning with a digest of it all."""
    folded = fold(text)
    if len(folded) <= LONGEST_KEY:
        return folded
    return f"{folded[: LONGEST_KEY - 65]}…{sha256(folded.encode()).hexdigest()}"


class Mapper:
    """Reads the claims of one document. It is made once for an import: vocabularies and decisions are read once."""

    def __init__(self, document: str, language: str) -> None:
        self.language = language
        self.vocabularies = Vocabularies()
        self._known: dict[tuple[str, str, str], tuple[Meant, ...]] = {}
        self._coding = Coding(self.vocabularies)
        self._decided = {
            (row.field, row.text): row
            for row in Meaning.objects.filter(document__in=("", document)).order_by("document")
        }

    def meanings(self, claim: Claim) -> tuple[Meant, ...]:
        """Return what a claim means: one meaning, of a set what is read of it and one for each part that waits."""
        key = (claim.field, claim.printed, claim.to_read if claim.value is UNREAD else repr(claim.value))
        if (known := self._known.get(key)) is None:
            if len(self._known) >= MOST_REMEMBERED:
                self._known.clear()
            known = self._known[key] = tuple(self._meanings(claim))
        return known

    def _meanings(self, claim: Claim) -> Iterator[Meant]:
        text, about = claim.printed.strip(), FIELDS.get(claim.field)
        if decided := self._decision(claim.field, text):
            yield decided
        elif claim.field and about is None:
            yield Meant(claim.field, text, state=WAITS, cause=NO_FIELD, message=f"“{claim.field}” is no field")
        elif about is None:
            yield self._keyword(text)
        elif claim.value is not UNREAD:
            yield from self._given(about, text, claim.value)
        elif _is(text, phrases.UNSAID):
            yield Meant(about.code, text, state=ELSEWHERE, cause=UNSAID)
        elif about.kind.gathers is kinds.Gathers.WORDS:
            yield Meant(about.code, text, state=PRINTED, cause=WORDS)
        elif about.vocabulary:
            yield from self._codes(about, text)
        else:
            yield self._value(about, text, claim.to_read.strip())

    def _decision(self, field: str, text: str) -> Meant | None:
        row = self._decided.get((field, text_key(text)))
        if row is None:
            return None
        if row.decision == Meaning.Decision.ELSEWHERE:
            return Meant(field, text, state=ELSEWHERE, cause=DECIDED)
        if row.decision == Meaning.Decision.PRINTED:
            return Meant(field, text, state=PRINTED, cause=DECIDED)
        if not field and isinstance(row.value, dict):
            return Meant(str(row.value.get("field", "")), text, row.value.get("value"), cause=DECIDED)
        gone = [
            code for name, code in values.codes(field, row.value) if code not in self.vocabularies.meanings(name, code)
        ]
        if gone:
            message = (
                f"“{text[:200]}” was decided to be {', '.join(gone)}, which the catalogue knows no more; decide again"
            )
            return Meant(field, text, None, WAITS, NO_TERM, (), message)
        return Meant(field, text, row.value, cause=DECIDED)

    # Values that are no codes

    def _value(self, about: Field, text: str, to_read: str) -> Meant:
        if len(text) > LONGEST and about.kind.name not in ("links", "papers", "classes"):
            message = f"{about.label} has {len(text):,} characters; {LONGEST:,} are the most: give the value alone"
            return Meant(about.code, text, state=WAITS, cause=UNREADABLE, message=message)
        if _is(text, phrases.VAGUE):
            return Meant(about.code, text, state=PRINTED, cause=NO_VALUE)
        try:
            value = typed.read(
                about,
                readable.plainly(about, to_read, self.vocabularies),
                self.language,
                self.vocabularies,
                drafts=True,
            )
        except NotUnderstoodError as error:
            several = len(numbers.FIGURE.findall(text)) > 1 and error.cause in (figures.UNIT, figures.NO_NUMBER)
            cause = figures.TWO_VALUES if several else error.cause or UNREADABLE
            # What is near may be a word of the text, such as its unit: that is no value of the field.
            values = tuple(one for one in error.candidates if isinstance(one, dict | int))[:MOST_CANDIDATES]
            return Meant(about.code, text, None, WAITS, cause, values, str(error))
        return Meant(about.code, text, value)

    def _given(self, about: Field, text: str, value: Any) -> Iterator[Meant]:
        """Yield what a value in normal form means; its codes have to be those of terms."""
        if not about.vocabulary or value is None:
            wrong = next(iter(values.problems(about.code, value)), None)
            if wrong is None:
                yield Meant(about.code, text, value)
            else:
                yield Meant(about.code, text, None, WAITS, UNREADABLE, (), f"“{text[:200]}”: {wrong[1]}")
            return
        several = value if isinstance(value, list) else [value]
        found = [(str(code), self.vocabularies.meanings(about.vocabulary, str(code))) for code in several]
        read = [codes[0] for _, codes in found if len(codes) == 1]
        if read:
            yield self._read(about, text, read)
        yield from (self._waits(about, code, codes) for code, codes in found if len(codes) != 1)

    # Codes

    def _codes(self, about: Field, text: str) -> Iterator[Meant]:
        if len(text) > LONGEST:
            yield self._waits(about, text, ())
            return
        found = [self._part(about, part, codes) for part, codes in self._coding.parts(about, text)]
        read = list(dict.fromkeys(code for meant in found for code in _listed(meant)))
        others = [meant for meant in found if meant.state != READ]
        if about.single and read and (len(read) > 1 or any(other.state == WAITS for other in others)):
            # One value beside words that are not understood may hold with a condition only.
            named = tuple((code, self._name(about, code)) for code in read)
            cause = figures.TWO_VALUES if len(read) > 1 else UNCERTAIN
            message = f"“{text[:200]}” says more of {about.label} than one value; choose the one that holds"
            yield Meant(about.code, text, None, WAITS, cause, named, message)
            return
        if len(read) > kinds.MOST_ITEMS:
            message = f"“{text[:200]}…” names {len(read)} of {about.label}; {kinds.MOST_ITEMS} are the most at once"
            yield Meant(about.code, text, None, WAITS, UNREADABLE, (), message)
        elif read:
            yield self._read(about, text, read)
        yield from others

    def _part(self, about: Field, part: str, codes: Sequence[str] | None) -> Meant:
        """Return what a part of a text means of which these are the codes; None for one that is to wait whole."""
        if decided := self._decision(about.code, part):
            return decided
        if codes is None or len(codes) != 1:
            return self._unread(about, part, codes or ())
        if about.code == "access" and codes[0] == UNKNOWN:
            return Meant(about.code, part, state=ELSEWHERE, cause=UNSAID)
        return self._read(about, part, codes)

    def _read(self, about: Field, text: str, codes: Sequence[str]) -> Meant:
        found = list(dict.fromkeys(codes))
        return Meant(about.code, text, found[0] if about.single else found)

    def _unread(self, about: Field, text: str, codes: Sequence[str]) -> Meant:
        plain = phrases.bare(text)
        if _is(plain, phrases.UNSAID):
            return Meant(about.code, text, state=ELSEWHERE, cause=UNSAID)
        if _is(plain, phrases.VAGUE):
            return Meant(about.code, text, state=PRINTED, cause=NO_VALUE)
        if about.code == "modality" and plain.upper() in phrases.NO_IMAGES:
            message = f"“{text}” is a DICOM object that is no image"
            return Meant(about.code, text, state=ELSEWHERE, cause=NO_IMAGE, message=message)
        return self._waits(about, text, codes)

    def _waits(self, about: Field, text: str, codes: Sequence[str]) -> Meant:
        shown = text if len(text) <= 200 else f"{text[:200]}…"
        what = about.vocabulary.replace("_", " ")
        near = list(codes)[:MOST_CANDIDATES] or self._coding.near(about.vocabulary, text)
        candidates = tuple((code, self._name(about, code)) for code in near)
        if codes:
            message = f"“{shown}” may be several of {what}: {', '.join(near)}; choose one"
            return Meant(about.code, text, None, WAITS, AMBIGUOUS, candidates, message)
        if phrases.is_uncertain(text):
            message = f"“{shown}” leaves open which {what} it is; decide what it means"
            return Meant(about.code, text, None, WAITS, UNCERTAIN, candidates, message)
        message = f"“{shown}” is no {what} that the catalogue knows; choose one, or leave it as it is printed"
        return Meant(about.code, text, None, WAITS, NO_TERM, candidates, message)

    def _name(self, about: Field, code: str) -> str:
        return self.vocabularies.name(about.vocabulary, code, "en")

    # Keywords

    def _keyword(self, text: str) -> Meant:
        """Return what a keyword means: the one term of one vocabulary that it is."""
        found = [
            (about, code)
            for about in KEYWORD_FIELDS
            for code in self.vocabularies.meanings(about.vocabulary, phrases.bare(text)[:LONGEST])
        ]
        if len(found) == 1:
            return self._read(found[0][0], text, [found[0][1]])
        if not found:
            return Meant("", text, state=WAITS, cause=KEYWORD, message=f"“{text[:200]}” is no term; it may be left out")
        candidates = tuple((f"{about.code}:{code}", self._name(about, code)) for about, code in found)
        message = f"“{text}” may be {' or '.join(code for code, _ in candidates)}; choose one"
        return Meant("", text, None, WAITS, AMBIGUOUS, candidates[:MOST_CANDIDATES], message)


def _is(text: str, words: frozenset[str]) -> bool:
    return len(text) < LONGEST and fold(text) in words


def _listed(meant: Meant) -> list[str]:
    if meant.state != READ:
        return []
    return meant.value if isinstance(meant.value, list) else [meant.value]
