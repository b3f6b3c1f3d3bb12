"""Other forms in which people write authors, turned into the one of `authors` where only one reading is possible.

Known are lists by semicolon, of Vancouver (Doe JA, Roe R), of APA (Doe, J., & Roe, R.), of sentences (J. Doe, R. Roe
and A. Poe), the same in the five languages, with marks of affiliations, ORCIDs and degrees, each language's "et al.".
What could be read in two ways is refused: a name that is wrongly cut is cited wrongly for good.
"""

import re
import unicodedata

from .authors import (
    CHINESE,
    CJK,
    COMPOUND,
    FORM,
    MASK,
    MORE,
    MOST,
    SUFFIX,
    Authors,
    Name,
    NotInForm,
    is_initials,
    masked_braces,
    parse,
    split,
)

# Words that join the last name; "e" and "y" are also parts of names (Costa e Silva, Ramón y Cajal).
JOIN = re.compile(r",?\s+(?:and|et|und|и)\s+|\s*,?\s*[&＆]\s*|,\s*(?:and|et|и)\s+")
JOIN_OR_PART = re.compile(r"\s+[ey]\s+")
CJK_JOIN = re.compile(r"(?<=[\u3400-\u9fff]{2})\s*[和与及]\s*(?=[\u3400-\u9fff]{2})")
SEMICOLON = re.compile(r"\s*[;|]\s*(?:(?:and|et|e|и|&)\s+)?")
COMMA = re.compile(r"\s*,\s*")

INNER_MORE = re.compile(r"\b(?:et\.? al|et coll|e cols?|и др)\b\.?", re.IGNORECASE)
# Brackets, addresses: what belongs to no name of a body.
NO_BODY = re.compile(r"[()（）\[\]<>@]")

# Parts of family names that are written small.
PARTICLES = {
    "af", "al", "da", "das", "de", "del", "della", "den", "der", "des", "di", "do", "dos", "du", "e", "el", "la", "las",
    "le", "los", "op", "ten", "ter", "van", "vander", "von", "y", "zu", "zum", "zur", "фон", "ван", "де",
}  # fmt: skip
# Family names that stand first in China, Korea and Viet Nam, and last abroad: "Zhang Wei" may be either.
FIRST_OR_LAST = {
    "chen", "cheng", "choi", "deng", "feng", "gao", "guo", "han", "he", "hu", "huang", "jiang", "kim", "le", "lee",
    "li", "liang", "lin", "liu", "lu", "luo", "ma", "nguyen", "park", "pham", "song", "sun", "tang", "tran", "wang",
    "wei", "wu", "xiao", "xie", "xu", "yang", "ye", "yu", "yuan", "zhang", "zhao", "zheng", "zhou", "zhu",
}  # fmt: skip
# Endings of words that only the names of bodies have.
BODY = re.compile(
    r"\b(?:academy|administration|agency|alliance|archive|association|bank|cent(?:er|re)|challenge|clinic|clinics"
    r"|collaboration|college|collaborative|committee|community|company|consortium|council|department|division|faculty"
    r"|federation|foundation|group|hospital|hospitals|inc|initiative|institut|institute|institutes|laboratory|labs?"
    r"|library|ministry|network|office|organi[sz]ation|programme?|project|registry|school|service|society|team|trust"
    r"|universit\w*|working|académie|association|centre|clinique|école|faculté|fondation|groupe|hôpital|hospices"
    r"|laboratoire|ministère|organisation|réseau|société|universidad\w*|instituto|sociedade|associação|fundação|grupo"
    r"|ministério|organização|rede|университет\w*|институт\w*|центр\w*|академия|академии|больница|клиника|общество"
    r"|ассоциация|министерство|группа|организация|консорциум|фонд|лаборатория)\b"
    r"|大学|医院|研究所|研究院|学院|学会|协会|中心|公司|实验室|委员会|联盟|集团|工作组|组织|基金会",
    re.IGNORECASE,
)
# Patronymics tell where the family name of a Russian name stands.
PATRONYMIC = re.compile(r"\w+(?:вич|вна|ична|инична)", re.IGNORECASE)

