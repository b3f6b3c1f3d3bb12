"""LaTeX: the paper kit's table in the style of booktabs, to be put into a paper as it is, and one page at most.

Characters that mean something to TeX are escaped, and spaces and signs that not every font has are written as commands;
all others stay as they are, which LuaLaTeX and XeLaTeX take. The file says which packages and fonts it needs.
"""

import re
import unicodedata
from collections.abc import Iterable

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from datasets.compare.dataset_table import DIFFERS, NOT_STATED, Cell

from . import bibtex
from .kit import Kit, Reference
from .latex_layout import LAST_LATIN, Layout, layout, pieces
from .methods import caption, legend, methods

# TeX's special characters, those that make ligatures in its fonts, brackets, which may begin an option, and signs.
ESCAPES = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": r"\textless{}", ">": r"\textgreater{}",
    "|": r"\textbar{}", '"': r"\textquotedbl{}", "`": r"\textasciigrave{}", "'": r"\textquotesingle{}",
    "-": "-{}", "[": "{[}", "]": "{]}", "\u00a0": "~", "\u202f": r"\,", "\u2009": r"\,", "≠": r"\ensuremath{\neq}",
    "≈": r"\ensuremath{\approx}", "≥": r"\ensuremath{\geq}", "≤": r"\ensuremath{\leq}", "×": r"\ensuremath{\times}",
    "±": r"\ensuremath{\pm}", "−": r"\ensuremath{-}", "·": r"\textperiodcentered{}", "†": r"\textdagger{}",
    "–": r"\textendash{}", "—": r"\textemdash{}", "’": r"\textquoteright{}", "‘": r"\textquoteleft{}",
    "“": r"\textquotedblleft{}", "”": r"\textquotedblright{}", "…": r"\ldots{}", "°": r"\textdegree{}",
}  # fmt: skip
SPECIAL = re.compile("[" + re.escape("".join(ESCAPES)) + "]")

# Scripts beyond what TeX's own fonts have: how they are told by the character's name, and a preamble that has them.
SCRIPTS = {
    "CYRILLIC": r"\usepackage{fontspec}\setmainfont{...}  % a font with Cyrillic letters, such as Libertinus Serif",
    "CJK": r"\usepackage[scheme=SCHEME]{ctex}  % Chinese characters",
}
OTHER = r"\usepackage{fontspec}\setmainfont{...}  % a font that has these letters: "

LABEL = "tab:datasets"


def write(kit: Kit) -> str:
    """Return the table as LaTeX, with what it needs above it and the sentences for the methods section below."""
    plan = layout(kit)
    float_ = "sidewaystable*" if plan.sideways else "table*"
    columns = kit.table.columns
    head = [_("Dataset"), *(column.label for column in columns)]
    body = [
        " & ".join([f"{_broken(row.name)} {cite(kit.cited[row.slug])}", *map(_cell, row.cells)]) + r" \\"
        for row in kit.table.rows
    ]
    catalogue = cite([kit.catalogue])
    said = methods(
        kit, escaped, table=rf"\ref{{{LABEL}}}", cite=catalogue, documents=cite(kit.documents), address=_url(kit)
    )
    table = "\n".join([
        rf"\begin{{{float_}}}[tp]",
        rf"  \centering\{plan.size}\setlength{{\tabcolsep}}{{{plan.gap}pt}}",
        rf"  \caption{{{caption(kit, escaped, catalogue)}}}",
        rf"  \label{{{LABEL}}}",
        rf"  \begin{{tabularx}}{{\linewidth}}{{@{{}}{''.join(_columns(kit, plan))}@{{}}}}",
        r"    \toprule",
        f"    {' & '.join(map(_broken, head))} \\\\",
        r"    \midrule",
        *(f"    {line}" for line in body),
        r"    \bottomrule",
        r"  \end{tabularx}",
        rf"  \par\smallskip\raggedright\{plan.size}",
        f"  {legend(kit, escaped)}",
        rf"\end{{{float_}}}",
    ])  # fmt: skip
    return "\n".join([*_comments(kit, plan, table + said), table, "", "% For the methods section:", f"% {said}", ""])


def _comments(kit: Kit, plan: Layout, text: str) -> Iterable[str]:
    """Yield the comments above the table: its address, and what the preamble of the paper needs."""
    packages = ["booktabs", "tabularx", "array", "url", *(["rotating"] if plan.sideways else [])]
    yield f"% {kit.edition.address}"
    yield "% The keys of \\cite are those of the .bib file that comes from the same page. The preamble needs:"
    yield rf"% \usepackage{{{','.join(packages)}}}  % hyperref instead of url is as good"
    fonts = _fonts(text)
    more = [line for line in _fonts(bibtex.write(kit)) if line not in fonts]
    yield from (f"% {line}" for line in fonts)
    if more:
        yield "% and for the references of the methods section:"
        yield from (f"% {line}" for line in more)
    yield "% Compile with LuaLaTeX or XeLaTeX" + ("." if fonts or more else "; pdfLaTeX is as good.")


def _fonts(text: str) -> list[str]:
    """Return what the preamble needs for letters that TeX's own fonts lack."""
    names = {letter: unicodedata.name(letter, "") for letter in sorted(set(text)) if letter > LAST_LATIN}
    letters = {letter: name for letter, name in names.items() if letter.isalpha()}
    others = [letter for letter, name in letters.items() if not name.startswith(tuple(SCRIPTS))]
    known = [preamble for script, preamble in SCRIPTS.items() if any(n.startswith(script) for n in letters.values())]
    # A paper in another language keeps its own words for Table and References.
    scheme = "chinese" if get_language() == "zh-hans" else "plain"
    known = [preamble.replace("SCHEME", scheme) for preamble in known]
    return [*known, *([OTHER + " ".join(others)] if others else [])]


def _columns(kit: Kit, plan: Layout) -> Iterable[str]:
    """Yield each column's specification: all share the line, each with its part of it; words may be hyphenated.

    TeX hyphenates no first word of a paragraph, but one behind a space, which is of no width here; what comes before
    the paragraph begins would make the row higher.
    """
    for part, number in zip(plan.parts, (False, *(column.number for column in kit.table.columns)), strict=True):
        side = "raggedleft" if number else "raggedright"
        yield rf">{{\hsize={part:.3f}\hsize\{side}\arraybackslash\leavevmode\nobreak\hspace{{0pt}}}}X"


def _cell(cell: Cell) -> str:
    # TeX hyphenates a word before \nobreak, but none before the mark.
    mark = rf"\nobreak\textsuperscript{{{escaped(DIFFERS)}}}" if cell.differs else ""
    return _broken(cell.text or NOT_STATED) + mark


def _broken(text: str) -> str:
    """Return a text as LaTeX that may break behind strokes, and whose words behind these are hyphenated as others."""
    return r"\hspace{0pt}".join(map(escaped, pieces(text)))


def _url(kit: Kit) -> str:
    return rf"\url{{{kit.edition.address}}}"


def cite(references: Iterable[Reference]) -> str:
    """Return the command that cites these references."""
    return rf"\cite{{{','.join(reference.key for reference in references)}}}"


def escaped(text: str) -> str:
    """Return `text` as LaTeX that prints just it, on one line; control and other invisible characters are left out."""
    one_line = re.sub(r"[^\S\u00a0\u202f\u2009]+", " ", text)
    visible = "".join(letter for letter in one_line if unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Co"))
    return SPECIAL.sub(lambda found: ESCAPES[found[0]], visible)
