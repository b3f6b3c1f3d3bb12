"""Source marks: beside a fact the number of statements behind it, which opens them in place."""

from dataclasses import replace
from datetime import date

import pytest

from datasets.compare.picture import Citation
from datasets.views.marks import SHOWN, mark

ONE = Citation(7, "004", 28, "1,010 <patients> & more", "fr", True, "Résumé", "fr", "guide", date(2024, 3, 5))
PAGE = "/en/datasets/lidc-idri/evidence/"


def test_fact_that_nobody_states_has_none() -> None:
    assert mark((), "Subjects", "subjects", PAGE) == ""


def test_mark_says_how_many_and_of_what() -> None:
    markup = mark((ONE, replace(ONE, statement=8)), "Subjects", "subjects", PAGE)
    assert 'popovertarget="src-subjects" aria-label="Sources of Subjects: 2">2</button>' in markup
    assert f'<a class="place" href="{PAGE}#s7">2 sources</a>' in markup


def test_statement_has_document_date_authority_line_and_printed_words() -> None:
    markup = mark((ONE,), "Subjects", "subjects", PAGE)
    assert '<q lang="fr">1,010 &lt;patients&gt; &amp; more</q>' in markup
    assert f'<a href="{PAGE}#s7" lang="fr">Résumé</a> · guide · March 5, 2024 · line 28' in markup


def test_what_a_document_lacks_is_left_out() -> None:
    markup = mark((replace(ONE, line=None, day=None, authority=""),), "Subjects", "subjects", PAGE)
    assert "·" not in markup


def test_statement_that_says_otherwise_is_marked_by_a_sign_and_words() -> None:
    markup = mark((ONE, replace(ONE, agrees=False)), "Subjects", "subjects", PAGE)
    assert '<button class="mark differs"' in markup
    assert ">≠ 2</button>" in markup
    assert markup.count("≠ states otherwise:") == 1


@pytest.mark.parametrize("number", [SHOWN, SHOWN + 1, 40])
def test_rest_of_many_is_a_link_to_all(number: int) -> None:
    markup = mark([replace(ONE, statement=place) for place in range(number)], "Size", "size", PAGE)
    assert markup.count("<q ") == SHOWN
    assert (f"all {number} statements</a>" in markup) == (number > SHOWN)