# What is printed beside names and is no part of them. Where it stands, a name ends:
ENDS = (
    re.compile(r"\s*\(?\s*(?:ORCID(?:\s*iD)?\s*:?\s*)?(?:https?://orcid\.org/)?\d{4}-\d{4}-\d{4}-\d{3}[\dXx]\s*\)?"),
    re.compile(r"\s*[(<\[]?[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{1,64}[)>\]]?"),
    # marks of affiliations: ¹, 1,2, *, [3]
    re.compile(
        r"(?<=[^\W\d_]|[.)])\s*(?:[\[(]\s*)?(?:[¹²³⁰⁴-⁹*†‡§¶#✉]|(?<=[^\s(\[])\d{1,2}|(?<=[(\[])\d{1,2})"
        r"(?:\s*,?\s*(?:\d{1,2}|[¹²³⁰⁴-⁹*†‡§¶#✉]))*(?:\s*[\])])?(?=\s*(?:[,;]|$|and\b|et\b|e\b|и\b|&|[¹²³⁰⁴-⁹*†‡§¶#✉]))"
    ),
)
# and degrees and titles, which are just left out.
DEGREES = re.compile(
    r",?\s+(?:M\.?D\.?|Ph\.?\s?D\.?|M\.?Sc\.?|B\.?Sc\.?|MPH|FACR|MBBS|к\.\s?м\.\s?н\.|д\.\s?м\.\s?н\.)(?=[\s,;]|$)"
)
TITLES = re.compile(r"(?:^|(?<=[,;]))\s*(?:Drs?|Dra|Prof|Pr|Mr|Mrs|Ms|д-р|проф)\.?\s+(?=[^\W\d_])")
NUMBERED = {"2nd": "II", "3rd": "III", "4th": "IV", "jr": "Jr.", "sr": "Sr."}


def convert(text: str) -> str:
    """Return `text` in the form of `authors`; raise NotInForm, which says how to write it, where that is a guess."""
    return read(text).written


def read(text: str) -> Authors:
    """Return the authors of a text in the form or in one that can only be read in one way; raise NotInForm else."""
    if len(text) > MOST:
        raise NotInForm(f"has more than {MOST:,} characters; write “{FORM}”")
    plain = _plain(text)
    try:
        return parse(plain)
    except NotInForm as first:
        try:
            found = _read(plain)
            parse(found.written)
        except NotInForm as error:
            raise NotInForm(f"{error or first}; write “{FORM}”") from None
        return found


def problem(text: str) -> str:
    """Say what to write instead of `text`, or "" where it is in the form."""
    try:
        parse(text)
    except NotInForm:
        try:
            return f"write “{convert(text)}”: authors are in the form “{FORM}”"
        except NotInForm as error:
            return str(error)
    return ""


def read_or_none(text: str) -> Authors | None:
    """Return the authors of a stored text, or None where they cannot be told: an older version let anything in."""
    try:
        return read(text)
    except NotInForm:
        return None


def _plain(text: str) -> str:
    """Return `text` on one line, without invisible characters, with the separators of Latin script."""
    visible = "".join(" " if letter.isspace() else letter for letter in text if unicodedata.category(letter) != "Cf")
    composed = unicodedata.normalize("NFC", visible.translate({ord("，"): ", ", ord("；"): "; ", ord("、"): "; "}))
    return " ".join(composed.split())


