"""Who wrote something: the one form in which the catalogue keeps authors, read into names and written from them.

The form is BibTeX's list of names (Patashnik, "BibTeXing", section 4), in its strict half: the family name before a
comma, a body in braces. How other forms are turned into it stands in author_forms.
"""

import re
from dataclasses import dataclass

FORM = "Family, Given and Family, Given and {Name of a body} and others"
SEPARATOR = " and "
OTHERS = "others"
AND = re.compile(" and ")
COMMA = re.compile(", ?")

# Generational suffixes; BibTeX has them between two commas: "Armato, III, Samuel G.".
SUFFIX = re.compile(r"Jr\.?|Sr\.?|II|III|IV")
# One or more initials: "J.", "J.-P.", "И.И.", "JA", "Yu."; "St." is a part of names.
INITIALS = re.compile(r"(?!St\.)(?:[^\W\d_][^\W\d_]?\.-?)+|(?:[^\W\d_]-?){1,3}")
# What no name of a person holds: other separators, digits, marks, TeX.
STRANGE = re.compile(r"[;|&\d¹²³⁰⁴-⁹*†‡§¶#✉@_<>\[\]()\\\"，；、（）/=$%]|\bet\.? al\b|\bи др\b")
CJK = re.compile(r"[\u3400-\u9fff·]+")
# A Chinese name: up to four characters, or a foreign one in characters; longer ones are bodies or several people.
CHINESE = re.compile(
    r"[\u3400-\u9fff\uf900-\ufaff]{1,4}|[\u3400-\u9fff\uf900-\ufaff]+(?:·[\u3400-\u9fff\uf900-\ufaff]+)+"
)
# Chinese family names of two characters.
COMPOUND = {
    "欧阳",
    "司马",
    "诸葛",
    "上官",
    "夏侯",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "司徒",
    "令狐",
    "东方",
    "端木",
    "南宫",
}
# At the end of a list: more than are named, as the five languages and their neighbours say it.
MORE = re.compile(
    r"[\s,;]*(?:(?<![^\W\d_])(?:(?:and|&)\s+(?:others|al|colleagues|co-?workers)|others"
    r"|et\.?\s*(?:al(?:ii|ia)?|coll(?:ab)?|collaborateurs|collègues|autres)"
    r"|e\s+(?:al|cols?|colabs?|colaboradores|colegas|outros|outras)|y\s+(?:al|cols?|colaboradores|otros)"
    r"|и\s+(?:др|другие|соавт|соавторы|коллеги)|с\s+(?:соавт|соавторами)|u\.\s?a)"
    r"|(?<=[\u3400-\u9fff;,\s])等人?|及其他|…|\.\.\.)[.\s]*$",
    re.IGNORECASE,
)
# A word that joins two names, where there is no name on one side of it.
DANGLING = re.compile(r"^(?:and|et|und|и)\s|\s(?:and|et|und|и|e|y)$|\sand\s+and\s")
# Korean has 3 syllables and more in a whole name, and hardly more than 2 in a family name.
KOREAN = re.compile("[가-힣]{3,4}")
MASK = "\ue000"
# Characters of a list; a record has 500 at most.
MOST = 1_000


class NotInForm(ValueError):  # noqa: N818 - it is said to people, who make no errors but write in other forms
    """Why a text is not in the form, in words for whoever wrote it."""


@dataclass(frozen=True)
class Name:
    """One author: a person's family name, given names and suffix, or a body's whole name as `family`.

    A person who is known by one name, or whose name is written without a space, has it as `family`.
    """

    family: str
    given: str = ""
    suffix: str = ""
    body: bool = False

    @property
    def spoken(self) -> str:
        """The name as people write it in a sentence: "Samuel G. Armato III", 张伟."""
        if CJK.fullmatch(self.family) and CJK.fullmatch(self.given):
            return self.family + self.given
        return " ".join(part for part in (self.given, self.family, self.suffix) if part)

    @property
    def written(self) -> str:
        """The name in the form."""
        if self.body:
            return f"{{{self.family}}}"
        return ", ".join(part for part in (self.family, self.suffix, self.given) if part)


@dataclass(frozen=True)
class Authors:
    """The authors in their order; `others` says that there are more than are named."""

    names: tuple[Name, ...]
    others: bool = False

    @property
    def written(self) -> str:
        """The authors in the form."""
        names = [name.written for name in self.names]
        if len(names) == 1 and _like_two_people(self.names[0]):
            name = self.names[0]
            names = [f"{{{name.family}}}, {name.given}"]
        return SEPARATOR.join([*names, OTHERS] if self.others else names)


