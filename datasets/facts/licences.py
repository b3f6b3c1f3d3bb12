"""Which licence a text names: its address, or the name that its publisher gives it, as the licence's SPDX id.

Addresses are the publishers' own. The names of Creative Commons are put together of elements, so they are read so, in
the five languages; all other names stand in the vocabulary of licences, which is looked at first (terms).
"""

import re
from collections.abc import Mapping

from datasets.words.folding import fold
from datasets.words.identifiers import address

# Another form of the same text: a summary of it, or its translation.
SAME = r"(?:/(?:deed|legalcode)(?:[._-][\w-]+)?)?"
# Address of a licence's text, in its normal form and small letters -> its SPDX id, or its code where it has none.
ADDRESSES: Mapping[re.Pattern[str], str] = {
    re.compile(r"spdx\.org/licenses/(?P<id>[\w.+-]+?)(?:\.html|\.json)?"): "{id}",
    re.compile(r"opensource\.org/licenses?/(?P<id>[\w.+-]+)"): "{id}",
    re.compile(r"choosealicense\.com/licenses/(?P<id>[\w.+-]+)"): "{id}",
    # A version that was adapted to a country is a text of its own: SPDX has CC-BY-3.0-US.
    re.compile(
        r"creativecommons\.org/licenses/(?P<id>by[a-z-]*)/(?P<version>\d\.\d)(?:/(?P<country>[a-z]{2,3}))?" + SAME
    ): "CC-{id}-{version}-{country}",
    re.compile(r"creativecommons\.org/publicdomain/zero/(?P<version>\d\.\d)" + SAME): "CC0-{version}",
    re.compile(r"creativecommons\.org/publicdomain/mark/\d\.\d" + SAME): "public-domain",
    re.compile(r"apache\.org/licenses/license-(?P<version>\d\.\d)(?:\.\w+)?"): "Apache-{version}",
    re.compile(r"gnu\.org/licenses/(?:old-licenses/)?(?P<id>a?gpl|lgpl)-(?P<version>\d\.\d)(?:\.\w+)?"): (
        "{id}-{version}-only"
    ),
    re.compile(r"opendatacommons\.org/licenses/(?:odc-)?by(?:/\S*)?"): "ODC-By-1.0",
    re.compile(r"opendatacommons\.org/licenses/(?P<id>odbl|pddl)(?:/\S*)?"): "{id}-1.0",
    re.compile(r"cdla\.(?:dev|io)/(?P<id>permissive|sharing)-(?P<version>\d)[.-](?P<part>\d)(?:/\S*)?"): (
        "CDLA-{id}-{version}.{part}"
    ),
    re.compile(r"physionet\.org/about/licenses/physionet-(?P<id>credentialed|restricted)-health-data-license-150"): (
        "physionet-{id}-1.5.0"
    ),
    re.compile(r"physionet\.org/about/licenses/open-data-commons-attribution-license-v10"): "ODC-By-1.0",
    re.compile(r"physionet\.org/about/licenses/open-data-commons-open-database-license-v10"): "ODbL-1.0",
    re.compile(r"wiki\.cancerimagingarchive\.net/download/attachments/\d+/tcia(?:%20|\+)restricted\S*"): (
        "tcia-restricted"
    ),
    re.compile(r"gdc\.cancer\.gov/access-data/data-access-policies"): "nih-genomic-data-sharing",
}