def _read(text: str) -> Authors:
    if "\\" in text:
        raise NotInForm("has a backslash: write the letters themselves, é and not TeX's \\'e")
    bare, marked = _without_marks(text)
    named = MORE.sub("", bare)
    others = named != bare
    if not named:
        raise NotInForm("names nobody")
    if INNER_MORE.search(named):
        raise NotInForm("says before its end that there are others")
    masked = masked_braces(named)
    if ";" in masked or "|" in masked or marked:
        pieces = [piece for cut in split(named, SEMICOLON) if (piece := cut.strip(" ,"))]
        names = tuple(name for piece in pieces for name in _between(piece, marked))
        if marked and ";" not in masked_braces(text) and not any(name.given or name.body for name in names):
            raise NotInForm("has a mark that may stand between two names or within one")
        return Authors(names, others)
    if BODY.search(masked):
        return Authors(_bodies(named, masked), others)
    if CJK.search(masked) and not re.search(r"[^\W\d_]", CJK.sub("", masked).replace(MASK, "")):
        return Authors(_chinese(named), others)
    if (
        not others
        and not COMMA.search(masked)
        and not JOIN.search(masked)
        and not _tells(named)
        and not any(map(is_initials, named.split()))
    ):
        raise NotInForm("may be a person or a body")
    return Authors(_listed(named), others)


def _without_marks(text: str) -> tuple[str, bool]:
    """Return `text` without what stands beside names, and whether that told where names end."""
    number = 0
    for mark in ENDS:
        text, found = mark.subn(";", text)
        number += found
    text = TITLES.sub(" ", DEGREES.sub("", text))
    bare = re.sub(r"\s+(?=[,;])|(?<=;)\s*[,;]+", "", text)
    return " ".join(bare.split()).strip(" ,;"), bool(number)


def _between(piece: str, marked: bool) -> tuple[Name, ...]:
    """What stands between semicolons is one name; between marks it is what the list has between commas."""
    if BODY.search(piece):
        return (_one(piece),)
    several = any(_has_initials(part) for part in split(piece, COMMA)[:-1]) or JOIN.search(masked_braces(piece))
    return _listed(piece) if marked or several else (_one(piece),)


def _bodies(text: str, masked: str) -> tuple[Name, ...]:
    """A body alone; with anything that may separate, it may be one name or several."""
    if JOIN.search(masked) or COMMA.search(masked) or NO_BODY.search(masked):
        raise NotInForm("names a body with a comma or an “and”, which may be one name or several")
    return (Name(text, body=True),)


def _chinese(text: str) -> tuple[Name, ...]:
    """Names in Chinese characters: by commas, 和, or spaces; what a space within a name is, is told by lengths."""
    pieces = [part for piece in split(text, COMMA) for part in CJK_JOIN.split(piece)]
    if len(pieces) == 2 and pieces[0] in COMPOUND:
        return (Name(pieces[0], pieces[1]),)
    names = [name for piece in pieces for name in _spaced_chinese(piece.strip())]
    if any(not CHINESE.fullmatch(name) or len(name) < 2 for name in names):
        raise NotInForm("has names of one character or of more than four")
    return tuple(Name(name) for name in names)


def _spaced_chinese(piece: str) -> list[str]:
    words = piece.split(" ")
    if len(words) == 2 and len(words[0]) == 1:
        return ["".join(words)]
    return words


def _listed(text: str) -> tuple[Name, ...]:
    """Names with commas and "and" between them: whole names, or family names and initials by turns."""
    chunks = _joined(text)
    pieces = [[piece for piece in split(chunk, COMMA) if piece] for chunk in chunks]
    if not all(pieces):
        raise NotInForm("has a name that is empty")
    flat = [piece for chunk in pieces for piece in chunk]
    if len(flat) == 2 and _is_numbered(*flat):
        return (_one(", ".join(flat)),)
    if all(_is_whole(piece) for piece in flat):
        told = len(flat) != 2 or len(chunks) == 2 or any(_tells(piece) for piece in flat)
        if told:
            return tuple(_one(piece) for piece in flat)
        raise NotInForm("may be two people, or one with a family name of several words")
    pairs = [list(zip(chunk[::2], chunk[1::2], strict=False)) for chunk in pieces]
    by_turns = all(len(chunk) % 2 == 0 or (len(chunk) == 1 and _is_whole(chunk[0])) for chunk in pieces)
    if by_turns and (all(len(chunk) <= 2 for chunk in pieces) or _all_initials(pairs)):
        return tuple(
            name
            for chunk, two in zip(pieces, pairs, strict=True)
            for name in ([_one(f"{family}, {given}") for family, given in two] if two else [_one(chunk[0])])
        )
    if len(flat) == len(chunks):
        return tuple(_one(piece) for piece in flat)
    raise NotInForm("does not tell where one name ends and the next begins")


