"""A badge for READMEs: two words on grounds of two colours, as SVG that is as wide as its words in any font."""

from xml.etree import ElementTree as ET

from .colours import token
from .lettering import Weight, letters

MEDIA_TYPE = "image/svg+xml"
# In pixels.
HEIGHT, SIZE, FEET, EDGE = 20, 11, 14, 6
# Whoever has none of these fonts has letters of another width: they are set to the width that was reckoned with.
FONTS = "'Noto Sans','DejaVu Sans',Verdana,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif"


def svg(label: str, words: str, tone: str, language: str) -> str:
    """Return a badge that says what it is about and what there is to say; `tone` is a token of the stylesheet.

    `language` is the code of that of its words.
    """
    measured = letters(Weight.REGULAR, language)
    widths = [round(measured.width(text, SIZE)) for text in (label, words)]
    first, second = (width + 2 * EDGE for width in widths)
    name = f"{label}: {words}"
    root = ET.Element("svg", {
        "xmlns": "http://www.w3.org/2000/svg", "width": str(first + second), "height": str(HEIGHT),
        "role": "img", "aria-label": name,
    })  # fmt: skip
    ET.SubElement(root, "title").text = name
    grounds = ((0, first, token("text")), (first, second, token(tone)))
    for left, width, colour in grounds:
        box = {"x": str(left), "width": str(width), "height": str(HEIGHT), "fill": colour}
        ET.SubElement(root, "rect", box)
    group = ET.SubElement(root, "g", {"fill": "#fff", "font-family": FONTS, "font-size": str(SIZE)})
    for left, width, text in ((EDGE, widths[0], label), (first + EDGE, widths[1], words)):
        place = {"x": str(left), "y": str(FEET), "textLength": str(width), "lengthAdjust": "spacingAndGlyphs"}
        ET.SubElement(group, "text", place).text = text
    return ET.tostring(root, encoding="unicode")
