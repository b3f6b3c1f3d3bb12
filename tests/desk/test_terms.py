"""What may be meant by what is typed: the same order on the desk, in the admin, and for every vocabulary."""

from collections import defaultdict
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from datasets.facts import typed as typing
from datasets.facts.fields import FIELDS
from datasets.facts.terms import Vocabularies, nearness
from datasets.models import LANGUAGES, VOCABULARIES, Dataset, Source, Term
from datasets.words.folding import fold, joined

pytestmark = pytest.mark.django_db

# Words that turn what follows into its opposite, in the languages of the catalogue.
NEGATIONS = {"no", "not", "without", "non", "sans", "pas", "sem", "não", "nao", "без", "не", "нет"}
ALL = [*VOCABULARIES, "source"]


def offered(client: Client, field: str, typed: str, language: str = "en") -> list[dict[str, str]]:
    response = client.get(f"/{language}/desk/terms/", {"field": field, "q": typed})
    assert response.status_code == 200
    found: list[dict[str, str]] = response.json()["results"]
    return found


def terms(vocabulary: str) -> list[Any]:
    return list(Source.objects.all() if vocabulary == "source" else VOCABULARIES[vocabulary].objects.all())


def names(term: Any) -> dict[str, str]:
    return dict(term.names) if isinstance(term, Term) else {"en": term.name}


@pytest.mark.parametrize("vocabulary", ALL)
def test_a_code_gives_its_own_term_first(vocabulary: str) -> None:
    vocabularies = Vocabularies()
    for term in terms(vocabulary):
        for spelling in (term.code, term.code.lower(), term.code.upper(), f" {term.code} "):
            assert vocabularies.completions(vocabulary, spelling)[0] == term.code, spelling


@pytest.mark.parametrize("vocabulary", ALL)
def test_a_name_in_any_language_gives_its_own_term_first(vocabulary: str) -> None:
    vocabularies, called = Vocabularies(), defaultdict(set)
    for term in terms(vocabulary):
        called[fold(term.code)].add(term.code)
        for name in names(term).values():
            called[fold(name)].add(term.code)
            called[joined(name)].add(term.code)
    for term in terms(vocabulary):
        for language, name in names(term).items():
            first = vocabularies.completions(vocabulary, name, language)[0]
            assert first == term.code or first in called[fold(name)] | called[joined(name)], (language, name)


@pytest.mark.parametrize("vocabulary", list(VOCABULARIES))
def test_no_term_is_offered_for_what_its_synonym_denies(vocabulary: str) -> None:
    vocabularies = Vocabularies()
    for term in terms(vocabulary):
        for synonym in (word for words in term.synonyms.values() for word in words):
            first, *rest = fold(synonym).split()
            if not rest or first not in NEGATIONS:
                continue
            typed = " ".join(rest)
            others = [word for words in term.synonyms.values() for word in words if fold(word).split()[0] != first]
            for length in range(2, len(typed) + 1):
                if nearness(typed[:length], term.code, term.names.values(), others) is None:
                    assert term.code not in vocabularies.completions(vocabulary, typed[:length]), (synonym, length)


def test_what_is_typed_most_often(admin_client: Client) -> None:
    assert offered(admin_client, "modality", "CT")[0]["code"] == "CT"
    assert "open" not in [one["code"] for one in offered(admin_client, "access", "regis")]
    assert offered(admin_client, "access", "regis")[0]["code"] == "registration"
    assert offered(admin_client, "anatomy", "почк", "ru")[0]["code"] == "kidney"
    assert offered(admin_client, "anatomy", "肾", "zh-hans")[0] == {"code": "kidney", "text": "肾脏", "label": "kidney"}
    assert offered(admin_client, "modality", "xray")[0]["code"] == "XRAY"
    assert offered(admin_client, "unit", "pati")[0]["code"] == "patients"
    assert offered(admin_client, "source", "kag")[0]["text"] == "Kaggle"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_offered_is_read_as_the_same(language: str, admin_client: Client) -> None:
    """Whatever is taken stands in the field as text: it has to mean its own term there, and no other."""
    vocabularies = Vocabularies()
    for field in (field for field in FIELDS.values() if field.kind.name == "codes"):
        for typed in ("a", "c", "m", "р", "х", "胸", "-"):
            for one in offered(admin_client, field.code, typed, language):
                assert typing.read(field, one["text"], language, vocabularies) == [one["code"]], one


def test_at_most_twelve_are_offered_and_nothing_for_nothing(admin_client: Client) -> None:
    assert len(offered(admin_client, "condition", "c")) == 12
    assert offered(admin_client, "anatomy", " \0 ") == []
    assert offered(admin_client, "anatomy", "x" * 5_000) == []
    assert offered(admin_client, "anatomy", ".*[(") == []
    assert admin_client.get("/en/desk/terms/?field=year&q=1").status_code == 400
    assert admin_client.get("/en/desk/terms/").status_code == 400


def test_entries_are_offered_by_slug_and_by_name(admin_client: Client) -> None:
    assert offered(admin_client, "entry", "lidc-idri")[0] == {
        "code": "lidc-idri", "text": "lidc-idri", "label": "LIDC-IDRI",
    }  # fmt: skip
    for entry in Dataset.objects.all()[::10]:
        first = offered(admin_client, "entry", entry.name)[0]
        assert fold(first["label"]) == fold(entry.name)


def test_documents_are_offered_by_code_and_by_words_of_the_title(admin_client: Client) -> None:
    assert offered(admin_client, "document", "002")[0]["code"] == "002"
    first = offered(admin_client, "document", "000")[0]
    assert first["text"].startswith("000 · ")
    word = first["text"].split()[-1]
    assert "000" in [one["code"] for one in offered(admin_client, "document", word)]


def test_only_curators_are_answered(client: Client) -> None:
    assert client.get("/en/desk/terms/?field=modality&q=CT").status_code == 302
    client.force_login(User.objects.create_user("visitor"))
    assert client.get("/en/desk/terms/?field=modality&q=CT").status_code == 302


def test_the_admin_offers_the_same_in_the_same_order(admin_client: Client) -> None:
    address = "/admin/autocomplete/?app_label=datasets&model_name=dataset&field_name={}&term={}"
    for field, vocabulary, typed in (("access_level", "access", "regis"), ("license", "license", "cc by")):
        results = admin_client.get(address.format(field, typed)).json()["results"]
        found = [VOCABULARIES[vocabulary].objects.get(pk=one["id"]).code for one in results]
        assert found == Vocabularies().completions(vocabulary, typed)[: len(found)]
        assert found
