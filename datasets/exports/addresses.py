"""What files and descriptions say about where things stand: lasting, absolute addresses, given by the caller."""

from collections.abc import Mapping
from dataclasses import dataclass

from datasets.words.texts import ORIGINAL


@dataclass(frozen=True)
class Addresses:
    """The address of the comparison, and of each dataset's entry by its slug."""

    comparison: str
    entries: Mapping[str, str]


@dataclass(frozen=True)
class Site:
    """The addresses of one site: `start` is its own, `https://…`, without a slash at its end."""

    start: str

    @property
    def home(self) -> str:
        """The address of the site, which is that of the catalogue."""
        return f"{self.start}/"

    @property
    def start_page(self) -> str:
        """The address of the first page, in the language that texts are first written in."""
        return f"{self.start}/{ORIGINAL}/"

    def entry(self, slug: str) -> str:
        """Return the lasting address of an entry, in no language: what names it everywhere."""
        return f"{self.start}/d/{slug}/"

    def page(self, slug: str, language: str) -> str:
        """Return the address of an entry's page in a language."""
        return f"{self.start}/{language}/datasets/{slug}/"

    def record(self, slug: str) -> str:
        """Return the address of an entry's record in the API: all its statements, with the place of each."""
        return f"{self.start}/api/v1/datasets/{slug}/"

    def document(self, code: str) -> str:
        """Return the address at which a document is told of that has none of its own."""
        return f"{self.start_page}about/#{code}"

    def description(self, slug: str, ending: str) -> str:
        """Return the address of what describes an entry in one format (descriptions.DESCRIPTIONS)."""
        return f"{self.start}/d/{slug}.{ending}"

    def vocabulary(self, vocabulary: str) -> str:
        """Return the lasting address of a vocabulary, as a concept scheme; sources are one."""
        return f"{self.start}/v/{vocabulary}/"

    def term(self, vocabulary: str, code: str) -> str:
        """Return the lasting address of a term, in no language."""
        return f"{self.start}/v/{vocabulary}/{code}/"
