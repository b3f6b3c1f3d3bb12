"""Texts of entries: what is to be done in each language, reading and approving by the page, and writing one.

A translation stands beside its original everywhere; approving or saving it says that it fits the original that the page
showed. Nobody approves their own words but a superuser (admin.approval).
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Case, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from datasets.admin.approval import may_approve
from datasets.admin.translating import groups
from datasets.facts.columns import PARTS
from datasets.facts.composed import composed
from datasets.facts.kinds import Record
from datasets.facts.reading import whole
from datasets.models import LANGUAGES, ChangeSet, Dataset, DatasetDescription
from datasets.models.description import Description
from datasets.records.changes import TEXT
from datasets.records.checking import text_problems
from datasets.records.edits import Edit
from datasets.records.records import schema_at
from datasets.translation import upkeep
from datasets.translation.upkeep import CHANGED, with_current
from datasets.web.sent import back, see
from datasets.words.markup import as_markdown
from datasets.words.texts import ORIGINAL, fingerprint

from .doors import Abilities, desk, page
from .entry import state_of
from .submitting import RefusedError, approve, changed_since, one_line, submit

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Texts on a page of the queue, each with its original.
ON_A_PAGE = 20
UNREVIEWED, OUTDATED, MISSING = "unreviewed", "outdated", "missing"
STATES: "Mapping[str, StrOrPromise]" = {
    UNREVIEWED: lazy("Not reviewed"), OUTDATED: lazy("Out of date"), MISSING: lazy("Missing"),
}  # fmt: skip
# The parts of a text, which have one state together.
LABELS: "Mapping[str, StrOrPromise]" = {"summary": lazy("Summary"), "description": lazy("Description")}
KEY = re.compile(r"[0-9]{1,12}")


@desk()
def texts(request: HttpRequest) -> HttpResponse:
    """Show what is to be done for the texts of entries, in each language."""
    tallies = upkeep.of_descriptions(DatasetDescription)
    context = {
        "rows": [(LANGUAGES[tally.language], tally) for tally in tallies],
        "sees_others": any(True for _group in groups(request.user)),
    }
    return page(request, "texts.html", context, section="texts")


# --- reading and approving by the page --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shown:
    """A text of the queue beside its original, which is None where the text is the original or there is none."""

    text: Any
    original: DatasetDescription | None
    may_approve: bool

    @property
    def outdated(self) -> bool:
        """Whether the original changed since the text was made from it."""
        return self.original is not None and self.text.translated_from != self.text.current

    @property
    def fingerprint(self) -> str:
        """What tells whether the text or its original is another than the page showed."""
        shown = [self.text, self.original] if self.original is not None else [self.text]
        said = [getattr(row, name) for row in shown for name in ("language", *LABELS)]
        return hashlib.sha256("\0".join([str(self.text.pk), *said]).encode()).hexdigest()[:32]

    def approval(self) -> Edit:
        """Return the edit that approves the text, and says that it fits its original."""
        return approval(self.text, self.text.current if self.original is not None else None)


def approval(text: DatasetDescription, current: str | None) -> Edit:
    """Return the edit that approves a text; `current` is the fingerprint of its original, None where it has none."""
    piece: Record = PARTS["descriptions"].item(text)
    path = f"{TEXT}{piece.pop('language')}"
    fits = current or piece["translated_from"]
    return Edit("dataset", path, {**piece, "reviewed": True, "translated_from": fits}, text.dataset_id)


@desk("GET", "HEAD", "POST")
def queue(request: HttpRequest, language: str) -> HttpResponse:
    """Show the texts in one language that are in one `state`, beside their originals; approve those that are ticked."""
    asked = request.GET.get("state", "")
    state = asked if asked in STATES else UNREVIEWED
    refused: list[str] = []
    status = 200
    if request.method == "POST":
        if not Abilities(request.user).reviews:
            raise PermissionDenied
        try:
            _approve(request, language)
        except RefusedError as error:
            refused, status = error.messages, 400
        else:
            return see(f"{reverse('desk-queue', args=[language])}?state={state}")
    rows = _missing(language) if state == MISSING else _waiting(request, language, state)
    found = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "language": language,
        "name": LANGUAGES[language],
        "states": STATES.items(),
        "state": state,
        "found": found,
        "rows": list(found) if state == MISSING else _shown(request, list(found)),
        "refused": refused,
    }
    return page(request, "queue.html", context, section="texts", status=status)


def _missing(language: str) -> QuerySet[Dataset]:
    """Return the entries without a text in one language."""
    there = DatasetDescription.objects.filter(language=language).order_by()
    return Dataset.objects.exclude(pk__in=there.values("dataset")).order_by("name", "pk")


def _waiting(request: HttpRequest, language: str, state: str) -> QuerySet[Any]:
    """Return the texts in one language that are to be looked at; one's own, which another approves, are the last."""
    rows = with_current(DatasetDescription.objects.filter(language=language)).select_related("dataset")
    rows = rows.filter(CHANGED) if state == OUTDATED else rows.filter(reviewed=False)
    own = Case(When(written_by=cast(Any, request.user).pk, then=1), default=0)
    return rows.order_by(own, "dataset__name", "pk")


