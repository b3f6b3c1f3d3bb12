"""What changed, in words: each sort of change, who is credited, and the pages that tell of it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from datasets.admin.base import author
from datasets.models import (
    VOCABULARIES,
    ChangeSet,
    Dataset,
    DatasetDescription,
    Disagreement,
    Document,
    FormerSlug,
    Guide,
    Modality,
    Source,
    Statement,
)
from datasets.records import history as described
from datasets.records import lines as wording
from datasets.records import loading
from datasets.records.changes import WHOLE, Recorder, change_set, states
from datasets.records.undoing import undo
from datasets.views import history

from .conftest import Read
from .reading import Element, Page
from .test_escaping import ATTACK, harmless

pytestmark = pytest.mark.django_db

FORM = ChangeSet.Origin.FORM
HISTORY, CHANGES = "/en/datasets/kits19/history/", "/en/changes/"
LANGUAGES = ("en", "fr", "pt-br", "zh-hans", "ru")


@pytest.fixture
def kits() -> Dataset:
    return Dataset.objects.get(slug="kits19")


@pytest.fixture
def document() -> Document:
    return Document.objects.get(code="000")


def changed(write: Callable[[Recorder], object], kind: str = "dataset", key: int = 0, **about: Any) -> int:
    """Change the thing, by default kits19, as one change set; return its number."""
    with change_set(FORM, **about) as opened:
        opened.watch(kind, [key or Dataset.objects.get(slug="kits19").pk])
        write(opened)
    return opened.number


def newest(page: Element) -> Element:
    """Return the newest change set of a page."""
    return page.one("ol", class_="changes").all("li", id=f"change-{ChangeSet.current()[0]}")[0]


def lines(page: Element) -> list[str]:
    """Return the lines of the newest change set of a page."""
    return [line.text for of in newest(page).all("ul") for line in of.all("li")]


def told(element: Element, tag: str) -> list[str]:
    return [found.text for found in element.all(tag)]


def says(opened: Recorder, kits: Dataset, document: Document, **columns: Any) -> Statement:
    of = {"dataset": kits, "document": document, "added_id": opened.number, "field": "purpose", "line": 7}
    return Statement.objects.create(**{**of, "printed": "why it is there", **columns})


# --- statements -------------------------------------------------------------------------------------------------------


def test_statement_is_told_by_its_field_its_printed_words_and_its_place(
    read: Read, kits: Dataset, document: Document
) -> None:
    changed(lambda opened: says(opened, kits, document))
    page = read(HISTORY)
    assert lines(page) == ["Stated Purpose: why it is there (000:7)"]
    (quoted,) = newest(page).all("ins")
    assert (quoted.text, quoted["lang"]) == ("why it is there", "fr")


def test_statement_that_is_preferred_or_set_aside_says_why(read: Read, kits: Dataset, document: Document) -> None:
    reason = {"en": "The owner says so."}
    number = changed(lambda opened: says(opened, kits, document, standing="preferred", reason=reason))
    assert lines(read(HISTORY)) == [
        "Stated Purpose: why it is there (000:7)",
        "Preferred Purpose: why it is there (000:7) The owner says so.",
    ]
    row = Statement.objects.get(added=number)
    aside = {"standing": "set-aside", "reason": {"en": "It was a typing error."}}
    changed(lambda _: Statement.objects.filter(pk=row.pk).update(**aside))
    assert lines(read(HISTORY)) == ["Set aside Purpose: why it is there (000:7) It was a typing error."]
    changed(lambda _: Statement.objects.filter(pk=row.pk).update(standing="normal", reason=None))
    assert lines(read(HISTORY)) == ["As stated Purpose: why it is there (000:7)"]


def test_statement_that_is_taken_back_is_told_as_gone(read: Read, kits: Dataset, document: Document) -> None:
    row = Statement.objects.get(added=changed(lambda opened: says(opened, kits, document)))
    changed(lambda opened: Statement.objects.filter(pk=row.pk).update(retired=opened.number))
    page = read(HISTORY)
    assert lines(page) == ["Taken back Purpose: why it is there (000:7)"]
    assert told(newest(page), "del") == ["why it is there"]
    assert not newest(page).all("ins")


def test_reason_in_another_language_says_so(read: Read, kits: Dataset, document: Document) -> None:
    reason = {"en": "The owner says so."}
    changed(lambda opened: says(opened, kits, document, standing="preferred", reason=reason))
    found = [span.get("lang") for span in newest(read(f"/ru{HISTORY[3:]}")).all("span") if "owner" in span.text]
    assert found == ["en"]


# --- the entry's own columns and texts --------------------------------------------------------------------------------

OWN: list[tuple[dict[str, str], str, list[str], list[str]]] = [
    ({"name": "KiTS"}, "Name", ["KiTS19"], ["KiTS"]),
    ({"slug": "kits"}, "Address", ["kits19"], ["kits"]),
    ({"status": "withdrawn"}, "Status", ["Published"], ["Withdrawn"]),
]


@pytest.mark.parametrize(("columns", "label", "gone", "came"), OWN, ids=[label for _, label, _, _ in OWN])
def test_column_is_told_with_what_it_was_and_became(
    columns: dict[str, str], label: str, gone: list[str], came: list[str], client: Client, kits: Dataset
) -> None:
    changed(lambda _: Dataset.objects.filter(pk=kits.pk).update(**columns))
    slug = columns.get("slug", "kits19")
    page = wording_page(client, f"/en/datasets/{slug}/history/")
    assert lines(page) == [f"{label} {gone[0]} {came[0]}"]
    assert (told(newest(page), "del"), told(newest(page), "ins")) == (gone, came)


def wording_page(client: Client, address: str) -> Element:
    """Return the page at an address, whatever its status."""
    return Page(client.get(address).content.decode())


def test_former_address_and_note_are_told(read: Read, kits: Dataset) -> None:
    changed(lambda _: FormerSlug.objects.create(dataset=kits, slug="kits-2019"))
    page = read(HISTORY)
    assert lines(page) == ["Former addresses kits-2019"]
    assert told(newest(page), "ins") == ["kits-2019"]
    Disagreement.objects.filter(dataset=kits).delete()
    note = {"field": "year", "kind": "claim", "explanation": {"en": "It cannot be.", "fr": "C'est impossible."}}
    changed(lambda _: Disagreement.objects.create(dataset=kits, **note))
    assert lines(read(HISTORY)) == ["Notes on what does not agree It cannot be."]
    assert lines(read(f"/fr{HISTORY[3:]}"))[0].endswith("C'est impossible.")
    changed(lambda _: Disagreement.objects.filter(dataset=kits).delete())
    assert told(newest(read(HISTORY)), "del") == ["It cannot be."]


def rewrite(kits: Dataset, language: str, **columns: Any) -> int:
    return changed(lambda _: DatasetDescription.objects.filter(dataset=kits, language=language).update(**columns))


def test_text_shows_the_words_that_went_and_came_with_a_few_around(read: Read, kits: Dataset) -> None:
    before = "one two three four five six seven eight nine ten eleven old words twelve"
    DatasetDescription.objects.filter(dataset=kits, language="fr").update(summary="Rien.", description=before)
    rewrite(kits, "fr", description=before.replace("old words", "new text"))
    page = newest(read(HISTORY))
    assert page.one("b").text == "Text in French"
    assert (told(page, "del"), told(page, "ins")) == (["old words"], ["new text"])
    assert page.one("del")["lang"] == "fr"
    whole = " ".join(page.one("ul").text.split())
    assert whole.endswith("old words new text twelve")
    assert "Rien." in whole
    long = before.replace("one", "zero " * 30 + "one")
    DatasetDescription.objects.filter(dataset=kits, language="fr").update(description=long)
    rewrite(kits, "fr", description=long.replace("old words", "new text"))
    assert "…" in newest(read(HISTORY)).text
    assert newest(read(HISTORY)).text.count("zero") < 20


def test_chinese_text_is_compared_by_characters_and_gets_no_spaces(client: Client, kits: Dataset) -> None:
    DatasetDescription.objects.filter(dataset=kits, language="zh-hans").update(summary="肾脏的图像。")
    rewrite(kits, "zh-hans", summary="肾脏和肿瘤的图像。")
    html = client.get(HISTORY).content.decode()
    assert '<ins lang="zh-Hans">和肿瘤</ins><span lang="zh-Hans">的图像' in html
    assert "<del" not in html[html.index('id="change-') : html.index("和肿瘤")]


def test_the_time_of_a_change_is_one_that_html_knows(read: Read, kits: Dataset) -> None:
    rewrite(kits, "fr", summary="Autre.")
    for address in (HISTORY, "/ru/changes/"):
        said = read(address).one("ol", class_="changes").all("time")[0]["datetime"]
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4}", said)


def test_long_texts_that_have_little_in_common_stand_whole(read: Read, kits: Dataset) -> None:
    old, new = ("".join(chr(start + place % 500) for place in range(1_500)) for start in (0x4E00, 0x4EFA))
    DatasetDescription.objects.filter(dataset=kits, language="zh-hans").update(summary="一。", description=old)
    rewrite(kits, "zh-hans", description=new)
    page = newest(read(HISTORY))
    assert (told(page, "del"), told(page, "ins")) == ([f"一。 {old}"], [f"一。 {new}"])


def test_text_that_came_or_went_is_shown_whole(read: Read, kits: Dataset) -> None:
    DatasetDescription.objects.filter(dataset=kits, language="ru").update(summary="Новый.", description="Текст.")
    changed(lambda _: DatasetDescription.objects.filter(dataset=kits, language="ru").delete())
    assert told(newest(read(HISTORY)), "del") == ["Новый. Текст."]
    undo(ChangeSet.current()[0])
    assert told(newest(read(HISTORY)), "ins") == ["Новый. Текст."]


def test_text_whose_words_stay_says_what_changed_about_it(read: Read, kits: Dataset) -> None:
    rewrite(kits, "fr", reviewed=True)
    assert lines(read(HISTORY)) == ["Text in French reviewed by a person"]
    rewrite(kits, "fr", reviewed=False)
    assert lines(read(HISTORY)) == ["Text in French no longer reviewed"]
    rewrite(kits, "fr", translated_from="en:0000000000000000")
    assert lines(read(HISTORY)) == ["Text in French"]


# --- other things -----------------------------------------------------------------------------------------------------


def test_entry_that_was_made_is_told_with_its_address(read: Read, record: dict[str, Any]) -> None:
    with change_set(FORM) as opened:
        loading.load_datasets([record], opened.number)
        opened.made("dataset", Dataset.objects.filter(slug="example-set").values_list("pk", flat=True))
    for address in (CHANGES, "/en/datasets/example-set/history/"):
        assert lines(read(address)) == ["Added"]
    assert newest(read(CHANGES)).one("a")["href"] == "/en/datasets/example-set/"


def test_term_is_told_by_its_vocabulary_and_code(read: Read) -> None:
    term = Modality.objects.get(code="CT")
    names = {**term.names, "fr": "Scanner", "en": "CT scan"}
    changed(lambda _: Modality.objects.filter(pk=term.pk).update(names=names), "modality", term.pk)
    page = newest(read(CHANGES))
    assert page.one("h3").text == "Modality: CT"
    assert (told(page, "del"), told(page, "ins")) == ([term.names["en"]], ["CT scan"])
    assert told(newest(read(f"/fr{CHANGES[3:]}")), "ins") == ["Scanner"]
    changed(lambda _: Modality.objects.filter(pk=term.pk).update(synonyms={"en": ["cat scan"]}), "modality", term.pk)
    assert lines(read(CHANGES)) == ["Other names"]


def test_term_that_was_deleted_is_told(read: Read) -> None:
    term = Modality.objects.create(code="made-up", names={"en": "Made up"}, position=99)
    changed(lambda _: Modality.objects.filter(pk=term.pk).delete(), "modality", term.pk)
    # Its place among the others is noted as well, so that it comes back there.
    assert {item.text for item in newest(read(CHANGES)).all("h3")} == {"Modality: made-up", "Modality"}
    assert "Deleted" in lines(read(CHANGES))


def test_source_document_and_guide_are_told(read: Read, document: Document) -> None:
    source, guide = Source.objects.get(code="tcia"), Guide.objects.get(slug="beginner")
    changed(lambda _: Source.objects.filter(pk=source.pk).update(name="The archive"), "source", source.pk)
    assert newest(read(CHANGES)).one("h3").text == "Source: tcia"
    assert told(newest(read(CHANGES)), "ins") == ["The archive"]
    text = source.descriptions.get(language="fr")
    changed(lambda _: type(text).objects.filter(pk=text.pk).update(summary="Autre."), "source", source.pk)
    assert newest(read(CHANGES)).one("b").text == "Text in French"
    changed(lambda _: Document.objects.filter(pk=document.pk).update(title="A list"), "document", document.pk)
    assert newest(read(CHANGES)).one("h3").text == "Document: 000"
    assert told(newest(read(CHANGES)), "ins") == ["A list"]
    titles = {**guide.titles, "en": "Begin here"}
    changed(lambda _: Guide.objects.filter(pk=guide.pk).update(titles=titles), "guide", guide.pk)
    assert newest(read(CHANGES)).one("h3").text == "Guide: beginner"
    assert told(newest(read(CHANGES)), "ins") == ["Begin here"]


def test_source_that_no_published_entry_has_is_told_of_nowhere(read: Read) -> None:
    number = changed(lambda _: None)
    source = Source.objects.create(code="made-up", name="Made up", kind="host")
    document = Document.objects.create(code="made-up", title="Made up", kind="page", languages=["en"])
    with change_set(FORM) as opened:
        opened.made("source", [source.pk])
        opened.made("document", [document.pk])
    assert not {f"change-{one}" for one in (number, opened.number)} & {li.get("id") for li in read(CHANGES).all("li")}


def test_every_kind_of_thing_and_every_piece_of_it_has_words() -> None:
    rest = {"counted", "task", "position", "lines", "sha256", "published", "as_of", "authority", "passages"}
    rest |= {"title_is_ours", "descriptions", "reference"}
    for kind, model in {"source": Source, "document": Document, "guide": Guide, **VOCABULARIES}.items():
        assert kind in wording.KINDS or kind in wording.FIELDS, kind
        row = model._default_manager.all()[0]  # type: ignore[attr-defined]
        ((_, state),) = states(kind, [row.pk]).items()
        assert set(state.pieces) <= {*wording.LABELS, *rest}, kind
    assert {path for _, whole in states("modality", [WHOLE]).items() for path in whole.pieces} <= set(wording.LABELS)


# --- who, and how -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("names", "credit"), [({"first_name": "Ada", "last_name": "Lovelace"}, "Ada Lovelace"), ({}, "")]
)
def test_credit_is_the_name_that_the_account_gives_itself(
    names: dict[str, str], credit: str, client: Client, rf: Any, kits: Dataset
) -> None:
    user = User.objects.create_user("secretlogin", "someone@secret.example", **names)
    request = rf.get("/")
    request.user = user
    changed(lambda _: Dataset.objects.filter(pk=kits.pk).update(name="K"), **author(request), reason="It is called so.")
    for address in (HISTORY, CHANGES):
        html = client.get(address).content.decode()
        assert "secret" not in html
        assert "It is called so." in html
        assert f"{credit} · by hand" in re.sub(r"\s+", " ", html) if credit else "· by hand" not in html
        assert "by hand" in html


def test_account_that_is_gone_leaves_the_credit(client: Client, rf: Any, kits: Dataset) -> None:
    request = rf.get("/")
    request.user = User.objects.create_user("secretlogin", first_name="Ada")
    changed(lambda _: Dataset.objects.filter(pk=kits.pk).update(name="K"), **author(request))
    request.user.delete()
    assert "Ada" in client.get(HISTORY).content.decode()


@pytest.mark.parametrize("origin", ChangeSet.Origin.values)
def test_every_origin_has_words(origin: str, read: Read, kits: Dataset) -> None:
    with change_set(origin) as opened:
        opened.watch("dataset", [kits.pk])
        Dataset.objects.filter(pk=kits.pk).update(name="K")
    said = {newest(read(f"/{language}{HISTORY[3:]}")).one("small").text for language in LANGUAGES}
    assert len(said) == len(LANGUAGES)


def test_undoing_is_told_as_one(read: Read, kits: Dataset) -> None:
    undo(changed(lambda _: Dataset.objects.filter(pk=kits.pk).update(name="K")))
    page = newest(read(HISTORY))
    assert page.one("small").text == "an earlier change taken back"
    assert (told(page, "del"), told(page, "ins")) == (["K"], ["KiTS19"])


def test_pages_speak_the_readers_language(read: Read, kits: Dataset, document: Document) -> None:
    def write(opened: Recorder) -> None:
        says(opened, kits, document, standing="preferred", reason=dict.fromkeys(LANGUAGES, "…"))
        Dataset.objects.filter(pk=kits.pk).update(name="K")
        DatasetDescription.objects.filter(dataset=kits, language="fr").update(reviewed=True)
        FormerSlug.objects.create(dataset=kits, slug="kits-2019")

    changed(write)
    pages = [read(f"/{language}{HISTORY[3:]}") for language in LANGUAGES]
    labels = [[label.text for label in newest(page).all("b")] for page in pages]
    assert {len(found) for found in labels} == {5}
    for found in zip(*labels, strict=True):
        assert len(set(found)) >= 4, found
    assert len({page.one("h1").text for page in pages}) == len(LANGUAGES)


def test_names_and_texts_that_attack_stay_text(read: Read, kits: Dataset, document: Document) -> None:
    def write(opened: Recorder) -> None:
        says(opened, kits, document, printed=ATTACK, standing="preferred", reason={"en": ATTACK})
        Dataset.objects.filter(pk=kits.pk).update(name=ATTACK)
        DatasetDescription.objects.filter(dataset=kits, language="en").update(summary=ATTACK, description=ATTACK)
        Disagreement.objects.create(dataset=kits, field="year", kind="claim", explanation={"en": ATTACK})

    changed(write, credit=ATTACK, reason=ATTACK)
    for address in (HISTORY, CHANGES):
        page = read(address)
        harmless(page)
        assert newest(page).text.count(" ".join(ATTACK.split())) >= 5


# --- the pages --------------------------------------------------------------------------------------------------------


def test_history_has_the_changes_of_its_entry_alone_the_newest_first(read: Read, kits: Dataset) -> None:
    other = Dataset.objects.get(slug="brats")
    mine = [changed(lambda _, name=name: Dataset.objects.filter(pk=kits.pk).update(name=name)) for name in "ab"]
    elsewhere = changed(lambda _: Dataset.objects.filter(pk=other.pk).update(name="c"), key=other.pk)
    numbers = [li["id"] for li in read(HISTORY).one("ol", class_="changes").all("li") if li.get("id")]
    assert numbers[:2] == [f"change-{number}" for number in reversed(mine)]
    assert f"change-{elsewhere}" not in numbers
    assert read(CHANGES).all("li", id=f"change-{elsewhere}")


def test_history_of_a_withdrawn_entry_is_gone_and_not_to_be_found(read: Read, kits: Dataset) -> None:
    number = changed(lambda _: Dataset.objects.filter(pk=kits.pk).update(status="withdrawn"))
    page = read(HISTORY, 410)
    assert page.one("meta", name="robots")["content"] == "noindex"
    assert page.one("li", id=f"change-{number}")
    assert not read(CHANGES).all("li", id=f"change-{number}")


def test_history_of_a_draft_is_not_found(client: Client, kits: Dataset) -> None:
    changed(lambda _: Dataset.objects.filter(pk=kits.pk).update(status="draft"))
    assert client.get(HISTORY).status_code == 404


def test_entry_that_moved_keeps_its_history(client: Client, kits: Dataset) -> None:
    def write(_: Recorder) -> None:
        Dataset.objects.filter(pk=kits.pk).update(slug="kits")
        FormerSlug.objects.create(dataset=kits, slug="kits19")

    number = changed(write)
    answer = client.get(HISTORY, follow=True)
    assert answer.redirect_chain == [("/en/datasets/kits/history/", 301)]
    assert f'id="change-{number}"' in answer.content.decode()


@pytest.fixture
def many(kits: Dataset, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The numbers of five change sets, on pages of two."""
    monkeypatch.setattr(history, "PAGE", 2)
    return [changed(lambda _, name=name: Dataset.objects.filter(pk=kits.pk).update(name=name)) for name in "abcde"]


