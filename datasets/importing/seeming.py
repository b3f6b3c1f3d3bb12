"""What a file that nobody reads seems to be, and what to do: by its first bytes, its parts, or its text.

Signatures: each format's own specification, as collected in the PRONOM registry of The National Archives and in the
magic files of file(1).
"""

import re
from collections.abc import Callable, Collection, Mapping

from .json_text import parsed

SHEET_FIX = "Open it where it was made and save the table as XLSX or as CSV in UTF-8."
FACTS_FIX = "Bring a list of data sets (CSV, XLSX, JSON) or the metadata of one, not the data themselves."
UNPACK_FIX = "Unpack it and send the file in it."


class NotReadableError(ValueError):
    """What was sent cannot be read; the message says what it seems to be and what to do."""


def _begins(*starts: bytes, at: int = 0) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(starts, at)


def _nifti(content: bytes) -> bool:
    """Tell a NIfTI header, of either byte order (https://nifti.nimh.nih.gov/nifti-1, -2)."""
    first = content[:4]
    if first in (b"\x5c\x01\0\0", b"\0\0\x01\x5c"):
        return content[344:347] in (b"n+1", b"ni1")
    return first in (b"\x1c\x02\0\0", b"\0\0\x02\x1c") and content[4:7] in (b"n+2", b"ni2")


# How a file begins -> what it is, and what to do.
SIGNATURES: tuple[tuple[Callable[[bytes], bool], str, str], ...] = (
    (_begins(b"%PDF"), "a PDF document", "Copy its table into a sheet, or bring the paper's BibTeX or RIS."),
    (_begins(b"PAR1"), "a Parquet table", "Write it as CSV in UTF-8; the index of IDC is harvested by a command."),
    (_begins(b"\x1f\x8b"), "a gzip archive", UNPACK_FIX),
    (_begins(b"BZh"), "a bzip2 archive", UNPACK_FIX),
    (_begins(b"\xfd7zXZ\0"), "an xz archive", UNPACK_FIX),
    (_begins(b"\x28\xb5\x2f\xfd"), "a Zstandard archive", UNPACK_FIX),
    (_begins(b"7z\xbc\xaf\x27\x1c"), "a 7-Zip archive", UNPACK_FIX),
    (_begins(b"Rar!"), "a RAR archive", UNPACK_FIX),
    (_begins(b"ustar", at=257), "a tar archive", UNPACK_FIX),
    (_begins(b"\x89PNG"), "a PNG image", FACTS_FIX),
    (_begins(b"\xff\xd8\xff"), "a JPEG image", FACTS_FIX),
    (_begins(b"GIF8"), "a GIF image", FACTS_FIX),
    (_begins(b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"), "a TIFF image", FACTS_FIX),
    (_begins(b"RIFF"), "an image, a sound or a film", FACTS_FIX),
    (_begins(b"DICM", at=128), "a DICOM file", FACTS_FIX),
    (_nifti, "a NIfTI image", FACTS_FIX),
    (_begins(b"NRRD000"), "an NRRD image", FACTS_FIX),
    (_begins(b"\x89HDF\r\n"), "an HDF5 file", FACTS_FIX),
    (_begins(b"\x93NUMPY"), "a NumPy array", FACTS_FIX),
    (_begins(b"MATLAB 5.0 MAT-file"), "a MATLAB file", FACTS_FIX),
    (_begins(b"SQLite format 3\0"), "an SQLite database", "Write its table as CSV in UTF-8."),
    (_begins(b"ARROW1", b"FEA1"), "an Arrow or Feather table", "Write it as CSV in UTF-8."),
    (_begins(b"\x80\x02", b"\x80\x03", b"\x80\x04\x95", b"\x80\x05\x95"), "a Python pickle", "Write it as CSV."),
    (_begins(b"\xff\xfeV\0e\0r\0s\0"), "a sheet of an old spreadsheet program", SHEET_FIX),
    (_begins(b"{\\rtf"), "a Rich Text document", SHEET_FIX),
    (_begins(b"\x7fELF", b"MZ\x90"), "a program", FACTS_FIX),
)  # fmt: skip
# Compound files, of Office before 2007 (MS-CFB 2.2), hold these too where a workbook has a password (MS-OFFCRYPTO 1.3).
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
OLD_WORKBOOK = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))

