"""manage.py import_file: what cannot be read is said in a sentence."""

import io
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from .conftest import run

pytestmark = pytest.mark.django_db

UNREADABLE = {
    "no column is the name": ("Domain,Metrics\nSegmentation,Dice\n", "exactly one"),
    "two columns may be the name": ("name,name,modality\nAlpha,Alfa,CT\n", "exactly one"),
    "too many columns": (f"name{',x' * 299}\nAlpha{',y' * 299}\n", "300 columns"),
}


@pytest.mark.parametrize(("content", "message"), UNREADABLE.values(), ids=UNREADABLE)
def test_a_sheet_that_cannot_be_read_is_refused_with_what_mends_it(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "list.csv"
    path.write_text(content)
    found = run("import_file", path, reference="https://example.org/list", title="A list", authority="index")
    assert found.error is not None
    assert path.name in found.error
    assert message in found.error


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
