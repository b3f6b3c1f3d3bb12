"""A curator at the admin, and entries of any size to show and to change."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Permission, User
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from datasets import models
from datasets.facts.fields import HELD
from datasets.facts.stored import Part
from datasets.models import Dataset, Document, Unit
from datasets.records.changes import NOTES
from datasets.records.edits import Edit
from datasets.records.projecting import project
from datasets.records.proposing import propose

from .forms import form_of, seen, sure

# What no page shows: what holds nothing that a person could read, and what follows from statements.
UNSHOWN = {
    models.FailedSignIn,
    # It is shown with its change set.
    models.Change,
    # So is what is proposed, and what is said of it.
    models.ProposedEdit,
    models.ProposalComment,
    # The desk shows what comes in, what was decided about it, and how links are.
    models.Incoming,
    models.IncomingRow,
    models.Meaning,
    models.Verdict,
    models.LinkHealth,
    models.LinkCheck,
    *(field.stored.model for field in HELD if isinstance(field.stored, Part)),
}
Account = Callable[..., tuple[User, Client]]
MODELS = sorted(set(apps.get_app_config("datasets").get_models()) - UNSHOWN, key=lambda model: model.__name__)
READ_ONLY = (models.ChangeSet, models.Proposal, models.SeedMark)
# What is listed here, and shown and changed at the desk.
AT_THE_DESK = (models.Dataset, models.Statement)
# Suggestions are shown and deleted, no more.
EDITED = [model for model in MODELS if model not in (*READ_ONLY, *AT_THE_DESK, models.Suggestion)]


def row_of(model: type[Model], entry: Callable[..., Dataset]) -> Model:
    """Return a row of `model`; one is made where the catalogue has none."""
    if not model._default_manager.exists():
        dataset = entry("made-up")
        if model is models.Suggestion:
            models.Suggestion.objects.create(dataset=dataset, text="<script>alert(1)</script>")
        if model is models.Proposal:
            note = {"field": "year", "kind": "claim", "explanation": {"en": "<script>alert(1)</script>"}}
            propose([Edit("dataset", NOTES, [note], dataset.pk)], "form", reason="<script>alert(1)</script>")
    found = model._default_manager.first()
    assert found is not None
    return found


def address(model: type[Model], view: str, *args: Any) -> str:
    """Return the address of a page of the admin."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{view}", args=args)


@pytest.fixture
def short_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists with few rows on a page: of what is looked at, the hundredth row says as much as the first."""
    for page in admin.site._registry.values():
        monkeypatch.setattr(page, "list_per_page", 5)


@pytest.fixture
def save(admin_client: Client) -> Callable[..., Any]:
    """Open the change page of a row, change some fields, press Save; returns the answer."""

    def save(row: Model, **changes: Any) -> Any:
        url = address(type(row), "change", row.pk)
        return admin_client.post(url, {**form_of(admin_client.get(url), f"{row._meta.model_name}_form"), **changes})

    return save


@pytest.fixture
def act(admin_client: Client) -> Callable[..., Any]:
    """Run an action of a list on rows; returns the page that follows."""

    def act(action: str, *rows: Model, **more: str) -> Any:
        said = sure(*rows) if "post" in more else {"shown": seen(*rows)}
        data = {"action": action, "_selected_action": [row.pk for row in rows], **said, **more}
        return admin_client.post(address(type(rows[0]), "changelist"), data, follow=True)

    return act


@pytest.fixture
def entry(db: None) -> Callable[..., Dataset]:
    """Make an entry with `rows` of each of its parts."""

    def entry(slug: str, rows: int = 1, **columns: Any) -> Dataset:
        columns = {
            "name": slug.title(),
            "category": models.Category.objects.get(code="imaging"),
            "kind": models.Kind.objects.get(code="dataset"),
            "access_level": models.AccessLevel.objects.get(code="unknown"),
            **columns,
        }
        made = Dataset.objects.create(slug=slug, **columns)
        fill(made, rows)
        return made

    return entry


def fill(dataset: Dataset, rows: int) -> None:
    """Give the entry `rows` of each part, each with another term or document where there is one."""
    documents, languages = list(Document.objects.all()), list(models.LANGUAGES)
    for number in range(rows):
        part: dict[str, Any] = {"dataset": dataset, "position": number}
        models.Disagreement.objects.create(**part, field="images", kind="claim", explanation={"en": f"No. {number}."})
        models.FormerSlug.objects.create(**part, slug=f"{dataset.slug}-before-{number}")
        if number < len(languages):
            models.DatasetDescription.objects.create(
                dataset=dataset,
                language=languages[number],
                summary=f"Summary number {number} of it.",
                description="A description of an entry that exists for the tests alone.",
            )
    for place, (field, value) in enumerate(said_of(dataset, rows)):
        models.Statement.objects.create(
            dataset=dataset,
            position=place,
            field=field,
            value=value,
            printed=f"{field} {place}",
            document=documents[place % len(documents)],
            line=place + 1,
        )
    project(Dataset.objects.filter(pk=dataset.pk))


def said_of(dataset: Dataset, rows: int) -> Iterator[tuple[str, Any]]:
    """Yield fields and values that give an entry `rows` of each part, and what every entry needs."""
    units, conditions, steps = (
        list(model.objects.values_list("code", flat=True)) for model in (Unit, models.Condition, models.AccessStep)
    )
    rights = [(component, use) for component in models.Right.Component for use in models.Right.Use]
    numbers = range(rows)
    for number in numbers:
        yield "count", {"value": number, "unit": units[number % len(units)], "precision": "exact"}
    yield from (("name", alias) for alias in dataset.aliases)
    yield "category", "imaging"
    yield "kind", "dataset"
    yield "class", [{"name": f"Class {number}", "condition": conditions[number]} for number in numbers]
    yield "split", [{"name": "train", "count": number, "unit": units[number % len(units)]} for number in numbers]
    yield "link", [{"kind": "homepage", "url": f"https://example.org/{dataset.slug}/{number}"} for number in numbers]
    yield "paper", [{"title": f"Paper {number}"} for number in numbers]
    targets = Dataset.objects.exclude(pk=dataset.pk).values_list("slug", flat=True)
    yield "relation", [{"kind": "includes", "target": slug} for slug in targets[:rows]]
    yield "access_step", steps[:rows]
    yield "rights", [{"component": component, "use": use, "answer": "yes"} for component, use in rights[:rows]]


@pytest.fixture
def account() -> Account:
    """Make an account with permissions by codename, and its browser."""

    def account(name: str, *permissions: str) -> tuple[User, Client]:
        user = User.objects.create_user(name, is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
        client = Client()
        client.force_login(user)
        return user, client

    return account
