"""What waits at the desk: the list, what stands in the way, deciding, commenting, revising; and who may what."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from datasets.desk import proposals as desk
from datasets.facts.kinds import Record
from datasets.models import ChangeSet, Dataset, Document, Proposal, ProposalComment, ProposedEdit, Statement
from datasets.records.changes import EXISTS
from datasets.records.edits import STATED, Edit
from datasets.records.proposing import accept, propose, reject, send_back
from datasets.records.undoing import undo

from .deciding import ATTACK, HOSTILE, TEXT, account, act, name_it, page_of, proposed, said, state, stated

LIST = "/en/desk/proposals/"


@pytest.fixture
def mura(db: None) -> Dataset:
    return Dataset.objects.get(slug="mura")


@pytest.fixture
def editor(db: None) -> Client:
    return account("eva", "Editors")[1]


def numbers(page: Any) -> list[int]:
    return [row.proposal.pk for row in page.context["rows"]]


# --- the list ---------------------------------------------------------------------------------------------------------


def test_list_has_what_is_to_be_decided_first_and_of_that_what_takes_away(editor: Client, mura: Dataset) -> None:
    statement = Statement.objects.filter(dataset=mura, field="images")[0]
    aside = {"standing": "set-aside", "reason": {"en": "It is older."}}
    plain = proposed((STATED, stated()))
    taking = [
        proposed((f"statement {statement.pk}", None)),
        proposed((f"statement {statement.pk}", aside)),
        proposed((EXISTS, None)),
        proposed(("status", "withdrawn")),
        proposed(("text fr", TEXT)),
    ]
    text = mura.descriptions.get(language="fr")
    words = {"summary": text.summary, "description": text.description, "translated_from": text.translated_from}
    approved = proposed(("text fr", {**words, "origin": text.origin, "reviewed": not text.reviewed}))
    back, left = proposed(("text ru", None)), proposed(("text ru", None))
    send_back(back.pk, by=None, comment="Write it anew.")
    reject(left.pk)
    assert numbers(editor.get(LIST)) == [*(row.pk for row in taking), plain.pk, approved.pk, back.pk]
    assert [row.destroys for row in editor.get(LIST).context["rows"]] == [True] * 5 + [False, False, True]
    assert numbers(editor.get(LIST, {"state": "rejected"})) == [left.pk]
    assert numbers(editor.get(LIST, {"state": "returned"})) == [back.pk]
    assert len(numbers(editor.get(LIST, {"state": "x\0"}))) == 8


def test_a_row_says_what_changes_who_says_so_and_why(editor: Client, mura: Dataset) -> None:
    about = {"credit": "Ada Lovelace", "reason": "It is called so."}
    said = stated("40,561 studies", "images", {"value": 40561, "unit": "images", "precision": "exact"})
    proposed((STATED, said), ("text ru", None), ("text fr", TEXT), **about)
    page = editor.get(LIST).content.decode()
    for words in (
        "Ada Lovelace",
        "It is called so.",
        "MURA",
        "Images",
        "40,561",
        "40,561 studies",
        "line 3",
        "and 1 more",
    ):
        assert words in page


def test_list_is_grouped_by_entry_sender_and_run(editor: Client, mura: Dataset) -> None:
    brats = Dataset.objects.get(slug="brats")
    first = proposed((STATED, stated()), credit="Zoe")
    second = propose([Edit("dataset", "text ru", None, brats.pk)], "import", credit="Ada", reason="Run 7")
    third = proposed(("text fr", TEXT), credit="Ada")
    groups = {
        "entry": [("BraTS", [second]), ("MURA", [third, first])],
        "sender": [("Ada", [second, third]), ("Zoe", [first])],
        "origin": [("A curator's form", [third, first]), ("An import · Run 7", [second])],
    }
    for by, expected in groups.items():
        page = editor.get(LIST, {"by": by})
        assert numbers(page) == [row.pk for _, rows in expected for row in rows]
        assert [row.group for row in page.context["rows"] if row.group] == [name for name, _ in expected]


def test_what_is_large_or_takes_much_away_is_suspicious(
    editor: Client, mura: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (desk.MANY, desk.MANY_REMOVED) == (200, 30)
    monkeypatch.setattr(desk, "MANY", 2)
    monkeypatch.setattr(desk, "MANY_REMOVED", 1)
    row = proposed(("text ru", None), ("text fr", None), ("text zh-hans", TEXT))
    for url in (LIST, page_of(row)):
        page = editor.get(url).content.decode()
        assert "edits at once: 3" in page
        assert "takes away: 2" in page


@pytest.mark.one_database
def test_list_of_many_is_paged_and_costs_as_much_as_one(
    editor: Client, mura: Dataset, django_assert_max_num_queries: Any
) -> None:
    user = User.objects.create_user("ada")
    rows = Proposal.objects.bulk_create(
        Proposal(origin="form", author=user, revision=1, reason=f"No. {number}") for number in range(500)
    )
    edit = {"kind": "dataset", "key": mura.pk, "label": "MURA"}
    ProposedEdit.objects.bulk_create(
        ProposedEdit(proposal=row, path=path, after=after, **edit)
        for row in rows
        for path, after in ((STATED, stated()), ("text fr", TEXT), ("name", "M"))
    )
    for by in ("", "entry", "sender", "origin"):
        with django_assert_max_num_queries(14):
            page = editor.get(LIST, {"by": by, "page": "2"})
        assert len(numbers(page)) == 50
    assert page.context["shown"].paginator.num_pages == 10


# --- one proposal -----------------------------------------------------------------------------------------------------


def test_page_shows_each_edit_in_words_and_changes_nothing(editor: Client, mura: Dataset, record: Record) -> None:
    statement = Statement.objects.filter(dataset=mura, field="name")[0]
    judged = {"standing": "preferred", "reason": {"en": "So it is called."}}
    size = stated("about 3 GB", "size", {"value": 3_000_000_000, "precision": "about"})
    row = proposed(("text fr", TEXT), (STATED, size), (f"statement {statement.pk}", judged), reason="Why not")
    current = ChangeSet.current()
    page = editor.get(page_of(row)).content.decode()
    document = Document.objects.get(code="000").title
    for words in (
        "<ins",
        "Un autre résumé",
        "<del",
        "3 GB",
        "about 3 GB",
        "line 3",
        document,
        "Preferred",
        "So it is called.",
        "Why not",
    ):
        assert words in page
    assert "stands in the way" not in page
    assert (state(row), ChangeSet.current()) == ("open", current)
    new = editor.get(page_of(propose([Edit("dataset", EXISTS, record)], "import"))).content.decode()
    for words in ("Example set", "A set that exists for the tests alone.", "Computed tomography", "100 images"):
        assert words in new
    gone = editor.get(page_of(proposed((EXISTS, None)))).content.decode()
    for words in ("Deleted", "Lost", statement.printed):
        assert words in gone


@pytest.mark.parametrize("language", ["fr", "zh-hans"])
@pytest.mark.one_database
def test_page_is_in_the_language_that_is_read(language: str, editor: Client, mura: Dataset) -> None:
    row = proposed((STATED, stated("CT", "modality", ["CT"])))
    page = editor.get(page_of(row).replace("/en/", f"/{language}/")).content.decode()
    assert {"fr": "Tomodensitométrie", "zh-hans": "断层"}[language] in page


@pytest.mark.one_database
def test_page_of_a_large_proposal_stays_small(
    editor: Client, mura: Dataset, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    row = proposed(*((STATED, stated(f"Name {number}", value=f"Name {number}")) for number in range(260)))
    with django_assert_max_num_queries(29):
        page = editor.get(page_of(row))
    assert "and 60 more" in page.content.decode()
    sheet = editor.get(page_of(row), {"act": "revise", "page": "2"}).content.decode()
    assert 80 < sheet.count("<input") + sheet.count("<textarea") < 200


def test_accepting_from_the_list_writes_all_of_it_and_leads_to_the_change(
    editor: Client, client: Client, mura: Dataset
) -> None:
    row = proposed(credit="Ada Lovelace")
    assert f'href="{page_of(row)}"' in editor.get(LIST).content.decode()
    answer = act(editor, row, "accept")
    number = ChangeSet.current()[0]
    assert (answer.status_code, answer["Location"]) == (303, LIST)
    assert f'href="/en/desk/changes/{number}/"' in said(answer)[0]
    assert b"Another name" in client.get("/en/datasets/mura/").content
    row.refresh_from_db()
    assert (row.state, row.change_set_id, row.decided_by) == ("accepted", number, User.objects.get(username="eva"))
    history = client.get("/en/datasets/mura/history/").content.decode()
    assert "Ada Lovelace" in history
    assert "from an accepted proposal" in history
    assert f'href="/en/desk/changes/{number}/"' in editor.get(page_of(row)).content.decode()


def test_rejecting_takes_a_reason(editor: Client, mura: Dataset) -> None:
    row, current = proposed(), ChangeSet.current()
    assert act(editor, row, "reject").status_code == 400
    assert act(editor, row, "reject", comment="x" * 600).status_code == 400
    assert state(row) == "open"
    act(editor, row, "reject", comment="Nobody calls it so.\0")
    row.refresh_from_db()
    assert (row.state, row.comment, ChangeSet.current()) == ("rejected", "Nobody calls it so.", current)
    assert "Nobody calls it so." in editor.get(page_of(row)).content.decode()


def test_conflict_is_shown_with_what_is_there_and_may_be_left(editor: Client, mura: Dataset) -> None:
    row = proposed()
    page = editor.get(page_of(row))
    later = name_it("A third name")
    answer = act(editor, row, "accept", page)
    text = answer.content.decode()
    assert (answer.status_code, state(row), ChangeSet.current()[0]) == (400, "open", later.pk)
    assert "What stands in the way" in text
    assert "It was changed since it was proposed." in text
    assert f'href="{page_of(later)}"' in text
    assert "<del>A third name</del>" in text
    kept = row.edits.get(path="name").pk
    act(editor, row, "accept", answer, leave=str(kept))
    found = Dataset.objects.get(pk=mura.pk)
    assert (state(row), found.name, "Another name" in found.aliases) == ("accepted", "A third name", True)


def test_checks_run_again_when_it_is_accepted(editor: Client, mura: Dataset) -> None:
    document = Document.objects.create(code="made", title="Made", kind="page", languages=["en"], url="https://a.org/")
    row = proposed((STATED, {**stated(), "document": "made", "line": None}))
    document.delete()
    answer = act(editor, row, "accept")
    assert "unknown document “made”" in answer.content.decode()
    assert state(row) == "open"


def test_all_that_stands_in_the_way_may_be_left_at_once(
    editor: Client, mura: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "MOST_IN_THE_WAY", 1)
    row = proposed()
    name_it("A third name")
    accept(proposed(("text fr", {**TEXT, "summary": "Un résumé de quelqu'un d'autre."})).pk)
    page = editor.get(page_of(row)).content.decode()
    assert (page.count('name="leave"'), page.count('name="leave_all"')) == (1, 1)
    act(editor, row, "accept", leave_all="yes")
    assert (state(row), Dataset.objects.get(pk=mura.pk).name) == ("accepted", "A third name")


def test_nothing_is_decided_twice(editor: Client, mura: Dataset) -> None:
    row = proposed(("text fr", TEXT))
    page = editor.get(page_of(row))
    act(editor, row, "accept", page)
    number = ChangeSet.current()[0]
    for name in ("accept", "reject", "return"):
        answer = act(editor, row, name, page, comment="No.")
        assert (answer.status_code, ChangeSet.current()[0]) == (400, number)
        assert "Somebody decided this meanwhile" in answer.content.decode()


@pytest.mark.parametrize("key", HOSTILE)
def test_hostile_choice_is_answered(key: str, editor: Client, mura: Dataset) -> None:
    row = proposed()
    act(editor, row, "accept", leave=key, comment=key)
    assert state(row) == "accepted"


@pytest.mark.one_database
def test_words_that_attack_stay_text(editor: Client, mura: Dataset) -> None:
    row = proposed(("name", ATTACK), (STATED, stated(ATTACK, value=ATTACK)), reason=ATTACK, credit=ATTACK)
    act(editor, row, "comment", comment=ATTACK)
    name_it(f"{ATTACK} again")
    pages = [editor.get(url) for url in (LIST, f"{LIST}?by=sender", page_of(row), f"{page_of(row)}?act=revise")]
    for page in (*pages, act(editor, row, "accept", pages[2])):
        assert "<script>alert" not in page.content.decode()
        assert "alert(1)" in page.content.decode()


# --- comments, sending back, revising ---------------------------------------------------------------------------------


def test_what_is_sent_back_is_mended_by_its_author_and_waits_again(editor: Client, mura: Dataset) -> None:
    ada, browser = account("ada", "Curators")
    row = proposed((STATED, stated()), ("text ru", None), author=ada)
    assert act(editor, row, "return").status_code == 400
    act(editor, row, "return", comment="Which line is it?")
    assert state(row) == "returned"
    assert "Which line is it?" in browser.get(page_of(row)).content.decode()
    act(browser, row, "comment", comment="Line 4.\r\nI mend it.")
    assert [one.text for one in row.comments.all()] == ["Which line is it?", "Line 4.\nI mend it."]
    name, text = row.edits.order_by("pk")
    sheet = browser.get(page_of(row), {"act": "revise"})
    typed = {f"value-{name.pk}": "A fourth name", f"printed-{name.pk}": "A fourth  name", f"place-{name.pk}": "4"}
    answer = act(browser, row, "revise", sheet, **typed, **{f"leave-{text.pk}": "yes"})
    assert answer.status_code == 303, answer.content.decode()
    (left,) = row.edits.all()
    after = {key: left.after[key] for key in ("value", "printed", "line")}
    assert after == {"value": "A fourth name", "printed": "A fourth name", "line": 4}
    assert state(row) == "open"
    assert row.comments.last().text == "Revised: MURA (Name). Left out: MURA (Text in Russian)."
    act(editor, row, "accept")
    assert "A fourth name" in Dataset.objects.get(pk=mura.pk).aliases


def test_a_revised_text_is_no_longer_approved_and_what_nobody_touched_stays(editor: Client, mura: Dataset) -> None:
    row = proposed(("text fr", {**TEXT, "reviewed": True, "origin": "machine"}), (STATED, stated()))
    text, name = row.edits.order_by("pk")
    before = name.after
    typed = {f"summary-{text.pk}": "Encore un autre résumé.", f"description-{text.pk}": TEXT["description"]}
    act(editor, row, "revise", **typed)
    text.refresh_from_db()
    name.refresh_from_db()
    assert (text.after["summary"], text.after["reviewed"]) == ("Encore un autre résumé.", False)
    assert (text.after["origin"], name.after) == ("curator", before)


def test_words_that_were_revised_are_the_revisers_and_stay_so_when_they_come_back(mura: Dataset) -> None:
    user, browser = account("eva", "Editors")
    author = account("carl", "Curators")[0]
    row = proposed(("text fr", TEXT), author=author)
    (text,) = row.edits.all()
    typed = {f"summary-{text.pk}": "Mes propres mots, à moi seule.", f"description-{text.pk}": TEXT["description"]}
    act(browser, row, "revise", **typed)
    act(browser, row, "accept")
    french = mura.descriptions.get(language="fr")
    assert (french.summary, french.written_by) == (typed[f"summary-{text.pk}"], user)
    row.refresh_from_db()
    undo(undo(row.change_set_id).number)
    french.refresh_from_db()
    assert (french.summary, french.written_by) == (typed[f"summary-{text.pk}"], user)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"value": "many images"}, "many images"),
        ({"printed": ""}, "Give the printed words"),
        ({}, "Nothing was changed."),
    ],
)
def test_revision_that_cannot_be_kept_says_why_and_keeps_what_was_typed(
    typed: dict[str, str], told: str, editor: Client, mura: Dataset
) -> None:
    size = {"value": 40_562, "unit": "images", "precision": "exact"}
    row = proposed((STATED, stated("40,562 images", "images", size)))
    (edit,) = row.edits.all()
    shown = {"value": "40,562 images", "printed": "40,562 images", "place": "3", **typed}
    answer = act(editor, row, "revise", **{f"{name}-{edit.pk}": text for name, text in shown.items()})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert told in page
    assert all(f'value="{text}"' in page for text in typed.values())
    assert row.edits.get().after == edit.after


def test_who_decides_has_seen_the_revision(editor: Client, mura: Dataset) -> None:
    ada, browser = account("ada", "Curators")
    row = proposed((STATED, stated()), author=ada)
    page = editor.get(page_of(row))
    (edit,) = row.edits.all()
    act(browser, row, "revise", **{f"printed-{edit.pk}": "Other words", f"value-{edit.pk}": "Another name"})
    for name in ("accept", "reject", "return", "revise"):
        answer = act(editor, row, name, page, comment="So be it.")
        assert "It was revised meanwhile." in answer.content.decode()
    assert state(row) == "open"


def test_an_earlier_state_still_stands_in_the_way_of_what_was_revised(editor: Client, mura: Dataset) -> None:
    row = proposed(("text fr", TEXT))
    (edit,) = row.edits.all()
    accept(proposed(("text fr", {**TEXT, "summary": "Un résumé de quelqu'un d'autre."})).pk)
    typed = {f"summary-{edit.pk}": "Encore un autre résumé.", f"description-{edit.pk}": TEXT["description"]}
    assert act(editor, row, "revise", **typed).status_code == 303
    assert act(editor, row, "accept").status_code == 400
    assert state(row) == "open"


# --- who may ----------------------------------------------------------------------------------------------------------

DECIDES = ("view_proposal", "decide_proposal")


def test_nobody_accepts_their_own_but_a_superuser(mura: Dataset) -> None:
    user, browser = account("curator", rights=DECIDES)
    own = proposed(author=user)
    answer = act(browser, own, "accept")
    assert (answer.status_code, state(own)) == (400, "open")
    assert "It is your own: another person accepts it." in answer.content.decode()
    act(account("colleague", rights=DECIDES)[1], own, "accept")
    assert state(own) == "accepted"
    user, browser = account("boss", root=True)
    boss = proposed(("text ru", None), author=user)
    act(browser, boss, "accept")
    assert state(boss) == "accepted"


def test_what_has_no_author_is_not_sent_back_to_one(editor: Client, mura: Dataset) -> None:
    button = 'value="return"'
    assert button not in editor.get(page_of(proposed())).content.decode()
    assert button in editor.get(page_of(proposed(author=account("carl", "Curators")[0]))).content.decode()


def test_ones_own_may_be_withdrawn_and_nobody_elses(editor: Client, mura: Dataset) -> None:
    ada, browser = account("ada", "Curators")
    own, told, other = proposed(author=ada), proposed(author=ada), proposed()
    act(browser, own, "withdraw")
    act(browser, told, "withdraw", comment="I misread it.")
    assert [Proposal.objects.get(pk=row.pk).comment for row in (own, told)] == [
        "Withdrawn by its author.",
        "I misread it.",
    ]
    assert [act(one, other, "withdraw").status_code for one in (browser, editor)] == [403, 403]
    assert (state(own), state(told), state(other)) == ("rejected", "rejected", "open")


@pytest.mark.parametrize(
    ("edits", "right"),
    [
        ((("status", "withdrawn"),), "publish_dataset"),
        (((EXISTS, None),), "publish_dataset"),
        ((("text fr", {**TEXT, "reviewed": True}),), "review_datasetdescription"),
    ],
)
def test_what_takes_a_right_of_its_own_takes_it_here_too(edits: Any, right: str, mura: Dataset) -> None:
    row = proposed(*edits)
    for rights, expected in ((DECIDES, "open"), ((*DECIDES, right), "accepted")):
        answer = act(account(f"curator-{len(rights)}", rights=rights)[1], row, "accept")
        assert state(row) == expected, answer.content


def test_nobody_approves_words_of_their_own_that_somebody_else_proposes_to_approve(mura: Dataset) -> None:
    rights = (*DECIDES, "review_datasetdescription")
    user, browser = account("writer", rights=rights)
    text = mura.descriptions.get(language="fr")
    mura.descriptions.filter(pk=text.pk).update(written_by=user, reviewed=False)
    words = {"summary": text.summary, "description": text.description, "translated_from": text.translated_from or None}
    row = proposed(("text fr", {**words, "origin": text.origin, "reviewed": True}))
    assert "words of yours" in act(browser, row, "accept").content.decode()
    assert state(row) == "open"
    act(account("reader", rights=rights)[1], row, "accept")
    assert state(row) == "accepted"


@pytest.mark.parametrize("status", ["published", "draft"])
def test_new_entry_is_published_by_who_may(status: str, record: Record, mura: Dataset) -> None:
    row = propose([Edit("dataset", EXISTS, {**record, "status": status})], "form")
    act(account("curator", rights=DECIDES)[1], row, "accept")
    assert state(row) == ("accepted" if status == "draft" else "open")


def test_who_may_only_look_decides_and_revises_nothing_but_comments(mura: Dataset) -> None:
    row = proposed()
    for name, rights in (("looks", ("view_proposal",)), ("neither", ("decide_proposal",)), ("nothing", ())):
        browser = account(name, rights=rights)[1]
        for action in ("accept", "reject", "return", "revise", "withdraw"):
            assert act(browser, row, action, comment="No.").status_code == (403 if name == "looks" else 404)
        act(browser, row, "comment", comment=f"From {name}")
        assert numbers(browser.get(LIST)) == ([row.pk] if name == "looks" else [])
    assert state(row) == "open"
    assert [one.text for one in ProposalComment.objects.all()] == ["From looks"]


def test_who_may_see_no_others_sees_their_own(mura: Dataset) -> None:
    user, browser = account("curator")
    own = proposed(author=user)
    proposed(("text ru", None))
    assert numbers(browser.get(LIST)) == [own.pk]
    assert browser.get(page_of(own)).status_code == 200


def test_visitors_are_asked_to_sign_in(client: Client, mura: Dataset) -> None:
    for url in (LIST, page_of(proposed())):
        assert client.get(url)["Location"].startswith(reverse("sign-in"))


# --- what is proposed is nobody's but the desk's ----------------------------------------------------------------------


def test_sent_back_revised_and_commented_it_stays_where_it_is(editor: Client, client: Client, mura: Dataset) -> None:
    row = proposed(
        (STATED, stated("leakuqor", value="leakuqor")), ("text fr", {**TEXT, "summary": "Un résumé de leakuqor."})
    )
    act(editor, row, "return", comment="leakuqor?")
    edit = row.edits.get(path=STATED)
    act(editor, row, "revise", **{f"printed-{edit.pk}": "leakuqors", f"value-{edit.pk}": "leakuqors"})
    name = reverse("dataset", args=["mura"])
    for url in (
        name,
        f"{name}history/",
        "/fr/datasets/mura/",
        "/en/changes/",
        "/api/v1/datasets/mura/",
        "/en/datasets/?q=mura",
    ):
        assert "leakuqor" not in client.get(url).content.decode()
