"""A visitor's suggestion: a form that says what it is about, or when to come back (inbox); and the page to follow it.

`dataset` names an entry, `page` another page by its path, `about` what of it, `field` which fact, and `name` what
somebody looked for in vain, for a beginning; all of them may be left out. What the forms ask: suggested.
"""

from datetime import timedelta
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from datasets.models import Change, Dataset, Suggestion
from datasets.models.public import addressed
from datasets.records.editing import UnfitError
from datasets.records.references import normal
from datasets.web import inbox
from datasets.web.addresses import absolute
from datasets.web.limits import seconds
from datasets.web.visitors import visitor
from datasets.words.asked import MAXIMUM_TEXT, Notice, is_slug, name_unknown, no_such_value, printable
from datasets.words.texts import reader

from .methods import answers_to
from .suggested import About, SuggestionForm, form_for, links_of

# The parameters of the page; `sent` says that a suggestion was taken, `lang` is the language switch's.
KNOWN = {"dataset", "page", "about", "name", "field", "sent", "lang"}

# By what a suggestion is about: the heading of the form, and what to write.
PURPOSES = {
    About.ANYTHING: (
        lazy("Suggest a correction"),
        lazy("Say what is missing or wrong, and where it can be looked up."),
    ),
    About.FACT: (
        lazy("Correct a fact"),
        lazy("Choose the fact, write what is right as you would write it anywhere, and say where it stands."),
    ),
    About.TEXT: (
        lazy("Suggest a better wording"),
        lazy("Write the sentence as it should be, in the language of the text."),
    ),
    About.ENTRY: (
        lazy("Propose an entry"),
        lazy("Say where the dataset can be found. All else is optional."),
    ),
    About.LINK: (
        lazy("Say that a link is dead"),
        lazy("Say which link leads nowhere, and where the page is now, if you know."),
    ),
}
# What is called otherwise where one form leads to another.
OTHERS = {About.ANYTHING: lazy("Anything else")}


@answers_to("GET", "HEAD", "POST")
def suggest(request: HttpRequest) -> HttpResponse:
    """Show the form, or take what was written: 400 where it does not do, 429 where it has to be sent again later."""
    notices: list[Notice] = []
    name_unknown(request.GET, KNOWN, notices)
    dataset = _dataset(request.GET.get("dataset", ""), notices)
    page = _page(request.GET.get("page", ""), notices)
    about = _about(request.GET.get("about", ""), notices)
    if about == About.FACT and dataset is None:
        # A fact is one of an entry's.
        about = About.ANYTHING
    pairs = [("dataset", dataset.slug if dataset else ""), ("about", about), ("page", page)]
    asked = urlencode([(name, value) for name, value in pairs if value])
    begun = printable(request.GET.get("name", "").strip()[:MAXIMUM_TEXT])
    form_class = form_for(about, dataset)
    initial = {"field": request.GET.get("field", "")}
    if form_class is SuggestionForm:
        initial["text"] = begun and f"{begun}\n"
    else:
        # What was looked for in vain may have been the address of a dataset.
        initial["reference" if "/" in begun and normal(begun) else "name"] = begun
    form = form_class(request.POST if request.method == "POST" else None, entry=dataset, initial=initial)
    status, headers = 200, {}
    if request.method == "POST":
        status = 400
        if form.is_valid():
            row = form.instance
            row.text, row.dataset, row.page, row.about, row.language = form.words(), dataset, page, about, reader()
            try:
                kept = inbox.put(row, visitor(request), form.propose)
                if kept.token:
                    return redirect(f"{reverse('suggestion', args=[kept.token])}?sent=1")
                return redirect(f"{reverse('suggest')}?{asked}{'&' if asked else ''}sent=1")
            except inbox.RefusedError as refused:
                status, headers = 429, {"Retry-After": str(seconds(refused.waiting))}
                notices += [Notice("text", _reason(refused.reason)), Notice("text", _later(refused.waiting))]
            except UnfitError as error:
                form.unfit(error)
    context = {
        "form": form,
        "dataset": dataset,
        "page": page,
        "heading": PURPOSES[About(about)][0],
        "what_to_write": PURPOSES[About(about)][1],
        "others": _others(dataset, page),
        "about": about,
        "action": f"{reverse('suggest')}?{asked}".removesuffix("?"),
        "sent": "sent" in request.GET and request.method != "POST",
        "notices": notices,
        "noindex": True,
        "canonical": absolute(request, f"{reverse('suggest')}?{asked}".removesuffix("?")),
    }
    response = render(request, "suggest.html", context, status=status)
    for name, value in headers.items():
        response[name] = value
    return response


