"""The admin's tables on the desk: all that there are, each once, to those who may look at them."""

import re

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission, User
from django.test import Client

from datasets.desk.tables import GROUPS, groups
from datasets.models import Modality

pytestmark = pytest.mark.django_db


def links(client: Client, language: str = "en") -> list[str]:
    text = client.get(f"/{language}/desk/tables/").content.decode()
    return re.findall(r'href="(/admin/[a-z_]+/[a-z_]+/)"', text)


def test_every_table_of_the_admin_is_there_once(admin_client: Client) -> None:
    wanted = {f"/admin/{model._meta.app_label}/{model._meta.model_name}/" for model in admin.site._registry}
    found = links(admin_client)
    assert set(found) == wanted
    assert len(found) == len(wanted)


def test_every_table_has_its_group() -> None:
    named = [model for _, models in GROUPS for model in models]
    assert len(named) == len(set(named))
    assert set(named) == set(admin.site._registry)


def test_a_table_that_nobody_grouped_comes_last() -> None:
    apps = [{"models": [{"model": int, "name": "Numbers"}, {"model": Modality, "name": "Modalities"}]}]
    assert [[table["name"] for table in tables] for _, tables in groups(apps)] == [["Modality"], ["Numbers"]]


def test_whoever_may_look_at_one_table_sees_one() -> None:
    client, user = Client(), User.objects.create_user("curator", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_license"))
    client.force_login(user)
    assert links(client) == ["/admin/datasets/license/"]
    assert "/add/" not in client.get("/en/desk/tables/").content.decode()


def test_tables_are_called_in_the_language_of_the_page(admin_client: Client) -> None:
    text = admin_client.get("/ru/desk/tables/").content.decode()
    assert "Модальность" in text
    assert "Modality" not in text
