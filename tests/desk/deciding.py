"""Accounts with roles, and what they do with proposals and change sets at the desk."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import Group, Permission, User
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from datasets.facts.kinds import Record
from datasets.models import ChangeSet, Dataset, Proposal
from datasets.records.changes import change_set
from datasets.records.edits import STATED, Edit
from datasets.records.proposing import propose

TEXT = {"summary": "Un autre résumé, assez long.", "description": "Une autre description, assez longue aussi."}
ATTACK = "</p><script>alert(1)</script>"
HOSTILE = ["x", "-1", "9" * 40, "a\0b", "١"]


def account(name: str, *roles: str, rights: tuple[str, ...] = (), root: bool = False) -> tuple[User, Client]:
    """Return an account of the desk with roles and rights, and its browser."""
    user = User.objects.create_user(name, is_staff=True, is_superuser=root)
    user.groups.set(Group.objects.filter(name__in=roles))
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    client = Client()
    client.force_login(user)
    return user, client


def stated(printed: str = "Another name", field: str = "name", value: Any = "Another name") -> Record:
    """Return a statement as a record."""
    return {"field": field, "value": value, "printed": printed, "document": "000", "line": 3}


def proposed(*edits: tuple[str, Any], **about: Any) -> Proposal:
    """Propose edits of mura; by default another name, what states it, and a text."""
    key = Dataset.objects.get(slug="mura").pk
    given = edits or (("name", "Another name"), (STATED, stated()), ("text fr", TEXT))
    return propose([Edit("dataset", path, after, key) for path, after in given], "form", **about)


def changed(write: Callable[[], object], **about: Any) -> ChangeSet:
    """Change mura as one change set, which is returned."""
    with change_set(ChangeSet.Origin.FORM, **about) as opened:
        opened.watch("dataset", [Dataset.objects.get(slug="mura").pk])
        write()
    return ChangeSet.objects.get(pk=opened.number)


def name_it(name: str, **about: Any) -> ChangeSet:
    """Give mura another name."""
    return changed(lambda: Dataset.objects.filter(slug="mura").update(name=name), **about)


def page_of(row: Proposal | ChangeSet) -> str:
    """Return the address of the desk's page of a proposal or a change set."""
    return reverse("desk-proposal" if isinstance(row, Proposal) else "desk-change", args=[row.pk])


def act(browser: Client, row: Proposal, name: str, page: Any = None, **filled: Any) -> Any:
    """Press a button on a proposal's page, as it is now or as it was shown."""
    page = page or browser.get(page_of(row))
    mark = page.context["mark"] if page.status_code < 300 or page.status_code == 400 else ""
    return browser.post(page_of(row), {"act": name, "mark": mark, **filled})


def state(row: Proposal) -> str:
    """Return the state of a proposal by now."""
    return Proposal.objects.get(pk=row.pk).state


def said(answer: Any) -> list[str]:
    """Return the messages that wait for the next page."""
    return [str(message) for message in get_messages(answer.wsgi_request)]
