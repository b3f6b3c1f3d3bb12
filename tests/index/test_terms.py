"""The words of vocabulary terms."""

import pytest

from datasets.index.terms import TermIndex

WORDS = ("renal", "kidney", "ren~fr", "rein", "re", "肾脏", "肾", "почка", "reno", "rez")


@pytest.mark.parametrize("prefix", ["re", "ren", "kidney", "肾", "z", ""])
def test_words_that_begin_so_come_in_their_order_without_stems(prefix: str) -> None:
    index = TermIndex({word: {("anatomy", "kidney"): (5.0, 1)} for word in WORDS}, {}, {})
    assert index.beginning(prefix) == [word for word in WORDS if word.startswith(prefix) and "~" not in word]
