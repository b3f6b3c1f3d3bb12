"""Who may do what: accounts, objects and actions as a table, held against what happens over HTTP and in the database.

Every account posts what a superuser's browser would; a refusal counts only if the database stays as it was. A model or
an action that is registered without a row here fails. What the roles do at the desk is in tests/desk/test_roles.py.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, Permission, User
from django.db import transaction
from django.db.models import JSONField, Model
from django.test import Client
from django.urls import reverse

from datasets import models
from datasets.admin.words import TYPED, LinesField, in_a_line
from datasets.models import VOCABULARIES, Dataset, Guide, Suggestion
from datasets.records.changes import change_set
from datasets.records.edits import Edit
from datasets.records.proposing import propose
from tests.models.examples import EXAMPLES, term

from .conftest import address
from .forms import errors_of, form_of, sure

# Who may do what is decided before anything is written, and written as everywhere in the admin.
pytestmark = pytest.mark.django_db

TEXTS = (models.DatasetDescription, models.SourceDescription, models.DocumentDescription)
MODELS: dict[str, tuple[type[Model], ...]] = {
    "entry": (Dataset,),
    "entry text": (models.DatasetDescription,),
    "source text": (models.SourceDescription,),
    "document text": (models.DocumentDescription,),
    "note": (models.Disagreement,),
    "former slug": (models.FormerSlug,),
    "statement": (models.Statement,),
    "term": tuple(VOCABULARIES.values()),
    "source": (models.Source,),
    "document": (models.Document,),
    "guide": (Guide,),
    "guide entry": (models.GuideEntry,),
    "suggestion": (Suggestion,),
    "changeset": (models.ChangeSet,),
    "proposal": (models.Proposal,),
    "seed mark": (models.SeedMark,),
    "account": (User,),
    "group": (Group,),
}
# Of these there are rows for other states as well; where none is said the entry is published.
STATES = {"entry": ("draft", "withdrawn"), **dict.fromkeys(("entry text", "note", "former slug"), ("draft",))}
PARTS = (models.Disagreement, models.FormerSlug)


def codenames(actions: str, *of: type[Model]) -> tuple[str, ...]:
    """Return the names of the permissions for some actions on some models."""
    return tuple(f"{action}_{model._meta.model_name}" for model in of for action in actions.split())


EVERYTHING = codenames("view", *(model for found in list(MODELS.values())[:-2] for model in found))

# What each account is given. The first does not sign in, the last is a superuser.
ACCOUNTS: dict[str, tuple[str, ...]] = {
    "nobody": (),
    "staff": (),
    "looks": EVERYTHING,
    "edits": (*EVERYTHING, *codenames("add change delete", Dataset), *codenames("add", models.Statement)),
    "parts": (*EVERYTHING, *codenames("add change delete", *PARTS, models.Statement)),
    "shows": codenames("view publish", Dataset),
    "writes": (*EVERYTHING, *codenames("add change", *TEXTS)),
    "reads": (*EVERYTHING, *codenames("review", *TEXTS)),
    "answers": (*codenames("view", Dataset), *codenames("view change", Suggestion)),
    "decides": codenames("view decide", models.Proposal),
    "hires": codenames("view add change delete", User, Group),
    "super": (),
}

# Those of the migrations, which are given to whoever works at the desk.
ROLES = {
    "translator": "Translators",
    "curator": "Curators",
    "editor": "Editors",
    "administrator": "Administrators",
}

# v  the list, a row's page, its history and its name among the choices of a select are shown; pages of entries and of
#    statements are those of the desk, where they are added and changed
# a  a row is added      c  a row is changed      d  a row is deleted, from its page and from the list
# Whoever may delete entries deletes none that has parts, for those are not theirs to delete; whoever may not publish
# writes on drafts alone.
OBJECTS = """
object                 nobody  staff  looks  edits  parts  shows  writes reads  answers decides  hires  super
entry                  -       -      v      v      v      v      v      v      v       -        -      v
draft entry            -       -      v      v      v      v      v      v      v       -        -      vd
withdrawn entry        -       -      v      v      v      v      v      v      v       -        -      vd
entry text             -       -      v      v      v      -      v      v      -       -        -      vacd
draft entry text       -       -      v      v      v      -      vc     v      -       -        -      vacd
source text            -       -      v      v      v      -      vac    v      -       -        -      vacd
document text          -       -      v      v      v      -      vac    v      -       -        -      vacd
note                   -       -      v      v      v      -      v      v      -       -        -      vacd
draft note             -       -      v      v      vcd    -      v      v      -       -        -      vacd
former slug            -       -      v      v      v      -      v      v      -       -        -      vacd
draft former slug      -       -      v      v      vcd    -      v      v      -       -        -      vacd
statement              -       -      v      v      v      -      v      v      -       -        -      v
term                   -       -      v      v      v      -      v      v      -       -        -      vacd
source                 -       -      v      v      v      -      v      v      -       -        -      vacd
document               -       -      v      v      v      -      v      v      -       -        -      vacd
guide                  -       -      v      v      v      -      v      v      -       -        -      vacd
guide entry            -       -      v      v      v      -      v      v      -       -        -      vacd
suggestion             -       -      v      v      v      -      v      v      v       -        -      vd
changeset              -       -      v      v      v      -      v      v      -       -        -      v
proposal               -       -      v      v      v      -      v      v      -       v        -      v
seed mark              -       -      v      v      v      -      v      v      -       -        -      v
account                -       -      -      -      -      -      -      -      -       -        -      vacd
group                  -       -      -      -      -      -      -      -      -       -        -      vacd
"""
OBJECTS_OF_ROLES = """
object                 translator  curator  editor  administrator
entry                  v           v        v       v
draft entry            v           v        vd      vd
withdrawn entry        v           v        vd      vd
entry text             v           v        vacd    vacd
draft entry text       vc          vc       vacd    vacd
source text            vac         v        vacd    vacd
document text          vac         v        vacd    vacd
note                   v           v        vacd    vacd
draft note             v           vc       vacd    vacd
former slug            v           v        vacd    vacd
draft former slug      v           v        vacd    vacd
statement              v           v        v       v
term                   v           v        vacd    vacd
source                 v           v        vacd    vacd
document               v           va       vacd    vacd
guide                  v           v        vacd    vacd
guide entry            v           v        vacd    vacd
suggestion             v           v        v       vd
changeset              v           v        v       v
proposal               v           v        v       v
seed mark              -           -        -       v
account                -           -        -       -
group                  -           -        -       -
"""

# x  the action does what it says, to the rows that are chosen and to all that the list has
ACTIONS = """
action                       nobody  staff  looks  edits  parts  shows  writes reads  answers decides  hires  super
entry publish                -       -      -      -      -      x      -      -      -       -        -      x
entry withdraw               -       -      -      -      -      x      -      -      -       -        -      x
entry mark_texts_reviewed    -       -      -      -      -      -      -      x      -       -        -      x
entry text mark_reviewed     -       -      -      -      -      -      -      x      -       -        -      x
source text mark_reviewed    -       -      -      -      -      -      -      x      -       -        -      x
document text mark_reviewed  -       -      -      -      -      -      -      x      -       -        -      x
"""
ACTIONS_OF_ROLES = """
action                       translator  curator  editor  administrator
entry publish                -           -        x       x
entry withdraw               -           -        x       x
entry mark_texts_reviewed    x           -        x       x
entry text mark_reviewed     x           -        x       x
source text mark_reviewed    x           -        x       x
document text mark_reviewed  x           -        x       x
"""

# How many kinds of text the page that counts them shows; - where it is refused.
OVERVIEW = """
page                         nobody  staff  looks  edits  parts  shows  writes reads  answers decides  hires  super
/admin/texts/                -       -      5      5      5      -      5      5      -       -        -      5
"""
OVERVIEW_OF_ROLES = """
page                         translator  curator  editor  administrator
/admin/texts/                5           5        5       5
"""

# A column that a page lets one change, and another value for it; of what is not named here, the position.
CHANGES: dict[type[Model], tuple[str, str]] = {
    Dataset: ("name", "Another name"),
    models.Statement: ("note", "Another note."),
    **dict.fromkeys(TEXTS, ("summary", "Words that another person wrote here.")),
    models.Source: ("name", "Another name"),
    models.Document: ("title", "Another title"),
    Suggestion: ("answer", "Thank you."),
    models.ChangeSet: ("stamp", "f" * 32),
    models.Proposal: ("comment", "Another comment."),
    models.SeedMark: ("digest", "f" * 64),
    User: ("first_name", "Another"),
    Group: ("name", "Another name"),
}

# The state before an action, and what it is afterwards.
EFFECTS: dict[str, tuple[dict[str, Any], Callable[[Any], bool]]] = {
    "publish": ({"status": "draft"}, lambda row: row.status == "published"),
    "withdraw": ({"status": "published"}, lambda row: row.status == "withdrawn"),
    "mark_texts_reviewed": ({}, lambda row: not row.descriptions.filter(reviewed=False).exists()),
    "mark_reviewed": ({"reviewed": False}, lambda row: row.reviewed),
    "accept": ({"state": "open"}, lambda row: row.state == "accepted"),
    "decline": ({"state": "open"}, lambda row: row.state == "declined"),
}


def table(*texts: str) -> dict[str, dict[str, str]]:
    """Return tables of the same rows as one: row -> account -> cell."""
    found: dict[str, dict[str, str]] = {}
    for text in texts:
        head, *lines = text.strip().splitlines()
        _, *accounts = head.split()
        for line in lines:
            cells = line.split()
            name = " ".join(cells[: -len(accounts)])
            found.setdefault(name, {}).update(zip(accounts, cells[-len(accounts) :], strict=True))
    assert all(list(row) == [*ACCOUNTS, *ROLES] for row in found.values())
    return found


def kinds() -> list[Any]:
    """Return (row of the table, model, status of the entry) for each way in which a model is administered.

    One stands for all vocabularies alike.
    """
    found: dict[Any, Any] = {}
    for name, of in MODELS.items():
        for status in ("published", *STATES.get(name, ())):
            row = name if status == "published" else f"{status} {name}"
            for model in of:
                key = type(admin.site.get_model_admin(model)), status
                found.setdefault(key, pytest.param(row, model, status, id=f"{row}-{model._meta.model_name}"))
    return list(found.values())


def made(model: type[Model], entry: Callable[..., Dataset]) -> Any:
    """Return a row that is not in the database yet, and that the database and the admin would take."""
    if model is Dataset:
        return EXAMPLES[model]()
    if model in VOCABULARIES.values():
        return term(model)  # type: ignore[type-var]
    if model in (User, Group):
        return User(username="made-up") if model is User else Group(name="Made up")
    row: Any = EXAMPLES[model]()
    if model in TEXTS:
        owner = {"DatasetDescription": "dataset", "SourceDescription": "source"}.get(model.__name__, "document")
        model._default_manager.filter(**{owner: getattr(row, owner), "language": row.language}).delete()
        row.summary, row.description = "Words that exist for the tests alone, and nowhere else.", "More of them. " * 5
    if isinstance(row, Guide):
        row.body = Guide.objects.all()[0].body
    return row


@pytest.fixture
def superuser() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("superuser-of-the-tests"))
    return client


@pytest.fixture
def signed_in() -> Callable[[str], Client]:
    """Give the browser of an account."""

    def signed_in(account: str) -> Client:
        client = Client()
        if account != "nobody":
            user = User.objects.create_user(account, is_staff=True, is_superuser=account == "super")
            user.user_permissions.set(Permission.objects.filter(codename__in=ACCOUNTS.get(account, ())))
            user.groups.set(Group.objects.filter(name=ROLES.get(account, "")))
            client.force_login(user)
        return client

    return signed_in


@contextmanager
def tried() -> Iterator[None]:
    """Take back what was done inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def refused(account: str, response: Any) -> bool:
    """Tell whether an answer is a refusal: to sign in, for nobody, or 403."""
    if account == "nobody":
        return response.status_code == 302 and response["Location"].startswith("/admin/login/")
    return bool(response.status_code == 403)


