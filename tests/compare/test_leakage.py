"""The verdict on each pair, what it rests on, the sentence for a paper, and what programs are told."""

from collections.abc import Iterable

import pytest
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from datasets.compare import leakage, relations
from datasets.compare.leakage import STATED, VERDICTS, Check, Verdict
from datasets.compare.overlap import CERTAIN
from datasets.models import LANGUAGES, ChangeSet, Dataset, DatasetRelation
from datasets.models.asking import Question
from datasets.models.public import Named

V = Verdict

pytestmark = pytest.mark.django_db


def named(slugs: Iterable[str]) -> list[Named]:
    names = dict(Dataset.objects.values_list("slug", "name"))
    return [Named(slug, names[slug]) for slug in slugs]


def check(train: str, test: str) -> Check:
    """Check slugs, parted by spaces."""
    return leakage.check(named(train.split()), named(test.split()))


def verdicts(done: Check) -> dict[str, str]:
    return {pair.key: pair.verdict.value for pair in done.pairs}


def relate(*lines: str) -> None:
    """Leave only the relations that lines such as "mura mirror-of drive" say."""
    DatasetRelation.objects.all().delete()
    ends = {entry.slug: entry for entry in Dataset.objects.all()}
    for line in lines:
        one, kind, other = line.split()
        DatasetRelation.objects.create(dataset=ends[one], kind=kind, target=ends[other])


def test_what_is_certain_is_stated_and_only_that() -> None:
    assert set(VERDICTS) == CERTAIN
    assert set(VERDICTS.values()) <= STATED
    assert [verdict for verdict in Verdict if verdict.stated or verdict.possible] == list(Verdict)[:-1]


# Relations between what is trained on (mura), what is tested on (drive) and others -> the verdict.
KINDS = {
    ("mura mirror-of drive",): V.IMAGES,
    ("drive mirror-of lits", "lits mirror-of mura"): V.IMAGES,
    ("mura subset-of drive",): V.SOME,
    ("mura includes drive",): V.SOME,
    ("mura includes lits", "drive includes lits"): V.SOME,
    ("mura shares-subjects-with drive",): V.SUBJECTS,
    ("mura derived-from drive",): V.SOURCE,
    ("drive derived-from mura",): V.SOURCE,
    ("mura derived-from lits", "lits subset-of drive"): V.SOURCE,
    ("mura derived-from lits", "drive derived-from lits"): V.COMMON,
    ("mura subset-of lits", "drive derived-from lits"): V.COMMON,
    ("mura subset-of lits", "drive subset-of lits"): V.COMMON,
    ("mura derived-from lits", "drive derived-from kits19", "kits19 mirror-of lits"): V.COMMON,
    ("mura derived-from lits", "lits derived-from drive"): V.POSSIBLE,
    ("mura subset-of lits", "lits shares-subjects-with drive"): V.POSSIBLE,
    ("mura successor-of drive",): V.POSSIBLE,
    ("mura edition-of drive",): V.POSSIBLE,
    ("mura edition-of lits", "drive edition-of lits"): V.POSSIBLE,
    ("mura part-of-series brats", "drive part-of-series brats"): V.POSSIBLE,
    ("lits derived-from mura", "lits derived-from drive"): V.UNKNOWN,
    ("mura shares-subjects-with lits", "lits shares-subjects-with drive"): V.UNKNOWN,
    ("tcia includes mura", "tcia includes drive"): V.UNKNOWN,
    (): V.UNKNOWN,
}


@pytest.mark.parametrize("lines", KINDS, ids=" and ".join)
def test_relations_give_a_verdict_whichever_side_they_are_on(lines: tuple[str, ...]) -> None:
    relate(*lines)
    for train, test in (("mura", "drive"), ("drive", "mura")):
        (pair,) = check(train, test).pairs
        assert pair.verdict is KINDS[lines]
        assert bool(pair.text) is bool(pair.steps) is (pair.verdict is not V.UNKNOWN)


def test_what_both_come_from_is_named() -> None:
    relate("mura derived-from lits", "drive derived-from kits19", "kits19 mirror-of lits")
    assert "both come from" in check("mura", "drive").pairs[0].text
    relate("mura derived-from lits", "drive derived-from lits")
    assert "MURA and DRIVE both come from LiTS" in check("mura", "drive").pairs[0].text


def test_one_entry_on_both_sides_is_the_strongest_verdict() -> None:
    relate("mura mirror-of drive")
    done = check("mura lits", "drive mura")
    assert verdicts(done) == {
        "mura.drive": "same-images",
        "mura.mura": "same-entry",
        "lits.drive": "nothing-known",
        "lits.mura": "nothing-known",
    }
    assert [pair.key for pair in done.found] == ["mura.mura", "mura.drive"]
    assert done.unknown == 2


