"""BibTeX: the references of a paper kit, and the page of an entry of this directory.

Read alike by classic BibTeX and by biblatex: letters with accents are written as TeX's commands, by which BibTeX sorts
and shortens names; scripts that have no such commands stay as they are (UTF-8, which LaTeX reads since 2018).
"""

import re
import unicodedata
from datetime import date

from django.utils import timezone

from datasets.compare.cited_papers import Publication, can_be_found
from datasets.compare.picture import PaperData
from datasets.words.author_forms import read_or_none
from datasets.words.authors import CJK, Name
from datasets.words.folding import composed, decomposed

from .bibtex_keys import word
from .citing import references
from .described import Described
from .kit import CATALOGUE, EntryPage, Kit, Reference

# How BibTeX writes the characters that mean something to TeX. A brace as a macro, because BibTeX counts braces even
# where they are escaped.
ESCAPES = {
    **{character: f"\\{character}" for character in "&%$#_"},
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}", "@": r"{\char64}", '"': r"{\char34}", "<": r"\textless{}", ">": r"\textgreater{}",
    "|": r"\textbar{}",
}  # fmt: skip
# Letters that are no letter with a mark (LaTeX2e font encodings guide, T1), each a group that is one letter to BibTeX.
LETTERS = {
    "ß": r"{\ss}", "æ": r"{\ae}", "Æ": r"{\AE}", "œ": r"{\oe}", "Œ": r"{\OE}", "ø": r"{\o}", "Ø": r"{\O}",
    "å": r"{\aa}", "Å": r"{\AA}", "ł": r"{\l}", "Ł": r"{\L}", "ı": r"{\i}", "đ": r"{\dj}", "Đ": r"{\DJ}",
    "ð": r"{\dh}", "Ð": r"{\DH}", "þ": r"{\th}", "Þ": r"{\TH}", "\u00a0": "~", "–": "--", "—": "---",
    "≥": r"$\geq$", "≤": r"$\leq$", "×": r"$\times$", "≠": r"$\neq$", "±": r"$\pm$", "µ": r"$\mu$",
}  # fmt: skip
# Combining marks and the commands that put them on a letter.
ACCENTS = {
    "\u0300": "`", "\u0301": "'", "\u0302": "^", "\u0303": "~", "\u0304": "=", "\u0306": "u", "\u0307": ".",
    "\u0308": '"', "\u030a": "r", "\u030b": "H", "\u030c": "v", "\u0323": "d", "\u0327": "c", "\u0328": "k",
    "\u0331": "b",
}  # fmt: skip
INVISIBLE = ("Cc", "Cf", "Cs", "Co", "Cn")


def write(kit: Kit) -> str:
    """Return all references of a kit as a .bib file."""
    return "\n\n".join(_reference(reference, kit.edition.accessed) for reference in kit.references) + "\n"


def write_entry(entry: Described) -> str:
    """Return what is cited for an entry as a .bib file."""
    return "\n\n".join(_reference(reference, timezone.localdate()) for reference in references(entry)) + "\n"


def _reference(reference: Reference, accessed: date) -> str:
    cited = reference.cited
    if isinstance(cited, PaperData):
        return _paper(cited, reference)
    if isinstance(cited, Publication):
        return _published(reference, cited, accessed)
    if isinstance(cited, EntryPage):
        return page(reference.key, cited)
    return _entry(
        "misc",
        reference.key,
        {
            "author": f"{{{CATALOGUE}}}",
            "title": f"{{{CATALOGUE}: directory of medical imaging datasets, revision {cited.revision}}}",
            "year": str(cited.day.year),
            "version": f"{cited.revision}",
            "date": cited.day.isoformat(),
            "url": _address(cited.home),
            "urldate": cited.accessed.isoformat(),
        },
    )


def _published(reference: Reference, published: Publication, accessed: date) -> str:
    """Return the entry of a dataset that no paper stands for: who publishes it and where, and where that is stated."""
    publishers = ", ".join(published.publishers)
    source = f"Entry in {CATALOGUE}: \\url{{{_address(reference.entry)}}}, accessed {accessed.isoformat()}"
    known = {
        # By which classic styles sort and label what has no author.
        "key": escaped(published.name),
        "title": f"{{{escaped(published.name)}}}",
        "howpublished": f"Dataset, {escaped(publishers)}" if publishers else "Dataset",
        "publisher": escaped(publishers),
        "year": str(published.year or ""),
        "url": _address(published.url or reference.entry),
        "urldate": accessed.isoformat(),
        "note": source,
    }
    return _entry("misc", reference.key, {name: value for name, value in known.items() if value})


