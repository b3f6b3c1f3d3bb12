"""One normal form of each name, without a database: what counts as the same word, and what does not."""

# ruff: noqa: S311 - chance here is for coverage, not for secrecy

import random
import re
import unicodedata

import pytest

from datasets.words.folding import UNSEEN, fold, joined, spelled, visible
from datasets.words.spellings import spellings

pytestmark = pytest.mark.one_database

SAME = [
    # What is not seen.
    ("pneu\u00admonia", "pneumonia"),
    ("pneu\u200bmonia", "pneumonia"),
    ("\ufeffKiTS19", "KiTS19"),
    ("Lits\u200b", "Lits"),
    ("BraTS\u2060", "BraTS"),
    ("\u200eCHAOS\u200f", "CHAOS"),
    ("\u202aACDC\u202c", "ACDC"),
    ("ISIC\ufe0f", "ISIC"),
    ("по\u00adчка", "почка"),
    ("肾\u200b脏", "肾脏"),
    ("re\u200dim", "reim"),
    # White space and width.
    (" KiTS19\u00a0", "KiTS19"),
    ("two\u2009\u3000words", "two words"),
    ("ＢｒａＴＳ２０２１", "BraTS2021"),
    # Hyphens and dashes.
    ("Chest\u2011X\u2010ray", "Chest-X-ray"),
    ("LIDC–IDRI", "LIDC-IDRI"),
    ("LIDC—IDRI", "lidc−idri"),
    ("LIDC﹣IDRI", "LIDC－IDRI"),
    ("КТ‒ангиография", "КТ-ангиография"),
    # Ligatures, letters without parts, apostrophes.
    ("ﬁbrosis", "fibrosis"),
    ("œdème", "oedeme"),
    ("cæcum", "caecum"),
    ("Ødegård", "odegard"),
    ("Łódź", "lodz"),
    ("l’étude", "l'etude"),
    ("Straße", "STRASSE"),
    # Accents.
    ("Étude", "etude"),
    ("coração", "CORAÇA\u0303O"),
    ("НАБОР ЁЖ", "набор еж"),
    ("мой", "мои"),
    # Scripts of Chinese.
    ("腎臟", "肾脏"),
    ("肝臟腫瘤影像", "肝脏肿瘤影像"),
    ("電腦斷層掃描", "电脑断层扫描"),
    ("視網膜", "视网膜"),
    ("乳腺癌資料", "乳腺癌资料"),
    ("龍", "⿓"),
]
TWINS = [
    ("ВraTS", "BraTS"),
    ("СheХpert", "CheXpert"),
    ("LIDС-IDRI", "LIDC-IDRI"),
    ("СТ-ORG", "CT-ORG"),
    ("СT", "CT"),
    ("КiТS19", "KiTS19"),
    ("рaк лёгкoго", "рак легкого"),
    ("пoчкa", "почка"),
    ("ΑCDC", "ACDC"),
    ("М\u0301RI", "MRI"),
    ("сeрдце", "сердце"),
    ("ОСТ", "ОСT"),
]
DIFFERENT = [
    ("liver", "river"),
    ("почка", "точка"),
    ("肾", "肺"),
    ("T1", "T2"),
    ("α-SYN", "a-SYN"),
    ("μCT", "mCT"),
    ("TNFα", "TNFa"),
    ("рак", "pak"),
    ("кот", "KOT"),
    ("Т1-взвешенные", "T2-взвешенные"),
    ("а", "a"),
    ("干", "千"),
    ("a b", "ab"),
    ("a-b", "a b"),
]


@pytest.mark.parametrize(("one", "other"), SAME + TWINS)
def test_spellings_of_one_word_are_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)
    assert joined(one) == joined(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_words_stay_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_a_word_in_each_script_is_left_as_it_is() -> None:
    assert spelled("КТ brain МРТ") == "КТ brain МРТ"
    assert fold("T1-взвешенные") == "t1-взвешенные"
    assert fold("T1-взвешенные").isascii() is False
    assert spelled("СТ") == "СТ", "an abbreviation in Russian, for all that is known"


@pytest.mark.parametrize(
    "text", ["", " ", "\u200b", "\0", "\ud800", "\U0010ffff", "a" * 10_000, "Аa" * 5_000, "\u0301" * 5_000]
)
def test_no_text_breaks_it(text: str) -> None:
    for form in (fold, spelled, visible):
        assert form(form(text)) == form(text)
    joined(text)


def test_a_normal_form_is_its_own_whatever_the_text() -> None:
    generator = random.Random(1)
    bits = (
        "aZéÉüßŒœçñøйЙёЁ肾腎結é\u0301\u0331ﬁＡ１²½ \t\n\u00a0\u3000-–_'’.,/\u200b\u00adАВСТкаΑαµİıHTĶӶ\u0820\ud800\0Ⓐ"
    )
    for _ in range(20_000):
        text = "".join(generator.choices(bits, k=generator.randint(0, 9)))
        for form in (fold, spelled, visible):
            assert form(form(text)) == form(text), (form, ascii(text))


def test_what_is_not_seen_is_what_unicode_ignores() -> None:
    """Every format character but those that show: numbers and ends of Arabic, and of other scripts' notations."""
    listed = {code for first, last in UNSEEN for code in range(first, last + 1)}
    formats = {code for code in range(0x20000) if unicodedata.category(chr(code)) == "Cf"}
    shown = {*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD, *range(0x13430, 0x13456)}
    assert formats - listed == shown & formats


@pytest.mark.parametrize(("one", "other"), SAME)
def test_a_database_finds_what_folds_alike(one: str, other: str) -> None:
    for typed, stored in ((one, other), (other, one)):
        assert re.search(spellings(typed), " ".join(stored.split())), (typed, stored)


def test_a_pattern_takes_signs_as_they_are() -> None:
    for text in ("a.b", "a*b", "(x)", "[y]", "a\\b", "^a$", "a|b", "{2}", "-", "/", "#", "a&b", "~"):
        assert re.search(spellings(text), f"… {text.upper()} …"), text
        assert not re.search(spellings(text), "… qqq …"), text
