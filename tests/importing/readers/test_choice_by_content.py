"""Which reader of metadata reads a file: what it says it is decides, whatever it is called."""

import json
from types import ModuleType

import pytest

from datasets.importing.opening import opened
from datasets.importing.readers import bibtex, bids, croissant, datacite, open_data_registry, reader_of, ris, schema_org

from .test_bibliographies import BIBTEX_DATA, RIS_PAPER
from .test_bids import BRAINS
from .test_croissant import KNEES
from .test_datacite import LIVERS
from .test_open_data_registry import SLIDES
from .test_schema_org import LUNGS


@pytest.mark.parametrize("name", ["", "as-it-was-sent.txt", "a.json", "a.html"])
@pytest.mark.parametrize(
    ("reader", "text"),
    [
        (croissant, json.dumps(KNEES)),
        (croissant, json.dumps([KNEES, KNEES], indent=1)),
        (schema_org, json.dumps(LUNGS)),
        (schema_org, f'<html><script type="application/ld+json">{json.dumps(KNEES)}</script></html>'),
        (datacite, json.dumps({"data": [{"attributes": LIVERS}]})),
        (datacite, json.dumps([LIVERS])),
        (bids, json.dumps(BRAINS)),
        (open_data_registry, SLIDES),
        (bibtex, BIBTEX_DATA),
        (ris, RIS_PAPER),
    ],
)
def test_the_content_decides(reader: ModuleType, text: str, name: str) -> None:
    assert reader_of(opened(text.encode("utf-16"), name)) is reader