def page(key: str, entry: EntryPage) -> str:
    """Return the entry of a dataset's page, as of the revision and the day on which it last changed."""
    as_of = f"revision {entry.revision}, {entry.day.isoformat()}"
    return _entry(
        "misc",
        key,
        {
            "author": f"{{{CATALOGUE}}}",
            "title": f"{{{escaped(entry.name)}}}",
            "howpublished": f"{CATALOGUE}, directory of medical imaging datasets, entry as of {as_of}",
            "publisher": CATALOGUE,
            "year": str(entry.day.year),
            "version": str(entry.revision),
            "url": _address(entry.url),
        },
    )


def first_paper(entry: Described) -> str:
    """Return the paper that is cited first for an entry; "" where there is none that can be found."""
    return next(
        (
            _paper(reference.cited, reference)
            for reference in references(entry)
            if isinstance(reference.cited, PaperData) and can_be_found(reference.cited)
        ),
        "",
    )


def author_list(text: str) -> str:
    """Return authors as BibTeX's list of names; what cannot be read as one stands in braces, as one name."""
    known = read_or_none(text)
    if known is None:
        return f"{{{escaped(text)}}}" if text else ""
    return " and ".join([*map(_name, known.names), *(["others"] if known.others else [])])


def _name(name: Name) -> str:
    """Return one name. Braces keep together what BibTeX would cut: bodies, Costa e Silva, a name without spaces."""
    family = escaped(name.family)
    words = name.family.split()
    cut = any(word[0].islower() for word in words[1:]) and not words[0][0].islower()
    if CJK.fullmatch(name.family) and name.given and CJK.fullmatch(name.given):
        return f"{{{escaped(name.spoken)}}}"
    if name.body or CJK.fullmatch(name.family) or cut or re.search(r"\band\b|,", name.family):
        family = f"{{{family}}}"
    return ", ".join(part for part in (family, escaped(name.suffix), escaped(name.given)) if part)


def _paper(paper: PaperData, reference: Reference) -> str:
    """Return a paper's entry with what is known; one without a title says which dataset it is about."""
    dataset = reference.about
    known = {
        "author": author_list(paper.authors),
        # By which classic styles sort and label what has no author.
        "key": "" if paper.authors else word(paper),
        "title": f"{{{escaped(paper.title)}}}" if paper.title else "",
        "journal": escaped(paper.venue),
        "year": str(paper.year or ""),
        "doi": _address(paper.doi),
        "url": _address(paper.url),
        "note": f"Paper on {escaped(dataset)}; title unknown" if dataset and not paper.title else "",
    }
    whole = paper.title and paper.venue and paper.authors and paper.year
    kind = "article" if whole and not reference.of_data else "misc"
    if kind == "misc":
        # No style prints a journal there.
        known["howpublished"] = known.pop("journal")
    return _entry(kind, reference.key, {name: value for name, value in known.items() if value})


def _entry(kind: str, key: str, fields: dict[str, str]) -> str:
    return "\n".join([f"@{kind}{{{key},", *(f"  {name} = {{{value}}}," for name, value in fields.items()), "}"])


def _address(text: str) -> str:
    """Return an address or DOI; its field is printed verbatim, so that only what would end the field is encoded."""
    return re.sub(r"[{}\\\s]", lambda found: f"%{ord(found[0]):02X}", text)


def escaped(text: str) -> str:
    """Return `text` as the value of a BibTeX field, on one line; invisible characters are left out."""
    text = composed(" ".join(text.split(" ")))
    line = re.sub(r"[^\S\u00a0]+", " ", text).strip()
    return "".join(map(_character, line))


def _character(character: str) -> str:
    known = ESCAPES.get(character) or LETTERS.get(character)
    if known:
        return known
    if character.isascii() or unicodedata.category(character) in INVISIBLE:
        return character if character.isprintable() else ""
    base, *marks = list(decomposed(character))
    commands = [ACCENTS.get(mark, "") for mark in marks]
    if not marks or not base.isascii() or not all(commands):
        return character
    letter = base
    for command in commands:
        letter = f"\\{command}{{{letter}}}" if command.isalpha() else f"\\{command}{_inner(letter)}"
    return f"{{{letter}}}"


def _inner(letter: str) -> str:
    """Return what an accent stands on: a letter, the dotless i and j of old fonts, or another accent in braces."""
    if letter in ("i", "j"):
        return f"{{\\{letter}}}"
    return letter if len(letter) == 1 else f"{{{letter}}}"
