"""What the parts of a query say together: operators and brackets, as alternatives of which an entry has to meet one.

AND binds more than OR, NOT most, as in the catalogues that have them. Reading is lenient: an operator with nothing
beside it and a bracket without its other are left out, and said.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Literal

from django.utils.translation import gettext as _

from datasets.words.asked import Notice

from .fields import Bounds
from .identified import Identifier

MOST_ALTERNATIVES = 16


@dataclass
class Parsed:
    """One alternative of a query: words and phrases to find and to leave out, facet values likewise, bounds of numbers.

    `prefixes` are beginnings of words, `identifiers` what entries are known by elsewhere.
    """

    words: list[str] = field(default_factory=list)
    phrases: list[str] = field(default_factory=list)
    prefixes: list[str] = field(default_factory=list)
    identifiers: list[Identifier] = field(default_factory=list)
    facets: list[tuple[str, str]] = field(default_factory=list)
    ranges: list[tuple[str, Bounds]] = field(default_factory=list)
    without_words: list[str] = field(default_factory=list)
    without_phrases: list[str] = field(default_factory=list)
    without_prefixes: list[str] = field(default_factory=list)
    without_identifiers: list[Identifier] = field(default_factory=list)
    without_facets: list[tuple[str, str]] = field(default_factory=list)
    without_ranges: list[tuple[str, Bounds]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The words and phrases to find, as one text."""
        return " ".join([*self.words, *self.phrases])


@dataclass(frozen=True)
class Leaf:
    """One thing to find: the list of Parsed that it belongs to, and what stands there."""

    kind: Literal["words", "phrases", "prefixes", "identifiers", "facets", "ranges"]
    value: object


@dataclass(frozen=True)
class Node:
    """Leaves joined: by "and", by "or", or one taken back by "not"."""

    joint: Literal["and", "or", "not"]
    parts: tuple["Node | Leaf", ...]


Expression = Node | Leaf


@dataclass(frozen=True)
class Token:
    """One part of a query and where it stands; `kind` is "leaf", an operator, or a bracket."""

    kind: str
    start: int
    end: int
    leaf: Expression | None = None

    @property
    def is_word(self) -> bool:
        """Whether it is a plain word, of which a sentence may be made."""
        return isinstance(self.leaf, Leaf) and self.leaf.kind == "words"


class Grammar:
    """Joins tokens: OR of ANDs of what NOT may stand before; brackets go first. Lenient, with a notice."""

    def __init__(self, tokens: Sequence[Token], notices: list[Notice]) -> None:
        self.tokens, self.notices, self.place = tokens, notices, 0

    def expression(self) -> Expression:
        """Return what all tokens say together."""
        if not any(isinstance(token.leaf, (Leaf, Node)) for token in self.tokens):
            return Node("and", ())
        found = [self._or()]
        while self.place < len(self.tokens):
            if self._kind() == "close":
                self._say(_("A bracket that closes was never opened; it was left out."))
            self.place += 1
            if self.place < len(self.tokens):
                found.append(self._or())
        return Node("and", tuple(found))

    def _kind(self) -> str:
        return self.tokens[self.place].kind if self.place < len(self.tokens) else ""

    def _say(self, message: str) -> None:
        if all(notice.message != message for notice in self.notices):
            self.notices.append(Notice("q", message))

    def _lonely(self) -> None:
        self._say(_("An operator such as OR has nothing on one of its sides; it was left out."))

    def _or(self) -> Expression:
        parts = [self._and()]
        while self._kind() == "or":
            self.place += 1
            parts.append(self._and())
        told = [part for part in parts if not _empty(part)]
        if len(told) < len(parts) and len(parts) > 1:
            self._lonely()
        return told[0] if len(told) == 1 else Node("or" if told else "and", tuple(told))

    def _and(self) -> Expression:
        parts: list[Expression] = []
        waiting = False
        while (kind := self._kind()) in ("leaf", "open", "not", "and"):
            if kind == "and":
                self.place += 1
                if waiting or not parts:
                    self._lonely()
                waiting = True
                continue
            part = self._not()
            if not _empty(part):
                parts.append(part)
                waiting = False
        if waiting:
            self._lonely()
        return parts[0] if len(parts) == 1 else Node("and", tuple(parts))

    def _not(self) -> Expression:
        taken_back = False
        while self._kind() == "not":
            taken_back = not taken_back
            self.place += 1
        part: Expression = Node("and", ())
        if self._kind() == "open":
            self.place += 1
            part = self._or()
            if self._kind() == "close":
                self.place += 1
            else:
                self._say(_("A bracket that opens is never closed; it was closed at the end."))
        elif self._kind() == "leaf":
            part = self.tokens[self.place].leaf or part
            self.place += 1
        elif taken_back:
            self._lonely()
        return Node("not", (part,)) if taken_back and not _empty(part) else part


def _empty(part: Expression) -> bool:
    return isinstance(part, Node) and not part.parts


# One alternative: leaves, each to be found (True) or to be left out.
Literals = tuple[tuple[Leaf, bool], ...]


def alternatives(expression: Expression) -> tuple[tuple[Parsed, ...], bool]:
    """Return the alternatives of an expression, and whether there are more than are read."""
    found, cut = _normal(expression, True)
    told = []
    for literals in dict.fromkeys(found):
        parsed = Parsed()
        for leaf, wanted in dict.fromkeys(literals):
            getattr(parsed, leaf.kind if wanted else f"without_{leaf.kind}").append(leaf.value)
        told.append(parsed)
    return tuple(told) or (Parsed(),), cut


def _normal(part: Expression, wanted: bool) -> tuple[list[Literals], bool]:
    """Return a part, or what is without it, as alternatives (disjunctive normal form), at most MOST_ALTERNATIVES."""
    if isinstance(part, Leaf):
        return [((part, wanted),)], False
    if part.joint == "not":
        return _normal(part.parts[0], not wanted)
    below = [_normal(one, wanted) for one in part.parts]
    cut = any(was_cut for _, was_cut in below)
    if (part.joint == "or") == wanted:
        found = [literals for many, _ in below for literals in many]
        return found[:MOST_ALTERNATIVES], cut or len(found) > MOST_ALTERNATIVES
    nothing: tuple[list[Literals], bool] = ([()], False)
    found, more = reduce(_product, (many for many, _ in below), nothing)
    return found, cut or more


def _product(before: tuple[list[Literals], bool], many: Sequence[Literals]) -> tuple[list[Literals], bool]:
    found = [(*one, *other) for one in before[0] for other in many]
    return found[:MOST_ALTERNATIVES], before[1] or len(found) > MOST_ALTERNATIVES