def led_to_the_desk(response: Any) -> bool:
    """Tell whether an answer leads to a page of the desk."""
    return response.status_code == 302 and response["Location"].startswith("/en/desk/")


def filled(row: Any, page: Any) -> dict[str, Any]:
    """Return what the page's form would send if somebody had typed what `row` says."""
    data = form_of(page, f"{row._meta.model_name}_form")
    for field in row._meta.concrete_fields:
        if field.editable:
            value = getattr(row, field.attname)
            data |= (
                as_typed(field, value)
                if isinstance(field, JSONField)
                else {field.name: str("" if value is None else value)}
            )
    if isinstance(row, User):
        data |= {"usable_password": "true", "password1": "correct horse 7", "password2": "correct horse 7"}
    return data


def as_typed(field: JSONField, value: Any) -> dict[str, str]:
    """Return what somebody types of what is stored as JSON."""
    form_class = TYPED.get(field.name, (None, ""))[0]
    if form_class is not None and issubclass(form_class, LinesField):
        return {field.name: "\n".join(form_class(empty=list).lines(value or ()))}
    if form_class is not None:
        return {f"{field.name}_{code}": in_a_line(text) for code, text in (value or {}).items()}
    return {field.name: json.dumps(value)}


def typed_by(superuser: Client, row: Any) -> dict[str, Any]:
    """Return what a superuser's form for a new row would send if somebody had typed what `row` says."""
    model = type(row)
    begun = {
        field.name: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if model in TEXTS and (field.is_relation or field.name == "language") and getattr(row, field.attname)
    }
    page = superuser.get(address(model, "add"), begun)
    return filled(row, page) if page.status_code == 200 else {}


