"""What was sent, as something to read: bytes and name become a text, or a workbook, within limits that are held first.

No encoding is guessed: a mark or strict UTF-8 proves itself, UTF-16 without a mark where every other byte is 0; of any
other text a person says which encoding it has, by what each makes of it. What kind of file it is, and what else it
seems to be: readers and seeming.
"""

import codecs
import io
import re
import zipfile
from dataclasses import dataclass
from functools import cached_property

from datasets.importing import seeming
from datasets.words.folding import UNSEEN_CHARACTERS

from .encodings import ENCODINGS, Preview, decoded, previews
from .seeming import NotReadableError

# A list of 100,000 datasets in UTF-8 is far below it.
MOST_BYTES = 20_000_000
# Of a workbook, unpacked: what its archive says of itself, and Python unpacks no more than that. Excel's own files of
# 20 MB have some tens of members and unpack to five to ten times.
MOST_UNPACKED_BYTES = 200_000_000
MOST_MEMBERS = 2_000
# What a workbook of the XML formats always holds (ECMA-376 part 2, 10.1.2).
CONTENT_TYPES = "[Content_Types].xml"

# The marks of Unicode texts, the longest first (Unicode Standard, 23.8).
MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"), (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
LINE_END = re.compile("\r\n?")
BLANK = re.compile(r"\s+")


class EncodingNeededError(NotReadableError):
    """A text whose encoding cannot be proved; `previews` has what each encoding would make of it."""

    def __init__(self, candidates: tuple[Preview, ...]) -> None:
        super().__init__(
            "This text is not UTF-8, and nothing in it says what else it is. Choose the encoding in which its words "
            "are right, or save the file as UTF-8."
        )
        self.previews = candidates


@dataclass(frozen=True)
class Opened:
    """A file as it can be read. `encoding` is that of its text, "" where it is a workbook; `name` is "" if pasted."""

    name: str
    content: bytes
    encoding: str

    @cached_property
    def text(self) -> str:
        """The text: without mark and what else is not seen at its beginning, with a line feed at the end of lines.

        It is empty for a workbook.
        """
        if not self.encoding:
            return ""
        text = self.content.decode(self.encoding)
        start = UNSEEN_CHARACTERS.match(text)
        return LINE_END.sub("\n", text[start.end() :] if start else text)

    @property
    def suffix(self) -> str:
        """What the name ends with, in small letters, with its dot; "" where there is none."""
        _, dot, suffix = self.name.rpartition(".")
        return f".{suffix.lower()}" if dot and re.fullmatch(r"\w{1,10}", suffix) else ""


def opened(content: bytes, name: str, encoding: str = "") -> Opened:
    """Return what was sent, ready to be read; `encoding` is one of encodings.ENCODINGS that a person has chosen.

    Raises EncodingNeededError for a text that may be in several encodings, else NotReadableError with the fix: for what
    is empty, too large, an archive that unpacks to too much, or no text at all.
    """
    if len(content) > MOST_BYTES:
        raise NotReadableError(
            f"This file has {len(content):,} bytes; {MOST_BYTES:,} are the most. Send it in several parts."
        )
    if zipped := seeming.archive(content):
        _check_archive(content, name)
        return Opened(name, content, "")
    if not zipped and (found := seeming.binary(content, name)):
        raise NotReadableError(found)
    one = Opened(name, content, _encoding(content, encoding))
    if not BLANK.sub("", one.text[:10_000]) and not one.text.strip():
        raise NotReadableError("This file is empty. Was it saved before it was sent?")
    if "\0" in one.text:
        raise NotReadableError("This is no text: it holds characters of the number 0. Send a text file or a workbook.")
    return one


def _encoding(content: bytes, chosen: str) -> str:
    """Return the encoding of a text: as its mark says, as it proves itself, or as somebody chose."""
    for mark, marked in MARKS:
        if content.startswith(mark):
            if decoded(content, marked) is None:
                said = marked.removesuffix("-le").removesuffix("-be").upper()
                raise NotReadableError(
                    f"This text is marked as {said} and cannot be read as such: it is cut off or damaged. Save it as "
                    "UTF-8 again."
                )
            return marked
    if chosen:
        if chosen not in ENCODINGS or decoded(content, chosen) is None:
            raise NotReadableError(f"This text cannot be read as {ENCODINGS.get(chosen, chosen)}; choose another.")
        return chosen
    if proved := _utf_16(content):
        return proved
    if decoded(content, "utf-8") is not None:
        return "utf-8"
    candidates = previews(content)
    if not candidates:
        raise NotReadableError(
            "This is no text in any encoding that is known here. Open it in the program that made it and save it as "
            "CSV in UTF-8."
        )
    raise EncodingNeededError(candidates)


def _utf_16(content: bytes) -> str:
    """Return the UTF-16 that a text without a mark is in, where all its characters are below 256; else ""."""
    even, odd = content[::2], content[1::2]
    if not content or len(even) != len(odd):
        return ""
    if not any(odd) and all(even):
        return "utf-16-le"
    return "utf-16-be" if not any(even) and all(odd) else ""


def _check_archive(content: bytes, name: str) -> None:
    """Raise NotReadableError unless an archive is a workbook, and unpacks to what can be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError) as error:
        raise NotReadableError("This looks like a workbook or a ZIP archive and is damaged. Save it again.") from error
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_UNPACKED_BYTES:
        raise NotReadableError(
            f"This file unpacks to more than {MOST_UNPACKED_BYTES:,} bytes or {MOST_MEMBERS:,} parts. Save the one "
            "sheet as CSV in UTF-8."
        )
    names = {member.filename for member in members}
    if CONTENT_TYPES not in names or "xl/workbook.xml" not in names:
        raise NotReadableError(seeming.archived(content, names))
