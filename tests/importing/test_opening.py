"""Files as they are sent: encodings that prove themselves or are chosen, limits, and what is none that is read."""

import gzip
import io
import struct
import zipfile
import zlib

import pytest

from datasets.importing import opening, readers
from datasets.importing.opening import EncodingNeededError, NotReadableError

TEXT = "Name;Größe\r\nЛёгкие 肺;5\r\n"
PLAIN = "Name;Größe\nЛёгкие 肺;5\n"


def archive(members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a ZIP archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_unicode_texts_prove_their_encoding(encoding: str, end: str) -> None:
    assert opening.opened(TEXT.replace("\r\n", end).encode(encoding), "x.csv").text == PLAIN


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_proved_by_its_zeros(encoding: str) -> None:
    assert opening.opened("Name,Size\nA,5 GB\n".encode(encoding), "x.csv").text == "Name,Size\nA,5 GB\n"


def test_what_is_not_seen_at_the_beginning_is_taken_off() -> None:
    assert opening.opened("\ufeff\ufeff\u200bName,Size\n".encode(), "").text == "Name,Size\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Muñoz, Größe, “œuvre”", "windows-1252"),
        ("Описание лёгких", "windows-1251"),
        ("Описание лёгких", "koi8-r"),
        ("医学影像数据集", "gb18030"),
        ("医用画像データ", "shift_jis"),
        ("Données", "mac-roman"),
    ],
)
def test_another_encoding_is_asked_for_with_what_each_would_say(text: str, encoding: str) -> None:
    content = f"Name,Note\nPlain,row\nA,{text}\n".encode(encoding)
    with pytest.raises(EncodingNeededError) as asked:
        opening.opened(content, "x.csv")
    shown = {lines: one.encoding for one in asked.value.previews for lines in one.lines}
    assert f"A,{text}" in shown
    assert "Plain,row" not in shown
    assert opening.opened(content, "x.csv", shown[f"A,{text}"]).text.endswith(f"A,{text}\n")


def test_encodings_that_say_the_same_are_offered_once() -> None:
    with pytest.raises(EncodingNeededError) as asked:
        opening.opened("Name\nMuñoz\n".encode("latin-1"), "")
    lines = [one.lines for one in asked.value.previews]
    assert len(lines) == len(set(lines))


@pytest.mark.parametrize("encoding", ["utf-7", "idna", "zip", "no such", "utf-8"])
def test_an_encoding_that_cannot_be_chosen_is_refused(encoding: str) -> None:
    with pytest.raises(NotReadableError, match="choose another"):
        opening.opened("Name\nMuñoz\n".encode("latin-1"), "", encoding)


def test_a_text_that_is_not_what_it_is_marked_as_is_told() -> None:
    with pytest.raises(NotReadableError, match="marked as UTF-16"):
        opening.opened("Name".encode("utf-16") + b"\x00", "")