def test_the_rows_are_those_of_the_training_data() -> None:
    done = check("mura lits drive", "kits19 brats")
    assert [(entry.slug, [pair.key for pair in pairs]) for entry, pairs in done.rows] == [
        (slug, [f"{slug}.kits19", f"{slug}.brats"]) for slug in ("mura", "lits", "drive")
    ]


def test_the_verdicts_on_real_entries() -> None:
    assert verdicts(check("covidx brats tcia", "lidc-idri chestx-ray14 brain-mri-segmentation")) == {
        "covidx.lidc-idri": "same-source",
        "covidx.chestx-ray14": "same-source",
        "covidx.brain-mri-segmentation": "nothing-known",
        "brats.lidc-idri": "nothing-known",
        "brats.chestx-ray14": "nothing-known",
        "brats.brain-mri-segmentation": "common-source",
        "tcia.lidc-idri": "some-of-the-same-images",
        "tcia.chestx-ray14": "nothing-known",
        "tcia.brain-mri-segmentation": "same-source",
    }
    assert verdicts(check("nih-chest-xrays-kaggle", "chestx-ray14")) == {
        "nih-chest-xrays-kaggle.chestx-ray14": "same-images"
    }


def test_every_step_of_the_catalogue_has_a_document() -> None:
    slugs = " ".join(Dataset.objects.filter(kind__code="dataset").values_list("slug", flat=True)[:40])
    for step in check(slugs, slugs).steps:
        assert step.sources, step.sentence
        assert all(source.title and source.printed and source.language for source in step.sources)


def test_what_overlaps_within_the_training_data_is_told_where_it_is_certain() -> None:
    relate("mura mirror-of drive", "mura successor-of lits", "kits19 mirror-of brats")
    done = check("mura drive lits", "kits19 brats")
    assert [(item.first, item.second) for item in done.within] == [("mura", "drive")]


def test_relations_that_were_not_read_are_said_to_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert check("covidx", "kits19").graph.whole
    monkeypatch.setattr(relations, "MOST_RELATIONS", 3)
    monkeypatch.setattr(relations, "_AROUND", Question(relations._around))
    done = check("covidx", "kits19")
    assert not done.graph.whole
    assert str(leakage.NOT_WHOLE) in leakage.sentence(done, "/")
    assert leakage.data(done, "/", str, [], [])["overlap"] is not False


def test_a_check_costs_four_queries_whatever_is_checked(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    slugs = list(Dataset.objects.values_list("slug", flat=True)[:100])
    train, test = named(slugs[:50]), named(slugs[50:])
    with django_assert_max_num_queries(4):
        assert leakage.check(train, test).found


# The sentence.

ADDRESS = "https://lightbox.example/en/overlap/?train=a&test=b"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sentence_names_what_was_checked_what_was_found_and_when(language: str) -> None:
    relate("mura mirror-of drive", "mura successor-of lits")
    with translation.override(language):
        done = check("mura", "drive lits kits19")
        text = leakage.sentence(done, ADDRESS)
        assert text.endswith(ADDRESS)
        for part in ("MURA", "DRIVE", "LiTS", "KiTS19", V.IMAGES.words, str(ChangeSet.current()[0]), done.date):
            assert part in text
        assert V.POSSIBLE.words not in text
        assert ("nothing is known" in text) is (language == "en")
        assert ("%" in text, "  " in text) == (False, False)


def test_the_sentence_on_nothing_known_says_that_it_shows_nothing() -> None:
    relate()
    text = leakage.sentence(check("mura", "drive"), ADDRESS)
    assert "does not show" in text
    assert "stated" not in text
    assert leakage.sentence(leakage.check([], []), ADDRESS) == ""


def test_a_name_is_no_format(monkeypatch: pytest.MonkeyPatch) -> None:
    Dataset.objects.filter(slug="mura").update(name="100% %(verdict)s {x}")
    relate("mura mirror-of drive")
    assert "100% %(verdict)s {x} and DRIVE (same images)" in leakage.sentence(check("mura", "drive"), ADDRESS)


# For programs.


@pytest.mark.parametrize(
    ("lines", "unread", "overlap", "possible"),
    [
        (["mura mirror-of drive"], False, True, False),
        (["mura mirror-of drive"], True, True, None),
        (["mura successor-of drive"], False, False, True),
        (["mura successor-of drive"], True, None, True),
        ([], False, False, False),
        ([], True, None, None),
    ],
)
def test_a_program_is_told_false_only_where_all_was_read(
    lines: list[str], unread: bool, overlap: bool | None, possible: bool | None
) -> None:
    relate(*lines)
    found = leakage.data(check("mura", "drive"), ADDRESS, "/d/{}/".format, [{"typed": "?"}] * unread, [])
    assert (found["overlap"], found["possible"]) == (overlap, possible)
    assert found["train"] == [{"slug": "mura", "name": "MURA", "url": "/d/mura/"}]
    assert found["url"] == ADDRESS