# The elements of a licence of Creative Commons, in the order of its name -> what it is called in the five languages,
# folded, without spaces and hyphens; https://creativecommons.org/licenses/by-nc-nd/4.0/deed has the names.
ELEMENTS: Mapping[str, tuple[str, ...]] = {
    "BY": ("attribution", "paternite", "atribuicao", "署名", "с указанием авторства", "атрибуция"),
    "NC": (
        "noncommercial", "non commercial", "pas d'utilisation commerciale", "pas d'utilisation commercial",
        "naocomercial", "nao comercial", "非商业性使用", "非商业性", "некоммерческая", "некоммерческое использование",
    ),
    "SA": (
        "sharealike", "share alike", "partage dans les memes conditions", "partage a l'identique", "compartilhaigual",
        "相同方式共享", "с сохранением условии", "на тех же условиях",
    ),
    "ND": (
        "noderivatives", "noderivs", "no derivatives", "no derivs", "pas de modification", "pas de modifications",
        "semderivacoes", "sem derivacoes", "禁止演绎", "без производных произведении", "без производных",
    ),
}  # fmt: skip
WORDS = {fold(word): element for element, words in ELEMENTS.items() for word in (*words, element)}
LONGER = "|".join(sorted((re.escape(word) for word in WORDS if len(word) > 2 or word > "z"), key=len, reverse=True))
ELEMENT = re.compile(rf"{LONGER}|(?<![a-z])(?:by|nc|nd|sa)(?![a-z])")
# What else may stand in such a name and changes nothing: whose it is, that it is a licence, that it is no country's.
PUBLISHER = re.compile(r"creative commons|知识共享|\bcc\b|cc(?=[- ]?by)")
BESIDE = re.compile(
    r"\b(?:international|internationale?|internacional|unported|non transposee?|nao adaptada|generic|universal|public"
    r"|licen[cs]e[ds]?|licenca|version|v|deed|under|an?|the|this|works?|is|are|data|datasets?|available"
    r"|лицензия|всемирная|международная)\b"
    r"|国际|许可协议|许可证|许可|协议|未本地化版本|通用版"
)
# The waiver of Creative Commons has no elements; https://creativecommons.org/publicdomain/zero/1.0/deed has its names.
ZERO = re.compile(r"(?:\bcreative commons|\bcc)[- ]?(?:zero|0)(?![^\W_])")
OF_ZERO = re.compile(r"\bpublic domain dedication\b")
VERSION = re.compile(r"(?<![\d.])(?P<version>[1-4]\.[05]|[1-4])(?![\d.])")
# The sentence in which data sets print their licence, around its name: that of OpenfMRI and others.
SENTENCE = re.compile(
    r"\A(?:(?:this|these|the|all)\s+(?:work|data|data ?sets?|files?|images?)\s+(?:is|are)\s+)?(?:made\s+)?"
    r"(?:available|licen[cs]ed|released|distributed|provided|published)\s+under\s+(?:the\s+(?:terms\s+of\s+(?:the\s+)?)?"
    r"|an?\s+)?(?P<name>.+?)(?:,?\s+(?:whose|the)\s+full\s+text\s+(?:can\s+be|is)\s+found\s+at)?\Z",
    re.IGNORECASE | re.DOTALL,
)
ADDRESS = re.compile(r"https?://[^\s()\[\]<>]+")
LONGEST = 300


def spdx(text: str) -> str:
    """Return the SPDX id, or the code, of the licence whose address or Creative Commons name `text` is; else "".

    >>> spdx("https://creativecommons.org/licenses/by-nc/4.0/deed.fr"), spdx("Attribution-NonCommercial 4.0 (CC BY-NC)")
    ('CC-BY-NC-4.0', 'CC-BY-NC-4.0')
    """
    return "" if len(text) > LONGEST else _of_address(text.strip()) or _of_name(text)


def cut(text: str) -> tuple[str, list[str]]:
    """Return what a text says beside the addresses in it, and those: "[CC BY](https://…)", "Policy: https://…"."""
    words = ADDRESS.sub(" ", text).replace("()", " ").replace("[]", " ")
    return " ".join(re.sub(r"[\[(]\s+[)\]]|[\[\]]", " ", words).split()).strip(" :-–—,;."), ADDRESS.findall(text)


def named(text: str) -> str:
    """Return the name of the licence in the sentence that a text is: "The data are released under the MIT License"."""
    found = SENTENCE.match(" ".join(text.replace("\\n", " ").split()).rstrip(". ")) if len(text) <= LONGEST else None
    return found["name"] if found else text


def versions(text: str) -> str:
    """Return the beginning of the SPDX ids of a licence of Creative Commons that `text` names without its version."""
    name, version = _read(text) if len(text) <= LONGEST else ("", "")
    return "" if version else name


def _of_address(text: str) -> str:
    place = address(text).lower() if "/" in text else ""
    for pattern, template in ADDRESSES.items():
        if place and (found := pattern.fullmatch(place)):
            parts = {name: part or "" for name, part in found.groupdict().items()}
            return template.format(**parts).rstrip("-")
    return ""


def _of_name(text: str) -> str:
    if _is_zero(fold(text).replace("_", " ")):
        return "CC0-1.0"
    name, version = _read(text)
    return f"{name}-{version}" if version else ""


def _is_zero(folded: str) -> bool:
    """Tell whether a text names the waiver, and no version but its only one, and says no more."""
    rest, waivers = ZERO.subn(" ", folded)
    return (
        waivers > 0
        and {*VERSION.findall(rest)} <= {"1", "1.0"}
        and not re.search(r"\w", BESIDE.sub(" ", OF_ZERO.sub(" ", VERSION.sub(" ", rest))))
    )


def _read(text: str) -> tuple[str, str]:
    """Return the name of a licence of Creative Commons and its version, as far as the text says no more than these."""
    folded = fold(text).replace("_", " ")
    versions = set(VERSION.findall(folded))
    if len(versions) > 1:
        return "", ""
    rest = VERSION.sub(" ", folded)
    named = bool(PUBLISHER.search(rest))
    rest = PUBLISHER.sub(" ", rest)
    elements = {WORDS[found] for found in ELEMENT.findall(rest)}
    rest = BESIDE.sub(" ", ELEMENT.sub(" ", rest))
    if re.search(r"\w", rest) or "BY" not in elements or not (named or len(elements) > 1 or "attribution" in folded):
        return "", ""
    if {"SA", "ND"} <= elements:
        return "", ""
    version = next(iter(versions), "")
    name = "-".join(("CC", *(element for element in ("BY", "NC", "ND", "SA") if element in elements)))
    return name, version if "." in version or not version else f"{version}.0"
