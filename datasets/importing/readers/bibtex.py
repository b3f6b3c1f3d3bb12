"""BibTeX and biblatex: data sets (@dataset, @data) and papers (all other entries but programs).

Types and fields: the manual of biblatex, 2.1 and 2.2 (https://ctan.org/pkg/biblatex). What the parser gives up is told.
"""

import logging
import re
from collections.abc import Iterator

import bibtexparser
from bibtexparser import model
from bibtexparser.exceptions import BlockAbortedException, ParsingException
from bibtexparser.library import Library
from bibtexparser.middlewares import LatexDecodingMiddleware
from bibtexparser.middlewares.parsestack import default_parse_stack
from django.utils.translation import gettext_lazy as _

from datasets.importing.claims import Cited, Reading
from datasets.importing.opening import Opened
from datasets.records.problems import Problem

from .bibliography import Entry, Sort, described
from .found import line
from .papers import Work

CODE = "bibtex"
TITLE = _("BibTeX")
SUFFIXES = (".bib", ".bibtex")

# An entry begins with its type and key; comments and texts may stand before the first.
ENTRY = re.compile(
    r"^[ \t]*@[ \t]*(?!comment\b|string\b|preamble\b)[a-z]{1,40}\s{0,9}[{(]\s{0,9}[^\s=,{}]{0,200}\s{0,9},",
    re.IGNORECASE | re.MULTILINE,
)
SORTS = {"dataset": Sort.DATASET, "data": Sort.DATASET, "software": Sort.SOFTWARE, "misc": Sort.UNSAID,
         "online": Sort.UNSAID, "electronic": Sort.UNSAID, "www": Sort.UNSAID, "unpublished": Sort.UNSAID}  # fmt: skip
VENUES = ("journal", "journaltitle", "booktitle", "series", "school", "institution", "publisher", "howpublished")
# No title or list of authors is as long; what is longer is not decoded.
LONGEST = 20_000
AND = re.compile(r"\s+and\s+", re.IGNORECASE)
PERCENT = re.compile(r"(?<!\\)%")
URL_COMMAND = re.compile(r"\\url\s*\{([^{}]*)\}")
ESCAPED = re.compile(r"\\([_%&#~])")
BRACES = re.compile(r"[{}]")
# What stands for another sign; to decode a text takes a millisecond, and most have no more than braces.
LATEX = re.compile(r"[\\$~]|--|``|''")
DECODING = LatexDecodingMiddleware()
# What fails is told with its line; the parsers would log each besides.
for parser in ("bibtexparser", "pylatexenc"):
    logging.getLogger(parser).setLevel(logging.CRITICAL)


def recognises(opened: Opened) -> bool:
    """Tell a text that has an entry of BibTeX and is no JSON or page, which may have one inside."""
    return opened.text.lstrip()[:1] not in ("{", "[", "<") and ENTRY.search(opened.text) is not None


def read(opened: Opened) -> Reading:
    """Yield the data sets and papers of a bibliography in their order."""
    none = True
    for one in entries(opened.text):
        none = False
        yield one if isinstance(one, Problem) else described(one)
    if none:
        yield Problem("", "", "has no entry of BibTeX, such as “@article{key, title = {…}}”")


def cited(opened: Opened) -> Cited:
    """Return an empty reference: a bibliography does not say what it is."""
    return Cited()


def entries(text: str) -> Iterator[Entry | Problem]:
    """Yield the entries of a BibTeX text, and what is wrong with those that cannot be read."""
    try:
        library = bibtexparser.parse_string(text, parse_stack=())
        # A key that stands twice matters to LaTeX alone: both entries are read.
        library = Library([_of_its_own(block, number) for number, block in enumerate(library.blocks)])
        for middleware in default_parse_stack():
            library = middleware.transform(library)
    except ParsingException as error:
        yield Problem("", "", f"is no BibTeX: {line(str(error))}")
        return
    for block in library.blocks:
        place = f"line {(block.start_line or 0) + 1}"
        if isinstance(block, model.Entry):
            yield _entry(block, place)
        elif isinstance(block, model.ParsingFailedBlock):
            yield _failure(block, place)


