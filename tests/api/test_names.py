"""Every name that a document uses for an entry finds it: the entry is among the first three results."""

from urllib.parse import urlencode

from datasets.records.files import Tree

from .conftest import Get


def test_every_name_finds_its_entry_among_the_first_three(tree: Tree, get: Get) -> None:
    missed = []
    for _, record in tree.dataset:
        stated = (item["value"] for item in record["statements"] if item["field"] == "name" and item["value"])
        for name in dict.fromkeys((record["name"], *record["aliases"], *stated)):
            results = get(f"datasets/?{urlencode({'q': name, 'page_size': 3})}")["results"]
            found = [result["slug"] for result in results]
            if record["slug"] not in found:
                missed.append(f"{name!r} finds {found}, not {record['slug']}")
    assert not missed, "\n" + "\n".join(missed)
