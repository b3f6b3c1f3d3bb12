"""The paper kit's table for spreadsheets, as CSV and XLSX: its cells, then what they mean and where they come from."""

from django.utils.translation import gettext as _

from datasets.compare.dataset_table import DIFFERS, NOT_STATED, Cell

from .kit import Kit
from .methods import caption
from .spreadsheet import as_csv
from .workbook import as_workbook


def rows(kit: Kit) -> list[list[str]]:
    """Return the table as rows of texts, all of one length; the second column has the keys of what is cited."""
    head = [_("Dataset"), _("Citation keys"), *(column.label for column in kit.table.columns)]
    body = [[row.name, _keys(kit, row.slug), *map(marked, row.cells)] for row in kit.table.rows]
    signs = [[one.sign, one.meaning] for one in kit.table.legend]
    about = [[caption(kit, str, kit.catalogue.key)], [kit.edition.address]]
    return [row + [""] * (len(head) - len(row)) for row in [head, *body, [], *signs, [], *about]]


def _keys(kit: Kit, slug: str) -> str:
    return ", ".join(reference.key for reference in kit.cited[slug])


def marked(cell: Cell) -> str:
    """Return a cell as text, with the mark of what is disputed."""
    return (cell.text or NOT_STATED) + (DIFFERS if cell.differs else "")


def write_csv(kit: Kit) -> str:
    """Return the table as CSV."""
    return as_csv(rows(kit))


def write_workbook(kit: Kit) -> bytes:
    """Return the table as a workbook."""
    return as_workbook(rows(kit), kit.edition.day, still=1)
