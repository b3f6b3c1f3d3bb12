"""Every page of the admin answers, to curators of every right, whatever is asked of it."""

from collections.abc import Callable

import pytest
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.auth.models import Permission, User
from django.db.models import Model
from django.test import Client, RequestFactory
from django.urls import reverse

from datasets.models import ChangeSet, Dataset, Statement

from .conftest import AT_THE_DESK, EDITED, MODELS, READ_ONLY, address, row_of

HOSTILE = {
    "quotes": "'\"; DROP TABLE datasets_dataset; --",
    "one quote": '"',
    "a NUL": "a\0b",
    "a long word": "a" * 10_000,
    "many words": "a " * 5_000,
    "ideographs": "肾" * 1_500,
    "wildcards": "%_\\" * 50,
    "a lone surrogate": "%ED%A0%80",
}


@pytest.mark.parametrize("model", MODELS)
def test_model_is_registered(model: type[Model]) -> None:
    assert admin.site.is_registered(model)


def test_header_names_the_site(admin_client: Client) -> None:
    assert admin_client.get(address(Dataset, "changelist")).context["site_header"] == "Lightbox"


@pytest.mark.parametrize("model", MODELS)
def test_list_answers(model: type[Model], admin_client: Client, entry: Callable[..., Dataset]) -> None:
    row_of(model, entry)
    assert admin_client.get(address(model, "changelist")).status_code == 200


@pytest.mark.parametrize("model", EDITED)
def test_add_page_answers(model: type[Model], admin_client: Client) -> None:
    assert admin_client.get(address(model, "add")).status_code == 200


@pytest.mark.parametrize("view", ["change", "history", "delete"])
@pytest.mark.parametrize("model", MODELS)
def test_page_of_a_row_answers(
    model: type[Model], view: str, admin_client: Client, entry: Callable[..., Dataset]
) -> None:
    row = row_of(model, entry)
    forbidden = view == "delete" and model in (*READ_ONLY, *AT_THE_DESK)
    elsewhere = view == "change" and model in AT_THE_DESK
    status = 403 if forbidden else 302 if elsewhere else 200
    assert admin_client.get(address(model, view, row.pk)).status_code == status


@pytest.mark.parametrize(
    ("language", "start"), [("fr", "/fr/desk/"), ("zh-Hans", "/zh-hans/desk/"), ("de", "/en/desk/")]
)
def test_entries_and_statements_lead_to_the_desk(language: str, start: str, admin_client: Client) -> None:
    mura = Dataset.objects.get(slug="mura")
    statement = mura.statement_set.all()[0]
    asked = {"accept-language": language}
    found = [
        admin_client.get(address(Dataset, "change", mura.pk), headers=asked),
        admin_client.get(address(Dataset, "add"), headers=asked),
        admin_client.get(address(Statement, "change", statement.pk), headers=asked),
    ]
    ends = ["entries/mura/", "entries/new/", f"entries/mura/statements/{statement.pk}/"]
    assert [answer["Location"] for answer in found] == [f"{start}{end}" for end in ends]
    assert admin_client.get(found[2]["Location"]).status_code == 200