def parse(text: str) -> Authors:
    """Return the authors of a text in the form; raise NotInForm, which says why, for any other."""
    if len(text) > MOST:
        raise NotInForm(f"has more than {MOST:,} characters")
    if text != " ".join(text.split()) or " ," in text:
        raise NotInForm("has white space at an end, twice or before a comma")
    if DANGLING.search(masked_braces(text)):
        raise NotInForm("has a word that joins two names where there is no second one")
    *pieces, last = split(text, AND)
    others = bool(pieces) and last == OTHERS
    if not others and MORE.search(masked_braces(text)):
        raise NotInForm("says that there are others in other words than “and others”")
    names = tuple(_name(piece) for piece in ([*pieces] if others else [*pieces, last]))
    persons = [name for name in names if not name.body and not CJK.fullmatch(name.family)]
    if len({bool(name.given) for name in persons}) > 1:
        raise NotInForm("has names with a comma beside names without one")
    if len(names) == 1 and _like_two_people(names[0]) and "{" not in text:
        raise NotInForm(
            "may be two people, or one with a family name of several words; write “Family, Given and Family, Given”, "
            "or the family name in braces"
        )
    return Authors(names, others)


def split(text: str, separator: re.Pattern[str]) -> list[str]:
    """Return the pieces of `text` between the separators outside braces.

    Raise NotInForm if the braces do not pair.
    """
    masked, ends = masked_braces(text), 0
    pieces = []
    for found in separator.finditer(masked):
        pieces.append(text[ends : found.start()])
        ends = found.end()
    return [*pieces, text[ends:]]


def masked_braces(text: str) -> str:
    """Return `text` with each brace and what is in braces replaced by a character that separates nothing."""
    masked, depth = [], 0
    for character in text:
        depth += character == "{"
        masked.append(MASK if depth else character)
        depth -= character == "}"
        if depth < 0:
            break
    if depth:
        raise NotInForm("has a brace without its other one")
    return "".join(masked)


def is_initials(token: str) -> bool:
    """Tell whether a word is initials: with points, or up to three capitals."""
    cased = token.lower() != token
    return cased and bool(INITIALS.fullmatch(token)) and ("." in token or token == token.upper())


def _name(piece: str) -> Name:
    if piece.startswith("{") and piece.endswith("}") and MASK * len(piece) == masked_braces(piece):
        inner = piece[1:-1]
        if not inner.strip() or re.search(r"[{}\\]", inner) or inner != inner.strip():
            raise NotInForm(f"has nothing, more braces or a backslash in the braces of “{piece}”")
        return Name(inner, body=True)
    parts = split(piece, COMMA)
    if parts[0].startswith("{") and len(parts) > 1:
        parts[0] = parts[0].removeprefix("{").removesuffix("}")
    if strange := re.search(r"[{}]", "".join(parts)) or STRANGE.search("".join(parts)):
        raise NotInForm(f"has “{strange[0]}” in “{piece}”")
    if not all(re.search(r"[^\W\d_]", part) for part in parts):
        raise NotInForm(f"has a name without a letter in “{piece}”" if piece else "has a name that is empty")
    return _person(piece, parts)


def _person(piece: str, parts: list[str]) -> Name:
    family, *rest = parts
    words = family.split()
    # "IV" and "JA" look the same to a program; whoever is numbered has it between commas.
    if (len(words) > 1 or "." in family) and any(is_initials(word) for word in (words[0], words[-1])):
        raise NotInForm(f"has initials before the comma, or no comma, in “{piece}”")
    if not rest and family.casefold() in ("and", OTHERS, "et al", "et al.", "等", "al", "др."):
        raise NotInForm(f"has “{family}” for a name")
    if not rest and re.fullmatch(r"[A-Z]{3,}", family):
        raise NotInForm(f"has capitals alone, which may be a body's, in “{piece}”")
    if not rest and len(words) > 1:
        raise NotInForm(f"has no comma in “{piece}”: a person has one after the family name, a body stands in braces")
    if len(rest) > 2 or (len(rest) == 2 and not SUFFIX.fullmatch(rest[0])):
        raise NotInForm(f"has too many commas in “{piece}”")
    if not rest and CJK.fullmatch(family) and not CHINESE.fullmatch(family):
        raise NotInForm(f"has more than a person's name in “{piece}”; a body stands in braces")
    several = len(rest) == 1 and len(family) > 1 and len(rest[0]) > 1 and family not in COMPOUND
    if several and CJK.fullmatch(family) and CJK.fullmatch(rest[0]):
        raise NotInForm(f"has a comma between two names in “{piece}”")
    if KOREAN.fullmatch(family) and any(map(KOREAN.fullmatch, rest)):
        raise NotInForm(f"has a comma between two names in “{piece}”")
    return Name(family, rest[-1] if rest else "", rest[0] if len(rest) == 2 else "")


def _like_two_people(name: Name) -> bool:
    """Tell whether "family, given" reads as two whole names as well: "Mateusz Buda, Ashirbani Saha"."""
    family, given = name.family.split(), name.given.split()
    return (
        not name.body
        and min(len(family), len(given)) > 1
        and not family[0][0].islower()
        and not any(is_initials(word) for word in given)
    )
