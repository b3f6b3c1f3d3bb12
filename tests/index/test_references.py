"""What entries are known by elsewhere: keys of addresses, and that files and recent changes are looked up alike."""

import pytest

from datasets.index import snapshot
from datasets.index.references import key
from datasets.models import ChangeSet, Dataset, Link
from datasets.search import identified


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://www.example.org/a/?utm_source=x#b", "org.example/a"),
        ("physionet.org", "org.physionet"),
        ("https://doi.org/10.1148/RYAI.210315", "org.doi/10.1148/ryai.210315"),
        ("https://www.ncbi.nlm.nih.gov/pubmed/23774715", "gov.nih.nlm.ncbi.pubmed/23774715"),
        ("https://pubmed.ncbi.nlm.nih.gov/23774715/", "gov.nih.nlm.ncbi.pubmed/23774715"),
        ("http://www.ncbi.nlm.nih.gov/pmc/articles/PMC9530758/", "gov.nih.nlm.ncbi.pmc/articles/pmc9530758"),
        ("liver CT", ""),
        ("", ""),
    ],
)
def test_a_key_is_the_same_for_all_forms(text: str, expected: str) -> None:
    assert key(text) == expected


def changed() -> None:
    """Mark an entry as changed now."""
    Dataset.objects.filter(slug="kits19").update(revision=ChangeSet.advance())


@pytest.mark.django_db
def test_a_new_link_leads_to_its_entry_at_once_and_a_removed_one_no_more() -> None:
    wanted, _ = identified.identifier("https://new.example.org/data", 0) or (None, 0)
    assert wanted is not None
    assert not identified.entries(snapshot.current(), wanted).any()
    link = Link.objects.create(
        dataset=Dataset.objects.get(slug="kits19"), position=99, url="http://www.new.example.org/data/", kind="homepage"
    )
    changed()
    now = snapshot.current()
    (slot,) = identified.entries(now, wanted).nonzero()[0]
    assert now.card(int(slot))["slug"] == "kits19"
    link.delete()
    changed()
    assert not identified.entries(snapshot.current(), wanted).any()