def test_who_states_nothing_is_led_to_the_entry(client: Client, db: None) -> None:
    user = User.objects.create_user("visitor", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_statement"))
    client.force_login(user)
    statement = Dataset.objects.get(slug="mura").statement_set.all()[0]
    answer = client.get(address(Statement, "change", statement.pk))
    assert answer["Location"] == f"/en/desk/entries/mura/#field-{statement.field}"


@pytest.mark.parametrize("model", AT_THE_DESK)
def test_what_is_sent_to_a_form_that_is_gone_changes_nothing(model: type[Model], admin_client: Client) -> None:
    row = model._default_manager.all()[0]
    before, number = ChangeSet.current(), model._default_manager.count()
    sent = {"name": "Another name", "slug": "another", "status": "withdrawn", "printed": "x", "note": "x"}
    for url in (address(model, "change", row.pk), address(model, "add")):
        assert admin_client.post(url, sent).status_code in (302, 403)
    assert (ChangeSet.current(), model._default_manager.count()) == (before, number)


@pytest.mark.parametrize("model", READ_ONLY)
def test_bookkeeping_is_read_only(model: type[Model], admin_client: Client, entry: Callable[..., Dataset]) -> None:
    row = row_of(model, entry)
    assert admin_client.get(address(model, "add")).status_code == 403
    assert admin_client.post(address(model, "change", row.pk), {"number": 9}).status_code == 403
    assert b"delete_selected" not in admin_client.get(address(model, "changelist")).content


@pytest.mark.parametrize("model", MODELS)
def test_page_answers_a_curator_who_may_only_look(
    model: type[Model], client: Client, entry: Callable[..., Dataset]
) -> None:
    row = row_of(model, entry)
    user = User.objects.create_user("visitor", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client.force_login(user)
    assert client.get(address(model, "changelist")).status_code == 200
    assert client.get(address(model, "change", row.pk)).status_code == (302 if model in AT_THE_DESK else 200)
    assert client.get(address(model, "add")).status_code == 403


@pytest.mark.parametrize("model", [model for model in MODELS if admin.site.get_model_admin(model).search_fields])
def test_hostile_search_is_answered(model: type[Model], admin_client: Client, short_lists: None) -> None:
    for name, query in HOSTILE.items():
        assert admin_client.get(address(model, "changelist"), {"q": query}).status_code == 200, name


@pytest.mark.parametrize(
    ("model_name", "field"), [("usecase", "task"), ("documentdescription", "document"), ("disagreement", "dataset")]
)
def test_hostile_autocomplete_is_answered(model_name: str, field: str, admin_client: Client) -> None:
    parameters = {"app_label": "datasets", "model_name": model_name, "field_name": field}
    for name, query in HOSTILE.items():
        assert admin_client.get(reverse("admin:autocomplete"), {**parameters, "term": query}).status_code == 200, name


@pytest.mark.parametrize(
    "parameters",
    [
        {"p": "99999999"},
        {"p": "-1"},
        {"p": "9" * 5000},
        {"o": "99.-98"},
        {"status__exact": "a\0b"},
        {"category__id__exact": "x"},
        {"category__id__exact": "9" * 40},
        {"disputed": "perhaps"},
        {"text_missing": "'"},
        {"text_missing": "a\0b"},
        {"slug__regex": "("},
    ],
)
def test_hostile_filter_is_answered(parameters: dict[str, str], admin_client: Client) -> None:
    assert admin_client.get(address(Dataset, "changelist"), parameters, follow=True).status_code in (200, 400)


@pytest.mark.parametrize("model", MODELS)
def test_every_filter_and_order_of_a_list_answers(
    model: type[Model], admin_client: Client, entry: Callable[..., Dataset], short_lists: None
) -> None:
    row_of(model, entry)
    url = address(model, "changelist")
    shown = admin_client.get(url).context["cl"]
    last_choices = [list(spec.choices(shown))[-1]["query_string"] for spec in shown.filter_specs]
    orders = [f"?o={number}" for number in range(1, len(shown.list_display))]
    for query in [*last_choices, *orders]:
        assert admin_client.get(url + query).status_code == 200, query


@pytest.mark.parametrize("key", ["9" * 40, "x", "a_00b", "%00"])
def test_page_of_no_row_is_answered(key: str, admin_client: Client) -> None:
    url = address(Dataset, "changelist") + f"{key}/change/"
    assert admin_client.get(url, follow=True).status_code in (200, 404)


@pytest.mark.parametrize("model", [model for model in MODELS if model not in AT_THE_DESK])
def test_relations_are_chosen_by_autocomplete(model: type[Model], rf: RequestFactory) -> None:
    """A select would list every row of the other model on the page."""
    page = admin.site.get_model_admin(model)
    request = rf.get("/")
    request.user = User(is_superuser=True, is_active=True)
    for part in (page, *page.get_inline_instances(None)):  # type: ignore[arg-type]
        asked = set(flatten_fieldsets(part.get_fieldsets(request))) - set(part.get_readonly_fields(request))
        fields = (*part.opts.fields, *part.opts.many_to_many)
        chosen = {field.name for field in fields if field.is_relation and field.editable and field.name in asked}
        elsewhere = set() if part is page else {getattr(part, "fk_name", None) or model._meta.model_name}
        assert chosen - elsewhere <= set(part.autocomplete_fields), part