def written(superuser: Client, row: Any) -> dict[str, Any]:
    """Return what a superuser's form of the row would send; nothing where the page has no form."""
    page, form_id = superuser.get(address(type(row), "change", row.pk)), f"{row._meta.model_name}_form"
    return form_of(page, form_id) if f'id="{form_id}"'.encode() in page.content else {}


def is_added(browser: Client, model: type[Model], data: dict[str, Any], account: str) -> bool:
    """Tell whether the account can add the row that a form says."""
    before = model._default_manager.count()
    with tried():
        response = browser.post(address(model, "add"), data)
        added = model._default_manager.count() > before
    assert added or refused(account, response) or led_to_the_desk(response), errors_of(response)
    return added


def is_changed(browser: Client, row: Any, data: dict[str, Any], account: str) -> bool:
    """Tell whether the account can change the row, of which the form says `data`."""
    column, value = CHANGES.get(type(row), ("position", "17"))
    with tried():
        response = browser.post(address(type(row), "change", row.pk), {**data, column: value})
        changed = str(getattr(type(row)._default_manager.get(pk=row.pk), column)) == value
    assert changed or refused(account, response) or led_to_the_desk(response), errors_of(response)
    return changed


def is_deleted(browser: Client, row: Any, account: str) -> bool:
    """Tell whether the account can delete the row from its page, and from the list; both or neither."""
    model = type(row)
    gone = []
    with tried():
        response = browser.post(address(model, "delete", row.pk), sure(row))
        gone.append(not model._default_manager.filter(pk=row.pk).exists())
        assert gone[0] or refused(account, response), response.status_code
    for across in ("0", "1") if model in (Suggestion, Group) else ("0",):
        with tried():
            data = {"action": "delete_selected", "_selected_action": [row.pk], **sure(row), "select_across": across}
            browser.post(address(model, "changelist"), data)
            gone.append(not model._default_manager.filter(pk=row.pk).exists())
    assert len(set(gone)) == 1
    return gone[0]