def _failure(block: model.ParsingFailedBlock, place: str) -> Problem:
    if isinstance(block, model.DuplicateFieldKeyBlock):
        return Problem(place, ", ".join(sorted(block.duplicate_keys)), "stands twice in one entry; keep one")
    if isinstance(block, model.DuplicateBlockKeyBlock):
        return Problem(place, block.key, "stands twice among the strings; keep one")
    error = block.error
    reason = line(error.abort_reason if isinstance(error, BlockAbortedException) else str(error)).rstrip(".")
    return Problem(place, "", f"is no BibTeX: {reason}; mend the entry, its commas and braces")


def _of_its_own(block: model.Block, number: int) -> model.Block:
    if isinstance(block, model.DuplicateBlockKeyBlock) and isinstance(block.ignore_error_block, model.Entry):
        block = block.ignore_error_block
    if isinstance(block, model.Entry):
        block.key = str(number)
    return block


def _entry(block: model.Entry, place: str) -> Entry:
    fields = {key.lower(): one.value for key, one in block.fields_dict.items() if isinstance(one.value, str)}

    def first(*keys: str) -> tuple[str, str]:
        return next(((key, fields[key]) for key in keys if fields.get(key, "").strip()), ("", ""))

    names = {
        "title": first("title")[0], "year": first("year", "date")[0], "url": "url", "publisher": "publisher",
        "license": first("license", "copyright", "rights")[0], "keywords": first("keywords", "keyword")[0],
        "language": first("language", "langid")[0],
    }  # fmt: skip
    title, venue, publisher, rights, keywords, language = _decoded(
        first("title")[1], first(*VENUES)[1], fields.get("publisher", ""), fields.get(names["license"], ""),
        fields.get(names["keywords"], ""), fields.get(names["language"], ""),
    )  # fmt: skip
    url = _address(fields.get("url", "")) or _archived(fields)
    return Entry(
        place=place,
        sort=SORTS.get(block.entry_type.lower(), Sort.PAPER),
        work=Work(
            title=title,
            authors=_authors(first("author", "editor")[1]),
            venue=venue,
            year=BRACES.sub("", fields.get(names["year"], "")).strip(),
            doi=_address(fields.get("doi", "")),
            url=url,
        ),
        publisher=publisher,
        license=rights,
        languages=(language,),
        keywords=tuple(re.split(r"\s*[,;]\s*", keywords)),
        addresses=(url,),
        names={key: f"{place}, {name or key}" for key, name in names.items()},
    )


def _decoded(*texts: str) -> list[str]:
    """Return texts of LaTeX as they are set; one that cannot be decoded stays, without its braces."""
    return [line(_set(text) if LATEX.search(text) and len(text) <= LONGEST else BRACES.sub("", text)) for text in texts]


def _set(text: str) -> str:
    # Unescaped, it would begin a comment; in bibliographies it is a percent sign.
    entry = model.Entry("text", "text", [model.Field("text", PERCENT.sub(r"\\%", text))])
    done = DECODING.transform_entry(entry, Library())
    return done.fields[0].value if isinstance(done, model.Entry) else BRACES.sub("", text)


def _authors(text: str) -> str:
    """Return authors in BibTeX's form, in which the name of a body stands in braces."""
    names = [name for name in AND.split(" ".join(text.split())) if name] if len(text) <= LONGEST else []
    bodies = [name.startswith("{") and name.endswith("}") and BRACES.search(name[1:-1]) is None for name in names]
    decoded = zip(_decoded(*names), bodies, strict=True)
    return " and ".join(f"{{{name}}}" if body else name for name, body in decoded)


def _address(text: str) -> str:
    text = URL_COMMAND.sub(r"\1", text)
    return line(BRACES.sub("", ESCAPED.sub(r"\1", text)))


def _archived(fields: dict[str, str]) -> str:
    """Return the address of a preprint that is named by its number at arXiv (biblatex, 3.14.7)."""
    archive = fields.get("archiveprefix", "") or fields.get("eprinttype", "")
    number = _address(fields.get("eprint", ""))
    return f"https://arxiv.org/abs/{number}" if archive.lower() == "arxiv" and number else ""
