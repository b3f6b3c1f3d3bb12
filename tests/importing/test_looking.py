"""A file that is looked at in steps: interrupted, looked at again, of every size, it gives the same."""

import io
import zipfile
from typing import Any

import pytest

from datasets.importing import looking
from datasets.importing.choosing import ChangedError, choose, take_chosen
from datasets.importing.looking import TooManyRowsError, look, receive, start_again
from datasets.importing.opening import NotReadableError
from datasets.importing.referring import document_of
from datasets.importing.storing import report_of
from datasets.models import ChangeSet, Dataset, Incoming, IncomingRow

pytestmark = pytest.mark.django_db

# Names that have nothing in common.
NAMES = [
    "Quimbrel", "Vostrane", "Halcyde", "Jorpendix", "Wexlum", "Tidrosk", "Fablunar", "Ogripol", "Zenthacy", "Bulvorek",
    "Krysmandu", "Pellivoth", "Nudgarel", "Ixofane", "Drumbasq", "Uvelisto", "Sarpythe", "Glowmirk", "Cozentra",
    "Yabruhod",
]  # fmt: skip


def sheet(*names: str) -> bytes:
    return "\n".join(["Name,Patients,Modality", *(f"{name},12,CT" for name in names)]).encode()


def received(content: bytes, name: str = "list.csv") -> Incoming:
    incoming = receive(content, name)
    incoming.reference = document_of("https://example.org/a-list", authority="index")
    incoming.save()
    return incoming


def shown(incoming: Incoming) -> list[Any]:
    columns = ("position", "place", "name", "outcome", "entry", "contradicts", "foreseen")
    return list(incoming.rows.order_by("position").values_list(*columns))


def whole(incoming: Incoming, most: int) -> list[Any]:
    while not incoming.whole:
        look(incoming, most)
    return shown(incoming)


@pytest.mark.parametrize("most", [5, 300])
def test_steps_of_any_size_show_the_same(most: int) -> None:
    incoming = received(sheet(*NAMES[:20], NAMES[3], "MURA"))
    at_once = whole(incoming, 1_000)
    assert [row[3] for row in at_once] == [*["new"] * 20, "adds", "adds"]
    assert at_once[20][4] == at_once[3][4]
    start_again(incoming)
    assert whole(incoming, most) == at_once


def test_a_step_that_is_broken_off_leaves_what_was_seen_before(monkeypatch: pytest.MonkeyPatch) -> None:
    incoming = received(sheet(*NAMES[:9]))
    look(incoming, 4)
    before = shown(incoming)
    with monkeypatch.context() as broken:
        broken.setattr(Incoming, "save", lambda *_args, **_more: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            look(incoming, 4)
    assert shown(incoming) == before
    assert Incoming.objects.get().read == 4
    again = Incoming.objects.get()
    assert [row[3] for row in whole(again, 4)] == ["new"] * 9


def test_what_was_left_out_stays_so_when_the_file_is_looked_at_again() -> None:
    incoming = received(sheet(*NAMES[:3]))
    whole(incoming, 300)
    choose(incoming, {0, 1, 2}, {1})
    start_again(incoming)
    whole(incoming, 300)
    assert list(incoming.rows.order_by("position").values_list("chosen", flat=True)) == [False, True, False]


def test_fewer_rows_than_before_leave_none_of_an_earlier_look(monkeypatch: pytest.MonkeyPatch) -> None:
    incoming = received(sheet(*NAMES[:6]))
    whole(incoming, 300)
    Incoming.objects.update(content=sheet(*NAMES[:2]))
    incoming = Incoming.objects.get()
    start_again(incoming)
    assert len(whole(incoming, 300)) == 2


def test_the_same_content_is_kept_once() -> None:
    first = receive(sheet("One"), "one.csv")
    assert receive(sheet("One"), "another.csv").pk == first.pk


def test_a_row_that_adds_to_one_that_is_not_taken_is_told() -> None:
    incoming = received(sheet(NAMES[0], NAMES[0], NAMES[1]))
    whole(incoming, 300)
    choose(incoming, {0, 1, 2}, {1, 2})
    kept = take_chosen(incoming, at_once=True)
    assert kept.left == ("row 3",)
    assert kept.taken.change_set is not None
    assert list(Dataset.objects.filter(name__in=NAMES).values_list("name", flat=True)) == [NAMES[1]]


def test_rows_that_would_do_something_else_are_not_written() -> None:
    incoming = received(sheet("MURA"))
    whole(incoming, 300)
    Dataset.objects.filter(slug="mura").delete()
    revision = ChangeSet.current()
    with pytest.raises(ChangedError):
        take_chosen(incoming, at_once=True)
    assert ChangeSet.current() == revision


def test_more_rows_than_are_looked_at_are_refused_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "MOST_ROWS", 5)
    with pytest.raises(TooManyRowsError, match="import_file"):
        receive(sheet(*NAMES[:6]), "long.csv")
    assert not Incoming.objects.exists()


def bomb() -> bytes:
    """Return a workbook that unpacks to far more than it has."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 250_000_000)
    return file.getvalue()


@pytest.mark.parametrize(
    "content",
    [bomb(), b"Name\n" + b"x" * 20_000_001, b"\x1f\x8b rest", b"Name,Year\n\0,2019\n"],
    ids=lambda one: len(one),
)
def test_hostile_files_are_refused_before_they_are_read(content: bytes) -> None:
    with pytest.raises(NotReadableError):
        receive(content, "it.xlsx")
    assert not Incoming.objects.exists()


def test_a_sheet_of_a_thousand_columns_is_told_or_read() -> None:
    content = b"\n".join([b"Name" + b",Year" * 1_000, b"One" + b",2019" * 1_000])
    with pytest.raises(NotReadableError, match="columns"):
        receive(content, "wide.csv")


def test_names_of_files_are_names_alone() -> None:
    assert receive(sheet("One"), "../../etc/\0pass\nwd.csv").name == "passwd.csv"


def test_texts_and_causes_are_counted_over_all_rows() -> None:
    content = b"Name,Modality\nOne Invention,gizmo\nTwo Invention,gizmo\nThree Invention,blimp\n,CT\n"
    incoming = received(content)
    whole(incoming, 300)
    found = report_of(incoming)
    assert [(one.field, one.printed, one.number) for one in found.waiting] == [
        ("modality", "gizmo", 2), ("modality", "blimp", 1),
    ]  # fmt: skip
    assert [(one.field, one.number) for one in found.wrong] == [("Name", 1)]
    assert incoming.rows.get(position=3).outcome == IncomingRow.Outcome.WRONG


def test_a_word_that_is_near_a_unit_is_offered_as_no_value() -> None:
    incoming = received(b"Name,Patients\nOne Invention,40 fundus pictures\nTwo Invention,12 patiens\n")
    whole(incoming, 300)
    (found,) = {one.candidates for one in report_of(incoming).waiting}
    assert found == ()


def test_a_cell_without_a_unit_leaves_its_column_what_it_is() -> None:
    incoming = received(b"Name,Modality,Size\nOne Invention,CT,3 GB\nTwo Invention,CT,12 XB\nThree Invention,CT,5 GB\n")
    whole(incoming, 300)
    assert [(one.field, one.printed) for one in report_of(incoming).waiting] == [("size", "12 XB")]
