"""Badges: as wide as their words, with a name for whoever does not see them, and nothing that runs."""

from xml.etree import ElementTree as ET

import pytest

from datasets.exports import badge
from datasets.exports.lettering import Weight, letters

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize(
    ("label", "said", "language"),
    [("listed on", "Lightbox", "en"), ("商业用途", "未注明", "zh-hans"), ("Коммерческое использование", "да", "ru")],
)
def test_a_badge_is_as_wide_as_its_words(label: str, said: str, language: str) -> None:
    root = ET.fromstring(badge.svg(label, said, "ok", language))  # noqa: S314 - our own
    assert root.find(f"{SVG}title").text == root.get("aria-label") == f"{label}: {said}"
    first, second = root.findall(f"{SVG}rect")
    assert int(first.get("width")) + int(second.get("width")) == int(root.get("width"))
    for box, text in zip((first, second), root.iter(f"{SVG}text"), strict=True):
        width = letters(Weight.REGULAR, language).width(text.text, badge.SIZE)
        start = int(text.get("x")) - int(box.get("x"))
        assert start >= badge.EDGE
        assert start + int(text.get("textLength")) + badge.EDGE <= int(box.get("width"))
        assert abs(int(text.get("textLength")) - width) <= 1


def test_words_stay_words() -> None:
    drawn = badge.svg('<script>"&', "</text>", "no", "en")
    assert ET.fromstring(drawn).find(f"{SVG}title").text == '<script>"&: </text>'  # noqa: S314 - our own
    assert "<script" not in drawn
    assert "style=" not in drawn
