"""Letters of what is drawn: where lines end, how large a text is, and that every character has a form."""

import re
from pathlib import Path

import polib
import pytest
from django.conf import settings

from datasets.exports.lettering import FOLDER, LEAST_OF_WORDS, LINE, Weight, letters, pieces
from datasets.models import LANGUAGES
from datasets.records.files import Tree

BOLD = letters(Weight.BOLD, "en")


def strings(value: object) -> list[str]:
    """Return all texts in a record."""
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for part in parts for text in strings(part)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a CT-scan", ["a ", "CT-", "scan"]),
        ("肾脏：CT。", ["肾", "脏：", "CT。"]),
        ("（肾）", ["（肾）"]),
        ("1\u202f010 patients", ["1\u202f010 ", "patients"]),
        ("Puis-je\u00a0?", ["Puis-", "je\u00a0?"]),
    ],
)
def test_lines_end_where_a_reader_expects_it(text: str, parts: list[str]) -> None:
    assert pieces(text) == parts


@pytest.mark.parametrize("text", ["W" * 300, "a " * 150, "肾" * 300, "Рентгенография " * 20, "x"])
def test_a_text_fits_its_place_and_is_whole(text: str) -> None:
    fitted = BOLD.fitted(text, 1000, 200, 80)
    assert fitted.height <= 200
    assert max(BOLD.width(line, fitted.size) for line in fitted.lines) <= 1000
    assert "".join(fitted.lines).replace(" ", "") == text.replace(" ", "")


def test_a_short_text_is_as_large_as_it_may_be() -> None:
    assert BOLD.fitted("KiTS19", 1000, 200, 80).size == 80


def test_words_are_smaller_before_they_are_broken() -> None:
    fitted = BOLD.fitted("Otorhinolaryngology", 300, 200, 80)
    assert fitted.lines == ("Otorhinolaryngology",)
    assert LEAST_OF_WORDS <= fitted.size < 80


def test_what_nobody_could_read_is_no_text() -> None:
    with pytest.raises(ValueError, match="no room"):
        BOLD.fitted("W" * 500, 50, 50, 40)


def test_no_letter_is_higher_than_its_line() -> None:
    for language, text in (("en", "ÉÅÇgjqy|"), ("ru", "ЁЙЩДф"), ("zh-hans", "肾龘（，")):
        for font, part in letters(Weight.BOLD, language).runs(text, 100):
            _left, top, _right, bottom = font.getbbox(part, anchor="ls")
            assert bottom - top <= 100 * LINE


def test_chinese_has_its_own_punctuation() -> None:
    assert letters(Weight.REGULAR, "zh-hans").width("“肾”", 20) == 60
    assert letters(Weight.REGULAR, "ru").width("“肾”", 20) < 50


@pytest.mark.todays
@pytest.mark.parametrize("weight", Weight)
def test_every_character_of_names_terms_and_messages_has_a_form(weight: Weight, tree: Tree) -> None:
    """What a picture says comes from names, vocabularies, the figures' own words, and messages."""
    said = [text for _, record in tree.dataset for text in (record["name"], *strings(record.get("images")))]
    said += [text for _, record in tree.vocabulary for text in strings(record["terms"])]
    lacking = letters(weight, "en").lacking("".join(said))
    for code in LANGUAGES:
        for file in Path(settings.BASE_DIR).glob(f"locale/{code.split('-')[0]}*/LC_MESSAGES/django.po"):
            texts = "".join(text for entry in polib.pofile(str(file)) for text in (entry.msgid, entry.msgstr))
            # Signs that pages alone show.
            lacking |= letters(weight, code).lacking(re.sub(r"[\s✓✕◐⚠]", "", texts))
    assert lacking == set()


def test_the_fonts_are_small_and_have_their_licence() -> None:
    assert "SIL OPEN FONT LICENSE" in (FOLDER / "OFL.txt").read_text(encoding="utf-8")
    assert sum(file.stat().st_size for file in FOLDER.iterdir()) < 3_000_000
