"""What is the same on every page is rendered once for each language, and is nobody's."""

from django.template import Context, Template
from django.utils import translation

from datasets.models import ChangeSet

PART = Template("{% load constant i18n %}{% constant %}{% translate 'Search' %}{{ name }}{% endconstant %} {{ name }}")


def test_each_language_has_its_own_words() -> None:
    found = {}
    for language in ("en", "fr", "en"):
        with translation.override(language):
            found.setdefault(language, set()).add(PART.render(Context({"name": "x"})))

    assert found == {"en": {"Search x"}, "fr": {"Rechercher x"}}


def test_nothing_of_a_page_is_kept_for_another() -> None:
    assert PART.render(Context({"name": "one"})) == "Search one"
    assert PART.render(Context({"name": "two"})) == "Search two"


def test_a_part_is_rendered_once() -> None:
    part = Template("{% load constant %}{% constant %}{% now 'H:i:s.u' %}{% endconstant %}")

    assert part.render(Context()) == part.render(Context())


KEPT = "{% load constant %}{% kept key %}{{ told }}{% endkept %}"


def test_a_part_is_rendered_once_for_each_key_within_answers(db: None) -> None:
    template = Template(KEPT)

    def shown(key: object, told: str) -> str:
        with ChangeSet.seen_once():
            ChangeSet.current()
            return template.render(Context({"key": key, "told": told}))

    assert [shown("a", "one"), shown("a", "two"), shown("b", "three"), shown("a", "four")] == [
        "one",
        "one",
        "three",
        "one",
    ]
    ChangeSet.advance()
    assert shown("a", "five") == "five"


def test_without_a_key_or_an_answer_nothing_of_it_is_kept(db: None) -> None:
    template = Template(KEPT)
    assert [template.render(Context({"key": "a", "told": told})) for told in ("one", "two")] == ["one", "two"]
    with ChangeSet.seen_once():
        ChangeSet.current()
        assert [template.render(Context({"told": told})) for told in ("one", "two")] == ["one", "two"]