def _shown(request: HttpRequest, rows: Sequence[Any]) -> list[Shown]:
    """Return texts beside their originals. One query."""
    translated = [row.dataset_id for row in rows if row.language != ORIGINAL]
    originals = DatasetDescription.objects.filter(language=ORIGINAL, dataset__in=translated)
    of = {row.dataset_id: row for row in originals} if translated else {}
    return [Shown(row, of.get(row.dataset_id), may_approve(request.user, row)) for row in rows]


def _approve(request: HttpRequest, language: str) -> None:
    """Approve the ticked texts that still say what the page showed; name the others. Raises RefusedError."""
    ticked = [int(key) for key in request.POST.getlist("right")[:ON_A_PAGE] if KEY.fullmatch(key)]
    if not ticked:
        raise RefusedError([_("Tick the texts that are right.")])
    with transaction.atomic():
        ChangeSet.hold()
        rows = with_current(DatasetDescription.objects.filter(pk__in=ticked, language=language))
        shown = _shown(request, list(rows.select_related("dataset").order_by("dataset__name")))
        as_seen = [one for one in shown if request.POST.get(f"shown-{one.text.pk}") == one.fingerprint]
        approved = [one for one in as_seen if one.may_approve]
        if edits := [one.approval() for one in approved if one.outdated or not one.text.reviewed]:
            approve(request, edits)
    for one in shown:
        if one not in as_seen:
            told = _("Not approved, for it was changed meanwhile: %(name)s")
            messages.warning(request, told % {"name": one.text.dataset.name})
        elif one not in approved:
            told = _("Not approved, for you wrote it: %(name)s")
            messages.warning(request, told % {"name": one.text.dataset.name})


# --- writing one ------------------------------------------------------------------------------------------------------


@dataclass
class Typed:
    """One part of a text as it is written: what is typed, its limits in characters, and what is wrong with it."""

    name: str
    label: "StrOrPromise"
    value: str = ""
    original: str = ""
    error: str = ""

    @property
    def least(self) -> int:
        """The fewest characters that it may have."""
        return int(schema_at("dataset", ("descriptions", 0, self.name))["minLength"])

    @property
    def most(self) -> int:
        """The most characters that it may have."""
        return int(schema_at("dataset", ("descriptions", 0, self.name))["maxLength"])

    def check(self) -> bool:
        """Say what is wrong with what is typed; return whether nothing is."""
        problems = list(text_problems(self.value, "dataset", ("descriptions", 0, self.name)))
        if not self.least <= len(self.value) <= self.most:
            told = _("Characters: %(number)s; between %(least)s and %(most)s will do.")
            problems = [told % {"number": len(self.value), "least": self.least, "most": self.most}]
        self.error = "; ".join(problems)
        return not problems


