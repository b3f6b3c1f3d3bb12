"""Letters of what is drawn here: which font has a character, how wide a text is, and how large it may be in its place.

The fonts are the project's own (fonts/, made by directory.fonts), so that every machine draws the same. They have no
kerning: a text is as wide as its characters.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from itertools import groupby, pairwise
from pathlib import Path

from PIL import ImageFont

FOLDER = Path(__file__).parent / "fonts"
# What no font has: it is drawn as a box.
NOBODYS = "\uffff"
# From here on stands punctuation that Chinese fonts draw as wide as characters, and behind it Chinese itself.
PUNCTUATION, WIDE = "\u2000", "\u2e80"
# Of a size: from the top of a line to its letters' feet, and from line to line. Accents and tails have room in it.
ASCENT, LINE = 1.05, 1.32
# In pixels: below the first, words may be broken; below the second, nobody reads.
LEAST_OF_WORDS, LEAST = 20, 8
# Which part of a size the next smaller one is smaller.
STEP = 24
# What does not begin a line, what does not end one, and behind what one may end within a word.
CLOSING, OPENING, JOINING = "，。、；：！？）」』》】”’)]}…·%‰,.;:!?", "（「『《【“‘([{", "-/_–—"


class Weight(StrEnum):
    """How heavy letters are: the names of the fonts' files have it."""

    REGULAR = "Regular"
    BOLD = "Bold"


@lru_cache(maxsize=400)
def _font(file: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FOLDER / file, size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=20_000)
def _has(file: str, character: str) -> bool:
    font = _font(file, 32)
    return bytes(font.getmask(character)) != bytes(font.getmask(NOBODYS))


@lru_cache(maxsize=50_000)
def _advance(file: str, size: int, character: str) -> float:
    return float(_font(file, size).getlength(character))


@lru_cache(maxsize=20_000)
def _file(weight: Weight, character: str, *, chinese: bool) -> str:
    western, other = f"NotoSans-{weight}.ttf", f"NotoSansSC-{weight}.otf"
    first = (other, western) if chinese and character >= PUNCTUATION else (western, other)
    # The rare characters stand in the regular weight alone.
    fonts = (*first, f"NotoSansSC-{Weight.REGULAR}.otf")
    return next((file for file in fonts if _has(file, character)), fonts[-1])


@dataclass(frozen=True)
class Fitted:
    """A text as it stands in its place: how large, in pixels, and its lines."""

    size: int
    lines: tuple[str, ...]

    @property
    def height(self) -> float:
        """How high it is, in pixels."""
        return len(self.lines) * self.size * LINE


@dataclass(frozen=True)
class Letters:
    """Letters of a weight in a language (its code): Chinese has punctuation of its own."""

    weight: Weight
    language: str

    def file(self, character: str) -> str:
        """Return the font that draws a character; the last where none has it."""
        return _file(self.weight, character, chinese=self.language.startswith("zh"))

    def lacking(self, text: str) -> set[str]:
        """Return the characters that no font has."""
        return {character for character in set(text) if not _has(self.file(character), character)}

    def runs(self, text: str, size: int) -> Iterator[tuple[ImageFont.FreeTypeFont, str]]:
        """Yield the parts of a text that one font draws, with that font."""
        for file, characters in groupby(text, self.file):
            yield _font(file, size), "".join(characters)

    def width(self, text: str, size: int) -> float:
        """Return how wide a text is in one line, in pixels."""
        return sum(self._advance(character, size) for character in text)

    def _advance(self, character: str, size: int) -> float:
        return _advance(self.file(character), size, character)

    def fitted(self, text: str, width: float, height: float, largest: int) -> Fitted:
        """Return a text as large as it may be in a place of that size, in pixels, at most `largest`.

        Words stay whole while they can be read. Raises ValueError where it would be smaller than anybody can read.
        """
        for whole, least in ((True, LEAST_OF_WORDS), (False, LEAST)):
            size = largest
            while size >= least:
                lines = self._lines(text, size, width, int(height / (size * LINE)), whole=whole)
                if lines:
                    return Fitted(size, tuple(lines))
                size -= max(1, size // STEP)
        raise ValueError(f"{len(text)} characters have no room in {width:.0f} x {height:.0f} pixels")

    def _lines(self, text: str, size: int, most: float, number: int, *, whole: bool) -> list[str]:
        """Return the lines of a text; none where they are more than `number`, or where a word has to be broken."""
        lines: list[str] = []
        line, taken = "", 0.0
        for piece in pieces(text):
            bare = self.width(piece.rstrip(" "), size)
            if line and taken + bare > most:
                lines.append(line.rstrip(" "))
                line, taken = "", 0.0
            while not line and bare > most:
                if whole or len(lines) >= number:
                    return []
                start = self._start(piece, size, most)
                lines.append(piece[:start])
                piece = piece[start:]
                bare = self.width(piece.rstrip(" "), size)
            if len(lines) >= number:
                return []
            line += piece
            taken += self.width(piece, size)
        return [*lines, line.rstrip(" ")]

    def _start(self, word: str, size: int, most: float) -> int:
        """Return how many characters of a word have room in a line: one at least."""
        taken = 0.0
        for number, character in enumerate(word):
            taken += self._advance(character, size)
            if taken > most:
                return max(1, number)
        return len(word)


@cache
def letters(weight: Weight, language: str) -> Letters:
    """Return the letters of a weight in a language."""
    return Letters(weight, language)


def pieces(text: str) -> Sequence[str]:
    """Return the parts of a text between which a line may end.

    >>> pieces("a CT-scan：肾脏。")
    ['a ', 'CT-', 'scan', '：', '肾', '脏。']
    """
    breaks = [place for place, (one, other) in enumerate(pairwise(text), 1) if _may_end(one, other)]
    return [text[start:end] for start, end in pairwise([0, *breaks, len(text)])]


def _may_end(before: str, after: str) -> bool:
    if after == " " or after in CLOSING or before in OPENING:
        return False
    return before in (" ", *JOINING) or before >= WIDE or after >= WIDE
