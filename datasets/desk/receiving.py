"""Files that come in: the list of them with the form that sends one, and how one of them is read.

A file is kept as it was sent until it is thrown away. It is read as its reader says (datasets.importing.readers); of a
sheet somebody says what each column is, and of every file which reference its statements will cite.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from datasets.facts.fields import FIELDS, GROUPS
from datasets.importing import looking
from datasets.importing.claims import (
    IDENTIFIER,
    KEY,
    LINK_PARTS,
    OTHER_NAME,
    PAPER_PARTS,
    SLUG,
    SPLIT_PARTS,
    Cited,
    Column,
)
from datasets.importing.encodings import ENCODINGS
from datasets.importing.opening import MOST_BYTES, EncodingNeededError, NotReadableError
from datasets.importing.readers import READERS, reader_by
from datasets.importing.referring import document_of
from datasets.importing.sheets import columns
from datasets.models import LANGUAGES, Category, Dataset, Incoming, Kind, Link, Split
from datasets.web.sent import see

from .doors import desk, page
from .stating import Reference, asking, reference_in

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Files that the page lists, the latest first.
LISTED = 60
# What a column may be besides a field, and the parts of values that have columns of their own.
OF_A_ROW: "Mapping[str, StrOrPromise]" = {
    KEY: lazy("Key of the row in its source"),
    IDENTIFIER: lazy("DOI or address of the dataset"),
    OTHER_NAME: lazy("Another name"),
    SLUG: lazy("Address of the entry here"),
}
OF_A_PAPER: "Mapping[str, StrOrPromise]" = {
    "title": lazy("Title"), "authors": lazy("Authors"), "venue": lazy("Venue"), "year": lazy("Year"),
    "doi": lazy("DOI"), "url": pgettext_lazy("on the web", "Address"),
}  # fmt: skip
Options = Sequence[tuple["StrOrPromise", Sequence[tuple[str, "StrOrPromise"]]]]


def of_database(number: int | str) -> Incoming:
    """Return a file that comes in, without its content; 404 for none."""
    rows = Incoming.objects.defer("content").select_related("author", "change_set", "proposal")
    return get_object_or_404(rows, pk=int(number))


def address(incoming: Incoming) -> str:
    """Return the address of the page that a file has: how it is read until that is known, then what it would do."""
    return reverse("desk-incoming" if looking.is_ready(incoming) else "desk-reading", args=[incoming.pk])


def title_of(incoming: Incoming) -> str:
    """Return what a file is called."""
    return incoming.name or _("Pasted text")


@desk("GET", "HEAD", "POST", needs="adds")
def imports(request: HttpRequest) -> HttpResponse:
    """List the files that came in, with the form for another; keep what is sent, and go on to how it is read."""
    error, english, status = "", "", 200
    pasted = request.POST.get("text", "")
    if request.method == "POST":
        status = 400
        sent = request.FILES.get("file")
        if sent is not None and (sent.size or 0) > MOST_BYTES:
            error = _("This file is larger than %(most)s MB. Send it in parts.") % {"most": MOST_BYTES // 1_000_000}
        elif sent is None and not pasted.strip():
            error = _("Choose a file, or paste its text.")
        else:
            content = sent.read(MOST_BYTES + 1) if sent is not None else pasted.encode("utf-8", "replace")
            try:
                return see(_received(request, content, (sent.name or "") if sent is not None else ""))
            except NotReadableError as wrong:
                english = str(wrong)
    context = {
        "rows": [(row, title_of(row), address(row), _reader_title(row)) for row in _listed()],
        "readers": [reader.TITLE for reader in READERS],
        "pasted": pasted if status == 400 else "",
        "error": error,
        "english": english,
        "most": MOST_BYTES // 1_000_000,
    }
    return page(request, "imports.html", context, section="import", status=status)


def _listed() -> Sequence[Incoming]:
    rows = Incoming.objects.defer("content", "columns").select_related("author", "change_set", "proposal")
    return list(rows[:LISTED])


def _reader_title(incoming: Incoming) -> "StrOrPromise":
    try:
        return reader_by(incoming.reader).TITLE
    except KeyError:
        return ""


def _received(request: HttpRequest, content: bytes, name: str) -> str:
    """Return the address of the page of what was sent; say so where it was there already."""
    user: Any = request.user
    with transaction.atomic():
        before = Incoming.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        incoming = looking.receive(content, name, user)
        if incoming.pk <= before:
            messages.info(request, _("This file was sent before: here it is."))
        elif incoming.reader:
            _propose_reference(incoming)
    return address(incoming)


def _propose_reference(incoming: Incoming) -> None:
    """Take the reference that a file says it is, where it says all that a new one needs."""
    said = _cited(incoming)
    try:
        incoming.reference = document_of(said.address, said.title, said.authority, said.language, said.as_of)
    except ValueError:
        return
    # Columns are looked at first: a wrong guess would be looked at row by row.
    if not incoming.columns:
        incoming.save(update_fields=["reference"])


def _cited(incoming: Incoming) -> Cited:
    """Return what the file says of itself as a reference."""
    return reader_by(incoming.reader).cited(looking.file_of(incoming))


@desk("POST", needs="adds")
def again(request: HttpRequest, number: str) -> HttpResponse:
    """Look at all rows of a file anew."""
    found = of_database(number)
    looking.start_again(found)
    return see(address(found))


@desk("POST", needs="adds")
def away(request: HttpRequest, number: str) -> HttpResponse:
    """Throw a file away, with what was seen of it; what was taken, and what was decided, stays."""
    of_database(number).delete()
    messages.success(request, _("Thrown away. What was taken of it stays."))
    return see(reverse("desk-import"))


@dataclass(frozen=True)
class Chosen:
    """One column as the page asks about it: its number, the column, and whether what was chosen cannot be."""

    number: int
    column: Column
    error: str = ""


@desk("GET", "HEAD", "POST", needs="adds")
def reading(request: HttpRequest, number: str) -> HttpResponse:
    """Ask how a file is read: its encoding where that is not known, then its columns, its reference and the rest."""
    incoming = of_database(number)
    if not incoming.reader:
        return _encoding(request, incoming)
    file = looking.file_of(incoming)
    found = looking.columns_of(incoming, file)
    reference = _reference_of(incoming)
    chosen = [Chosen(place, column) for place, column in enumerate(found)]
    status = 200
    if request.method == "POST":
        reference = reference_in(request.POST)
        chosen = [_chosen(place, column, request) for place, column in enumerate(found)]
        if not reference.errors and not any(one.error for one in chosen):
            told = _keep(request, incoming, [one.column.field for one in chosen], reference)
            if not told:
                return see(reverse("desk-incoming", args=[incoming.pk]))
            reference.errors["reference"] = told
        status = 400
    context = {
        "incoming": incoming,
        "title": title_of(incoming),
        "reader": _reader_title(incoming),
        "columns": chosen,
        "options": _options(),
        **asking(reference),
        "tried": status == 400,
        "numbers": request.POST.get("numbers", incoming.language),
        "chosen": {**looking.DEFAULTS, **incoming.defaults, **_asked(request, ("category", "kind"))},
        "categories": Category.objects.all(),
        "kinds": Kind.objects.all(),
        "statuses": [(one.value, one.label) for one in STATUSES],
        "chosen_status": request.POST.get("status", incoming.status),
    }
    return page(request, "incoming_reading.html", context, section="import", status=status)


STATUSES = (Dataset.Status.DRAFT, Dataset.Status.PUBLISHED)


def _asked(request: HttpRequest, names: Sequence[str]) -> dict[str, str]:
    return {name: request.POST[name] for name in names if name in request.POST}


def _chosen(place: int, column: Column, request: HttpRequest) -> Chosen:
    """Return a column as it was chosen to be read."""
    field = request.POST.get(f"column-{place}", column.field)
    try:
        return Chosen(place, columns.read_as(column, field))
    except ValueError as error:
        return Chosen(place, column, str(error))


def _reference_of(incoming: Incoming) -> Reference:
    """Return the reference that was chosen, or the one that the file says it is, to be confirmed or changed."""
    record = incoming.reference
    if record:
        asked = {
            "document": record["code"],
            "reference": record["url"] or record["code"],
            "title": "" if record["title_is_ours"] else record["title"],
            "authority": record["authority"],
            "language": record["languages"][0],
            "as_of": record["as_of"] or "",
        }
    else:
        said = _cited(incoming)
        asked = {
            "reference": said.address,
            "title": said.title,
            "authority": said.authority,
            "language": said.language,
            "as_of": said.as_of,
        }
    return reference_in(asked)


def _keep(request: HttpRequest, incoming: Incoming, fields: list[str], reference: Reference) -> str:
    """Keep how a file is read, and look at it anew; return what is wrong with the reference, "" for nothing."""
    asked = request.POST
    cited = reference.document.code if reference.document is not None else reference.cited
    try:
        record = document_of(cited, reference.title, reference.authority, reference.language, reference.as_of)
    except ValueError as error:
        return str(error)
    with transaction.atomic():
        held = looking.hold(incoming)
        held.columns, held.reference = fields, record
        if asked.get("numbers") in LANGUAGES:
            held.language = asked["numbers"]
        if asked.get("status") in STATUSES:
            held.status = asked["status"]
        known = {"category": Category, "kind": Kind}
        chosen = {
            name: asked[name] for name, model in known.items()
            if model._default_manager.filter(code=asked.get(name, "")).exists()
        }  # fmt: skip
        held.defaults = {**looking.DEFAULTS, **held.defaults, **chosen}
        held.save(update_fields=["columns", "reference", "language", "status", "defaults"])
        looking.start_again(held)
    return ""


def _options() -> Options:
    """Return what a column may be read as, in groups: fields as the page of an entry has them, then the rest."""
    groups: list[tuple[StrOrPromise, list[tuple[str, StrOrPromise]]]] = [
        (title, [(code, about.label) for code, about in FIELDS.items() if about.group == key])
        for key, title in GROUPS.items()
    ]
    links = {kind: Link.Kind(kind).label for kind in Link.Kind.values}
    splits = {name: Split.Name(name).label for name in Split.Name.values}
    parts: list[tuple[str, str]] = []
    for codes, labels in ((LINK_PARTS, links), (PAPER_PARTS, OF_A_PAPER), (SPLIT_PARTS, splits)):
        for code in codes:
            field, _dot, part = code.partition(".")
            parts.append((code, f"{FIELDS[field].label}: {labels[part]}"))
    return [(_("What it is"), list(OF_A_ROW.items())), *groups, (_("Parts of a value"), parts)]


def _encoding(request: HttpRequest, incoming: Incoming) -> HttpResponse:
    """Ask for the encoding of a text, with what each would make of it."""
    wrong = ""
    if request.method == "POST" and (asked := request.POST.get("encoding", "")) in ENCODINGS:
        try:
            with transaction.atomic():
                looking.read_in(looking.hold(incoming), asked)
        except NotReadableError as error:
            wrong = str(error)
        else:
            return see(reverse("desk-reading", args=[incoming.pk]))
    elif request.method == "POST":
        wrong = _("Choose the encoding in which the words are right.")
    try:
        looking.file_of(incoming)
        previews: Sequence[Any] = ()
    except EncodingNeededError as error:
        previews = error.previews
    context = {"incoming": incoming, "title": title_of(incoming), "previews": previews, "wrong": wrong}
    return page(request, "incoming_encoding.html", context, section="import", status=400 if wrong else 200)
