"""What is the same on every page is rendered once for each language, and is nobody's."""

import pytest
from django.template import Context, Engine, Template
from django.urls import NoReverseMatch
from django.utils import translation

from datasets.models import ChangeSet, FormerSlug

PART = Template("{% constant %}{% translate 'Search' %}{{ name }}{% endconstant %} {{ name }}")


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
    part = Template("{% constant %}{% now 'H:i:s.u' %}{% endconstant %}")

    assert part.render(Context()) == part.render(Context())


KEPT = "{% kept key %}{{ told }}{% endkept %}"


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


URL = Template("{% url 'dataset' slug %}{% url 'dataset' slug as there %} {{ there }}")


def test_an_address_is_that_of_its_language_and_its_arguments() -> None:
    def addresses(language: str, slug: str) -> str:
        with translation.override(language):
            return URL.render(Context({"slug": slug}))

    asked = [("en", "a"), ("fr", "a"), ("en", "b"), ("en", "a")]
    assert [addresses(*each) for each in asked] == [
        f"/{language}/datasets/{slug}/ /{language}/datasets/{slug}/" for language, slug in asked
    ]


def test_what_leads_nowhere_is_told_as_by_django() -> None:
    with pytest.raises(NoReverseMatch):
        Template("{% url 'dataset' 'no slug' %}").render(Context())
    assert Template("{% url 'dataset' 'no slug' as there %}[{{ there }}]").render(Context()) == "[]"


@pytest.mark.parametrize(
    "tag",
    [
        "translate 'Search'", "translate word", "translate 'Search' as told %}{{ told }}{% now 'Y'", "translate ''",
        "translate 'Search' noop", "translate 'owner' context 'an authority'", "translate 'Search'|upper",
        "translate '100%%'", "translate _('Search')", "translate 'a < b'", "translate word|default:'Search'",
        "url 'dataset' slug", "url name slug", "url none word as there %}[{{ there }}]{% now 'Y'", "url 'home'",
        "url 'browse-term' 'anatomy' odd", "url 'dataset' slug=slug", "url 'admin:index'",
        *(f"url 'dataset' {name} as there %}}[{{{{ there }}}}]{{% now 'Y'" for name in ("number", "true", "list")),
    ],
)  # fmt: skip
def test_texts_and_addresses_are_those_of_django(tag: str) -> None:
    said = {
        "name": "dataset",
        "word": "Close",
        "odd": "A+b.c",
        "slug": "kits19",
        "none": None,
        "number": 1,
        "true": True,
        "list": ["a"],
    }
    builtins = ["django.templatetags.i18n", "datasets.templatetags.constant"]
    theirs, ours = (Engine(builtins=some).from_string("{% " + tag + " %}") for some in (builtins[:1], builtins))
    for language in ("en", "fr", "ru", "fr"):
        for escaped in (True, False):
            with translation.override(language):
                found = ours.render(Context(said, autoescape=escaped))
                assert found == theirs.render(Context(said, autoescape=escaped))


def test_an_address_follows_what_changes() -> None:
    template = Template("{% url 'dataset' term %}")
    entry = FormerSlug(pk=1)
    found = []
    for slug in ("a", "b"):
        entry.slug = slug
        found.append(template.render(Context({"term": entry})))
    assert found == [f"/en/datasets/{slug}/" for slug in ("a", "b")]


def test_a_page_is_filled_in_as_by_django() -> None:
    inner = "{% block a %}a{% if x %}{% block b %}b{% endblock %}{% endif %}{% endblock %}"
    pages = {
        "root": f"<{inner}{{% block c %}}c{{% endblock %}}>",
        "middle": "{% extends 'root' %}{% block b %}B{{ block.super }}{% endblock %}",
        "leaf": "{% extends 'middle' %}{% block c %}{{ x }}{% endblock %}{% block a %}{{ block.super }}!{% endblock %}",
        "by name": "{% extends name %}{% block c %}{% endblock %}",
    }
    loaders = [("django.template.loaders.cached.Loader", [("django.template.loaders.locmem.Loader", pages)])]
    builtins = ["django.templatetags.i18n", "datasets.templatetags.constant"]
    ours, theirs = Engine(loaders=loaders, builtins=builtins), Engine(loaders=loaders)
    for name, told in [(name, told) for _ in range(2) for name in pages for told in ("root", "middle")]:
        for x in ("", "1"):
            said = {"x": x, "name": told}
            found = ours.get_template(name).render(Context(said))
            assert found == theirs.get_template(name).render(Context(said))
    assert ours.get_template("leaf").render(Context({"x": "1"})) == "<aBb!1>"
