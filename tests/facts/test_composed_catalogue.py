"""Composed texts of the whole catalogue, and where they stand: beside what is written, never instead of it."""

import re
from collections.abc import Callable

import pytest
from django.db.models import QuerySet
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from datasets.facts.composed import composed, composed_summary
from datasets.facts.reading import whole
from datasets.facts.texts import composed_texts, text_for_reader
from datasets.index import snapshot
from datasets.models import LANGUAGES, Dataset, DatasetDescription, kept
from datasets.models.dataset import published
from datasets.translation import idiom
from datasets.translation.fidelity import SCRIPTS

from .test_composed import check

pytestmark = pytest.mark.django_db

Change = Callable[[QuerySet[Dataset]], None]
TEXTS = DatasetDescription.objects


@pytest.fixture
def unwritten(change: Change) -> Callable[..., Dataset]:
    """Take texts from an entry, in some languages or in all, and return it whole."""

    def without(slug: str, *languages: str) -> Dataset:
        TEXTS.filter(dataset__slug=slug, language__in=languages or LANGUAGES).delete()
        change(Dataset.objects.filter(slug=slug))
        return whole(Dataset.objects.filter(slug=slug))[0]

    return without


@pytest.mark.todays
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_has_a_text(language: str) -> None:
    for row in whole(Dataset.objects.order_by("slug")):
        made = composed(row, language)
        # Names stay as their owners write them.
        names = [row.name, *(source.name for source in row.sources.all())]
        names += [item.name for item in row.datasetclass_set.all()]
        for text in (made.summary, made.description):
            bare = text
            for name in sorted(names, key=len, reverse=True):
                bare = bare.replace(name, "X")
            check(bare, language)
            # Nor do abbreviations change: CT, DICOM.
            bare = re.sub(r"[A-Z][A-Za-z]*[A-Z][A-Za-z]*", "", bare)
            letters = re.findall(r"[^\W\d_]", bare)
            own = re.findall(f"[{SCRIPTS[language]}]", bare)
            assert len(own) >= 0.5 * len(letters), text
        assert len(made.summary) <= 200
        assert made.description.startswith(row.name)


@pytest.mark.todays
def test_a_list_and_a_page_say_the_same() -> None:
    """The card of an entry, with what the snapshot calls terms, makes the same summary as the entry itself."""
    now = snapshot.current()
    cards = {(card := now.card(slot))["slug"]: card for slot in range(now.size)}
    for row in whole(published()):
        for language in LANGUAGES:
            assert composed_summary(cards[row.slug], now.lexicon, language) == composed(row, language).summary


