"""Sets of entries as bits: every answer is compared with the same question to Python's own sets."""

# ruff: noqa: S311 - chance here is for coverage, not for secrecy

import random

import numpy as np
import pytest

from datasets.index.bitsets import STRIDE, Range, Rows, from_mask, from_positions, positions, to_mask

SIZES = (0, 1, 7, 8, 9, STRIDE - 1, STRIDE, STRIDE + 1, 2 * STRIDE - 1, 2 * STRIDE, 2 * STRIDE + 1, 3 * STRIDE)


def random_set(generator: random.Random, size: int) -> set[int]:
    return {number for number in range(size) if generator.random() < generator.choice((0.01, 0.5, 0.99))}


def random_bound(generator: random.Random) -> int | None:
    return generator.choice((None, generator.randint(-5, 105), generator.randint(-5, 105)))


@pytest.mark.parametrize("size", SIZES)
def test_positions_are_what_went_in_rising(size: int) -> None:
    generator = random.Random(size)
    for _ in range(20):
        members = random_set(generator, size)
        shuffled = generator.sample(sorted(members), len(members))
        assert list(positions(from_positions(shuffled, size), size)) == sorted(members)


@pytest.mark.parametrize("size", SIZES)
def test_and_or_and_counting_are_those_of_sets(size: int) -> None:
    generator = random.Random(size + 1)
    for _ in range(20):
        one, other = random_set(generator, size), random_set(generator, size)
        a, b = from_positions(one, size), from_positions(other, size)
        assert set(positions(a & b, size)) == one & other
        assert set(positions(a | b, size)) == one | other
        assert a.bit_count() == len(one)


def test_a_position_given_twice_is_one_member() -> None:
    assert list(positions(from_positions([3, 3, 3], 5), 5)) == [3]


@pytest.mark.parametrize("size", SIZES)
def test_a_range_has_the_entries_between_its_bounds(size: int) -> None:
    generator = random.Random(size + 2)
    values = [generator.choice((-1, *[generator.randint(0, 100)] * 4)) for _ in range(size)]
    asked = Range(values)
    for _ in range(40):
        low, high = random_bound(generator), random_bound(generator)
        expected = [
            position
            for position, value in enumerate(values)
            if value >= 0 and (low is None or low <= value) and (high is None or value <= high)
        ]
        assert list(positions(asked.between(low, high), asked.size)) == expected, (low, high)


@pytest.mark.parametrize("known", [STRIDE - 1, STRIDE, STRIDE + 1, 2 * STRIDE])
def test_a_range_is_exact_on_both_sides_of_a_checkpoint(known: int) -> None:
    asked = Range(list(range(known)))
    for low in range(STRIDE - 2, STRIDE + 2):
        for high in range(low - 1, STRIDE + 3):
            expected = [value for value in range(known) if low <= value <= high]
            assert list(positions(asked.between(low, high), asked.size)) == expected, (low, high)


def test_unknown_values_are_in_no_range() -> None:
    assert Range([-1, 5, -1]).between(None, None) == from_positions([1], 3)


def test_a_bound_below_the_other_gives_nothing() -> None:
    assert Range([1, 2, 3]).between(3, 1) == 0


def test_values_as_large_as_a_database_holds() -> None:
    assert list(positions(Range([2**63 - 1, 0]).between(2**62, None), 2)) == [0]


def test_a_mask_and_a_set_say_the_same() -> None:
    for size in SIZES:
        members = from_positions(range(0, size, 3), size)
        assert from_mask(to_mask(members, size)) == members
        assert len(to_mask(members, size)) == size


def test_a_bin_goes_from_its_edge_up_to_the_next_and_the_last_is_open() -> None:
    assert Range([0, 9, 10, 99, 100, -1, 10**18]).bins([0, 10, 100]) == [0b0000011, 0b0001100, 0b1010000]


@pytest.mark.parametrize("size", [1, 7, 64, 65, 1_000, 70_000])
@pytest.mark.parametrize("share", [0, 0.001, 0.05, 0.9, 1])
def test_rows_count_as_the_sets_themselves_do(size: int, share: float) -> None:
    chance = np.random.default_rng(size)
    sets = [from_mask(chance.random(size) < density) for density in (0, 0.01, 0.3, 1)]
    within = from_mask(chance.random(size) < share)
    expected = [(bits & within).bit_count() for bits in sets]
    rows = Rows(sets, size)
    assert rows.counts(within, 0, len(sets)) == expected
    assert rows.counts(within, 1, 3) == expected[1:3]
    assert rows.counts(within, 2, 2) == []


def test_no_rows_count_nothing() -> None:
    assert Rows([], 10).counts(0b11, 0, 0) == []


@pytest.mark.parametrize("size", SIZES)
def test_rows_tell_which_of_their_sets_have_an_entry(size: int) -> None:
    generator = random.Random(size)
    sets = [random_set(generator, size) for _ in range(9)]
    rows = Rows([from_positions(sorted(members), size) for members in sets], size)
    numbers = generator.sample(range(len(sets)), 4)
    slots = [generator.randrange(size) for _ in range(25 if size else 0)]
    found = rows.having(numbers, np.asarray(slots, np.uint32))
    assert found.shape == (len(slots), len(numbers))
    assert found.tolist() == [[slot in sets[number] for number in numbers] for slot in slots]
