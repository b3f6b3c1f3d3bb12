"""What an entry is called and where it is found. A name is one that a document states; an old address leads on."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from datasets.models import Dataset, FormerSlug, Statement
from datasets.models.dataset import SLUG
from datasets.records.changes import FORMER
from datasets.records.edits import STATED, Edit
from datasets.web.sent import see

from .doors import desk, page
from .entry import LONGEST_NAME, LONGEST_SLUG
from .stating import Reference, asking, reference_in
from .submitting import as_shown, submit


@desk("GET", "HEAD", "POST", needs="states")
def rename(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for the name and the address of an entry; give it those. A name that nobody states needs a reference."""
    entry = get_object_or_404(Dataset, slug=slug)
    given = request.POST
    name = " ".join(given.get("name", entry.name).split())[:LONGEST_NAME]
    address = given.get("slug", entry.slug).strip().lower()[:LONGEST_SLUG]
    names = stated_names(entry)
    former = list(FormerSlug.objects.filter(dataset=entry).values_list("slug", flat=True))
    reference = reference_in(given)
    needs_reference = name not in names and name != entry.name
    errors: dict[str, str] = {}
    refused: list[str] = []
    status = 200
    if request.method == "POST":
        status = 400
        with as_shown(request, entry, "name", "slug") as refused:
            if not name:
                errors["name"] = _("Say what the entry is called.")
            elif needs_reference:
                errors |= reference.errors
            if address != entry.slug and (why := unfit_address(address, entry)):
                errors["slug"] = why
            edits = _edits(entry, name, address, former, reference if needs_reference else None)
            if not refused and not edits:
                refused.append(_("Nothing was changed."))
            if not refused and not errors:
                done = submit(request, edits, given.get("reason", ""))
        if not refused and not errors:
            return see(reverse("desk-entry", args=[address if done.change_set else entry.slug]))
    context = {
        "entry": entry,
        "name": name,
        "names": names,
        "slug": address,
        "former": [reverse("dataset", args=[one]) for one in former],
        "needs_reference": needs_reference and bool(name),
        **asking(reference, entry),
        "longest": {"name": LONGEST_NAME, "slug": LONGEST_SLUG},
        "errors": errors,
        "refused": refused,
        "reason": given.get("reason", ""),
    }
    return page(request, "renaming.html", context, section="entries", status=status)


def _edits(entry: Dataset, name: str, address: str, former: list[str], reference: Reference | None) -> list[Edit]:
    """Return what is asked for as edits; with a `reference`, that the name is stated there."""
    edits: list[Edit] = []
    if name != entry.name:
        if reference is not None:
            statement = {"field": "name", "value": name, "printed": name, "document": reference.code}
            edits += [*reference.edits(), Edit("dataset", STATED, statement, entry.pk)]
        edits.append(Edit("dataset", "name", name, entry.pk))
    if address != entry.slug:
        edits.append(Edit("dataset", "slug", address, entry.pk))
        if address in former:
            # It goes back to an address that it had: that one leads nowhere else any more.
            others = [one for one in former if one != address]
            edits.append(Edit("dataset", FORMER, [*others, entry.slug], entry.pk))
    return edits


def stated_names(entry: Dataset) -> list[str]:
    """Return what documents call an entry, each name once; names that are set aside are none."""
    rows = Statement.objects.filter(dataset=entry, field="name").exclude(standing=Statement.Standing.SET_ASIDE)
    return list(dict.fromkeys(value for value in rows.values_list("value", flat=True) if value is not None))


def unfit_address(slug: str, entry: Dataset | None = None) -> str:
    """Say why an entry cannot have this address; "" where it can. `entry` may go back to one that it had."""
    try:
        SLUG(slug)
    except ValidationError:
        return _("Give the entry an address of small letters, digits and hyphens.")
    own = entry.pk if entry is not None else 0
    if there := Dataset.objects.filter(slug=slug).exclude(pk=own).first():
        return _("“%(slug)s” is the address of “%(name)s”: choose another.") % {"slug": slug, "name": there.name}
    former = FormerSlug.objects.filter(slug=slug).exclude(dataset=own).select_related("dataset").first()
    if former is not None:
        message = _("“%(slug)s” leads to “%(name)s”, which had it before: choose another.")
        return message % {"slug": slug, "name": former.dataset.name}
    return ""