def is_shown(browser: Client, row: Any, account: str) -> bool:
    """Tell whether the account sees the list, the page, the history and the name of the row; all or none of them."""
    model = type(row)
    urls = [address(model, "changelist"), address(model, "change", row.pk), address(model, "history", row.pk)]
    for source, page in admin.site._registry.items():
        for name in page.autocomplete_fields:
            if source._meta.get_field(name).related_model is model and len(urls) == 3:
                query = f"app_label={source._meta.app_label}&model_name={source._meta.model_name}&field_name={name}"
                urls.append(f"{reverse('admin:autocomplete')}?{query}")
    answers = [browser.get(url) for url in urls]
    shown = {answer.status_code == 200 or led_to_the_desk(answer) for answer in answers}
    assert len(shown) == 1, [answer.status_code for answer in answers]
    assert shown == {True} or all(refused(account, answer) for answer in answers)
    return shown == {True}


@pytest.mark.parametrize(("name", "model", "status"), kinds())
def test_an_account_does_with_an_object_what_the_table_says(
    name: str,
    model: type[Model],
    status: str,
    signed_in: Any,
    superuser: Client,
    entry: Callable[..., Dataset],
    short_lists: None,
    subtests: pytest.Subtests,
) -> None:
    browsers = {account: signed_in(account) for account in (*ACCOUNTS, *ROLES)}
    new = made(model, entry)
    if hasattr(new, "dataset_id") and new.dataset_id:
        Dataset.objects.filter(pk=new.dataset_id).update(status=status)
    data, added = typed_by(superuser, new), {}
    for account, browser in browsers.items():
        with subtests.test("adding", account=account):
            added[account] = is_added(browser, model, data, account)
    if model is Dataset:
        row: Model = entry("made-up-entry", status=status)
    else:
        row = new
        row.save()
    data, expected = written(superuser, row), table(OBJECTS, OBJECTS_OF_ROLES)[name]
    for account, browser in browsers.items():
        with subtests.test(account=account):
            found = {
                "v": is_shown(browser, row, account),
                "a": added[account],
                "c": is_changed(browser, row, data, account),
                "d": is_deleted(browser, row, account),
            }
            done = "".join(letter for letter, happened in found.items() if happened) or "-"
            assert done == expected[account]