def ole(part: str) -> bytes:
    """Return the beginning of a compound file that has a part of this name."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500 + part.encode("utf-16-le") + b"\0" * 100


ODS = archive(
    {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"", "META-INF/manifest.xml": b""},
    zipfile.ZIP_STORED,
)
TYPES = "[Content_Types].xml"
NIFTI = struct.pack("<i", 348) + b"\0" * 340 + b"n+1\0"

# What is sent -> what is said of it.
OTHERS: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "empty"),
    "blanks": (b"\xef\xbb\xbf \r\n\t\r\n", "empty"),
    "PDF": (b"%PDF-1.7 ...", "PDF document"),
    "Parquet": (b"PAR1\x15\x04", "Parquet table"),
    "gzip": (gzip.compress(b"Name,Size"), "Unpack"),
    "PNG": (b"\x89PNG\r\n\x1a\n", "PNG image"),
    "JPEG": (b"\xff\xd8\xff\xe0", "JPEG image"),
    "DICOM": (b"\0" * 128 + b"DICM", "DICOM file"),
    "NIfTI": (NIFTI, "NIfTI image"),
    "HDF5": (b"\x89HDF\r\n\x1a\n", "HDF5"),
    "SQLite": (b"SQLite format 3\0", "SQLite"),
    "old Excel": (ole("Workbook"), "Excel before 2007"),
    "password": (ole("EncryptedPackage"), "password"),
    "old Word": (ole("WordDocument"), "Office before 2007"),
    "ODS": (ODS, "OpenDocument spreadsheet"),
    "Word": (archive({TYPES: b"", "word/document.xml": b""}), "Word document"),
    "XLSB": (archive({TYPES: b"", "xl/workbook.bin": b""}), "binary workbook"),
    "Numbers": (archive({"Index/Document.iwa": b""}), "Numbers"),
    "ZIP": (archive({"list.csv": b"Name,Size"}), "ZIP archive (list.csv"),
    "broken ZIP": (archive({TYPES: b"", "xl/workbook.xml": b"x" * 99})[:-30], "damaged"),
    "zeros in text": (b"Name,Size\nA,\0\0\n", "no text"),
    "Git LFS": (b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n", "Git LFS pointer"),
    "git-annex": (b"../.git/annex/objects/Zz/9q/SHA256E-s9--00.csv/SHA256E-s9--00.csv\n", "git-annex pointer"),
    "not found": (b"<!DOCTYPE html><html><head><title>404 Not Found</title></head></html>", "nothing was found"),
    "sign in": (b"<html><head><title>Sign in</title></head></html>", "sign in"),
    "web page": (b"<!doctype html><html><body><p>Our data</p></body></html>", "web page without data"),
    "web table": (b"<html><body><table><tr><td>A</td></tr></table></body></html>", "web page with a table"),
    "XML": (b'<?xml version="1.0"?><records><record/></records>', "XML"),
    "Excel 2003": (
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "Excel 2003",
    ),
    "SVG": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "SVG picture"),
    "RTF": (b"{\\rtf1 Name}", "Rich Text"),
    "LaTeX": (b"\\begin{tabular}{ll} a & b \\end{tabular}", "LaTeX"),
    "prose": (b"We have collected CT of the liver.\nIt took us years, and was worth it, we think.\n", "running text"),
    "a list": (b"LIDC-IDRI\nCheXpert\nBraTS\n", "plain list"),
    "an address": (b"https://example.org/data.csv", "an address and nothing else"),
    "other JSON": (b'{"a": 1}', "JSON of a kind"),
    "broken JSON": (b'{"name": "A",', "JSON that is broken"),
    "badge": (b"[![Awesome](https://example.org/a.svg)](https://example.org)\n\nAll that we know of livers.\n", "text"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "message"), OTHERS.values(), ids=OTHERS)
def test_what_is_not_read_is_told_for_what_it_seems(content: bytes, message: str) -> None:
    with pytest.raises(NotReadableError) as told:
        readers.reader_of(opening.opened(content, "list.csv"))
    assert message in str(told.value)
    assert str(told.value).count(". ") + str(told.value).count("? ") >= 1, "says no fix"


class TestLimits:
    """What is too much is told before it is read."""

    def test_too_many_bytes(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(opening, "MOST_BYTES", 10)
        with pytest.raises(NotReadableError, match="10 are the most"):
            opening.opened(b"Name,Size\nA,5\n", "")

    def test_an_archive_that_unpacks_to_too_much(self) -> None:
        # Twenty kilobytes of 20 MB of nothing, and a header that promises a gigabyte.
        member = zlib.compress(b"\0" * 1_000)
        content = bytearray(archive({TYPES: b"", "xl/workbook.xml": member}))
        place = content.rfind(b"PK\x01\x02")
        content[place + 24 : place + 28] = struct.pack("<I", 1_000_000_000)
        with pytest.raises(NotReadableError, match="unpacks to more than"):
            opening.opened(bytes(content), "bomb.xlsx")

    def test_an_archive_of_too_many_members(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(opening, "MOST_MEMBERS", 3)
        members = {TYPES: b"", "xl/workbook.xml": b"", "xl/a.xml": b"", "xl/b.xml": b""}
        with pytest.raises(NotReadableError, match="3 parts"):
            opening.opened(archive(members), "many.xlsx")


@pytest.mark.parametrize(
    ("name", "suffix"),
    [("a.CSV", ".csv"), ("a.tar.gz", ".gz"), ("", ""), ("noname", ""), ("a.b c", ""), ("a.", "")],
)
def test_the_suffix_of_a_name(name: str, suffix: str) -> None:
    assert opening.opened(b"Name\nA\n", name).suffix == suffix


@pytest.mark.parametrize("name", ["a.md", "a.csv", ""])
def test_the_content_goes_before_the_suffix(name: str) -> None:
    content = b"| Name | Size |\n|---|---|\n| A | 5 GB |\n"
    assert readers.reader_of(opening.opened(content, name)).CODE == "markdown"


def test_readers_are_known_by_their_codes() -> None:
    codes = [reader.CODE for reader in readers.READERS]
    assert len(codes) == len(set(codes))
    assert all(len(code) <= 30 and code == readers.reader_by(code).CODE for code in codes)