class TestAPage:
    """The page of an entry: written in the reader's language, else composed in it; another language stands below."""

    def test_what_is_written_stays(self, client: Client) -> None:
        written = TEXTS.get(dataset__slug="kits19", language="fr")
        page = client.get("/fr/datasets/kits19/").content.decode()
        assert written.summary in page.replace("&#x27;", "'")
        assert "Texte composé" not in page

    def test_a_composed_text_goes_before_one_in_another_language(
        self, client: Client, unwritten: Callable[..., Dataset]
    ) -> None:
        row = unwritten("kits19", "fr")
        page = client.get("/fr/datasets/kits19/").content.decode().replace("&#x27;", "'")
        made = composed(row, "fr")
        english = TEXTS.get(dataset__slug="kits19", language="en")
        assert f'<p class="lead">{made.summary}</p>' in page
        assert "Texte composé" in page
        assert page.index(made.summary) < page.index(english.summary)
        assert f'<p lang="en">{english.summary}</p>' in page

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_an_entry_without_texts_has_one_in_each_language(
        self, language: str, client: Client, unwritten: Callable[..., Dataset]
    ) -> None:
        made = composed(unwritten("kits19"), language)
        page = client.get(f"/{language}/datasets/kits19/").content.decode().replace("&#x27;", "'")
        assert f'<p class="lead">{made.summary}</p>' in page
        assert f'<meta name="description" content="{made.summary}">' in page
        assert f'"description": "{made.summary} ' in page
        assert '<details class="more">' not in page.partition('id="links"')[0]

    def test_it_costs_no_query_more(
        self, client: Client, unwritten: Callable[..., Dataset], django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        unwritten("kits19")
        client.get("/ru/datasets/kits19/")
        kept.forget()
        with django_assert_num_queries(11):
            client.get("/ru/datasets/kits19/")

    def test_a_name_is_no_markup(self, client: Client, unwritten: Callable[..., Dataset]) -> None:
        unwritten("kits19")
        Dataset.objects.filter(slug="kits19").update(name="a_b_c <script>x</script> [y](http://z)")
        page = client.get("/en/datasets/kits19/").content.decode()
        assert "a_b_c &lt;script&gt;x&lt;/script&gt; [y](http://z) is a challenge" in page

    def test_the_reader_gets_what_is_written(self) -> None:
        with translation.override("ru"):
            found = text_for_reader(whole(Dataset.objects.filter(slug="kits19"))[0])
        assert found.written is not None
        assert found.other is None


class TestAList:
    """The lists: summaries, each marked where nobody wrote it, without a query more."""

    def test_a_card_has_the_composed_summary_and_says_so(
        self, client: Client, unwritten: Callable[..., Dataset], django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        made = composed(unwritten("kits19", "zh-hans"), "zh-hans").summary
        client.get("/zh-hans/datasets/?q=kits19")
        with django_assert_num_queries(1):
            page = client.get("/zh-hans/datasets/?q=kits19").content.decode()
        assert f'lang="zh-Hans">{made} <small class="note">由条目信息自动组成。</small></p>' in page
        assert page.count("由条目信息自动组成。") == 1

    def test_it_is_not_what_is_found(self, client: Client, unwritten: Callable[..., Dataset]) -> None:
        """A composed text holds no evidence: the words of its patterns find nothing."""
        row = unwritten("kits19")
        assert "Access requires signing up" in composed(row, "en").description
        answer = client.get("/api/v1/datasets/?q=%22access+requires+signing%22").json()
        assert "kits19" not in [card["slug"] for card in answer["results"]]


class TestTheAPI:
    """The API: cards say the origin, records have a text in each language."""

    def test_a_card_says_the_origin_of_its_summary(self, client: Client, unwritten: Callable[..., Dataset]) -> None:
        row = unwritten("kits19", "ru")
        card = client.get("/api/v1/datasets/?q=kits19&lang=ru").json()["results"][0]
        assert (card["summary"], card["summary_language"]) == (composed(row, "ru").summary, "ru")
        assert card["summary_origin"] == "composed"
        card = client.get("/api/v1/datasets/?q=kits19&lang=en").json()["results"][0]
        assert card["summary_origin"] == "written"

    def test_a_record_has_what_nobody_wrote_behind_what_is_written(
        self, client: Client, unwritten: Callable[..., Dataset]
    ) -> None:
        row = unwritten("kits19", "ru", "fr")
        texts = client.get("/api/v1/datasets/kits19/").json()["descriptions"]
        assert [(text["language"], text["origin"]) for text in texts] == [
            ("en", "machine"),
            ("pt-br", "machine"),
            ("zh-hans", "machine"),
            ("fr", "composed"),
            ("ru", "composed"),
        ]
        assert texts[3:] == composed_texts(row)

    def test_a_composed_description_is_markdown(self, unwritten: Callable[..., Dataset]) -> None:
        unwritten("kits19")
        Dataset.objects.filter(slug="kits19").update(name="a_b *c* [d]")
        (english, *_) = composed_texts(whole(Dataset.objects.filter(slug="kits19"))[0])
        assert english["description"].startswith(r"a\_b \*c\* \[d\] is a challenge")


def test_the_rules_of_writing_see_what_is_wrong() -> None:
    """What the other tests lean on: a text that breaks a rule is seen."""
    assert list(idiom.problems("Les tables: une", "fr"))