APPROVE = "approve"


@desk("GET", "HEAD", "POST")
def text(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """Show the text of an entry in one language beside the original; write it, correct it, or approve it."""
    can = Abilities(request.user)
    refused: list[str] = []
    with transaction.atomic():
        if request.method == "POST":
            ChangeSet.hold()
        entry = get_object_or_404(Dataset, slug=slug)
        texts = {row.language: row for row in with_current(entry.descriptions.all())}
        there: Any = texts.get(language)
        original = texts.get(ORIGINAL) if language != ORIGINAL else None
        lone = language != ORIGINAL and original is None
        current = fingerprint(original.summary, original.description) if original is not None else None
        approvable = there is not None and may_approve(request.user, there)
        approvable = approvable and not (there.reviewed and there.translated_from == (current or there.translated_from))
        parts = _parts(request, entry, language, there, original)
        if request.method == "POST":
            wanted = can.reviews and approvable if request.POST.get("act") == APPROVE else can.writes and not lone
            if not wanted:
                raise PermissionDenied
            try:
                _save(request, entry, language, there, current, parts)
            except RefusedError as error:
                refused = error.messages
            else:
                return see(back(request, reverse("desk-entry", args=[slug])))
    context = {
        "entry": entry,
        "language": language,
        "name": LANGUAGES[language],
        "languages": LANGUAGES.items(),
        "text": there,
        "state": state_of(there)[0],
        "original": original,
        "lone": lone,
        "parts": parts,
        "begun": request.GET.get("from") == "facts" and there is None,
        "approvable": approvable,
        "next": request.POST.get("next", request.GET.get("next", "")),
        "reason": request.POST.get("reason", ""),
        "refused": refused,
    }
    return page(request, "text.html", context, section="texts", status=400 if request.method == "POST" else 200)


def _parts(
    request: HttpRequest, entry: Dataset, language: str, there: Any, original: DatasetDescription | None
) -> list[Typed]:
    """Return the parts of a text: as they are typed, else as they are, else composed where that is asked for."""
    shown = there
    if there is None and request.method != "POST" and request.GET.get("from") == "facts":
        (row,) = whole(Dataset.objects.filter(pk=entry.pk))
        shown = composed(row, language)
    parts = []
    for name, label in LABELS.items():
        value = getattr(shown, name, "")
        if shown is not there and name == "description":
            value = as_markdown(value)
        if name in request.POST:
            typed = request.POST[name]
            value = one_line(typed) if name == "summary" else typed.replace("\r\n", "\n").strip(" \t\n")
        parts.append(Typed(name, label, value, getattr(original, name, "")))
    return parts


def _save(
    request: HttpRequest, entry: Dataset, language: str, there: Any, current: str | None, parts: Sequence[Typed]
) -> None:
    """Write, propose or approve the text; raise RefusedError where it cannot be."""
    if changed := changed_since(request, entry):
        raise RefusedError([changed])
    if request.POST.get("act") == APPROVE:
        approve(request, [approval(there, current)])
        return
    if wrong := [part for part in parts if not part.check()]:
        raise RefusedError([f"{part.label}: {part.error}" for part in wrong])
    words = {part.name: part.value for part in parts}
    # Who only says that the text still fits has not written it.
    same = there is not None and all(getattr(there, name) == value for name, value in words.items())
    if same and (there.translated_from or None) == current:
        raise RefusedError([_("Nothing was changed.")])
    origin = there.origin if same else Description.Origin.CURATOR
    after = {**words, "origin": str(origin), "reviewed": False, "translated_from": current}
    submit(request, [Edit("dataset", f"{TEXT}{language}", after, entry.pk)], request.POST.get("reason", ""))
