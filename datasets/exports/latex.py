"""LaTeX: a longtable in the style of booktabs, to be put into a document as it is.

Characters that mean something to TeX are escaped; all others stay as they are, which lualatex and xelatex take.
"""

import re
import unicodedata

from django.utils.translation import gettext as _

from datasets.compare.picture import Cell, Comparison

from .addresses import Addresses, places

# TeX's special characters, those that make ligatures in its fonts, and brackets, which may begin an option.
ESCAPES = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": r"\textless{}", ">": r"\textgreater{}",
    "|": r"\textbar{}", '"': r"\textquotedbl{}", "`": r"\textasciigrave{}", "'": r"\textquotesingle{}",
    "-": "-{}", "[": "{[}", "]": "{]}", "\u00a0": "~", "≠": r"\ensuremath{\neq}", "≥": r"\ensuremath{\geq}",
    "≤": r"\ensuremath{\leq}", "×": r"\ensuremath{\times}", "·": r"\textperiodcentered{}",
}  # fmt: skip
SPECIAL = re.compile("[" + re.escape("".join(ESCAPES)) + "]")
# Where a long address may break; TeX finds no such place by itself.
BREAKS = re.compile(r"(?<=[/.?=])(?=\w)|(?<=\\_)|(?<=\\&)")

# The part of the line that the columns of datasets share; the labels have the rest, less what lies between columns.
SHARED_WIDTH = 0.74
LABEL_WIDTH = 0.18

HEAD = r"""{addresses}
% \usepackage{{booktabs,longtable,array}}; compile with lualatex or xelatex,
% with a font that has the letters of the quotations (fontspec: \setmainfont, \babelfont).
\begingroup\footnotesize\setlength{{\tabcolsep}}{{3pt}}
\begin{{longtable}}{{@{{}}>{{\raggedright\arraybackslash}}p{{{label}\linewidth}}*{{{number}}}{{>{{\raggedright\arraybackslash}}p{{{width}\linewidth}}}}@{{}}}}
\toprule
{header} \\
\midrule
\endhead
\bottomrule
\endfoot
"""
TAIL = "\\end{longtable}\n\\endgroup\n"


def write(comparison: Comparison, addresses: Addresses) -> str:
    """Return the comparison as LaTeX."""
    number = len(comparison.columns)
    header = " & ".join(["", *(rf"\textbf{{{escaped(column.name)}}}" for column in comparison.columns)])
    entries = [f"{column.name}: {addresses.entries[column.slug]}" for column in comparison.columns]
    # Comments; each ends with its line.
    said = "\n".join(f"% {' '.join(text.split())}" for text in (addresses.comparison, *entries))
    width = f"{SHARED_WIDTH / max(number, 1):.3f}"
    out = [HEAD.format(addresses=said, label=LABEL_WIDTH, number=number, width=width, header=header)]
    for place, group in enumerate(comparison.groups):
        out.append("\\addlinespace\n" if place else "")
        out.append(rf"\multicolumn{{{number + 1}}}{{@{{}}l}}{{\textit{{{escaped(group.title)}}}}} \\*" + "\n")
        out += [" & ".join([escaped(row.label), *map(_cell, row.cells)]) + " \\\\\n" for row in group.rows]
    return "".join([*out, TAIL])


def _cell(cell: Cell) -> str:
    if not cell.known:
        return rf"\textit{{{escaped(_('unknown'))}}}"
    text = "; ".join(_breakable(escaped(item.text)) if item.url else escaped(item.text) for item in cell.texts)
    return rf"{text} {{\tiny {escaped(places(cell))}}}" if cell.citations else text


def _breakable(text: str) -> str:
    return BREAKS.sub(r"\\allowbreak{}", text)


def escaped(text: str) -> str:
    """Return `text` as LaTeX that prints just it, on one line; control and other invisible characters are left out."""
    one_line = " ".join(text.split())
    visible = "".join(letter for letter in one_line if unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Co"))
    return SPECIAL.sub(lambda found: ESCAPES[found[0]], visible)