def suggestion(request: HttpRequest, token: str) -> HttpResponse:
    """Show whoever has the private address what was sent, how far it is, the answer, and the change that it led to."""
    row = get_object_or_404(Suggestion.objects.select_related("dataset"), token=token)
    context = {
        "row": row,
        "about": addressed().filter(suggestions=row).first(),
        "changed": _changed(row),
        "sent": "sent" in request.GET,
        "address": absolute(request, reverse("suggestion", args=[token])),
        "noindex": True,
    }
    response = render(request, "suggestion.html", context)
    # The address is the key: nobody keeps the page, and no other site is told where a visitor came from.
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _changed(row: Suggestion) -> QuerySet[Dataset]:
    """Return the entries that the public sees and that the suggestion led to a change of."""
    changes = Change.objects.filter(change_set=row.change_set_id, kind="dataset").order_by()
    return addressed().filter(pk__in=changes.values("key"))


def _others(dataset: Dataset | None, page: str) -> list[tuple[str, str, str]]:
    """Return what else a suggestion may be about: the value of `about`, its label, and the address of that form."""
    if page:
        return []
    kinds = [About.ENTRY, About.ANYTHING]
    if dataset is not None:
        kinds = [About.FACT, About.TEXT, *([About.LINK] if links_of(dataset) else []), About.ANYTHING]
    found = []
    for kind in kinds:
        asked = {"dataset": dataset.slug} if dataset is not None else {}
        query = urlencode(asked | ({"about": kind.value} if kind else {}))
        found.append((kind.value, str(OTHERS.get(kind, kind.label)), f"{reverse('suggest')}?{query}".removesuffix("?")))
    return found


def _dataset(slug: str, notices: list[Notice]) -> Dataset | None:
    if not slug:
        return None
    found = addressed().filter(slug=slug).first() if is_slug(slug) else None
    if found is None:
        message = _("There is no entry “%(slug)s”; say in your suggestion what it is about.")
        notices.append(Notice("dataset", message % {"slug": printable(slug)}))
    return found


def _page(path: str, notices: list[Notice]) -> str:
    if not path:
        return ""
    try:
        found = len(path) <= 200 and path.isprintable() and resolve(f"/{reader()}/{path}/")
    except Resolver404:
        found = False
    if not found:
        message = _("There is no page “%(page)s”; say in your suggestion what it is about.")
        notices.append(Notice("page", message % {"page": printable(path)}))
    return path if found else ""


def _about(value: str, notices: list[Notice]) -> str:
    if value in About.values:
        return value
    notices.append(no_such_value("about", value, filter(None, About.values)))
    return ""


def _reason(reason: inbox.Reason) -> str:
    """Return why a suggestion is not taken now."""
    match reason:
        case inbox.Reason.FROM_HERE:
            return _("Many suggestions have come from your network lately.")
        case inbox.Reason.ONE_WAITS:
            return _("Many suggestions are waiting for a curator, and one from your network is among them.")
        case inbox.Reason.FULL:
            return _("More suggestions are waiting for a curator than can be read.")


def _later(waiting: timedelta) -> str:
    """Return when to send a suggestion again: in minutes, or in hours from two on; rounded up."""
    minutes = -(-seconds(waiting) // 60)
    if minutes < 120:
        return ngettext(
            "What you wrote is still in the form: please send it again in %(number)s minute.",
            "What you wrote is still in the form: please send it again in %(number)s minutes.",
            minutes,
        ) % {"number": minutes}
    hours = -(-minutes // 60)
    return ngettext(
        "What you wrote is still in the form: please send it again in %(number)s hour.",
        "What you wrote is still in the form: please send it again in %(number)s hours.",
        hours,
    ) % {"number": hours}