def _is_numbered(first: str, second: str) -> bool:
    """Tell whether two pieces are "Armato III" and "Samuel G.", not "Ivanov II" and "Petrov PP"."""
    words = second.split()
    *family, last = first.split()
    if not SUFFIX.fullmatch(last) or any(is_initials(word) for word in family):
        return False
    return "." in words[-1] or not is_initials(words[-1])


def _tells(piece: str) -> bool:
    """Tell whether a piece shows by itself where its family name stands."""
    words = piece.split()
    capitals = [word for word in words if len(word) > 2 and word == word.upper() != word.lower()]
    return (
        "{" in piece
        or _has_initials(piece)
        or 0 < len(capitals) < len(words)
        or any(PATRONYMIC.fullmatch(word) for word in words[1:])
    )


def _all_initials(pairs: list[list[tuple[str, str]]]) -> bool:
    return all(all(is_initials(word) for word in given.split()) for chunk in pairs for _, given in chunk)


def _joined(text: str) -> list[str]:
    """Return what stands between "and" and its like."""
    chunks = split(text, JOIN)
    out: list[str] = []
    for chunk in chunks:
        parts = split(chunk, JOIN_OR_PART)
        last_of_left = [split(part, COMMA)[-1] for part in parts]
        whole = all(_has_initials(part) or is_initials(part) for part in last_of_left)
        out += parts if len(parts) > 1 and whole else [chunk]
    return [chunk.strip(" ,") for chunk in out]


def _is_whole(piece: str) -> bool:
    """Tell whether a piece between commas is a name by itself."""
    words = piece.split()
    if masked_braces(piece).strip(MASK) == "":
        return True
    if len(words) < 2 or all(is_initials(word) and "." in word for word in words):
        return False
    return not SUFFIX.fullmatch(words[0])


def _has_initials(piece: str) -> bool:
    words = piece.split()
    return len(words) > 1 and any(is_initials(word) for word in (words[0], words[-1]))


def _one(piece: str) -> Name:
    """Return one name in any order; raise NotInForm where it may be cut in two ways."""
    if piece.startswith("{"):
        return parse(piece).names[0]
    if BODY.search(piece) and not NO_BODY.search(piece):
        return Name(piece, body=True)
    parts = [part for part in split(piece, COMMA) if part]
    if len(parts) > 1:
        return _with_comma(piece, parts)
    if CJK.fullmatch(piece.replace(" ", "")):
        return _chinese(piece)[0]
    words = [NUMBERED.get(word.casefold().rstrip("."), word) for word in piece.split()]
    suffix = words.pop() if len(words) > 2 and SUFFIX.fullmatch(words[-1]) else ""
    family, given = _cut(piece, words)
    return Name(family, given, suffix)


def _with_comma(piece: str, parts: list[str]) -> Name:
    suffixes = [part for part in parts[1:] if SUFFIX.fullmatch(NUMBERED.get(part.casefold().rstrip("."), part))]
    others = [part for part in parts if part not in suffixes]
    if len(others) == 1:
        name = _one(others[0])
        return Name(name.family, name.given, suffixes[0])
    if len(others) > 2 or len(suffixes) > 1:
        raise NotInForm(f"has too many commas in “{piece}”")
    family = others[0].split()
    if len(family) > 1 and SUFFIX.fullmatch(family[-1]) and not suffixes:
        suffixes = [family.pop()]
    given = others[1].split()
    return Name(
        " ".join(family),
        _spaced(others[1]) if all(is_initials(word) for word in given) else others[1],
        suffixes[0] if suffixes else "",
    )


