"""LaTeX: every character that means something to TeX is escaped, and nothing else is changed."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from django.utils import translation

from datasets.compare.dataset_table import COLUMNS, DEFAULT
from datasets.exports import bibtex
from datasets.exports.kit import Kit
from datasets.exports.latex import ESCAPES, escaped, write
from datasets.exports.latex_layout import SIZES, WIDTH, layout
from datasets.models import LANGUAGES

from .conftest import AWKWARD, kit_of

pytestmark = pytest.mark.django_db

# Each way in which an escaped character is written, longest first; what is left may hold no character with a meaning.
WRITTEN = re.compile("|".join(re.escape(text) for text in sorted(ESCAPES.values(), key=len, reverse=True)))
BACK = {text: character for character, text in ESCAPES.items()}
MEANING = set("\\{}$&#%_^~<>|\"`'[]")
# The commands that the table itself uses.
COMMANDS = {
    "begin", "end", "centering", "footnotesize", "scriptsize", "setlength", "tabcolsep", "caption", "label",
    "linewidth", "hsize", "raggedright", "raggedleft", "arraybackslash", "leavevmode", "nobreak",
    "hspace", "toprule", "midrule", "bottomrule",
    "par", "smallskip", "cite", "textsuperscript", "ensuremath",
}  # fmt: skip
# A name with the place where it may break, and behind which TeX hyphenates again.
LIDC = r"LIDC-{}\hspace{0pt}IDRI"
# Those that print a character.
PRINTING = {name for text in ESCAPES.values() for name in re.findall(r"\\([a-zA-Z]+)", text)}


def read_back(text: str) -> str:
    """Return what TeX prints for escaped text; fail where something with a meaning is not escaped."""
    found, rest = [], 0
    for match in WRITTEN.finditer(text):
        found += [text[rest : match.start()], BACK[match[0]]]
        assert not MEANING & set(text[rest : match.start()]), text
        rest = match.end()
    assert not MEANING & set(text[rest:]), text
    return "".join([*found, text[rest:]])


def shown(text: str) -> str:
    # Thin spaces are one and the same to TeX.
    one_line = re.sub(r"[^\S\u00a0\u202f\u2009]+", " ", text).replace("\u202f", "\u2009")
    return "".join(letter for letter in one_line if unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Co"))


@pytest.mark.parametrize("code", range(0x20, 0x180))
def test_every_character_is_escaped_or_kept(code: int) -> None:
    text = f"a{chr(code)}b"
    assert read_back(escaped(text)) == shown(text)


@pytest.mark.parametrize(
    "text", [AWKWARD, "\\input{/etc/passwd}", "\\\\", "%\n", "^^5c", "$$", "{}}{", "a\x00b\x1bc\u202ed"]
)
def test_what_attacks_is_printed(text: str) -> None:
    assert read_back(escaped(text)) == shown(text)


def test_dashes_and_quotes_make_no_ligatures() -> None:
    assert "--" not in escaped("1--2---3")
    assert "``" not in escaped("``a''")
    assert "''" not in escaped("``a''")


@pytest.mark.parametrize("name", ["awkward_kit", "kit"])
def test_the_file_is_well_formed(name: str, request: pytest.FixtureRequest) -> None:
    well_formed(request.getfixturevalue(name))


@pytest.mark.parametrize("columns", [DEFAULT, tuple(COLUMNS)[-9:]])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_table_of_the_catalogue_is_well_formed(
    language: str, columns: tuple[str, ...], every_kit: Callable[..., Iterator[Kit]]
) -> None:
    with translation.override(language):
        for kit in every_kit(columns):
            well_formed(kit)


def table_of(kit: Kit) -> str:
    """Return the file without its comments."""
    return "\n".join(line for line in write(kit).splitlines() if not line.startswith("%"))


def well_formed(kit: Kit) -> None:
    """Fail unless braces balance, rows have a cell for each column, and only the table's own commands are used."""
    body = table_of(kit)
    assert set(re.findall(r"\\([a-zA-Z]+)", body)) <= COMMANDS | PRINTING
    bare = re.sub(r"\\.", "", body.replace(r"\\", "\n\n"))
    depth = 0
    for character in bare:
        depth += (character == "{") - (character == "}")
        assert depth >= 0, bare
    assert depth == 0
    assert not {"$", "#", "^", "|", "<", "\u00a0", "\u202f"} & set(bare.replace(r">{", "{"))
    rows = body[body.index("\\midrule") : body.index("\\bottomrule")].split(" \\\\\n")
    assert len(rows) == len(kit.table.rows) + 1
    for row in rows[:-1]:
        assert len(re.findall(r"(?<!\\)&", row)) == len(kit.table.columns), row
    (specification,) = re.findall(r"@\{\}(.*)@\{\}", body)
    parts = [float(part) for part in re.findall(r"hsize=([\d.]+)", specification)]
    assert len(parts) == len(kit.table.columns) + 1
    assert sum(parts) == pytest.approx(len(parts), abs=0.01)


def test_a_row_is_the_dataset_with_what_is_cited_and_signs(kit: Kit) -> None:
    found = {line.strip().partition(r" \cite")[0]: line for line in table_of(kit).splitlines() if r" \cite{" in line}
    assert r"& \ensuremath{\approx}300,000 sl. &" in found[LIDC]
    assert r"& CC BY 3.0 & Open\nobreak\textsuperscript{\textdagger{}} \\" in found[LIDC]
    assert r"& 2019 & CT & Kidney & 300 pat. & \textendash{} &" in found["KiTS19"]


