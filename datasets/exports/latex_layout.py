"""How a table fits a page of a paper: the size of its letters, the parts of the line that its columns have, or turned.

Nobody can know the paper's page and font, so that this reckons with a narrow one (the text of LNCS and of LaTeX's own
article is 345 points wide) and with the widths of letters in Latin Modern, generously.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .kit import Kit
from .kit_sheet import marked

# Points of a page's text; above and below a table there are a caption and a legend.
WIDTH, HEIGHT, AROUND = 345, 545, 95
# Sizes by their names in LaTeX, largest first: points, half of the gap between columns, how much wider letters are.
SIZES = (("footnotesize", 8, 4.0, 1.1), ("scriptsize", 7, 2.5, 1.16))
LEADING = 1.2
# A citation stands behind a name: as much of a line as [12, 13].
CITATION = "[12, 13]"
# What a column must be wide enough for, in ems: longer words TeX hyphenates.
LONGEST_WORD = 4.6
# What is longer than this, in letters, is broken into lines rather than given more room.
LONGEST_LINE = 22

NARROW, WIDE = frozenset("fijlrtI.,:;!|'()[]/- "), frozenset("mwMW%@≈≥—")


@dataclass(frozen=True)
class Layout:
    """The size of the letters, half of the gap between columns in points, each column's part (1 on average)."""

    size: str
    gap: float
    sideways: bool
    parts: tuple[float, ...]


def layout(kit: Kit) -> Layout:
    """Return the first layout that fits: upright by size, then turned; the last of these where none does."""
    lines = [[_("Dataset"), *(column.label for column in kit.table.columns)]]
    lines += [[f"{row.name} {CITATION}", *map(marked, row.cells)] for row in kit.table.rows]
    columns = [list(column) for column in zip(*lines, strict=True)]
    for sideways in (False, True):
        across, down = (HEIGHT, WIDTH) if sideways else (WIDTH, HEIGHT)
        for name, points, gap, wider in SIZES:
            room = across - 2 * gap * (len(columns) - 1)
            least = [points * wider * max(map(_longest_word, column)) for column in columns]
            widths = _shared(room, least, [points * wider * max(map(_line, column)) for column in columns])
            found = Layout(name, gap, sideways, tuple(width * len(widths) / sum(widths) for width in widths))
            if sum(least) <= room and _height(lines, widths, points, wider) <= down - AROUND:
                return found
    return found


def _shared(room: float, least: Sequence[float], wanted: Sequence[float]) -> list[float]:
    """Return each column's width: what its longest word needs, and of the rest what its longest line wants."""
    more = [max(line - word, 0) for word, line in zip(least, wanted, strict=True)]
    rest = max(room - sum(least), 0)
    scale = rest / sum(more) if sum(more) else 0
    return [word + scale * part for word, part in zip(least, more, strict=True)]


def _height(lines: Sequence[Sequence[str]], widths: Sequence[float], points: float, wider: float) -> float:
    """Return how high the rows are: each as its cell of most lines, some of which are not filled."""
    rows = (
        max(math.ceil(1.2 * points * wider * _width(text) / width) for text, width in zip(line, widths, strict=True))
        for line in lines
    )
    return sum(max(number, 1) for number in rows) * points * LEADING


def _longest_word(text: str) -> float:
    longest = max(map(_width, text.replace("-", "- ").replace("/", "/ ").split(" ")))
    return min(longest, LONGEST_WORD)


def _line(text: str) -> float:
    return min(_width(text), LONGEST_LINE * 0.5)


def _width(text: str) -> float:
    """Return about how wide a text is, in ems."""
    return sum(map(_em, text))


def _em(letter: str) -> float:
    if letter in NARROW:
        return 0.33
    if letter in WIDE:
        return 0.85
    if letter > "\u2e80":
        return 1
    return 0.72 if letter.isupper() else 0.53
