"""manage.py import_file: what cannot be read says so in one line."""

import io
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.django_db


def workbook(sheet: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("[Content_Types].xml", sheet)
        archive.writestr("xl/workbook.xml", sheet)
    return held.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7", "PDF"),
        (workbook("<!DOCTYPE x [<!ENTITY a 'b'>]><x/>"), "entities"),
        (workbook("<x/>"), "damaged"),
        ("Name,Year\nÉtude inventée,2019\n".encode("windows-1252"), "--encoding: windows-1252"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(content: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=words):
        call_command("import_file", path, "--reference", "https://example.org/x", "--authority", "index")
