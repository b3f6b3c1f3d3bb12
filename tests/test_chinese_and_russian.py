"""How Chinese and Russian are written in the interface, the vocabularies and the descriptions of sources and documents.

docs/writing.md has the rules; here are those that need no reader. Texts of entries and guides are not looked at yet.
"""

import json
import re
from collections.abc import Iterator

import pytest

from directory import messages
from directory.settings import BASE_DIR

HAN = r"[\u3400-\u9fff]"
PLACE = r"%\(\w+\)[sd]"

# Words that are different ones with е and with ё.
PAIRS = {"все", "всем", "чем", "нем", "узнает"}


def of_messages(locale: str) -> Iterator[tuple[str, str]]:
    """Yield each translated message of the interface, plural forms one by one, with the English one."""
    for message in messages.read(locale):
        forms = message.string if isinstance(message.string, tuple | list) else [message.string]
        original = message.id if isinstance(message.id, str) else message.id[0]
        yield from ((original, form) for form in forms if original)


def of_fixtures(language: str) -> Iterator[tuple[str, str]]:
    """Yield the names of terms and the summaries of sources and documents in a language, each with where it stands."""
    for path in sorted((BASE_DIR / "fixtures/vocabularies").glob("*.json")):
        for term in json.loads(path.read_text(encoding="utf-8"))["terms"]:
            yield f"{path.stem} {term['code']}", term["names"][language]
    for folder in ("sources", "documents"):
        for path in sorted((BASE_DIR / "fixtures" / folder).glob("*.json")):
            for text in json.loads(path.read_text(encoding="utf-8"))["descriptions"]:
                if text["language"] == language:
                    yield f"{folder} {path.stem}", text["summary"]


CHINESE = [*of_messages("zh_Hans"), *of_fixtures("zh-hans")]
RUSSIAN = [*of_messages("ru"), *of_fixtures("ru")]


def having(pattern: str, texts: list[tuple[str, str]]) -> list[str]:
    """Return the texts in which a pattern is found, outside of markup, each with where it stands."""
    return [f"{place}: {text}" for place, text in texts if re.search(pattern, re.sub(r"<[a-z/][^>]*>", "", text))]


def synonyms(language: str) -> list[tuple[str, str]]:
    """Return the synonyms of all terms in a language."""
    return [
        (f"{path.stem} {term['code']}", synonym)
        for path in sorted((BASE_DIR / "fixtures/vocabularies").glob("*.json"))
        for term in json.loads(path.read_text(encoding="utf-8"))["terms"]
        for synonym in term["synonyms"].get(language, ())
    ]


def test_there_is_enough_to_read() -> None:
    assert len(CHINESE) > 900
    assert len(RUSSIAN) > 900


def test_chinese_characters_are_simplified_ones() -> None:
    """GB 2312 has the simplified characters only; a traditional one, or one so rare that few read it, is not in it."""
    strays = [
        f"{place}: {character}"
        for place, text in [*CHINESE, *synonyms("zh-hans")]
        for character in re.findall(HAN, text)
        if not character.encode("gb2312", "ignore")
    ]
    assert strays == []


@pytest.mark.parametrize(
    ("pattern", "what"),
    [
        (rf"{HAN}\s*[,;:?!(]|[,;:?!]\s*{HAN}", "punctuation beside a Chinese character is full width"),
        (r"[，、。；：？！（）“”]\s|\s[，、。；：？！（）“”]", "full-width punctuation has its gap in itself"),
        (rf"{HAN}\s+(?:{PLACE}|[A-Za-z0-9])|(?:{PLACE}|[A-Za-z0-9])\s+{HAN}", "style sheets set the gap, no blank"),
        (rf"{HAN}\s+{HAN}", "no blank between Chinese characters"),
        (r"～|\.\.\.|。。", "a range has 至, an ellipsis ……"),
    ],
)
def test_chinese_is_set_as_chinese(pattern: str, what: str) -> None:
    assert having(pattern, CHINESE) == [], what


@pytest.mark.parametrize(
    ("pattern", "what"),
    [
        (r"[“”„\"]", "quotation marks are « »"),
        (r"\s-\s|\d — \d", "a dash between words is —, in a range –"),
        (r"(?<![\s(])—|[^\xa0]—(?=\s)", "a no-break space stands before a dash"),
        (r"\d [ГМТк]?Б\b|\)s [ГМТк]?Б\b|\d %|\)s %%", "a no-break space stands before a unit and a per cent sign"),
        (r"\s[,.;:?!](?=\s|$)", "no blank before punctuation"),
    ],
)
def test_russian_is_set_as_russian(pattern: str, what: str) -> None:
    assert having(pattern, RUSSIAN) == [], what


def test_russian_has_its_letter_yo_everywhere_or_nowhere() -> None:
    words = {word for _, text in RUSSIAN for word in re.findall(r"[а-яё]+", text.lower())}
    assert {word for word in words if "ё" in word and word.replace("ё", "е") in words - PAIRS} == set()


def test_russian_count_forms_differ_where_a_noun_follows_the_number() -> None:
    """One, few and many: a noun that stands right after its number has three forms, and two of them at least differ."""
    strays = []
    for message in messages.read("ru"):
        if isinstance(message.string, tuple | list):
            assert len(message.string) == 3
            nouns = [re.findall(rf"{PLACE}( [а-яё]+)?", form) for form in message.string]
            if all(len(found) == 1 and found[0] for found in nouns) and len({found[0] for found in nouns}) == 1:
                strays.append(message.string[0])
    assert strays == []