@pytest.mark.parametrize("address", [HISTORY, CHANGES])
def test_older_changes_are_on_further_pages(address: str, many: list[int], read: Read) -> None:
    second = read(f"{address}?page=2")
    numbers = [li["id"] for li in second.one("ol", class_="changes").all("li") if li.get("id")]
    assert numbers == [f"change-{number}" for number in (many[2], many[1])]
    assert second.one("meta", name="robots")["content"] == "noindex"
    assert second.one("link", rel="canonical")["href"].endswith(f"{address}?page=2")
    assert "Page 2" in second.one("title").raw
    assert [link["href"] for link in second.all("a", rel="prev") + second.all("a", rel="next")] == ["?", "?page=3"]
    languages = [link for link in second.all("link", rel="alternate") if link.get("hreflang")]
    assert {link["href"].partition("?")[2] for link in languages} == {"page=2"}
    first = read(address)
    assert not first.all("meta", name="robots")
    assert first.one("link", rel="canonical")["href"].endswith(address)


@pytest.mark.parametrize("address", [HISTORY, CHANGES])
@pytest.mark.parametrize(
    ("typed", "said"),
    [("x", "“x” is not a whole number"), ("0", "“0” is not a whole number"), ("-1", "“-1” is not a whole number")],
)
def test_page_that_is_no_number_is_the_first_and_says_so(
    address: str, typed: str, said: str, many: list[int], read: Read
) -> None:
    page = read(f"{address}?page={typed}")
    assert said in page.one(class_="notice").text
    assert page.one("li", id=f"change-{many[-1]}")


