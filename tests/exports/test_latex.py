"""LaTeX: every character that means something to TeX is escaped, and nothing else is changed."""

import re
import unicodedata
from collections.abc import Callable, Iterator

import pytest

from datasets.compare.picture import Comparison
from datasets.exports.latex import ESCAPES, escaped, write

from .conftest import AWKWARD, addresses

pytestmark = pytest.mark.django_db

# Each way in which an escaped character is written, longest first; what is left may hold no character with a meaning.
WRITTEN = re.compile("|".join(re.escape(text) for text in sorted(ESCAPES.values(), key=len, reverse=True)))
BACK = {text: character for character, text in ESCAPES.items()}
MEANING = set("\\{}$&#%_^~<>|\"`'[]")
# The commands that the table itself uses.
COMMANDS = {
    "begingroup", "endgroup", "footnotesize", "setlength", "tabcolsep", "begin", "end", "raggedright", "arraybackslash",
    "linewidth", "toprule", "midrule", "bottomrule", "endhead", "endfoot", "addlinespace", "multicolumn", "textit",
    "textbf", "tiny", "allowbreak", "ensuremath", "neq", "geq", "leq", "times", "textbackslash", "textasciicircum",
    "textasciitilde", "textless", "textgreater", "textbar", "textquotedbl", "textasciigrave", "textquotesingle",
    "textperiodcentered",
}  # fmt: skip


def texts_of(comparison: Comparison) -> Iterator[str]:
    """Yield every text of the comparison that comes from the catalogue."""
    for column in comparison.columns:
        yield column.name
    for group in comparison.groups:
        for row in group.rows:
            for cell in row.cells:
                yield from (item.text for item in cell.texts)
                yield from (citation.place for citation in cell.citations)


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
    one_line = " ".join(text.split())
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


@pytest.mark.parametrize("name", ["awkward", "comparison"])
def test_the_file_is_well_formed(name: str, request: pytest.FixtureRequest) -> None:
    comparison: Comparison = request.getfixturevalue(name)
    well_formed(write(comparison, addresses(comparison)), len(comparison.columns))


def test_every_comparison_of_the_catalogue_is_well_formed(everything: Callable[[], Iterator[Comparison]]) -> None:
    for comparison in everything():
        well_formed(write(comparison, addresses(comparison)), len(comparison.columns))
        if len(comparison.columns) > 1:
            well_formed(write(comparison.differences(), addresses(comparison)), len(comparison.columns))


def well_formed(text: str, columns: int) -> None:
    """Fail unless braces balance, rows have a cell for each column, and only the table's own commands are used."""
    body = "\n".join(line for line in text.splitlines() if not line.startswith("%"))
    assert set(re.findall(r"\\([a-zA-Z]+)", body.replace(r"\textbackslash{}", ""))) <= COMMANDS
    bare = re.sub(r"\\.", "", body.replace(r"\\", "\n\n"))
    depth = 0
    for character in bare:
        depth += (character == "{") - (character == "}")
        assert depth >= 0, bare
    assert depth == 0
    assert not {"$", "#", "^", "|", "<", "\u00a0"} & set(bare.replace(r">{", "{"))
    rows = body[body.index("\\endfoot") : body.index("\\end{longtable}")].split(" \\\\\n")
    assert len(rows) > 1
    for row in rows[:-1]:
        row = row.rpartition("\\\\*\n")[2]
        assert len(re.findall(r"(?<!\\)&", row)) == columns, row


def test_unknown_is_said(comparison: Comparison) -> None:
    text = write(comparison, addresses(comparison))
    known = r"11,219 images (10 \%) {\tiny 000:302}"
    assert " & ".join(["Validation", r"\textit{unknown}", known, *[r"\textit{unknown}"] * 2]) in text
