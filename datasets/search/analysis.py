"""From text to index words: the same function for the catalogue's texts and for what a visitor types.

Unicode NFKC, case folding, accents removed, Chinese in overlapping pairs of characters, letters and digits apart.
"""

import re
import unicodedata
from functools import lru_cache

# Chinese, Japanese and Korean ideographs: written without spaces, so indexed as pairs.
IDEOGRAPHS = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
CHUNK = re.compile(rf"[{IDEOGRAPHS}]+|[^\W\d_{IDEOGRAPHS}]+|\d+")


def fold(text: str) -> str:
    """Return `text` in NFKC, case folded, without accents, white space single: equal for spellings that mean the same.

    >>> fold("  Échographie  ABDOMINALE ")
    'echographie abdominale'
    """
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    # й and ё decompose into a letter and a mark, too; that й equals и is wanted in search.
    return " ".join("".join(character for character in decomposed if not unicodedata.combining(character)).split())


def words(text: str) -> list[str]:
    """Return the index words of `text`, in order.

    >>> words("ChestX-ray14: 肺结节")
    ['chestx', 'ray', '14', '肺结', '结节']
    """
    found: list[str] = []
    for chunk in CHUNK.findall(fold(text)):
        if chunk[0] >= "\u3400" and re.match(f"[{IDEOGRAPHS}]", chunk):
            found.extend([chunk[i : i + 2] for i in range(len(chunk) - 1)] or [chunk])
        else:
            found.append(stem(chunk))
    return found


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Return `word` without the plural endings that English, French and Portuguese share.

    >>> stem("images"), stem("ct"), stem("mass")
    ('image', 'ct', 'mass')
    """
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
