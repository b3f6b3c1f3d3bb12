"""The query language: words, "phrases", exclusion, field:value, comparisons, and operators of other catalogues.

A query is cut into tokens, in which sentences are looked for (sentences), and those are joined (expressions). Reading
never fails: what cannot be read is searched as words, and said with how to write it.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from datasets.words.asked import Notice, printable
from datasets.words.folding import fold

from . import sentences
from .ages import ages
from .expressions import MOST_ALTERNATIVES, Expression, Grammar, Leaf, Node, Parsed, Token, alternatives
from .fields import BYTES, TERM, Bounds, Compared, Field, by_name, compared, example_of, unstated
from .identified import Identifier, identifier, may_identify
from .sentences import Condition, Names
from .signs import OPERATORS, SIGNS

# Most parts of one query that are read; a query has at most 300 characters, so only a hostile one has more.
MOST_PARTS = 40
# Words that a value without quotation marks may have, such as condition:multiple sclerosis.
LONGEST_VALUE = 6
SHORTEST_PREFIX = 2

Named = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Understood:
    """A condition read out of ordinary words: codes of a facet, any of which will do, or bounds of a range.

    `typed` are the words, `rest` is the query without them; `without` says that the codes are to be absent.
    """

    parameter: str
    codes: tuple[str, ...]
    bounds: Bounds | None
    without: bool
    typed: str
    rest: str


@dataclass(frozen=True)
class Read:
    """What a query says: its alternatives, at least one; what was read out of ordinary words; and notices."""

    alternatives: tuple[Parsed, ...]
    understood: tuple[Understood, ...] = ()
    notices: tuple[Notice, ...] = ()


# Single quotation marks that open before a word and close behind one; within a word they are apostrophes.
SINGLE = re.compile(r"(?<!\w)[‘‚](?P<phrase>[^‘’‚\"]{2,}?)’(?!\w)")

# What people write without capitals and mean so in a sentence; read as a word, and said. "No" and "non" are no such
# words: the first is Portuguese for "in the", the second a part of names of diseases.
SMALL_OR = frozenset({"or", "ou", "или", "либо"})
SMALL_NOT = frozenset(
    (
        "not", "without", "except", "excluding", "nor", "pas", "sans", "sauf", "ni", "não", "nao", "sem", "exceto",
        "nem", "не", "без", "кроме", "ни",
    )
)  # fmt: skip
# An "or" between two words of Chinese, which are written without spaces; what other scripts write stands beside them.
EITHER_OF = re.compile(
    r"(?P<before>[^\u3400-\u9fff]*)(?P<one>[\u3400-\u9fff]+?)或者?(?P<other>[\u3400-\u9fff]+?)的?(?P<after>[^\u3400-\u9fff]*)"
)
# A comparison before a figure, which a sentence may have: "> 1000 patients".
COMPARISON = re.compile(r"[<>≤≥⩽⩾]=?\s*\d")
SPECIAL = SMALL_OR | OPERATORS.keys()
SMALL = SMALL_OR | SMALL_NOT
# Words of letters, digits and hyphens, without a sign: most queries are no more, and are read at once.
PLAIN = re.compile(r"[^\W_][\w-]*(?:\s+[^\W_][\w-]*)*\Z")
NEAR = re.compile(r"(?:NEAR|ADJ|WITHIN|SAME)(?:/?\d+)?\Z|PRE/\d+\Z")

TOKEN = re.compile(
    r"""\s*(?:
      (?P<sign>[-+!–]+)(?=["(\w*])
    | (?P<open>\() | (?P<close>\))
    | (?P<or>\|+) | (?P<and>&&+|&(?=\s|$))
    | "(?P<phrase>[^"]*)"
    | (?P<field>(?P<name>[^\W\d]\w{0,19})\s*(?:(?P<colon>:=?(?!//)|=(?![=<>]))|(?=[<>≤≥⩽⩾=]))\s*)
    | (?P<word>(?:[^\s"()|:,;、。，；]|[,:](?=\d)|(?<=\d)[,](?=\d))+)
    | (?P<other>.)
    )""",
    re.VERBOSE | re.DOTALL,
)
# The value of a comparison: with the words that multiply and the units behind spaces, or without them.
FIGURE_VALUE = r"(?:[<>≤≥⩽⩾=]{1,2}\s*)?%s(?:\s*(?:\.\.\.?|…|[-‐‑–—~])\s*(?:%s)?)?"
_SPACED = r"(?:\d[\d.,' ]*\d|\d)(?:\s?[^\W\d_]+(?:\.(?!\.))?)?"
_CLOSE = r"\d(?:[\d.,']*\d)?[^\W\d_]*"
VALUES = tuple(
    re.compile(rf"(?:{pattern})(?!\w|\.\w|\.\.)")
    for pattern in (
        FIGURE_VALUE % (f"(?:{_SPACED})", _SPACED),
        FIGURE_VALUE % (r"(?:\d[\d.,' ]*\d|\d)", r"\d[\d.,' ]*\d|\d"),
        FIGURE_VALUE % (_CLOSE, _CLOSE),
        rf"(?:\.\.|…)\s*(?:{_SPACED})",
        rf"(?:\.\.|…)\s*(?:{_CLOSE})",
        r'[^\s"()]+',
    )
)
WORD_VALUE = re.compile(r'[^\s"()|]+')
NEXT_WORDS = re.compile(rf"{WORD_VALUE.pattern}(?:\s+{WORD_VALUE.pattern}){{0,{LONGEST_VALUE - 1}}}")
QUOTED = re.compile(r'"([^"]*)"')


def parse(
    text: str,
    named: Named,
    language: str = "en",
    *,
    known: Callable[[Identifier], bool] = lambda _: False,
    names: Names | None = None,
) -> Read:
    """Read a query for a reader of `language`.

    `named` gives for each facet the code by folded name, synonym or code; `known` tells whether an entry is known by an
    identifier; `names` are those of terms in sentences, None where none are to be read.
    """
    reading = _Reading(text, named, language, known)
    if names is not None:
        reading.leave_out_ages()
    plain = reading.plain() if names is None else []
    if plain and SMALL.isdisjoint(plain) and "或" not in text:
        # Words without any sign, and without an "or" or a "not", say no more than that they are to be found.
        return Read((Parsed(words=list(dict.fromkeys(plain))),))
    tokens: Sequence[Token] = reading.tokens()
    understood: tuple[Understood, ...] = ()
    if tokens and not any(token.leaf for token in tokens):
        # Operators alone are words: OR is an operating room, too.
        words = [token for token in tokens if text[token.start : token.end] in OPERATORS]
        tokens = [replace(token, kind="leaf", leaf=Leaf("words", text[token.start : token.end])) for token in words]
    if names is not None:
        tokens, understood = reading.sentence(tokens, names)
    reading.small_operators(understood)
    tokens = [_with_either(token) for token in tokens]
    expression = Grammar(tokens, reading.notices).expression()
    told, cut = alternatives(expression)
    if cut:
        message = _("More than %(number)s alternatives; the rest was left out.") % {"number": MOST_ALTERNATIVES}
        reading.say(message)
    return Read(told, understood, tuple(reading.notices))


def plain_words(text: str) -> Read:
    """Read a query as nothing but words."""
    words = [word for word in text.translate(SIGNS).replace('"', " ").split() if any(map(str.isalnum, word))]
    return Read((Parsed(words=words),))


class _Reading:
    """Cuts one query into tokens, from left to right."""

    def __init__(self, text: str, named: Named, language: str, known: Callable[[Identifier], bool]) -> None:
        self.typed, self.named, self.language, self.known = text, named, language, known
        self.text = text if text.isascii() else SINGLE.sub(r'"\g<phrase>"', text.translate(SIGNS))
        self.may_identify = may_identify(self.text)
        self.notices: list[Notice] = []
        self.left_out: list[str] = []

    def say(self, message: str) -> None:
        """Add a notice, once."""
        notice = Notice("q", message)
        if notice not in self.notices:
            self.notices.append(notice)

    def leave_out_ages(self) -> None:
        """Take the ages of people out of the text, for no entry can be asked for them."""
        for start, end in ages(QUOTED.sub(lambda quoted: '"' * len(quoted[0]), self.text)):
            self.left_out.append(self.typed[start:end])
            self.text = self.text[:start] + " " * (end - start) + self.text[end:]
            message = _("The age of people cannot be searched for; “%(words)s” was left out.")
            self.say(message % {"words": printable(self.typed[start:end])})

    def plain(self) -> list[str]:
        """Return the words of a query that is nothing but words; none where it is more."""
        words = self.text.split() if not self.may_identify and PLAIN.match(self.text) else []
        more = len(words) > MOST_PARTS or any(word in SPECIAL or NEAR.match(word) for word in words)
        return [] if more else words

    def tokens(self) -> list[Token]:
        """Return the parts of the query."""
        if self.text.count('"') % 2:
            self.say(_("A quotation mark that opens is never closed; it was left out."))
            head, tail = self.text.rpartition('"')[::2]
            self.text = f"{head} {tail}"
        if self.plain():
            return [Token("leaf", *word.span(), Leaf("words", word[0])) for word in re.finditer(r"\S+", self.text)]
        found: list[Token] = []
        place = 0
        while place < len(self.text):
            if len(found) >= MOST_PARTS:
                if self.text[place:].strip():
                    self.say(_("More than %(number)s parts; the rest was left out.") % {"number": MOST_PARTS})
                break
            place = self._next(place, found)
        return found

    def _next(self, place: int, found: list[Token]) -> int:
        """Add the token that begins at a place, or nothing; return where the next one begins."""
        while place < len(self.text) and self.text[place].isspace():
            place += 1
        if (end := self._identifier(place, found)) is not None:
            return end
        token = TOKEN.match(self.text, place)
        if token is None:
            return len(self.text)
        kind, end = str(token.lastgroup), token.end()
        if token["field"] is not None:
            item = by_name().get(fold(token["name"]))
            if item is not None and (item.takes != TERM or token["colon"]):
                return self._field(item, token, found)
            self._no_field(token)
            kind, end = "word", token.end("name")
        if kind == "sign":
            self._sign(token["sign"], place, end, found)
        elif kind == "phrase":
            self._phrase(token, place, found)
        elif kind == "word":
            self._word(self.text[place:end], place, end, found)
        elif kind in ("open", "close", "or", "and"):
            found.append(Token(kind, place, end))
        return end

    def _identifier(self, place: int, found: list[Token]) -> int | None:
        """Add the identifier that begins at a place; return where it ends, or None where there is none."""
        if not self.may_identify or (place and self.text[place - 1].isalnum()):
            return None
        told = identifier(self.text, place)
        if told is None or not (told[0].certain or self.known(told[0])):
            return None
        found.append(Token("leaf", place, told[1], Leaf("identifiers", told[0])))
        return told[1]

    def _sign(self, sign: str, place: int, end: int, found: list[Token]) -> None:
        """Take a sign before a word: minus and exclamation mark leave out, plus asks for what is asked anyway."""
        if place and not (self.text[place - 1].isspace() or self.text[place - 1] in "(|&"):
            return
        if sign.strip("+"):
            found.append(Token("not", place, end))

    def _phrase(self, token: re.Match[str], place: int, found: list[Token]) -> None:
        phrase = token["phrase"].strip()
        inside = identifier(phrase, 0)
        if inside is not None and inside[0].certain and inside[1] >= len(phrase):
            found.append(Token("leaf", place, token.end(), Leaf("identifiers", inside[0])))
        elif phrase:
            found.append(Token("leaf", place, token.end(), Leaf("phrases", phrase)))

    def _word(self, word: str, place: int, end: int, found: list[Token]) -> None:
        """Add a word: an operator, the beginning of a word, or a word to find."""
        if word in OPERATORS:
            found.append(Token(OPERATORS[word], place, end))
            return
        if NEAR.match(word) and found:
            message = _("There is no operator %(word)s; put words that stand together into quotation marks.")
            self.say(message % {"word": word})
            return
        start = word.rstrip("*")
        if start != word and len(start.strip("-.*")) >= SHORTEST_PREFIX and "*" not in start:
            found.append(Token("leaf", place, end, Leaf("prefixes", start)))
            return
        if re.search(r"\w[*?]\w", word):
            self.say(_("Only the end of a word can be left open, as in mammo*."))
        word = re.sub(r"(?<=\w)[~^](?:\d+(?:\.\d+)?)?\Z", "", word)
        if any(map(str.isalnum, word)) or COMPARISON.match(self.text, place):
            found.append(Token("leaf", place, end, Leaf("words", word)))

    def _field(self, item: Field, token: re.Match[str], found: list[Token]) -> int:
        """Add what a field says; return where its value ends."""
        start, place = token.start("name"), token.end()
        quoted = QUOTED.match(self.text, place)
        if quoted:
            value, end = quoted[1].strip(), quoted.end()
            leaf = self._term(item, value) if item.takes == TERM else self._range(item, value)
        elif self.text.startswith("(", place):
            return self._group(item, place, found)
        else:
            leaf, value, end = self._longest(item, place)
        if leaf is not None:
            found.append(Token("leaf", start, end, leaf))
            return end
        self._not_a_value(item, f"{token['name']}:{value}")
        # What looks like a field and is none may be a name with a colon; it is searched as words.
        found.append(Token("leaf", start, place, Leaf("words", token["name"])))
        words = re.findall(r"[^\s\"()|:]+", value)
        found.extend(Token("leaf", place, end, Leaf("words", word)) for word in words)
        return end

    def _no_field(self, token: re.Match[str]) -> None:
        """Say of what looks like a field, title:liver, that there is none; with a capital or a space it is a title."""
        name, end = token["name"], token.end("name")
        if token["colon"] and name == name.lower() and re.match(r"[:=][^\s:=]", self.text[end : end + 2]):
            message = _("There is no field %(name)s; its words were searched. A field is written as in %(example)s.")
            item = by_name()["modality"]
            self.say(message % {"name": printable(name), "example": f"{item.names()[0]}:{example_of(item)}"})

    def _not_a_value(self, item: Field, part: str) -> None:
        if item.takes == TERM:
            message = _("%(part)s names no value of %(field)s; it was searched as words.")
            self.say(message % {"part": printable(part), "field": item.names()[0]})
        else:
            message = _("%(part)s is no comparison such as %(example)s; it was searched as words.")
            self.say(message % {"part": printable(part), "example": f"{item.names()[0]}:{example_of(item)}"})

    def _group(self, item: Field, place: int, found: list[Token]) -> int:
        """Add a group of values, as in modality:(CT OR MRI), of which each is one of the field."""
        end = self.text.find(")", place)
        inside = _Reading("", self.named, self.language, self.known)
        inside.text = self.text[: end if end >= 0 else len(self.text)]
        found.append(Token("open", place, place + 1))
        at = place + 1
        while at < len(inside.text) and len(found) < MOST_PARTS:
            token = TOKEN.match(inside.text, at)
            if token is None:
                break
            # "OR >2019" has the look of a field with a comparison.
            word = token["word"] or token["name"]
            at = token.end("name") if token["name"] else token.end()
            if word and word not in OPERATORS:
                leaf, value, end = inside._longest(item, token.start("name") if token["name"] else token.start("word"))
                at = max(at, end)
                self.notices += [notice for notice in inside.notices if notice not in self.notices]
                if leaf is None:
                    self._not_a_value(item, f"{item.names()[0]}:{value}")
                    leaf = Leaf("words", value)
                found.append(Token("leaf", place, at, leaf))
            elif token["phrase"]:
                leaf = self._term(item, token["phrase"]) or Leaf("phrases", token["phrase"])
                found.append(Token("leaf", place, at, leaf))
            elif word or token["or"] or token["and"]:
                found.append(Token(OPERATORS.get(word or "", "or" if token["or"] else "and"), place, at))
        return at

    def _longest(self, item: Field, place: int) -> tuple[Expression | None, str, int]:
        """Return the value of a field that stands next, as long as it can be; its words, and where they end."""
        return self._longest_term(item, place) if item.takes == TERM else self._longest_range(item, place)

    def _longest_term(self, item: Field, place: int) -> tuple[Expression | None, str, int]:
        """Return the term that the next words name, as many of them as name one; the words, and where they end."""
        following = NEXT_WORDS.match(self.text, place)
        if following is None:
            return None, "", place
        words = list(WORD_VALUE.finditer(self.text, place, following.end()))
        for count in range(len(words), 0, -1):
            end = words[count - 1].end()
            value = self.text[place:end].rstrip(",;.、，；。")
            if leaf := self._term(item, value):
                return leaf, value, place + len(value)
        first = words[0][0]
        leaf, length = self._listed(item, first)
        end = length if leaf else len(first)
        return leaf, first[:end], place + end

    def _listed(self, item: Field, value: str) -> tuple[Expression | None, int]:
        """Return the terms of a list such as CT,MR, any of which will do, and how long the list is."""
        leaves, length = [], 0
        for part in re.finditer(r"[^,;、，；/]+[,;、，；/]?", value):
            leaf = self._term(item, part[0].strip(",;、，；/"))
            if leaf is None:
                break
            leaves.append(leaf)
            length = part.end()
        if not leaves:
            return None, 0
        return (leaves[0] if len(leaves) == 1 else Node("or", tuple(leaves))), length

    def _term(self, item: Field, value: str) -> Expression | None:
        """Return the term of a field that a value names, also one whose name has the field's: access:free."""
        if nothing := unstated(item, value):
            return Leaf("facets", nothing)
        named, folded = self.named[item.parameter], fold(value.strip("'"))
        names = (folded, *(whole for name in item.names() for whole in _with(fold(name), folded)))
        code = next((named[name] for name in names if name in named), None)
        return None if code is None else Leaf("facets", (item.parameter, code))

    def _longest_range(self, item: Field, place: int) -> tuple[Expression | None, str, int]:
        """Return the comparison that stands next, with as much of the words behind it as belongs to it."""
        value, end = "", place
        for pattern in VALUES:
            found = pattern.match(self.text, place)
            if found is None:
                continue
            value, end = found[0].strip(), found.end()
            if leaf := self._range(item, value):
                return leaf, value, end
        return None, value, end

    def _range(self, item: Field, value: str) -> Expression | None:
        if nothing := unstated(item, value):
            return Leaf("facets", nothing)
        said = compared(value.rstrip(",;"), item.takes, self.language)
        if said is None:
            return None
        if said.others:
            self._two_numbers(value, said)
        elif item.takes == BYTES and value[-1:].isdigit():
            message = _("%(part)s has no unit and was read as bytes; write a unit, as in %(example)s.")
            name = item.names()[0]
            self.say(message % {"part": f"{name}:{value}", "example": f"{name}:{example_of(item)}"})
        return Leaf("ranges", (item.parameter, said.bounds))

    def _two_numbers(self, value: str, said: Compared) -> None:
        message = _("“%(value)s” may be %(first)s or %(second)s and was read as %(first)s; write it without a sign.")
        self.say(message % {"value": printable(value), "first": said.others[0], "second": said.others[1]})

    def sentence(self, tokens: Sequence[Token], names: Names) -> tuple[list[Token], tuple[Understood, ...]]:
        """Read conditions out of the plain words among the tokens; return the tokens with those in their place."""
        runs = [(token.start, token.end) for token in _joined(tokens)]
        said = sentences.read(self.text, runs, names, self.language)
        for amount in said.unclear:
            typed = self.typed[amount.start : amount.end].strip()
            message = _("“%(words)s” was read as words; write what it counts, as in %(example)s.")
            self.say(message % {"words": printable(typed), "example": f"{by_name()['subjects'].names()[0]}:>1000"})
        if not said.conditions:
            return list(tokens), ()
        inserted = [Token("leaf", item.start, item.end, _of(item)) for item in said.conditions]
        # An operator may have become part of a condition: "liver OR kidney".
        outside = (
            token for token in tokens if not any(item.start < token.start < item.end for item in said.conditions)
        )
        words = [token for token in outside if not token.is_word or _taken_back(tokens, token)]
        for start, end in sentences.left(runs, said.conditions):
            kept = sentences.leftover(self.text[start:end])
            words += [Token("leaf", start, end, Leaf("words", word)) for word in kept]
        ordered = sorted([*inserted, *words], key=lambda token: token.start)
        return ordered, tuple(self._understood(item) for item in said.conditions)

    def small_operators(self, understood: Sequence[Understood]) -> None:
        """Say of an "or" or a "not" in small letters that it was read as a word like the others."""
        text = QUOTED.sub(" ", self.typed.translate(SIGNS))
        for typed in (*self.left_out, *(item.typed for item in understood)):
            text = text.replace(typed, " ")
        words = text.split()
        either = [word for word in words[1:-1] if word in SMALL_OR]
        without = [word for word in words[:-1] if word in SMALL_NOT]
        if either:
            message = _("“%(word)s” was read as a plain word; write OR in capitals for entries that have either.")
            self.say(message % {"word": either[0]})
        if without:
            message = _("“%(word)s” was read as a plain word; write NOT in capitals for entries without what follows.")
            self.say(message % {"word": without[0]})

    def _understood(self, item: Condition) -> Understood:
        rest = f"{self.typed[: item.start].rstrip(' ,，、')} {self.typed[item.end :].lstrip(' ,，、')}".strip()
        typed = self.typed[item.start : item.end].strip()
        return Understood(item.parameter, item.codes, item.bounds, item.without, typed, rest)


def _with_either(token: Token) -> Token:
    """Return a word of Chinese with an "or" in it, 肝脏或肾脏, as the alternatives that it names."""
    word = token.leaf.value if token.is_word and isinstance(token.leaf, Leaf) else None
    found = EITHER_OF.fullmatch(word) if isinstance(word, str) else None
    if found is None:
        return token
    either = Node("or", (Leaf("words", found["one"]), Leaf("words", found["other"])))
    rest = tuple(Leaf("words", part) for part in (found["before"], found["after"]) if part)
    return replace(token, leaf=Node("and", (*rest, either)) if rest else either)


def _with(name: str, value: str) -> tuple[str, str]:
    """Return a value with the name of its field before and behind it: "acesso aberto", "открытый доступ"."""
    return f"{name} {value}", f"{value} {name}"


def _taken_back(tokens: Sequence[Token], token: Token) -> bool:
    place = tokens.index(token)
    return place > 0 and tokens[place - 1].kind == "not"


def _joined(tokens: Sequence[Token]) -> list[Token]:
    """Return the runs of plain words that stand side by side and that nothing takes back, each as one token."""
    found: list[Token] = []
    before = ""
    for token in tokens:
        plain = token.is_word and before != "not"
        if plain and found and before == "word":
            found[-1] = Token("leaf", found[-1].start, token.end, token.leaf)
        elif plain:
            found.append(token)
        before = "word" if plain else token.kind
    return found


def _of(item: Condition) -> Expression:
    """Return what a condition asks for."""
    if item.bounds is not None:
        return Leaf("ranges", (item.parameter, item.bounds))
    leaves = tuple(Leaf("facets", (item.parameter, code)) for code in item.codes)
    joined: Expression = leaves[0] if len(leaves) == 1 else Node("or", leaves)
    return Node("not", (joined,)) if item.without else joined