# A member of a ZIP archive, or how one begins -> what the archive is, and what to do.
PACKED: tuple[tuple[str, str, str], ...] = (
    ("xl/workbook.bin", "a binary workbook (.xlsb)", "Save it as XLSX, or as CSV in UTF-8."),
    ("word/", "a Word document", "Copy its table into a sheet."),
    ("ppt/", "a presentation", "Copy its table into a sheet."),
    ("Index/Document.iwa", "a Numbers, Pages or Keynote document", "Export it as Excel or CSV."),
    ("Index.zip", "a Numbers, Pages or Keynote document", "Export it as Excel or CSV."),
    ("META-INF/container.xml", "an e-book", FACTS_FIX),
    ("META-INF/MANIFEST.MF", "a Java program", FACTS_FIX),
)
OPEN_DOCUMENT = "META-INF/manifest.xml"


def archive(content: bytes) -> bool:
    """Tell whether it is a ZIP archive, as workbooks are (APPNOTE.TXT 4.3.7, 4.3.16)."""
    return content.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def archived(content: bytes, members: Collection[str]) -> str:
    """Return what a ZIP archive that is no workbook seems to be, by the names of its members, and what to do."""
    if OPEN_DOCUMENT in members or "content.xml" in members:
        if b"opendocument.spreadsheet" in content[:200]:
            return _said("an OpenDocument spreadsheet (.ods)", "Save it as XLSX, or as CSV in UTF-8.")
        return _said("an OpenDocument text", SHEET_FIX)
    for start, what, fix in PACKED:
        if any(name.startswith(start) for name in members):
            return _said(what, fix)
    inside = ", ".join(sorted(name for name in members if not name.endswith("/"))[:3])
    return _said(f"a ZIP archive ({inside[:100]} …)" if inside else "an empty ZIP archive", UNPACK_FIX)


def binary(content: bytes, name: str) -> str:
    """Return what a file seems to be that begins as no text does, and what to do; "" for what may be a text."""
    if content.startswith(COMPOUND):
        if ENCRYPTED in content:
            return _said("a workbook with a password", "Save it without the password, or the sheet as CSV in UTF-8.")
        if any(part in content for part in OLD_WORKBOOK):
            return _said("a workbook of Excel before 2007 (.xls)", "Save it as XLSX, or as CSV in UTF-8.")
        return _said("a document of Office before 2007", SHEET_FIX)
    if content.startswith(b"\x09\x08") and content[4:6] in (b"\0\x05", b"\0\x06", b"\x10\0"):
        return _said("a workbook of Excel before 2007 (.xls)", "Save it as XLSX, or as CSV in UTF-8.")
    return next((_said(what, fix) for matches, what, fix in SIGNATURES if matches(content)), "")


