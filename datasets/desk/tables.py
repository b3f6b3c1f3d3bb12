"""The admin's tables, grouped by what they are for: the way to what the desk has no page of its own for."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from datasets import models
from datasets.admin import translating
from datasets.facts.fields import FIELDS
from datasets.models import VOCABULARIES

from .doors import desk, page

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# What the tables are for -> their models, with what each is called. Vocabularies are called as the fields of an entry.
GROUPS: "tuple[tuple[StrOrPromise, Mapping[type[Model], StrOrPromise]], ...]" = (
    (
        _("Entries and facts"),
        {
            models.Dataset: pgettext_lazy("of the catalogue", "Entries"),
            models.Statement: _("Statements"),
            models.Disagreement: _("Disagreements"),
            models.FormerSlug: _("Former addresses"),
        },
    ),
    (_("Sources and references"), {models.Source: _("Sources"), models.Document: _("Documents and references")}),
    (
        _("Texts and guides"),
        {
            models.DatasetDescription: _("Texts of entries"),
            models.SourceDescription: _("Texts of sources"),
            models.DocumentDescription: _("Texts of references"),
            models.Guide: _("Guides"),
            models.GuideEntry: _("Entries in guides"),
        },
    ),
    (
        _("Vocabularies"),
        {
            model: FIELDS[code].label if code in FIELDS else _("Unit")
            for code, model in VOCABULARIES.items()
        },
    ),
    (
        _("What comes in"),
        {
            models.Suggestion: pgettext_lazy("of visitors", "Suggestions"),
            models.Proposal: _("Proposals"),
        },
    ),
    (_("History"), {models.ChangeSet: _("Changes"), models.SeedMark: _("Marks of the catalogue's files")}),
    (_("Accounts"), {User: _("Accounts"), Group: _("Roles")}),
)  # fmt: skip


@desk()
def tables(request: HttpRequest) -> HttpResponse:
    """List the tables that the visitor may look at, with the way to add a row where they may."""
    context = {
        "groups": groups(admin.site.get_app_list(request)),
        "sees_texts": any(True for _group in translating.groups(request.user)),
    }
    return page(request, "tables.html", context, section="tables")


def groups(apps: Iterable[Mapping[str, Any]]) -> "list[tuple[StrOrPromise, list[dict[str, Any]]]]":
    """Return the tables of the admin's apps by group, each once, in the order of GROUPS; the others come last."""
    tables = {table["model"]: table for app in apps for table in app["models"]}
    found: list[tuple[StrOrPromise, list[dict[str, Any]]]] = []
    for title, named in GROUPS:
        own = [(name, tables.pop(model)) for model, name in named.items() if model in tables]
        found.append((title, [{**table, "name": name} for name, table in own]))
    found.append((_("Other"), list(tables.values())))
    return [(title, own) for title, own in found if own]
