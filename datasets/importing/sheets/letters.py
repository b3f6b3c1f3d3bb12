"""Letters that were lost or made into others when a sheet was saved."""

import re

LOST = "\ufffd"
# The first byte of a letter in UTF-8 as Windows-1252 shows it, and one behind it.
SPOILED = re.compile(r"[ÂÃÄÅÐÑÎâ][\u0080-\u00bf\u2018-\u203a€™œžŸŠŽš†‡‰ˆ˜]")


def wrong_letters(text: str) -> str:
    """Return what is wrong with the letters of a text; "" where nothing is."""
    if LOST in text:
        return f"holds “{LOST}”, which stands for a letter that was lost when the file was saved; mend it"
    if (meant := remade(text)) != text:
        return f"“{text[:80]}” seems to have been saved in one encoding and opened in another; write “{meant[:80]}”"
    return ""


def remade(text: str) -> str:
    """Return a text with the letters that were UTF-8 and were opened as Windows-1252; any other text as it is.

    >>> remade("MuÃ±oz"), remade("Muñoz")
    ('Muñoz', 'Muñoz')
    """
    return " ".join(map(_remade, text.split(" "))) if SPOILED.search(text) else text


def _remade(word: str) -> str:
    try:
        return word.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return word