def subject(model: type[Model]) -> Any:
    """Return a row that an action can be done to."""
    if model is Suggestion:
        return Suggestion.objects.create(text="It moved.")
    if model is models.ChangeSet:
        with change_set(models.ChangeSet.Origin.FORM) as opened:
            opened.watch("dataset", [Dataset.objects.get(slug="mura").pk])
            Dataset.objects.filter(slug="mura").update(name="Another name")
        return models.ChangeSet.objects.get(pk=opened.number)
    if model is models.Proposal:
        return propose([Edit("dataset", "text ru", None, Dataset.objects.get(slug="mura").pk)], "form")
    return model._default_manager.all()[0]


@pytest.mark.parametrize("account", [*ACCOUNTS, *ROLES])
@pytest.mark.parametrize("action", table(ACTIONS, ACTIONS_OF_ROLES))
def test_an_action_does_for_an_account_what_the_table_says(action: str, account: str, signed_in: Any) -> None:
    browser = signed_in(account)
    kind, _, name = action.rpartition(" ")
    [model], (before, done) = MODELS[kind], EFFECTS[name]
    row: Any = subject(model)
    model._default_manager.filter(pk=row.pk).update(**before)
    # All that the list has are two rows: checking every entry of the catalogue anew would take seconds.
    other = model._default_manager.exclude(pk=row.pk)[0]
    url = f"{address(model, 'changelist')}?id__in={row.pk},{other.pk}"
    for across in ("0", "1"):
        with tried():
            data = {"action": name, "_selected_action": [row.pk], "select_across": across, "post": "yes"}
            response = browser.post(url, data)
            happened = done(model._default_manager.get(pk=row.pk))
        assert ("x" if happened else "-") == table(ACTIONS, ACTIONS_OF_ROLES)[action][account]
        assert happened or response.status_code in (302, 403, 200)


@pytest.mark.parametrize("account", [*ACCOUNTS, *ROLES])
def test_the_overview_shows_an_account_what_the_table_says(account: str, signed_in: Any) -> None:
    response = signed_in(account).get("/admin/texts/")
    expected = table(OVERVIEW, OVERVIEW_OF_ROLES)["/admin/texts/"][account]
    if expected == "-":
        assert refused(account, response)
    else:
        assert len(response.context["groups"]) == int(expected)


def test_every_model_has_a_row() -> None:
    registered = {model for of in MODELS.values() for model in of}
    assert registered == set(admin.site._registry)
    others = {f"{status} {name}" for name, found in STATES.items() for status in found}
    assert set(table(OBJECTS, OBJECTS_OF_ROLES)) == set(MODELS) | others


def test_every_action_has_a_row() -> None:
    """Deleting from the list is a column of the other table."""
    registered = {
        f"{kind} {name}"
        for kind, of in MODELS.items()
        for model in of
        for _, name, _ in admin.site.get_model_admin(model)._get_base_actions()  # type: ignore[attr-defined]
    }
    deleting = {f"{kind} delete_selected" for kind in MODELS}
    assert registered - deleting == set(table(ACTIONS, ACTIONS_OF_ROLES))


def test_every_permission_of_our_own_is_given_to_somebody() -> None:
    """A permission that no account of the table has is not tested."""
    ours = {
        permission.codename
        for permission in Permission.objects.filter(content_type__app_label="datasets")
        if permission.codename.partition("_")[0] not in ("view", "add", "change", "delete")
    }
    assert ours == {"publish_dataset", "decide_proposal", *codenames("review", *TEXTS)}
    assert ours <= {codename for given in ACCOUNTS.values() for codename in given}
