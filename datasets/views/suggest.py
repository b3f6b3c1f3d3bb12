"""A visitor's suggestion: a form that says what it is about, thanks, or when to come back (inbox).

`dataset` names an entry, `page` another page by its path, `about` what of it, and `name` what somebody looked for in
vain, for a beginning of the text; all of them may be left out.
"""

from datetime import timedelta
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from datasets.models import Dataset, Suggestion
from datasets.models.public import addressed
from datasets.web import inbox
from datasets.web.addresses import absolute
from datasets.web.limits import seconds
from datasets.web.visitors import visitor
from datasets.words.asked import MAXIMUM_TEXT, Notice, is_slug, name_unknown, no_such_value, printable
from datasets.words.texts import reader

from .methods import answers_to

SHORTEST_TEXT = 10
# The parameters of the page; `sent` says that a suggestion was taken, `lang` is the language switch's.
KNOWN = {"dataset", "page", "about", "name", "sent", "lang"}
About = Suggestion.About

# By what a suggestion is about: the heading of the form, and what to write.
PURPOSES = {
    About.ANYTHING: (
        lazy("Suggest a correction"),
        lazy(
            "Say what is missing or wrong, and where it can be looked up. "
            "A curator reads every suggestion before anything changes."
        ),
    ),
    About.TEXT: (
        lazy("Suggest a better wording"),
        lazy(
            "Write the sentence as it should be, in the language of the text. "
            "A curator reads every suggestion before anything changes."
        ),
    ),
    About.ENTRY: (
        lazy("Propose an entry"),
        lazy(
            "Say what the dataset is called, where it can be found and what you know of it. "
            "A curator reads every suggestion before anything changes."
        ),
    ),
    About.LINK: (
        lazy("Say that a link is dead"),
        lazy(
            "Say which link leads nowhere, and where the page is now, if you know. "
            "A curator reads every suggestion before anything changes."
        ),
    ),
}


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
        """Return the text, its lines ended in one way; it says something."""
        text = "\n".join(str(self.cleaned_data["text"]).split("\r\n")).strip()
        if len(text) < SHORTEST_TEXT:
            raise forms.ValidationError(_("Use at least %(number)s characters.") % {"number": SHORTEST_TEXT})
        return text

    def clean_extra(self) -> str:
        """Return nothing; refuse what a program filled in."""
        if self.cleaned_data["extra"]:
            raise forms.ValidationError(_("This field is there to catch programs. Leave it empty and send again."))
        return ""


@answers_to("GET", "HEAD", "POST")
def suggest(request: HttpRequest) -> HttpResponse:
    """Show the form, or take what was written: 400 where it does not do, 429 where it has to be sent again later."""
    notices: list[Notice] = []
    name_unknown(request.GET, KNOWN, notices)
    dataset = _dataset(request.GET.get("dataset", ""), notices)
    page = _page(request.GET.get("page", ""), notices)
    about = _about(request.GET.get("about", ""), notices)
    pairs = [("dataset", dataset.slug if dataset else ""), ("about", about), ("page", page)]
    asked = urlencode([(name, value) for name, value in pairs if value])
    begun = printable(request.GET.get("name", "").strip()[:MAXIMUM_TEXT])
    form = SuggestionForm(request.POST if request.method == "POST" else None, initial={"text": begun and f"{begun}\n"})
    status, headers = 200, {}
    if request.method == "POST" and not form.is_valid():
        status = 400
    elif request.method == "POST":
        form.instance.dataset, form.instance.page = dataset, page
        form.instance.about, form.instance.language = about, reader()
        try:
            inbox.put(form.instance, visitor(request))
            return redirect(f"{reverse('suggest')}?{asked}{'&' if asked else ''}sent=1")
        except inbox.RefusedError as refused:
            status, headers = 429, {"Retry-After": str(seconds(refused.waiting))}
            notices += [Notice("text", _reason(refused.reason)), Notice("text", _later(refused.waiting))]
    context = {
        "form": form,
        "dataset": dataset,
        "page": page,
        "heading": PURPOSES[About(about)][0],
        "what_to_write": PURPOSES[About(about)][1],
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
