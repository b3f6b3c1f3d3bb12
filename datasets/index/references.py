"""What entries are known by elsewhere: the addresses and DOIs that lead to them, as keys to look them up by.

A key is an address in its normal form (words.identifiers) with the labels of the host turned round, as the Internet
Archive's SURT has it: "org.grand-challenge.kits19/data". So the addresses of a host, of the hosts below it and of the
pages below a page stand side by side in a sorted list, and are found by their beginning.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from datasets.models import Link, Paper, Source, Statement
from datasets.words.identifiers import address, doi

from .lexicon import Lexicon, mapped_array

# A document that states something of an entry leads to it, too, but is not its own: its key is marked.
CITED = "~"
# PubMed and PubMed Central have each article under several addresses (NLM, "PMID, PMCID" conversion pages).
PUBMED = re.compile(r"(?:ncbi\.nlm\.nih\.gov/pubmed|pubmed\.ncbi\.nlm\.nih\.gov)/(?P<number>\d+)(?:[/?].*)?\Z")
PMC = re.compile(
    r"(?:ncbi\.nlm\.nih\.gov/pmc|pmc\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/labs/pmc)/articles/(?P<number>pmc\d+)(?:[/?].*)?\Z",
    re.IGNORECASE,
)
HOST = re.compile(r"[^/?]+")


def key(text: str) -> str:
    """Return the key of the DOI or address that `text` is; "" where it is neither.

    >>> key("https://www.Example.org/a/"), key("doi:10.1148/RYAI.210315")
    ('org.example/a', 'org.doi/10.1148/ryai.210315')
    """
    found = doi(text)
    place = f"doi.org/{found}" if found else address(text)
    if article := PUBMED.match(place):
        place = f"pubmed.ncbi.nlm.nih.gov/{article['number']}"
    elif article := PMC.match(place):
        place = f"pmc.ncbi.nlm.nih.gov/articles/{article['number'].lower()}"
    return HOST.sub(lambda host: ".".join(reversed(host[0].split("."))), place, count=1)


def is_host(wanted: str) -> bool:
    """Return whether a key is that of a whole host."""
    return "/" not in wanted and "?" not in wanted


def keys_of(batch: Sequence[int]) -> Mapping[int, Iterable[str]]:
    """Return the keys of each dataset: its links and papers, the pages of its sources, and the documents it rests on.

    Five queries.
    """
    found: dict[int, dict[str, None]] = defaultdict(dict)
    rows = [
        *Link.objects.filter(dataset__in=batch).order_by().values_list("dataset", "url"),
        *Paper.objects.filter(dataset__in=batch).exclude(doi="").order_by().values_list("dataset", "doi"),
        *Paper.objects.filter(dataset__in=batch).exclude(url="").order_by().values_list("dataset", "url"),
    ]
    homepages = Source.objects.filter(datasets__in=batch).exclude(homepage="").order_by()
    cited = Statement.objects.filter(dataset__in=batch).exclude(document__url="").order_by().distinct()
    for mark, pairs in (
        ("", rows),
        (CITED, [*homepages.values_list("datasets", "homepage"), *cited.values_list("dataset", "document__url")]),
    ):
        for pk, text in pairs:
            if found_key := key(text):
                found[pk][mark + found_key] = None
    return found


class References:
    """The keys of one index, opened, and those of recent entries beside them. Slots of dead entries may be found."""

    def __init__(self, folder: Path, recent: Sequence[tuple[str, int]] = ()) -> None:
        """Open the files in `folder`; `recent` are keys with slots behind those of the files."""
        self.folder, self.recent = folder, tuple(recent)
        self.keys = Lexicon(folder, "references")
        self.slots = mapped_array(folder / "references.slots.npy")

    @staticmethod
    def write(folder: Path, pairs: Iterable[tuple[str, int]]) -> None:
        """Write the files into `folder`."""
        ordered = sorted(pairs, key=lambda pair: (pair[0].encode(), pair[1]))
        Lexicon.write(folder, "references", (name for name, _ in ordered))
        np.save(folder / "references.slots.npy", np.asarray([slot for _, slot in ordered], np.uint32))

    def with_recent(self, recent: Sequence[tuple[str, int]]) -> "References":
        """Return the same files with other recent entries."""
        return References(self.folder, recent) if recent else self

    def equal(self, wanted: str) -> set[int]:
        """Return the slots of the entries that have exactly this key."""
        return self._of(self.keys.equal(wanted)) | {slot for name, slot in self.recent if name == wanted}

    def below(self, wanted: str) -> set[int]:
        """Return the slots of the entries with an address below that of a key: pages of a page, hosts of a host."""
        ends = ("/", "?", ".") if is_host(wanted) else ("/", "?")
        found: set[int] = set()
        for end in ends:
            found |= self._of(self.keys.starting(wanted + end))
            found.update(slot for name, slot in self.recent if name.startswith(wanted + end))
        return found

    def _of(self, numbers: range) -> set[int]:
        return set(self.slots[numbers.start : numbers.stop].tolist())
