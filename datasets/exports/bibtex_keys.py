"""Keys of BibTeX entries: stable, unique, of letters that every program takes.

The key of an entry's page and that of the dataset itself are made of the slug, a paper's of its first author, its year
and what identifies the paper, so that it is the same in every file and for every choice of datasets.
"""

import hashlib
import re
from urllib.parse import urlsplit

from datasets.compare.picture import PaperData
from datasets.words.author_forms import read_or_none
from datasets.words.folding import composed, fold
from datasets.words.identifiers import doi

# Hexadecimal digits: enough that two of some million papers are unlikely to share them, and all that there are.
DIGEST = 8
FULL_DIGEST = 64
LONGEST_WORD = 30

# What decomposition does not bring to ASCII, and Cyrillic (BGN/PCGN, without signs).
SPELLED = {
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "å": "a", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h",
    "ŋ": "n", "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "yo", "ж": "zh", "з": "z", "и": "i",
    "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u",
    "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu",
    "я": "ya", "і": "i", "ї": "yi", "є": "ye", "ґ": "g", "ў": "w",
}  # fmt: skip
# Words that say nothing of a title or of a body: four of the languages (Chinese is not spelled here), German, Spanish.
FUNCTION_WORDS = {
    "a", "an", "and", "are", "as", "at", "by", "for", "from", "how", "in", "into", "is", "its", "new", "of", "on",
    "or", "over", "the", "their", "to", "toward", "towards", "using", "via", "we", "what", "with", "without", "au",
    "aux", "avec", "ce", "ces", "dans", "de", "des", "du", "en", "et", "la", "le", "les", "leur", "leurs", "ou", "par",
    "pour", "sur", "un", "une", "com", "da", "das", "do", "dos", "e", "em", "na", "nas", "no", "nos", "o", "os",
    "para", "por", "sem", "sobre", "um", "uma", "uso", "el", "los", "las", "y", "del", "con", "der", "die", "ein",
    "eine", "und", "von", "zur", "zum", "v", "i", "iz", "k", "ob", "ot", "po", "pri", "s", "so", "dlya", "kak", "ne",
    "ili",
}  # fmt: skip
NO_NAMES = {"and", "others", "et", "al", "coll", "cols"}


def page_key(slug: str) -> str:
    """Return the key of a dataset's page."""
    return "lightbox_" + slug.replace("-", "_")


def data_key(slug: str) -> str:
    """Return the key of a dataset as it is published."""
    return "dataset_" + slug.replace("-", "_")


def revision_key(revision: int) -> str:
    """Return the key of the catalogue as of a revision."""
    return f"lightbox_revision_{revision}"


def identity(paper: PaperData, slug: str) -> str:
    """Return what tells a paper from all others: its DOI, its address, or all that is known of it.

    Authors and year alone may be those of several papers, so that the dataset's slug belongs to them.
    """
    if paper.doi or paper.url:
        return fold(doi(paper.doi) or paper.doi) or paper.url
    known = (fold(paper.title), paper.authors, str(paper.year or ""), paper.venue, "" if paper.title else slug)
    return "|".join(known)


def paper_key(paper: PaperData, slug: str, length: int = DIGEST) -> str:
    """Return a paper's key: first author or a word of the paper, year, and a digest of its identity."""
    digest = hashlib.sha256(identity(paper, slug).encode()).hexdigest()[:length]
    # A year is never missing, so that no paper by {Lightbox} has the key of a page.
    return f"{word(paper)}{paper.year or 'nd'}_{digest}"


def word(paper: PaperData) -> str:
    """Return the first author's name, else a word of the title, the DOI, the venue or the address."""
    known = read_or_none(paper.authors) if paper.authors else None
    if known is not None:
        first = known.names[0]
        name = telling(first.family) if first.body else plain(first.family)
        if name and name not in NO_NAMES:
            return name[:LONGEST_WORD]
    found = telling(paper.title) or _of_doi(paper.doi) or telling(paper.venue) or _of_address(paper.url)
    return found[:LONGEST_WORD] or "paper"


def plain(text: str) -> str:
    """Return the letters of `text` in ASCII, small; those of scripts that are not spelled here are left out."""
    return "".join(re.findall("[a-z]", _ascii(text)))


def telling(text: str) -> str:
    """Return the first word of `text` that is none of the function words, in ASCII; "" where there is none."""
    words = re.findall("[a-z]{2,}", _ascii(text))
    return next((word for word in words if word not in FUNCTION_WORDS and word not in NO_NAMES), "")


def _ascii(text: str) -> str:
    # й is a letter of its own, not и with a mark.
    spelled = "".join(SPELLED.get(letter, letter) for letter in composed(text).lower())
    return fold(spelled).replace("'", "").replace("’", "")


def _of_doi(doi: str) -> str:
    return telling(doi.partition("/")[2])


def _of_address(url: str) -> str:
    """Return the telling label of a host: arxiv of arxiv.org."""
    labels = (urlsplit(url).hostname or "").removeprefix("www.").split(".")
    return plain(labels[-2]) if len(labels) > 1 else ""
