"""What printed texts mean: those of a file that wait for somebody, and all that were decided for one reference.

A decision holds for a reference, and serves every later file that cites it; a text that becomes a synonym of a term is
understood everywhere. What the texts mean stands in importing.mapping.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from datasets.facts import typed
from datasets.facts.fields import FIELDS, Field
from datasets.facts.terms import NotUnderstoodError, Vocabularies
from datasets.importing import looking
from datasets.importing.mapping.deciding import adopted, decide
from datasets.importing.mapping.mapper import KEYWORD, text_key
from datasets.importing.reporting import Told
from datasets.importing.storing import report_of
from datasets.models import Document, Incoming, Meaning
from datasets.models.language import ORIGINAL
from datasets.records.edits import Edit
from datasets.web.sent import see

from .doors import Abilities, desk, page
from .receiving import of_database, title_of
from .submitting import RefusedError, submit

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Texts on a page, and characters of what is typed for one.
ON_A_PAGE, LONGEST = 50, 2_000
# What may be chosen for a text, besides one of its candidates: what is typed, or none of them.
CANDIDATE, TYPED = "is ", "typed"
PRINTED, ELSEWHERE = Meaning.Decision.PRINTED.value, Meaning.Decision.ELSEWHERE.value


@dataclass
class Asked:
    """One text that waits, as the page asks about it, with what was chosen and what is wrong with that."""

    number: int
    text: Told
    field: Field | None
    chosen: str = ""
    value: str = ""
    error: str = ""

    @property
    def is_term(self) -> bool:
        """Whether the text may become a synonym of a term."""
        return self.field is not None and self.field.vocabulary not in ("", "source")

    @property
    def label(self) -> "StrOrPromise":
        """What the field is called; a keyword may be of any."""
        return label_of(self.text.field)

    @property
    def candidates(self) -> list[tuple[str, str, str]]:
        """Return what it may mean: the value of the choice, the code and the label."""
        return [(f"{CANDIDATE}{code}", code, label) for code, label in self.text.candidates]


def label_of(field: str) -> "StrOrPromise":
    """Return what a field is called; "" is what keywords have."""
    return FIELDS[field].label if field else _("Keyword")


def _is_asked(text: Told) -> bool:
    """Tell whether somebody may decide about a text; a keyword that is no term says nothing that is missed."""
    return text.field in FIELDS or (not text.field and text.cause != KEYWORD)


def waiting_texts(incoming: Incoming) -> list[Told]:
    """Return the texts of a file that wait and about which nobody has decided since it was looked at."""
    decided = set(_decided(incoming.reference["code"]))
    return [
        one for one in report_of(incoming).waiting
        if _is_asked(one) and (one.field, text_key(one.printed)) not in decided
    ]  # fmt: skip


def _decided(code: str) -> Iterator[tuple[str, str]]:
    yield from Meaning.objects.filter(document__in=(code, "")).order_by().values_list("field", "text")


@desk("GET", "HEAD", "POST", needs="adds")
def texts(request: HttpRequest, number: str) -> HttpResponse:
    """Show the texts of a file that wait; keep what was decided about those of a page."""
    incoming = of_database(number)
    if not looking.is_ready(incoming):
        return see(reverse("desk-reading", args=[incoming.pk]))
    wrong: list[Asked] = []
    refused: list[str] = []
    if request.method == "POST":
        asked = list(_asked(request))
        try:
            kept = _keep(request, incoming, asked)
        except RefusedError as error:
            refused = error.messages
        else:
            wrong = [one for one in asked if one.error]
            if kept:
                told = ngettext("%(number)s text was decided.", "%(number)s texts were decided.", kept)
                messages.success(request, told % {"number": kept})
            if not wrong:
                return see(request.get_full_path())
    waiting = waiting_texts(incoming)
    shown = Paginator(waiting, ON_A_PAGE).get_page(request.GET.get("page", ""))
    typed_before = {(one.text.field, one.text.printed): one for one in wrong}
    rows = []
    for place, text in enumerate(shown.object_list):
        one = Asked(place, text, FIELDS.get(text.field))
        if (before := typed_before.get((text.field, text.printed))) is not None:
            one.chosen, one.value, one.error = before.chosen, before.value, before.error
        rows.append(one)
    context = {
        "incoming": incoming,
        "title": title_of(incoming),
        "rows": rows,
        "shown": shown,
        "total": len(waiting),
        "refused": refused,
        "outdated": has_decided_since(incoming, waiting),
        "longest": LONGEST,
    }
    return page(request, "incoming_texts.html", context, section="import", status=400 if wrong or refused else 200)


def has_decided_since(incoming: Incoming, waiting: Sequence[Told] | None = None) -> bool:
    """Tell whether somebody decided about texts that still wait in the rows as they were looked at."""
    left = waiting_texts(incoming) if waiting is None else waiting
    return len(left) < sum(map(_is_asked, report_of(incoming).waiting))


def _asked(request: HttpRequest) -> Iterator[Asked]:
    """Yield the texts of a form about which something was chosen."""
    for place in range(ON_A_PAGE):
        field, printed = request.POST.get(f"field-{place}", ""), request.POST.get(f"text-{place}", "")
        value = request.POST.get(f"typed-{place}", "").replace("\0", "").strip()[:LONGEST]
        chosen = request.POST.get(f"means-{place}", "") or (TYPED if value else "")
        if (field in FIELDS or not field) and printed and chosen:
            yield Asked(place, Told(field, "", printed), FIELDS.get(field), chosen, value)


def _keep(request: HttpRequest, incoming: Incoming, asked: Sequence[Asked]) -> int:
    """Keep what was decided about texts, all of them but what is wrong; return how many. Some become synonyms, too."""
    vocabularies = Vocabularies()
    document, kept = incoming.reference, 0
    synonyms: list[Edit] = []
    with transaction.atomic():
        for one in asked:
            try:
                value = _value(one, incoming.language, vocabularies)
                decision = one.chosen if one.chosen in (PRINTED, ELSEWHERE) else Meaning.Decision.VALUE.value
                if request.POST.get(f"synonym-{one.number}") and value is not None and one.is_term:
                    code = value if isinstance(value, str) else value[0]
                    synonyms.append(adopted(one.text.field, one.text.printed, code, document["languages"][0]))
                decide(document["code"], one.text.field, one.text.printed, decision, value, request.user)
            except ValueError as error:
                # What cannot be read (NotUnderstoodError), kept, or be a synonym.
                one.error = str(error)
            else:
                kept += 1
        if synonyms and Abilities(request.user).names_terms:
            submit(request, _of_each_term(synonyms), _("Synonyms from a file."))
    return kept


def _value(one: Asked, language: str, vocabularies: Vocabularies) -> Any:
    """Return the value that was chosen or typed, None for what is none; raises NotUnderstoodError."""
    if one.chosen in (PRINTED, ELSEWHERE):
        return None
    text, signs = (one.value, language) if one.chosen == TYPED else (one.chosen.removeprefix(CANDIDATE), ORIGINAL)
    field, keyword = one.field, ""
    if field is None:
        # A candidate of a keyword names its field.
        keyword, _colon, text = text.partition(":")
        field = FIELDS.get(keyword)
    value = typed.read(field, text, signs, vocabularies) if field is not None else None
    if value is None:
        raise NotUnderstoodError(_("Say what it means, or choose something else."))
    return {"field": keyword, "value": value} if keyword else value


def _of_each_term(edits: Sequence[Edit]) -> list[Edit]:
    """Return one edit for each term, with the synonyms of all of its edits."""
    found: dict[tuple[str, int | None], Edit] = {}
    for edit in edits:
        before = found.get((edit.kind, edit.key))
        words: dict[str, list[str]] = dict(before.after) if before is not None else {}
        for language, synonyms in edit.after.items():
            words[language] = list(dict.fromkeys([*words.get(language, []), *synonyms]))
        found[edit.kind, edit.key] = Edit(edit.kind, edit.path, words, edit.key)
    return list(found.values())


@desk("GET", "HEAD", "POST", needs="adds")
def meanings(request: HttpRequest, code: str) -> HttpResponse:
    """Show all that was decided about the texts of a reference; change one, or forget it."""
    rows = Meaning.objects.filter(document=code).select_related("author").order_by("field", "text")
    document = Document.objects.filter(code=code).first()
    error, at = "", ""
    if request.method == "POST":
        at = request.POST.get("meaning", "")
        row = get_object_or_404(rows, pk=int(at) if at.isascii() and at.isdigit() and len(at) < 18 else 0)
        try:
            _change(request, row)
        except ValueError as wrong:
            error = str(wrong)
        else:
            return see(request.get_full_path())
    shown = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page", ""))
    context = {
        "code": code,
        "document": document,
        "shown": shown,
        "rows": [
            (row, label_of(row.field), _written(row), str(row.pk) == at)
            for row in shown.object_list
            if row.field in FIELDS or not row.field
        ],
        "error": error,
        "longest": LONGEST,
    }
    return page(request, "meanings.html", context, section="import", status=400 if error else 200)


def _written(row: Meaning) -> str:
    """Return the value of a decision as it is typed; of a keyword its field and the value."""
    if row.field:
        return typed.write(FIELDS[row.field], row.value)
    if not row.value or row.value.get("field") not in FIELDS:
        return ""
    about = FIELDS[row.value["field"]]
    return f"{about.code}: {typed.write(about, row.value['value'])}"


def _change(request: HttpRequest, row: Meaning) -> None:
    """Forget what was decided, or decide otherwise; raises NotUnderstoodError for what has no value."""
    if request.POST.get("act") == "forget":
        row.delete()
        messages.success(request, _("Forgotten: the text waits again when a file is looked at."))
        return
    decision = request.POST.get("decision", "")
    value = None
    if decision == Meaning.Decision.VALUE:
        one = Asked(0, Told(row.field, "", row.text), FIELDS.get(row.field), TYPED)
        one.value = request.POST.get("value", "").replace("\0", "").strip()[:LONGEST]
        value = _value(one, ORIGINAL, Vocabularies())
    elif decision not in Meaning.Decision.values:
        raise NotUnderstoodError(_("Say what it means, or choose something else."))
    Meaning.objects.filter(pk=row.pk).update(decision=decision, value=value, author=request.user)
    messages.success(request, _("Saved."))
