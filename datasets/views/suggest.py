"""A visitor's suggestion: a form that says what it is about, limits against floods, and thanks.

`dataset` names an entry, `page` another page by its path, and `about` what of it; all three may be left out.
"""

from datetime import timedelta
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from datasets.catalogue.texts import reader
from datasets.compare.choice import is_slug
from datasets.models import Dataset, Suggestion
from datasets.models.public import addressed
from datasets.search.parameters import Notice, name_unknown, printable

from .addresses import absolute

SHORTEST_TEXT = 10
# More than this within PERIOD, from all visitors together, is a flood and not a conversation.
MOST_WAITING = 100
PERIOD = timedelta(hours=1)
# The parameters of the page; `sent` says that a suggestion was taken, `lang` is the language switch's.
KNOWN = {"dataset", "page", "about", "sent", "lang"}


class SuggestionForm(forms.ModelForm):
    """What a visitor writes. The field `extra` is for programs that fill in everything: people do not see it."""

    reference = forms.URLField(
        required=False,
        max_length=1000,
        label=lazy("Where it can be looked up (an address, optional)"),
        assume_scheme="https",
    )
    extra = forms.CharField(
        required=False,
        max_length=100,
        label=lazy("Leave this empty"),
        widget=forms.TextInput({"autocomplete": "off", "tabindex": "-1"}),
    )

    class Meta:
        model = Suggestion
        fields = ["text", "reference"]
        labels = {"text": lazy("Your suggestion")}
        widgets = {"text": forms.Textarea({"rows": 8, "minlength": SHORTEST_TEXT})}

    def clean_text(self) -> str:
        """Return the text; it says something."""
        text = str(self.cleaned_data["text"]).strip()
        if len(text) < SHORTEST_TEXT:
            raise forms.ValidationError(_("Use at least %(number)s characters.") % {"number": SHORTEST_TEXT})
        return text

    def clean_extra(self) -> str:
        """Return nothing; refuse what a program filled in."""
        if self.cleaned_data["extra"]:
            raise forms.ValidationError(_("This field is there to catch programs. Leave it empty and send again."))
        return ""


def suggest(request: HttpRequest) -> HttpResponse:
    """Show the form, or take what was written: 400 where it does not do, 429 while too many wait for a curator."""
    notices: list[Notice] = []
    name_unknown(request.GET, KNOWN, notices)
    dataset = _dataset(request.GET.get("dataset", ""), notices)
    page = _page(request.GET.get("page", ""), notices)
    about = _about(request.GET.get("about", ""), notices)
    pairs = [("dataset", dataset.slug if dataset else ""), ("about", about), ("page", page)]
    asked = urlencode([(name, value) for name, value in pairs if value])
    form = SuggestionForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        if _flooded():
            status = 429
            notices.append(
                Notice("text", _("Too many suggestions have arrived within the hour. Please try again later."))
            )
        elif form.is_valid():
            form.instance.dataset, form.instance.page = dataset, page
            form.instance.about, form.instance.language = about, reader()
            form.save()
            return redirect(f"{reverse('suggest')}?{asked}{'&' if asked else ''}sent=1")
        else:
            status = 400
    context = {
        "form": form,
        "dataset": dataset,
        "page": page,
        "about_text": about == Suggestion.About.TEXT,
        "action": f"{reverse('suggest')}?{asked}".removesuffix("?"),
        "sent": "sent" in request.GET and request.method != "POST",
        "notices": notices,
        "canonical": absolute(request, f"{reverse('suggest')}?{asked}".removesuffix("?")),
    }
    return render(request, "suggest.html", context, status=status)


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
    if value in Suggestion.About.values:
        return value
    message = _("There is no value “%(value)s”; use one of %(values)s.")
    values = ", ".join(value for value in Suggestion.About.values if value)
    notices.append(Notice("about", message % {"value": printable(value), "values": values}))
    return ""


def _flooded() -> bool:
    since = timezone.now() - PERIOD
    return Suggestion.objects.filter(created__gte=since).count() >= MOST_WAITING
