"""The picture of what connects training and test data: every line runs between its boxes, and none over another."""

import re
from itertools import combinations, pairwise

import pytest

from datasets.compare import leakage
from datasets.models import Dataset
from datasets.models.public import Named
from datasets.views.connections import BOX, MOST_BOXES, WIDTH, Connections, connections

pytestmark = pytest.mark.django_db


def picture(train: list[str], test: list[str]) -> Connections | None:
    names = dict(Dataset.objects.values_list("slug", "name"))
    return connections(leakage.check(*([Named(slug, names[slug]) for slug in side] for side in (train, test))))


def everything() -> Connections:
    slugs = list(Dataset.objects.filter(kind__code__in=["dataset", "challenge"]).values_list("slug", flat=True))
    found = picture(slugs[:50], slugs[50:100])
    assert found is not None
    return found


def test_nothing_known_has_no_picture() -> None:
    assert picture(["mura"], ["drive"]) is None
    assert picture(["mura"], ["mura"]) is None


def test_the_sides_stand_below_each_other_with_what_connects_them_between() -> None:
    found = picture(["brats", "covidx"], ["brain-mri-segmentation", "lidc-idri"])
    assert found is not None
    assert [box.side for box in found.boxes] == ["train", "train", "between", "test", "test"]
    assert [box.slug for box in found.boxes if box.side == "between"] == ["tcga-lgg"]
    assert [line.number for line in sorted(found.lines, key=lambda line: line.number)] == [1, 2, 3]


def test_boxes_do_not_touch_and_everything_is_within_the_drawing() -> None:
    found = everything()
    assert len(found.boxes) <= MOST_BOXES
    for above, below in pairwise(found.boxes):
        assert above.y + BOX < below.y
    numbers = [int(text) for line in found.lines for text in re.findall(r"\d+", line.path)]
    assert max(numbers) <= max(found.height, WIDTH)
    assert all(0 < line.x + 9 <= WIDTH and 0 < line.y < found.height for line in found.lines)


def test_no_two_lines_meet_a_box_at_one_place_or_share_a_stretch() -> None:
    found = everything()
    ends, lanes = [], []
    for line in found.lines:
        start, x, stop = re.match(r"M\d+ (\d+)H\d+Q(\d+) .*? (\d+)H\d+\Z", line.path).groups()  # type: ignore[union-attr]
        ends += [start, stop]
        lanes.append((x, *sorted((int(start), int(stop)))))
    assert len(ends) == len(set(ends))
    for (one, low, high), (other, below, above) in combinations(lanes, 2):
        assert one != other or high < below or above < low
    circles = [(line.x, line.y) for line in found.lines]
    assert all(abs(a - c) >= 18 or abs(b - d) >= 18 for (a, b), (c, d) in combinations(circles, 2))


def test_what_is_not_drawn_is_counted() -> None:
    slugs = list(Dataset.objects.values_list("slug", flat=True))
    found = picture(slugs[:50], slugs[50:100])
    assert found is not None
    names = dict(Dataset.objects.values_list("slug", "name"))
    done = leakage.check(*([Named(slug, names[slug]) for slug in side] for side in (slugs[:50], slugs[50:100])))
    assert len(found.lines) + found.more == len(done.steps)
