"""The page that shows an entry to the public or takes it away; what is owed before that is told in facts.owed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from datasets.facts.owed import owed
from datasets.facts.reading import with_everything
from datasets.models import Dataset
from datasets.records.edits import Edit
from datasets.web.sent import see

from .doors import desk, page
from .submitting import as_shown, submit

Status = Dataset.Status


@desk("GET", "HEAD", "POST", needs="states")
def status(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what publishing, withdrawing or restoring an entry will do, and do it (or propose it)."""
    entry = get_object_or_404(with_everything(Dataset.objects.all()), slug=slug)
    debts = owed(entry)
    wanted = Status.WITHDRAWN if entry.is_published else Status.PUBLISHED
    refused: list[str] = []
    code = 200
    if request.method == "POST":
        code = 400
        with as_shown(request, entry, "status") as refused:
            if entry.status == Status.DRAFT:
                refused += [f"{debt.what}: {debt.how}" for debt in debts]
            if not refused:
                submit(request, [Edit("dataset", "status", wanted, entry.pk)], request.POST.get("reason", ""))
        if not refused:
            return see(reverse("desk-entry", args=[slug]))
    context = {"entry": entry, "wanted": wanted, "owed": debts, "refused": refused}
    return page(request, "status.html", context, section="entries", status=code)
