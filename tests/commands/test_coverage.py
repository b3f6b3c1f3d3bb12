"""manage.py coverage: a table for people, the same numbers for programs."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from datasets.index import snapshot
from datasets.search.coverage import FACTS, coverage

pytestmark = pytest.mark.django_db


def printed(*options: str) -> str:
    out = StringIO()
    call_command("coverage", *options, stdout=out)
    return out.getvalue()


def test_it_prints_a_row_for_each_fact() -> None:
    # The table of facts ends with the first empty line.
    table = printed().split("\n\n")[0]
    rows = {line.split()[0]: line for line in table.splitlines()}
    found = coverage(snapshot.current())
    for fact in FACTS:
        share = found.facts["documented"][fact.key]
        assert f"{share.number}/{share.of}" in rows[fact.key]


def test_programs_get_the_same_numbers() -> None:
    assert json.loads(printed("--json")) == coverage(snapshot.current()).plain()
