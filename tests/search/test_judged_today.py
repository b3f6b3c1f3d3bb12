"""Search holds on today's catalogue: the queries of judged.jsonl, with what judged_today.jsonl judges otherwise."""

from pathlib import Path
from statistics import fmean

import pytest

from datasets.index import snapshot
from datasets.models import Dataset
from datasets.search import judging
from datasets.search.judging import Judged

pytestmark = [pytest.mark.django_db, pytest.mark.todays_alone]

FOLDER = Path(__file__).parent
OLD = judging.read(FOLDER / "judged.jsonl")
TODAYS = judging.read(FOLDER / "judged_today.jsonl")
LANGUAGES = ("en", "fr", "pt-br", "zh-hans", "ru")


def judged() -> list[Judged]:
    """Return every query as it is judged today."""
    return list({(one.query, one.language): one for one in [*OLD, *TODAYS]}.values())


def test_there_are_a_hundred_new_ones_in_five_languages() -> None:
    known = {(one.query, one.language) for one in OLD}
    new = [one for one in TODAYS if (one.query, one.language) not in known]
    assert len(new) >= 100
    for language in LANGUAGES:
        assert sum(one.language == language for one in new) >= 15, language


def test_every_judged_entry_is_published() -> None:
    slugs = set(Dataset.objects.filter(status=Dataset.Status.PUBLISHED).values_list("slug", flat=True))
    assert {slug for one in TODAYS for slug in one.relevant} - slugs == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_wanted_is_found(language: str) -> None:
    found = judging.judge(snapshot.current(), [one for one in judged() if one.language == language])
    missed = sorted(found, key=lambda one: (one.recall, one.gain))[:12]
    told = "; ".join(f"“{one.judged.query}” found {', '.join(one.found[:5])}" for one in missed)
    assert fmean(one.recall for one in found) >= 0.95, told
    assert fmean(one.gain for one in found) >= 0.92, told