@pytest.mark.parametrize("address", [HISTORY, CHANGES])
@pytest.mark.parametrize("typed", ["900", "9" * 5000])
def test_page_past_the_end_is_the_last_one_and_says_so(address: str, typed: str, many: list[int], read: Read) -> None:
    page = read(f"{address}?page={typed}")
    assert "past the last page" in page.one(class_="notice").text
    assert not page.all("a", rel="next")
    assert page.one("ol", class_="changes").all("li")


def test_large_change_set_is_told_in_part_and_keeps_no_other_from_being_told(
    read: Read, monkeypatch: pytest.MonkeyPatch, kits: Dataset
) -> None:
    monkeypatch.setattr(described, "MOST", 3)
    rows = list(Dataset.objects.all()[:8])
    with change_set(FORM) as opened:
        opened.watch("dataset", [row.pk for row in rows])
        for row in rows:
            Dataset.objects.filter(pk=row.pk).update(name=f"{row.name} anew")
    later = changed(lambda _: Dataset.objects.filter(pk=kits.pk).update(name="K"))
    page = read(CHANGES)
    large = page.one("li", id=f"change-{opened.number}")
    assert len(large.all("h3")) == 3
    assert large.all("p")[-1].text == "and 5 more"
    assert told(page.one("li", id=f"change-{later}"), "ins") == ["K"]


def test_entry_that_nothing_was_noted_of_says_so(read: Read, entry_of_old: str) -> None:
    page = read(f"/en/datasets/{entry_of_old}/history/")
    assert "Nothing yet." in page.one("main").text


@pytest.fixture
def entry_of_old(record: dict[str, Any]) -> str:
    """An entry from before change sets were noted."""
    loading.load_datasets([record], ChangeSet.advance())
    return record["slug"]


def test_pages_are_linked(read: Read) -> None:
    assert reverse("history", args=["kits19"]) in [link["href"] for link in read("/en/datasets/kits19/").all("a")]
    assert "/en/changes/" in [link["href"] for link in read("/en/").one("footer", class_="site").all("a")]
