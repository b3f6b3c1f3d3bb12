"""What tells a dataset from every other: its own DOI, its id or page at a repository; and its plain addresses.

An address alone is no proof of anything: ten tasks share one. A repository's page of one dataset is, and so is its DOI.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

from datasets.words.folding import fold, joined
from datasets.words.identifiers import address, doi


@dataclass(frozen=True, slots=True)
class Identifier:
    """An id within its scheme ("kaggle:owner/name", "doi:10.5281/…"), and the version that is named with it, or ""."""

    key: str
    version: str = ""

    @property
    def scheme(self) -> str:
        """Whose id it is."""
        return self.key.partition(":")[0]


# Where everybody may put what is others': a page there beside a known name speaks of a copy.
REUPLOADS = frozenset({"kaggle", "huggingface", "torrent"})
# The archive of cancer images and Imaging Data Commons call a collection alike, but for signs and capitals.
COLLECTION = "collection"
COMPETITION = "competition"

# Address in its normal form -> scheme, and the groups id and version; what stands behind them says no more.
PAGES = tuple(
    (scheme, re.compile(f"{pattern}(?:[/?].*)?", re.IGNORECASE))
    for scheme, pattern in (
        (COMPETITION, r"kaggle\.com/(?:c|competitions)/(?P<id>[\w.-]+)"),
        ("kaggle", r"kaggle\.com/(?:datasets/)?(?!(?:code|datasets|models|learn)/)(?P<id>[\w.-]+/[\w.-]+)"),
        ("huggingface", r"huggingface\.co/datasets/(?P<id>[\w.-]+/[\w.-]+)"),
        ("doi:10.5281/zenodo.", r"zenodo\.org/records?/(?P<id>\d+)"),
        (
            "doi:10.6084/m9.figshare.",
            r"(?:[\w-]+\.)?figshare\.com/articles/(?:[^?]*/)?(?P<id>\d+)(?:/(?P<version>\d+))?",
        ),
        ("doi:10.17632/", r"data\.mendeley\.com/datasets/(?P<id>[a-z0-9]{8,12})(?:/(?P<version>\d+))?"),
        ("physionet", r"physionet\.org/(?:content|physiobank/database)/(?P<id>[\w-]+)(?:/(?P<version>\d[\w.]*))?"),
        ("openneuro", r"openneuro\.org/datasets/(?P<id>ds\d+)(?:/versions/(?P<version>[\w.]+))?"),
        (COLLECTION, r"wiki\.cancerimagingarchive\.net/display/(?:Public/)?(?P<id>[^/?]+)"),
        (COLLECTION, r"cancerimagingarchive\.net/collection/(?P<id>[^/?]+)"),
        (COLLECTION, r"portal\.imaging\.datacommons\.cancer\.gov/collections/(?P<id>[\w-]+)"),
        ("torrent", r"academictorrents\.com/details/(?P<id>[0-9a-f]{40})"),
        ("synapse", r"synapse\.org/(?:Synapse:)?(?P<id>syn\d+)"),
        ("uci", r"archive\.ics\.uci\.edu/(?:ml/)?datasets/(?P<id>[^/?\d][^/?]*)"),
        ("opendata", r"registry\.opendata\.aws/(?P<id>[\w-]+)"),
    )
)
# An id that is written with its scheme before it, as Imaging Data Commons and others name themselves.
NAMED = re.compile(r"(?P<scheme>idc|tcia|openneuro|physionet|synapse)\s*:\s*(?P<id>[\w .+-]{2,80})", re.IGNORECASE)
SCHEMES = {"idc": COLLECTION, "tcia": COLLECTION}
OPENNEURO = re.compile(r"10\.18112/openneuro\.(?P<id>ds\d+)(?:\.v(?P<version>[\d.]+))?")
# How DOIs of releases end: figshare, Dataverse and others (.v2, /v2); Mendeley Data (10.17632/xxxx.2).
VERSION = re.compile(
    r"(?P<id>10\..+?)[./]v(?P<version>\d+(?:\.\d+)*)|(?P<mendeley>10\.17632/[a-z0-9]+)\.(?P<number>\d+)"
)
# DOIs of papers and of preprints are no dataset's own (arXiv, bioRxiv and medRxiv).
PREPRINTS = ("10.48550/", "10.1101/")
# "owner/name", as code and dataset hosts write it.
OWNER_AND_NAME = re.compile(r"[\w.-]+/[\w.-]+")
SLUG_LIKE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")


def identifier(text: str) -> Identifier | None:
    """Return the identifier that a DOI, an address or an id with its scheme is; None where it proves nothing.

    >>> identifier("https://physionet.org/content/mimic-cxr/2.0.0/")
    Identifier(key='physionet:mimic-cxr', version='2.0.0')
    """
    if named := NAMED.fullmatch(text.strip()):
        scheme = named["scheme"].lower()
        return _made(SCHEMES.get(scheme, scheme), named["id"], "")
    if found := doi(text):
        if found.startswith(PREPRINTS):
            return None
        if known := OPENNEURO.fullmatch(found):
            return Identifier(f"openneuro:{known['id']}", known["version"] or "")
        if version := VERSION.fullmatch(found):
            return Identifier(f"doi:{version['id'] or version['mendeley']}", version["version"] or version["number"])
        return Identifier(f"doi:{found}")
    place = address(text)
    for scheme, pattern in PAGES:
        if page := pattern.fullmatch(place):
            return _made(scheme, page["id"], page.groupdict().get("version") or "")
    return None


def _made(scheme: str, text: str, version: str) -> Identifier:
    if scheme in (COLLECTION, "uci"):
        return Identifier(f"{scheme}:{joined(unquote(text.replace('+', ' ')))}", version)
    text = fold(text)
    return Identifier(f"{scheme}{text}" if scheme.startswith("doi:") else f"{scheme}:{text}", version)


def of_name(name: str) -> str:
    """Return the key of a name that is a repository's: "owner/name", or the last part of a competition's address."""
    if OWNER_AND_NAME.fullmatch(name) and not name.replace("/", "").isdigit():
        return f"owner:{fold(name)}"
    return f"{COMPETITION}:{name}" if SLUG_LIKE.fullmatch(name) else ""


@dataclass(frozen=True, slots=True)
class Places:
    """What texts lead to: identifiers, and plain addresses in their normal form, "" for none."""

    identifiers: tuple[Identifier, ...]
    addresses: tuple[str, ...]


def places(texts: Iterable[str]) -> Places:
    """Return what DOIs, addresses and ids lead to. One that identifies is no plain address besides."""
    identifiers: dict[str, Identifier] = {}
    addresses: dict[str, None] = {}
    for text in texts:
        if (found := identifier(text)) is not None:
            identifiers.setdefault(found.key, found)
        elif place := address(text):
            addresses[place] = None
    return Places(tuple(identifiers.values()), tuple(addresses))


@lru_cache(maxsize=1 << 17)
def place(text: str) -> str:
    """Return what an address or DOI leads to, as one key; "" for none.

    Addresses change seldom and are compared after each change of the catalogue: some of them are remembered.
    """
    found = places((text,))
    return next(iter((*(one.key for one in found.identifiers), *found.addresses)), "")


def is_root(place: str) -> bool:
    """Tell whether an address is the front page of a host."""
    return "/" not in place and "?" not in place
