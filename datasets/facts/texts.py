"""The text of an entry for its reader: what somebody wrote in the reader's language, else what is composed in it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from datasets.models import LANGUAGES, Dataset, DatasetDescription
from datasets.words.markup import as_markdown, plain, to_html
from datasets.words.texts import Told, reader, told

from .composed import COMPOSED, composed
from .kinds import Record


@dataclass(frozen=True)
class EntryText:
    """A summary and a description in the reader's language.

    `written` is the text that they are of; None where they are composed. Then `other` is a written text in another
    language, if there is one: it may say more.
    """

    summary: str
    description: str
    written: Told[DatasetDescription] | None
    other: Told[DatasetDescription] | None

    @property
    def html(self) -> SafeString:
        """The description as HTML: what somebody wrote is Markdown, what is composed is plain."""
        return to_html(self.description) if self.written else plain(self.description)

    @property
    def other_language(self) -> str:
        """The own name of the language of the other text."""
        return LANGUAGES.get(self.other.text.language, "") if self.other else ""

    @property
    def other_html(self) -> SafeString:
        """The description of the other text as HTML."""
        return to_html(self.other.text.description if self.other else "")


def text_for_reader(row: Dataset) -> EntryText:
    """Return the text of an entry; all that belongs to it should be fetched (reading.whole). No query."""
    found = told(row.descriptions.all())
    if found is not None and not found.language:
        return EntryText(found.text.summary, found.text.description, written=found, other=None)
    made = composed(row, reader())
    return EntryText(made.summary, made.description, written=None, other=found)


def composed_texts(row: Dataset) -> Sequence[Record]:
    """Return the texts of an entry that nobody wrote, in the form of a record's `descriptions`, by language."""
    written = {text.language for text in row.descriptions.all()}
    return [
        {
            "language": language,
            "summary": made.summary,
            "description": as_markdown(made.description),
            "origin": COMPOSED,
            "reviewed": False,
            "translated_from": None,
        }
        for language in LANGUAGES
        if language not in written
        for made in [composed(row, language)]
    ]
