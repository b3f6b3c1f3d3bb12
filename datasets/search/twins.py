"""Codes of modalities typed in Cyrillic letters that look like the Latin ones: СТ for CT, РЕТ for PET, ХА for XA.

A word of Russian stays what it is: КТ and МРТ are known, and read as they stand. A word with letters of both scripts
is brought to one wherever text is compared (words.folding).
"""

import re
from collections.abc import Iterator

from datasets.index.analysis import plain
from datasets.words.folding import CYRILLIC_TWINS, TO_LATIN, fold

from .reading import Reader

CODE = re.compile(rf"(?<!\w)[{CYRILLIC_TWINS[0]}]{{2,5}}(?!\w)")


def in_latin(reader: Reader, text: str) -> Iterator[tuple[int, int, str]]:
    """Yield where words stand in `text` (from, to) that are a modality's code or name in Latin letters, and those."""
    modalities = reader.snapshot.terms.named["modality"]
    for word in CODE.finditer(text):
        latin = word.group().translate(TO_LATIN)
        if fold(latin) in modalities and not reader.knows(plain(word.group())):
            yield *word.span(), latin
