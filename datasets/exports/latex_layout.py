"""How a table fits a page of a paper: the size of its letters, the parts of the line that its columns have, or turned.

Nobody can know the paper's page and font, so that this reckons with a narrow one (the text of LNCS and of LaTeX's own
article is 345 points wide), with the widths of letters in Latin Modern, and with what TeX breaks and what it does not.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from datasets.words.folding import decomposed

from .kit import Kit
from .kit_sheet import marked
from .methods import caption, legend

# Points of a page's text; of these, the caption's distance and the rules take what is around the rows and the words.
WIDTH, HEIGHT, AROUND = 345, 545, 35
# Sizes by their names in LaTeX, largest first: points and half of the gap between columns, in a paper of 10 points;
# how much wider letters are than Latin Modern's at 10 points. That is 1.06 and 1.14 there, but 11 points have
# letters of 9 and 8 points on a line of 360, which comes to this.
SIZES = (("footnotesize", 8, 4.0, 1.11), ("scriptsize", 7, 2.5, 1.17))
TEXT_SIZE = 10
# From line to line, by the size; ctex sets Chinese papers wider by 1.3.
LEADING, CHINESE_LEADING = 1.2, 1.56
# The widest number in a list of references, of which LaTeX breaks no two in one citation.
NUMBER = "123"
# What a column must be wide enough for, in ems, although a word is longer: the longest part that TeX leaves whole
# among the catalogue's words in five languages is Databases, 4.5 ems.
LONGEST_PART = 4.8
# Letters by how wide they are in Latin Modern at 10 points, and Cyrillic ones in its likeness, CMU Serif, in ems and
# rounded up; those that are not here are as wide as an H or less, and Chinese ones an em.
BY_WIDTH = {
    0.17: "\u2009\u202f", 0.28: "il.,:;!'|[]’", 0.34: "fj- \u00a0", 0.40: "rstI()", 0.45: "cez†гезсэ",
    0.50: "?ago/*0123456789–абвоть", 0.53: "kqvxyJух", 0.56: "bdhnpuS«»дйиклнпрцчя", 0.63: "LZъГЗ", 0.69: "EFPмЕР",
    0.79: "DGKOQ&+<=>@×≈≥œфДИЙКЛНОПЦЧЯ", 0.84: "m%#жшщФ", 0.92: "MМЪ", 1.03: "W—ŒЫ", 1.20: "ЖШЩЮ",
}  # fmt: skip
WIDTHS = {letter: width for width, letters in BY_WIDTH.items() for letter in letters}
OTHERS = 0.75
# Up to here (Latin Extended-A) the fonts of LaTeX have all letters; from here on they are Chinese.
LAST_LATIN, FIRST_CHINESE = "\u017f", "\u2e80"

# Where a word may break beside its syllables; and all ends of words, which Chinese has at its signs and other letters.
BREAKS = re.compile(r"(?<=[\w)–][-/(+])(?=[\w–])")
CHINESE, SIGNS = "\u3400-\u9fff", "、。，：；！？）》」"
WORDS = re.compile(
    rf"(?<= )|{BREAKS.pattern}|(?<=[{SIGNS}])|(?<=[{CHINESE}])(?![{CHINESE}{SIGNS}])|(?<![{CHINESE}])(?=[{CHINESE}])"
)
# What may stand behind a word that TeX hyphenates.
BEHIND = f",;:.?!)/† {SIGNS}"


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
    lines += [[f"{row.name} {_citation(len(kit.cited[row.slug]))}", *map(marked, row.cells)] for row in kit.table.rows]
    columns = [list(column) for column in zip(*lines, strict=True)]
    least, whole, wanted = ([max(map(measure, column)) for column in columns] for measure in (_least, _word, _width))
    leading = CHINESE_LEADING if get_language() == "zh-hans" else LEADING
    above, below = f"Table 12: {caption(kit, str, _citation(1))}", legend(kit, str)
    for sideways in (False, True):
        across, down = (HEIGHT, WIDTH) if sideways else (WIDTH, HEIGHT)
        for name, points, gap, wider in SIZES:
            em = points * wider
            room = (across - 2 * gap * (len(columns) - 1)) / em
            widths = _shared(room, _shared(room, least, whole), wanted)
            found = Layout(name, gap, sideways, tuple(width * len(widths) / sum(widths) for width in widths))
            rows = sum(max(map(_lines, line, widths)) for line in lines) + _lines(below, across / em)
            high = points * rows + TEXT_SIZE * _lines(above, across / TEXT_SIZE)
            if sum(least) <= room and high * leading <= down - AROUND:
                return found
    return found


def pieces(text: str) -> list[str]:
    """Return a text in the pieces between which it may break although TeX finds no such place by itself."""
    return BREAKS.split(text)


def _citation(number: int) -> str:
    return "[" + ",\u00a0".join([NUMBER] * number) + "]"


def _shared(room: float, least: Sequence[float], wanted: Sequence[float]) -> list[float]:
    """Return each column's width: what it needs, and what it wants beyond that, or its part if there is no room."""
    more = [max(want - need, 0) for need, want in zip(least, wanted, strict=True)]
    scale = min(max(room - sum(least), 0) / sum(more), 1) if any(more) else 0
    return [need + scale * part for need, part in zip(least, more, strict=True)]


def _lines(text: str, width: float) -> int:
    """Return on how many lines of this width a text stands; of hyphenated words, these are filled by three quarters."""
    number, left = 1, width
    for piece in WORDS.split(text):
        if _width(piece.rstrip()) > left:
            lines = 1 if _width(piece.rstrip()) <= width else math.ceil(_width(piece) / width / 0.75)
            number, left = number + lines, lines * width
        left -= _width(piece)
    return number


def _least(text: str) -> float:
    """Return the width of what TeX leaves whole: it hyphenates words of the paper's script, and no others."""
    return max(
        min(_width(piece.rstrip()), LONGEST_PART if _hyphenated(piece) else math.inf) for piece in WORDS.split(text)
    )


def _hyphenated(piece: str) -> bool:
    word = piece.rstrip(BEHIND)
    cyrillic = {LAST_LATIN < letter < FIRST_CHINESE for letter in word}
    return word.isalpha() and cyrillic == {get_language() == "ru"}


def _word(text: str) -> float:
    return max(_width(piece.rstrip()) for piece in WORDS.split(text))


def _width(text: str) -> float:
    """Return how wide a text is, in ems."""
    return sum(map(_em, text))


def _em(letter: str) -> float:
    if letter >= FIRST_CHINESE:
        return 1
    return WIDTHS.get(decomposed(letter)[0], OTHERS)
