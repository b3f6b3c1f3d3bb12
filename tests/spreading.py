"""How the tests are spread over processes: file by file, what shares costly things together, and the longest first."""

from collections.abc import Iterable

import pytest
from xdist.scheduler import LoadFileScheduling

# What shares a thing that takes half a minute of a processor to make: every page of the site, or a seeded site.
TOGETHER = {
    "every page": tuple(
        f"tests/views/test_{name}.py"
        for name in ("browse", "dataset", "every_language", "every_page", "guides", "related")
    ),
    "a seeded site": ("tests/browser/", "tests/serving/"),
}
# What takes longest, longest first. Begun late, it would keep one process busy while the others have nothing left.
LONGEST = (
    *TOGETHER["a seeded site"],
    *TOGETHER["every page"],
    "tests/views/test_hidden.py",
    "tests/admin/test_matrix.py",
    "tests/admin/test_pages.py",
    "tests/views/test_junk.py",
    "tests/commands/test_texts.py",
    "tests/records/test_histories.py",
    "tests/views/test_pseudo_language.py",
    "tests/search/test_judged.py",
    "tests/records/test_joining.py",
    "tests/records/test_changes.py",
    "tests/admin/test_dataset.py",
)


def longest_first(items: Iterable[pytest.Item]) -> list[pytest.Item]:
    """Return the tests in the order in which they are begun."""

    def place(item: pytest.Item) -> int:
        found = (number for number, start in enumerate(LONGEST) if item.nodeid.startswith(start))
        return next(found, len(LONGEST))

    return sorted(items, key=place)


class Spreading(LoadFileScheduling):
    """Gives each process file after file, and what belongs together to one of them."""

    def _split_scope(self, nodeid: str) -> str:
        return next((name for name, starts in TOGETHER.items() if nodeid.startswith(starts)), nodeid.split("::")[0])
