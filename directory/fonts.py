"""The fonts of what is drawn on the server, made from whole ones: only the characters that the site may need.

    python -m directory.fonts /usr/share/fonts

For developers: it needs fonttools, which the site itself does not, and takes two minutes. The fonts come from Debian's
packages fonts-noto-core and fonts-noto-cjk (bookworm), under the SIL Open Font License, which stands beside the results
in datasets/exports/fonts. What is written depends on the fonts and on what the catalogue and the messages say.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

from .settings import BASE_DIR

FOLDER = BASE_DIR / "datasets" / "exports" / "fonts"
WEIGHTS = ("Regular", "Bold")
# Latin with its extensions, signs that stand alone, Greek, Cyrillic; punctuation, superscripts, currencies, letterlike
# signs, fractions, arrows, mathematical signs, circles and squares: what of it the font has.
WESTERN = [
    *range(0x20, 0x250), *range(0x2B0, 0x300), *range(0x370, 0x530), *range(0x1E00, 0x1F00), *range(0x2000, 0x2200),
    *range(0x2200, 0x2300), *range(0x25A0, 0x2600),
]  # fmt: skip
# Rows of GB 2312: signs; Chinese characters of the first level, the usual ones; those of the second.
SIGNS, USUAL, OTHERS = range(1, 10), range(16, 56), range(56, 88)


def rows(numbers: range) -> Iterator[str]:
    """Yield the characters of some rows of GB 2312."""
    for row in numbers:
        for cell in range(1, 95):
            try:
                yield bytes([0xA0 + row, 0xA0 + cell]).decode("gb2312")
            except UnicodeDecodeError:
                continue


def written() -> set[str]:
    """Return the characters above Latin and Cyrillic that the catalogue and the Chinese messages have."""
    files = [*(BASE_DIR / "fixtures").rglob("*.json"), BASE_DIR / "locale/zh_Hans/LC_MESSAGES/django.po"]
    text = {character for file in files for character in file.read_text(encoding="utf-8")}
    return {character for character in text if character >= "\u2000"}


def write(font: TTFont, characters: list[int], name: str) -> None:
    """Write what of a font these characters need. Letters are set one by one: no features, no hints."""
    options = subset.Options(layout_features=[], hinting=False, name_IDs=["*"], notdef_outline=True)
    made = subset.Subsetter(options)
    made.populate(unicodes=characters)
    made.subset(font)
    font.save(FOLDER / name)


def main() -> None:
    """Read the folder of fonts from the command line; write the four files."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("folder", type=Path, help="where Debian puts fonts, such as /usr/share/fonts")
    folder = parser.parse_args().folder
    known = written()
    for weight in WEIGHTS:
        # Other scripts' times and names do not change what is drawn.
        western = TTFont(folder / f"truetype/noto/NotoSans-{weight}.ttf", recalcTimestamp=False)
        write(western, WESTERN, f"NotoSans-{weight}.ttf")
        collection = TTCollection(folder / f"opentype/noto/NotoSansCJK-{weight}.ttc", recalcTimestamp=False)
        chinese = next(font for font in collection.fonts if font["name"].getDebugName(1) == "Noto Sans CJK SC")
        level = [*rows(SIGNS), *rows(USUAL), *(rows(OTHERS) if weight == "Regular" else ())]
        write(chinese, sorted({*map(ord, level), *map(ord, known)}), f"NotoSansSC-{weight}.otf")


if __name__ == "__main__":
    main()