@pytest.mark.parametrize("columns", [DEFAULT, tuple(COLUMNS)[-9:]])
def test_every_key_that_is_cited_is_in_the_bib(
    columns: tuple[str, ...], every_kit: Callable[..., Iterator[Kit]]
) -> None:
    for kit in every_kit(columns):
        keys = {key for found in re.findall(r"\\cite\{([^}]*)\}", write(kit)) for key in found.split(",")}
        assert keys == set(re.findall(r"^@\w+\{([^,]*),$", bibtex.write(kit), re.MULTILINE))


def test_the_file_has_caption_label_and_legend(kit: Kit) -> None:
    text = write(kit)
    assert r"\caption{Datasets, as the sources that Lightbox \cite{lightbox_revision_7} names" in text
    assert r"\label{tab:datasets}" in text
    assert r"\textdagger{}: sources differ; pat.: patients; sl.: slices; \ensuremath{\approx}: about" in text


def test_the_comments_name_the_packages_and_the_fonts(kit: Kit) -> None:
    # Document 004 has a Chinese title, which stands among the references.
    before, _, after = write(kit).partition("references of the methods section")
    assert r"% \usepackage{booktabs,tabularx,array,url}" in before
    assert "ctex" not in before
    assert r"% \usepackage[scheme=plain]{ctex}" in after
    with translation.override("ru"):
        assert "Cyrillic" in write(kit_of("kits19"))
    assert "pdfLaTeX is as good" in write(kit_of("echonet-dynamic", columns=["year", "license"]))


def test_the_methods_sentence_cites_the_documents(kit: Kit) -> None:
    said = write(kit).splitlines()[-1]
    assert said.startswith(r"% The facts about 4 datasets in Table \ref{tab:datasets} were taken from Lightbox")
    assert rf"\cite{{{','.join(one.key for one in kit.documents)}}}" in said
    assert rf"\url{{{kit.edition.address}}}" in said


@pytest.mark.parametrize(("text", "sideways"), [("CT", False), ("Radiofluoroscopically" * 2, True)])
def test_a_table_is_turned_only_where_it_does_not_fit_upright(text: str, sideways: bool, kit: Kit) -> None:
    first, *others = kit.table.rows
    wide = replace(first, cells=tuple(replace(cell, text=text) for cell in first.cells))
    written = write(replace(kit, table=replace(kit.table, rows=(wide, *others))))
    assert (r"\begin{sidewaystable*}" in written, "rotating" in written) == (sideways, sideways)


def widths(kit: Kit) -> list[float]:
    """Return how wide an upright table's columns are, in ems of Latin Modern as it is at 10 points."""
    plan = layout(kit)
    assert not plan.sideways
    ((points, wider),) = [(points, wider) for name, points, _gap, wider in SIZES if name == plan.size]
    room = WIDTH - 2 * plan.gap * (len(plan.parts) - 1)
    return [part * room / len(plan.parts) / points / wider for part in plan.parts]


@pytest.mark.parametrize(
    ("language", "text", "ems"),
    [
        # What TeX never breaks: figures, with spaces too, and names with a point; in Russian papers also Latin words.
        ("en", "60,000,000", 8 * 0.5 + 2 * 0.278),
        ("fr", "60\u202f000\u202f000", 8 * 0.5 + 2 * 0.167),
        ("en", "OBGYN.net", 5.43),
        ("ru", "Segmentation", 5.94),
    ],
)
def test_a_column_has_room_for_what_is_not_broken(language: str, text: str, ems: float, kit: Kit) -> None:
    rows = [replace(row, cells=tuple(replace(cell, text=text) for cell in row.cells[:5])) for row in kit.table.rows]
    table = replace(kit.table, rows=tuple(rows), columns=kit.table.columns[:5])
    with translation.override(language):
        assert min(widths(replace(kit, table=table))[1:]) >= ems


def test_a_citation_of_several_papers_has_room(kit: Kit) -> None:
    (first, *_), *_ = kit.cited.values()
    rows = tuple(replace(row, cells=row.cells[:2]) for row in kit.table.rows)
    table = replace(kit.table, rows=rows, columns=kit.table.columns[:2])
    many = replace(kit, table=table, cited=dict.fromkeys(kit.cited, (first,) * 4))
    # [123, 123, 123, 123]
    assert widths(many)[0] >= 12 * 0.5 + 3 * (0.278 + 0.333) + 2 * 0.278


def test_a_table_is_turned_where_its_rows_are_too_high(kit: Kit) -> None:
    first, *_ = kit.table.rows
    full = replace(first, cells=tuple(replace(cell, text="CT, " * 30) for cell in first.cells))
    high = replace(kit, table=replace(kit.table, rows=(full,) * 12))
    assert (layout(kit).sideways, layout(high).sideways) == (False, True)


def test_cells_begin_as_a_paragraph_and_marks_let_words_be_hyphenated(kit: Kit) -> None:
    # \nobreak before the paragraph would stand above it, as half a line.
    written = table_of(kit)
    assert written.count(r"\arraybackslash\leavevmode\nobreak\hspace{0pt}}X") == len(kit.table.columns) + 1
    assert written.count(r"\textsuperscript") == written.count(r"\nobreak\textsuperscript") > 0
