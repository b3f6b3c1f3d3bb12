"""Addresses of entries that are new: after a name, and such as no other entry has or had."""

import re
from collections.abc import Iterator

from django.utils.text import slugify

from datasets.words.asked import LONGEST_SLUG


def words_of(name: str) -> str:
    """Return the words of a name as an address has them; "" for one of another script.

    >>> words_of("CT_COLONOGRAPHY (ACRIN 6664)"), words_of("数据集")
    ('ct-colonography-acrin-6664', '')
    """
    # slugify leaves the sign that joins words in Python's names, which no address here has.
    return re.sub(r"[^a-z0-9]+", "-", slugify(name)).strip("-")


def numbered(words: str) -> Iterator[str]:
    """Yield an address made of words, and then the same with a number behind it, without end."""
    whole = words or "entry"
    yield whole[:LONGEST_SLUG].strip("-")
    number = 1
    while True:
        number += 1
        yield f"{whole[: LONGEST_SLUG - 8].strip('-')}-{number}"