def _cut(piece: str, words: list[str]) -> tuple[str, str]:
    """Return family and given names of a person's words."""
    initials = [is_initials(word) for word in words]
    if len(words) == 1:
        if "." in piece or words[0].casefold() in ("al", "др"):
            raise NotInForm(f"has no family name in “{piece}”")
        return words[0], ""
    if all(initials):
        # "LI X": the longer one that has no points.
        if len(words[0]) > 1 and "." not in words[0] and all(len(word.rstrip(".")) == 1 for word in words[1:]):
            return words[0], _spaced(" ".join(words[1:]))
        raise NotInForm(f"has initials alone in “{piece}”")
    if any(_may_be_a_name(word) for word in words):
        raise NotInForm(f"has capitals that may be initials or a name in “{piece}”")
    if initials[-1]:
        first = next(place for place in range(len(words), 0, -1) if not initials[place - 1])
        if any(initials[:first]):
            raise NotInForm(f"has initials on both sides of a name in “{piece}”")
        return " ".join(words[:first]), _spaced(" ".join(words[first:]))
    if any(initials):
        last = max(place for place, here in enumerate(initials) if here)
        if _is_family(words[last + 1 :]):
            given = words[: last + 1]
            return " ".join(words[last + 1 :]), _spaced(" ".join(given)) if all(initials[: last + 1]) else " ".join(
                given
            )
        raise NotInForm(f"does not tell the family name in “{piece}”")
    return _cut_full(piece, words)


def _may_be_a_name(word: str) -> bool:
    """Tell whether capitals are a short name as well as initials: LI, DOE."""
    return is_initials(word) and (
        word.casefold() in FIRST_OR_LAST or bool(re.fullmatch(r"[A-Z]{3}", word) and re.search("[AEIOU]", word))
    )


def _cut_full(piece: str, words: list[str]) -> tuple[str, str]:
    """Return family and given names where all words are whole."""
    capitals = [word for word in words if len(word) > 1 and word == word.upper()]
    if 0 < len(capitals) < len(words) and words[0].lower() != words[0]:
        return " ".join(capitals), " ".join(word for word in words if word not in capitals)
    if "\u0400" <= words[0][0] <= "\u04ff":
        return _cut_russian(piece, words)
    capital = words[0][0].isupper() and words[-1][0].isupper()
    if capital and words[0].casefold() not in FIRST_OR_LAST and _is_family(words[1:]):
        return " ".join(words[1:]), words[0]
    raise NotInForm(f"does not tell the family name in “{piece}”")


def _cut_russian(piece: str, words: list[str]) -> tuple[str, str]:
    if len(words) == 3 and PATRONYMIC.fullmatch(words[2]):
        return words[0], " ".join(words[1:])
    if len(words) == 3 and PATRONYMIC.fullmatch(words[1]):
        return words[2], " ".join(words[:2])
    raise NotInForm(f"does not tell the family name in “{piece}”")


def _is_family(words: list[str]) -> bool:
    """Tell whether words after given names can only be a family name: one word, or particles before it."""
    return bool(words) and (len(words) == 1 or (words[0] in PARTICLES and words[-1] not in PARTICLES))


def _spaced(initials: str) -> str:
    """Return initials each with a point and a space: JA and J.A. are both J. A.; J.-P. keeps its hyphen."""
    out = []
    for word in initials.split():
        if re.search(r"[^\W\d_]{2}\.", word):
            out.append(word)
        else:
            out += [f"{letter}." for letter in re.findall(r"-?[^\W\d_]", word)]
    return " ".join(out).replace(" -", "-")