# How much of a text is looked at: what a text is shows at its beginning.
LOOKED_AT = 20_000
HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|table|div)\b", re.I | re.S
)
NOT_FOUND = re.compile(r"<(?:title|h1)[^>]*>[^<]*(?:\b404\b|not found|access denied|forbidden|sign in|log ?in)", re.I)
ADDRESS_ALONE = re.compile(r"\s*(?:https?|ftp)://\S+\s*\Z")
TEXTS: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (
        re.compile(r"version https://git-lfs\.github\.com/spec/"),
        "a Git LFS pointer, which stands for a file and is not the file",
        "Download the file itself (git lfs pull).",
    ),
    (
        re.compile(r"(?:\.\./)*(?:\.git/annex|/?annex)/objects/\S+\s*\Z"),
        "a git-annex pointer, which stands for a file and is not the file",
        "Download the file itself (git annex get).",
    ),
    (re.compile(r"MIME-Version:", re.I), "a web page saved as one file (MHTML)", "Save it as HTML."),
    (
        re.compile(r".*urn:schemas-microsoft-com:office:spreadsheet", re.S),
        "a workbook in the XML of Excel 2003",
        "Save it as XLSX, or as CSV in UTF-8.",
    ),
    (re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!DOCTYPE svg[^>]*>\s*)?<svg\b", re.I), "an SVG picture", FACTS_FIX),
    (re.compile(r"\s*<\?xml|\s*<[A-Za-z][\w:.-]*[\s>]"), "XML of a kind that is not read here", SHEET_FIX),
    (re.compile(r"ObjectType\s*=\s*Image|NDims\s*="), "a MetaImage header", FACTS_FIX),
    (re.compile(r"\s*\\(?:documentclass|begin|usepackage)\b"), "LaTeX", "Copy its table into a sheet."),
    (re.compile(r"#!|(?:import|from) \w+.*\n|#include"), "a program", FACTS_FIX),
    (re.compile(r"\{\\rtf"), "a Rich Text document", SHEET_FIX),
)
WHOLE_JSON = re.compile(r"\s*(?:\{\s*[\"'}]|\[\s*[\[{\"'\]\d-])")
YAML = re.compile(r"(?:---\s*\n|[A-Za-z_][\w -]*:(?: .*)?\n(?:[\w\s#-]))")
WAYS: Mapping[str, str] = {
    "list": "Write the names below a heading such as “Name”, and each fact in a column of its own.",
    "prose": "Bring the facts as a table with one data set a row, or copy them at the desk with the text beside it.",
}


def text(text: str, name: str) -> str:
    """Return what a text that no reader recognises seems to be, and what to do; `name` is the file's."""
    start = text[:LOOKED_AT]
    if ADDRESS_ALONE.match(start):
        return _said("an address and nothing else", "Open it and bring what is found there.")
    if HTML.match(start):
        return _page(start, name)
    for pattern, what, fix in TEXTS:
        if pattern.match(start):
            return _said(what, fix)
    if WHOLE_JSON.match(start):
        return _json(text)
    if YAML.match(start):
        return _said("YAML of a kind that is not read here", "Bring an entry of the open data registry, or a table.")
    return _plain(start)


def _page(start: str, name: str) -> str:
    if NOT_FOUND.search(start):
        meant = f" instead of “{name[:100]}”" if name else ""
        return _said(f"a web page that says that nothing was found or that one has to sign in{meant}",
                     "Download the file again.")  # fmt: skip
    if "<table" in start.lower():
        return _said("a web page with a table", "Open it in a spreadsheet program and save it as XLSX.")
    return _said("a web page without data in it that are marked as such", "Copy its facts into a sheet.")


def _json(text: str) -> str:
    _, problem = parsed(text)
    # Of lines the first is whole by itself.
    first_line, _, _ = text.strip().partition("\n")
    if problem is not None and parsed(first_line)[1] is not None:
        what = f"{problem.field}: {problem.message}" if problem.field else problem.message
        return f"This seems to be JSON that is broken: it {what[:300]}. Mend it, or save it again."
    return _said(
        "JSON of a kind that is not read here",
        "Bring records of this catalogue, rows of plain objects with a “name”, Croissant, schema.org or DataCite.",
    )


def _plain(start: str) -> str:
    lines = [line for line in start.split("\n") if line.strip()]
    words = [len(line.split()) for line in lines]
    if len(lines) > 2 and max(words) <= 6:
        return _said("a plain list", WAYS["list"])
    return _said("running text, and no table", WAYS["prose"])


def _said(what: str, fix: str) -> str:
    return f"This seems to be {what}. {fix}"
