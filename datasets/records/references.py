"""References by their address: the document that is cited by it, or the record of a new one. One address, one document.

Addresses and DOIs are compared by their normal forms (words.identifiers), so that a reference is made once however it
is pasted.
"""

import re
from hashlib import blake2b

from datasets.facts.kinds import Record
from datasets.models import Document
from datasets.words.folding import fold
from datasets.words.identifiers import address, doi, doi_address

# A code has 80 characters at most; what tells two long addresses apart is the digest behind them.
MOST, DIGITS = 60, 8


def normal(text: str) -> str:
    """Return the normal form of a pasted address or DOI, the same for a DOI and its address; "" for neither."""
    found = doi(text)
    return address(doi_address(found) if found else text)


def cited_by(text: str) -> str | None:
    """Return the code of the document that `text`, an address or DOI, leads to; None where there is none. One query."""
    wanted = normal(text)
    rows = Document.objects.exclude(url="").order_by("pk").values_list("code", "url") if wanted else ()
    return next((code for code, url in rows if normal(url) == wanted), None)


def new_document(text: str, title: str, authority: str, language: str, as_of: str | None = None) -> Record:
    """Return the record of a document that `text`, an address or DOI, leads to; `as_of` is an ISO date.

    Without a title it is called by its address. A DOI is a paper's here, any other address a page's.
    """
    found = doi(text)
    url = doi_address(found) or text.strip()
    return {
        "code": code_of(text),
        "title": title or normal(text),
        "title_is_ours": not title,
        "kind": Document.Kind.PAPER if found else Document.Kind.PAGE,
        "authority": authority,
        "languages": [language],
        "url": url if "://" in url else f"https://{url.lstrip('/')}",
        "as_of": as_of,
        "descriptions": [],
    }


def code_of(text: str) -> str:
    """Return the code of the reference with this address or DOI, the same for all of its spellings.

    >>> code_of("https://doi.org/10.1038/sdata.2017.117"), code_of("doi:10.1038/SDATA.2017.117")
    ('ref-doi-org-10-1038-sdata-2017-117-8adf7271', 'ref-doi-org-10-1038-sdata-2017-117-8adf7271')
    """
    place = normal(text)
    words = re.findall(r"[a-z0-9]+", fold(place))
    digest = blake2b(place.encode(), digest_size=DIGITS // 2).hexdigest()
    return f"ref-{'-'.join(words)[:MOST].strip('-')}-{digest}"
