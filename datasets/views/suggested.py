"""What a visitor may suggest, and what each form asks: about anything, a fact, a text, a link, a missing entry.

A form gives the words that are kept, and the edits that they come to (records.suggested), which a curator accepts or
leaves. Where they come to none, as free words do, the words alone are kept.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from datasets.facts import typed
from datasets.facts.fields import FIELDS, GROUPS
from datasets.facts.reading import asked_for
from datasets.facts.readings import read as read_held
from datasets.facts.terms import NotUnderstoodError
from datasets.facts.texts import text_for_reader
from datasets.index import snapshot
from datasets.index.snapshot import NoIndexError
from datasets.models import Dataset, Proposal, Suggestion
from datasets.models.public import Named
from datasets.records import references, suggested
from datasets.records.editing import UnfitError, checked
from datasets.records.edits import Edit
from datasets.records.proposing import propose
from datasets.search import pasted
from datasets.words.folding import visible
from datasets.words.identifiers import doi, doi_address
from datasets.words.markup import as_markdown
from datasets.words.texts import reader
from datasets.words.wording import before_value

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SHORTEST_TEXT, LONGEST_TEXT, LONGEST_ADDRESS = 10, 4_000, 1_000
# Why the change is made that comes of a suggestion; the public reads it, and nothing that a visitor wrote.
REASON = "Suggested by a visitor."
LONGEST_SHOWN = 200
About = Suggestion.About


class SuggestionForm(forms.ModelForm):
    """Words about anything. The field `extra` is for programs that fill in everything: people do not see it."""

    reference = forms.CharField(
        required=False,
        max_length=LONGEST_ADDRESS,
        label=lazy("Where it can be looked up (an address or DOI, optional)"),
        widget=forms.TextInput({"inputmode": "url", "spellcheck": "false"}),
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

    def __init__(self, *args: Any, entry: Dataset | None = None, **more: Any) -> None:
        """Begin with the entry that the suggestion is about, if it is about one."""
        super().__init__(*args, **more)
        self.entry = entry
        self.edits: list[Edit] = []

    def clean_text(self) -> str:
        """Return the text, its lines ended in one way; it says something."""
        text = lines_of(self.cleaned_data["text"])
        if len(text) < SHORTEST_TEXT:
            raise forms.ValidationError(_("Use at least %(number)s characters.") % {"number": SHORTEST_TEXT})
        return text

    def clean_reference(self) -> str:
        """Return the address that was pasted, of a DOI that of its resolver."""
        text = self.cleaned_data["reference"].strip()
        if not text:
            return ""
        found = "" if "://" in text else doi(text)
        wrong = _("“%(text)s” is no web address and no DOI.") % {"text": text[:LONGEST_SHOWN]}
        try:
            place = forms.URLField(max_length=LONGEST_ADDRESS, assume_scheme="https").clean(doi_address(found) or text)
        except forms.ValidationError as error:
            raise forms.ValidationError(wrong) from error
        if not references.normal(place):
            raise forms.ValidationError(wrong)
        return str(place)

    def clean_extra(self) -> str:
        """Return nothing; refuse what a program filled in."""
        if self.cleaned_data["extra"]:
            raise forms.ValidationError(_("This field is there to catch programs. Leave it empty and send again."))
        return ""

    def words(self) -> str:
        """Return what is kept of what was written, for people to read."""
        return str(self.cleaned_data["text"])

    def propose(self, suggestion: Suggestion) -> None:
        """Propose what the suggestion comes to, if it comes to anything; raise UnfitError where it cannot be."""
        if self.edits:
            propose(self.edits, Proposal.Origin.SUGGESTION, reason=REASON, suggestion=suggestion)

    def unfit(self, error: UnfitError) -> None:
        """Say that the catalogue does not take what was written."""
        raise NotImplementedError from error


class ProposingForm(SuggestionForm):
    """A form whose fields come to edits. Words alone will do, too: then nothing is proposed."""

    text = forms.CharField(
        required=False,
        max_length=LONGEST_TEXT,
        label=lazy("Anything else to say (optional)"),
        widget=forms.Textarea({"rows": 3}),
    )
    as_written = forms.BooleanField(required=False, label=lazy("Send my words as they are"))

    # The field whose value may not fit the catalogue.
    main = ""
    # Whether something did not fit, so that the words may be sent as they are; and what of it is told in English alone.
    offers_words = False
    details: Sequence[str] = ()

    def clean_text(self) -> str:
        """Return the text, its lines ended in one way."""
        return lines_of(self.cleaned_data["text"])

    def clean(self) -> dict[str, Any]:
        """Read what was written as edits; say what of it cannot be read, or what is missing."""
        data = super().clean() or self.cleaned_data
        if self.errors:
            return data
        self.offers_words = data["as_written"]
        try:
            made = self.read(data)
            if not data["as_written"] and made and not self.errors:
                checked(made)
                self.edits = made
        except UnfitError as error:
            self.unfit(error)
        except NotUnderstoodError as error:
            self.not_understood(error)
        if not self.errors and len(self.words()) > LONGEST_TEXT:
            message = _("All together is too long; characters at most: %(number)s.") % {"number": LONGEST_TEXT}
            self.add_error("text", message)
        return data

    def read(self, data: Mapping[str, Any]) -> list[Edit]:
        """Return the edits that the fields come to; say at a field what is missing."""
        raise NotImplementedError

    def unfit(self, error: UnfitError) -> None:
        """Say that the catalogue does not take what was written."""
        self.refuse(
            _("The catalogue cannot take this as it is written. Write it otherwise, or send your words as they are."),
            [str(problem) for problem in error.problems],
        )

    def not_understood(self, error: NotUnderstoodError) -> None:
        """Say that a value cannot be read, and how it may be written."""
        self.refuse(
            _("This cannot be read as such a value. Write it as in the example, or send your words as they are."),
            [str(error)],
        )

    def refuse(self, message: str, details: Sequence[str]) -> None:
        """Say at the main field what does not do, and offer to take the words as they are."""
        self.offers_words, self.details = True, [one[: 2 * LONGEST_SHOWN] for one in details[:3]]
        self.add_error(self.main, message)

    def alone(self, data: Mapping[str, Any], field: str, message: str) -> list[Edit]:
        """Return no edits, where words alone say something; else say at a field what is missing."""
        if len(data["text"]) < SHORTEST_TEXT:
            self.add_error(field, message)
        return []


class FactForm(ProposingForm):
    """A fact that is wrong or missing: which, its value as people write it, the printed words, and where they stand."""

    field_order = ("field", "value", "as_written", "reference", "printed", "text")
    main = "value"

    field = forms.ChoiceField(required=False, label=lazy("Which fact"))
    value = forms.CharField(
        required=False, max_length=2_000, label=lazy("What is right"), widget=forms.Textarea({"rows": 2})
    )
    printed = forms.CharField(
        required=False,
        max_length=suggested.LONGEST_PRINTED,
        label=lazy("The words that stand there, if they are others (optional)"),
        widget=forms.TextInput(),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        """Offer the fields of the catalogue, and show what the entry holds of the one that is chosen."""
        super().__init__(*args, **more)
        self.fields["field"].choices = [("", "—"), *_fields()]  # type: ignore[attr-defined]
        self.fields["reference"].label = _("Where it stands (an address or DOI)")
        chosen = FIELDS.get(str(self["field"].value() or ""))
        if chosen is not None and self.entry is not None:
            row = asked_for([self.entry.slug]).get(self.entry.slug, self.entry)
            held = "; ".join(text.text for text in read_held(chosen, row).texts)[:LONGEST_SHOWN]
            shown = _("Shown now: %(value)s.") % {"value": held} if held else _("Nobody states it yet.")
            example = _("For example: %(value)s") % {"value": typed.example(chosen)} if _has_form(chosen) else ""
            self.fields["value"].help_text = f"{shown} {example}".strip()

    def read(self, data: Mapping[str, Any]) -> list[Edit]:
        """Return the statement, and the document that it cites."""
        about = FIELDS.get(data["field"])
        if about is None:
            return self.alone(data, "field", _("Choose a fact, or say in words below what is wrong."))
        if not data["value"]:
            return self.alone(data, "value", _("Say what is right, or say in words below what is wrong."))
        if data["as_written"]:
            return []
        if not data["reference"]:
            self.offers_words = True
            self.add_error("reference", _("Say where it stands: paste an address or a DOI."))
            return []
        value = typed.read(about, data["value"], reader(), drafts=False) if _has_form(about) else None
        printed = " ".join(data["printed"].split()) or " ; ".join(lines_of(data["value"]).splitlines())
        return suggested.fact(
            _there(self.entry), about.code, value, printed[: suggested.LONGEST_PRINTED], data["reference"]
        )

    def words(self) -> str:
        """Return the fact in lines."""
        data = self.cleaned_data
        about = FIELDS.get(data["field"])
        said = f"{before_value(about.label)} {lines_of(data['value'])}".strip() if about is not None else data["value"]
        return _paragraphs(said, data["printed"] and f"“{data['printed']}”", data["text"])


class TextForm(ProposingForm):
    """A better wording: the text of the page's language, to be edited where it stands."""

    field_order = ("summary", "description", "as_written", "text", "reference")
    main = "description"

    summary = forms.CharField(
        required=False, max_length=600, label=lazy("In one sentence"), widget=forms.Textarea({"rows": 3})
    )
    description = forms.CharField(
        required=False, max_length=3_000, label=lazy("In a few sentences"), widget=forms.Textarea({"rows": 12})
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        """Put the present text into the form."""
        super().__init__(*args, **more)
        entry = _there(self.entry)
        now = text_for_reader(asked_for([entry.slug]).get(entry.slug, entry))
        description = now.description if now.written else as_markdown(now.description)
        self.now = (now.summary, lines_of(description))
        self.initial = {**self.initial, "summary": self.now[0], "description": self.now[1]}

    def read(self, data: Mapping[str, Any]) -> list[Edit]:
        """Return the text."""
        if self.is_same(data):
            message = _("Nothing is changed yet. Edit the text, or say in words below what is wrong.")
            return self.alone(data, "description", message)
        summary, description = " ".join(data["summary"].split()), lines_of(data["description"])
        return suggested.text(_there(self.entry), reader(), summary, description)

    def is_same(self, data: Mapping[str, Any]) -> bool:
        """Tell whether the text is as it was, or was not sent."""
        given = (" ".join(data["summary"].split()), lines_of(data["description"]))
        return given in (self.now, ("", ""))

    def words(self) -> str:
        """Return the text, and what was said of it."""
        data = self.cleaned_data
        edited = () if self.is_same(data) else (lines_of(data["summary"]), lines_of(data["description"]))
        return _paragraphs(*edited, data["text"])


class LinkForm(ProposingForm):
    """A link that is dead: which of the entry's, and where it is now."""

    field_order = ("link", "reference", "as_written", "text")
    main = "reference"

    link = forms.ChoiceField(required=False, label=lazy("Which link"))

    def __init__(self, *args: Any, **more: Any) -> None:
        """Offer the links of the entry."""
        super().__init__(*args, **more)
        links = [(row.url, f"{before_value(row.get_kind_display())} {row.url}") for row in links_of(self.entry)]
        self.fields["link"].choices = [("", "—"), *links]  # type: ignore[attr-defined]
        self.fields["reference"].label = _("Where it is now, if you know (an address, optional)")

    def read(self, data: Mapping[str, Any]) -> list[Edit]:
        """Return what sets the link aside, and the new one."""
        if not data["link"]:
            return self.alone(data, "link", _("Choose a link, or say in words below which it is."))
        if references.normal(data["link"]) == references.normal(data["reference"]):
            self.add_error("reference", _("This is the link that is dead. Leave it empty if you know no other."))
            return []
        return suggested.link(_there(self.entry), data["link"], data["reference"])

    def words(self) -> str:
        """Return the link and where it is now."""
        data = self.cleaned_data
        moved = f"{data['link']} → {data['reference']}" if data["link"] and data["reference"] else data["link"]
        return _paragraphs(moved, data["text"])


class EntryForm(ProposingForm):
    """An entry that is missing: where the data set is, what it is called, what is known of it."""

    field_order = ("reference", "name", "anyway", "as_written", "text")
    main = "reference"

    name = forms.CharField(
        required=False,
        max_length=suggested.LONGEST_NAME,
        label=lazy("What it is called (optional)"),
        widget=forms.TextInput(),
    )
    anyway = forms.BooleanField(required=False, label=lazy("It is another dataset: send it all the same"))

    # The entries that it may be.
    known: Sequence[Named] = ()

    def __init__(self, *args: Any, **more: Any) -> None:
        """Ask for the address of the dataset."""
        super().__init__(*args, **more)
        self.fields["reference"].label = _("Address or DOI of the dataset; that is enough")

    def clean_name(self) -> str:
        """Return the name in one line, without signs that nobody sees."""
        return " ".join(visible(self.cleaned_data["name"]).split())

    def read(self, data: Mapping[str, Any]) -> list[Edit]:
        """Return the draft; say which entry it may be that there is."""
        if not data["reference"]:
            return self.alone(data, "reference", _("Say where it is: paste an address or a DOI."))
        if not data["anyway"] and (known := _known(data["reference"], data["name"])):
            self.known = known
            self.add_error("anyway", _("The catalogue has an entry with this address or name: look at it first."))
            return []
        self.known = ()
        return suggested.entry(data["name"], data["reference"])

    def words(self) -> str:
        """Return the name and what is known, or the address where nothing else was written."""
        return _paragraphs(self.cleaned_data["name"], self.cleaned_data["text"]) or self.cleaned_data["reference"]


def form_for(about: str, entry: Dataset | None) -> type[SuggestionForm]:
    """Return the form for what a suggestion is about. A fact, a text and a link are of an entry."""
    if about == About.ENTRY:
        return EntryForm
    if about == About.LINK and not links_of(entry):
        return SuggestionForm
    return {About.FACT: FactForm, About.TEXT: TextForm, About.LINK: LinkForm}.get(
        About(about) if entry is not None else About.ANYTHING, SuggestionForm
    )


def links_of(entry: Dataset | None) -> list[Any]:
    """Return the links of an entry. One query."""
    return list(entry.link_set.all()) if entry is not None else []


def lines_of(text: str) -> str:
    """Return a text with its lines ended in one way, and nothing around it."""
    return str(text).replace("\r\n", "\n").replace("\r", "\n").strip()


def _there(entry: Dataset | None) -> Dataset:
    if entry is None:
        raise TypeError("this form is of an entry")
    return entry


def _has_form(about: Any) -> bool:
    """Tell whether values of a field have a normal form; of others the printed words stand for themselves."""
    return about.kind.name in typed.FORMS and about.example is not None


def _fields() -> Iterator[tuple["StrOrPromise", list[tuple[str, "StrOrPromise"]]]]:
    """Yield the fields by group, as a select has them."""
    for key, title in GROUPS.items():
        yield title, [(code, about.label) for code, about in FIELDS.items() if about.group == key]


def _paragraphs(*parts: str) -> str:
    return "\n\n".join(filter(None, parts))


def _known(cited: str, name: str) -> list[Named]:
    """Return the entries that the public sees and that have this address, DOI or name. At most six queries."""
    try:
        lists = pasted.read(snapshot.current(), [cited], [name])
    except NoIndexError:
        return []
    found = [
        entry
        for one in lists
        for item in one.items
        for entry in ([item.entry] if item.entry else item.meant if item.problem is pasted.Problem.SEVERAL else ())
    ]
    return list(dict.fromkeys(found))
