"""Logarithmic scales: every amount lies on its scale, in order, and few are written beside it."""

import pytest

from datasets.words.scales import MOST_TICKS, around


@pytest.mark.parametrize("amounts", [[1], [10], [7, 7], [1, 10**15], [999, 1_000, 1_001], [201, 65_379], [10**18]])
def test_amounts_lie_on_their_scale_in_order(amounts: list[int]) -> None:
    shares = [around(amounts).share(amount) for amount in sorted(amounts)]
    assert shares == sorted(shares)
    assert all(0 <= share <= 1 for share in shares)


@pytest.mark.parametrize("amounts", [[1], [10], [1, 10**18], [3, 400], [10**5, 10**13]])
def test_few_powers_of_ten_are_written_and_the_first_is_the_beginning(amounts: list[int]) -> None:
    scale = around(amounts)
    assert 2 <= len(scale.ticks) <= MOST_TICKS
    assert scale.share(scale.ticks[0]) == 0
    assert all(str(tick).rstrip("0") == "1" and scale.share(tick) <= 1 for tick in scale.ticks)


def test_a_scale_begins_and_ends_at_the_powers_of_ten_around_its_amounts() -> None:
    assert around([100, 10_000]).ticks == [100, 1_000, 10_000]
    assert around([101, 9_999]).ticks == [100, 1_000, 10_000]
