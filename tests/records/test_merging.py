"""Where two histories of a record meet: fingerprints that bear deletions and new slugs of others, and orders."""

from typing import Any

import pytest

from datasets.facts.kinds import Record
from datasets.records.merging import Entries, fingerprint, fitted, merged_order, since
from datasets.records.records import digest

# "one" and "three" are there, "two" was deleted, and "old" is "three" today.
ENTRIES = Entries({"one", "three"}, {"old": "three"})


def related(*targets: str, slug: str = "here", **more: Any) -> Record:
    relations = [{"kind": "includes", "target": target} for target in targets]
    return {"slug": slug, "name": "Here", "relation": relations, **more}


def guide(*slugs: str, title: str = "First") -> Record:
    return {
        "slug": "here",
        "kind": "level",
        "titles": {"en": title},
        "body": {"introduction": {"en": "Start."}},
        "entries": [{"dataset": slug, "rank": rank} for rank, slug in enumerate(slugs)],
    }


def mark(record: Record, kind: str) -> str:
    """Return the mark of the record as it is compared with what is here today."""
    return since(fingerprint(record, kind), "here", kind, ENTRIES)


class TestFingerprint:
    """Equal for records that say the same, datasets that are gone aside."""

    def test_of_a_source_is_its_digest(self) -> None:
        record = {"code": "host", "name": "Host", "kind": "host", "descriptions": []}
        assert fingerprint(record, "source") == since(digest(record, "source"), "host", "source", ENTRIES)

    def test_names_of_deleted_datasets_do_not_count(self) -> None:
        assert mark(related("one", "two", "three"), "dataset") == fingerprint(related("one", "three"), "dataset")

    def test_datasets_that_are_there_count(self) -> None:
        assert mark(related("one", "three"), "dataset") != fingerprint(related("one"), "dataset")
        assert mark(related("one"), "dataset") != fingerprint(related("one", "three"), "dataset")

    def test_order_and_kind_of_relations_count(self) -> None:
        assert mark(related("one", "three"), "dataset") != fingerprint(related("three", "one"), "dataset")
        other = related("one", relation=[{"kind": "mirror-of", "target": "one"}])
        assert mark(related("one"), "dataset") != fingerprint(other, "dataset")

    def test_dataset_counts_under_its_slug_of_today(self) -> None:
        assert mark(related("old", "one"), "dataset") == fingerprint(related("three", "one"), "dataset")

    def test_everything_else_counts(self) -> None:
        assert mark(related("two"), "dataset") != fingerprint(related(name="There"), "dataset")

    def test_guide_is_compared_without_the_entries_that_are_gone(self) -> None:
        here = guide("one", "two", "three")
        del here["entries"][1]
        assert mark(guide("one", "two", "three"), "guide") == fingerprint(here, "guide")
        assert mark(guide("one", "two", "three"), "guide") != fingerprint({**here, "position": 3}, "guide")

    def test_what_a_guide_says_of_an_entry_counts(self) -> None:
        here = guide("one")
        here["entries"][0]["rank"] = 7
        assert mark(guide("one"), "guide") != fingerprint(here, "guide")


class TestFitted:
    """What a record says once it is loaded here."""

    def test_what_is_gone_is_left_out_and_what_moved_is_named_anew(self) -> None:
        found = fitted(related("one", "two", "old"), "dataset", ENTRIES)
        assert [item["target"] for item in found["relation"]] == ["one", "three"]

    def test_no_relation_leads_to_itself_or_twice_to_one(self) -> None:
        found = fitted(related("old", "three", slug="three"), "dataset", ENTRIES)
        assert found["relation"] == []
        found = fitted(related("old", "three"), "dataset", ENTRIES)
        assert [item["target"] for item in found["relation"]] == ["three"]

    def test_guide_may_name_a_dataset_twice(self) -> None:
        found = fitted(guide("one", "two", "one"), "guide", ENTRIES)
        assert [(item["dataset"], item["rank"]) for item in found["entries"]] == [("one", 0), ("one", 2)]

    def test_former_slug_of_another_is_left_out(self) -> None:
        assert fitted(related(former_slugs=["old", "older"]), "dataset", ENTRIES)["former_slugs"] == ["older"]
        own = fitted(related(slug="three", former_slugs=["old"]), "dataset", ENTRIES)
        assert own["former_slugs"] == ["old"]

    @pytest.mark.parametrize(("kind", "record"), [("dataset", related("one", "two")), ("guide", guide("two", "one"))])
    def test_mark_of_what_was_loaded_is_the_fingerprint_of_what_is_here(self, kind: str, record: Record) -> None:
        assert mark(record, kind) == fingerprint(fitted(record, kind, ENTRIES), kind)


@pytest.mark.parametrize(
    ("order", "others", "merged"),
    [
        ("abc", "abc", "abc"),
        ("cba", "abc", "cba"),
        ("abc", "", "abc"),
        ("", "abc", "abc"),
        ("abc", "axbc", "axbc"),
        ("cba", "axyb", "cbaxy"),
        ("ab", "xab", "xab"),
        ("ab", "abx", "abx"),
        ("ab", "x", "xab"),
    ],
)
def test_terms_of_the_one_order_stand_behind_what_they_stood_behind(order: str, others: str, merged: str) -> None:
    assert "".join(merged_order(order, others)) == merged
