"""Many at once: a term given to or taken from many entries, two terms or sources that become one, and a term's names.

Nothing is done before it was looked at: the first sending shows what it would touch, the second, which carries the
fingerprint of what was shown, does it as one change set. What changed in between is shown anew.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlsplit

from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from datasets.facts import typed
from datasets.facts.fields import FIELDS, model_of
from datasets.facts.terms import NotUnderstoodError, Vocabularies
from datasets.index import snapshot
from datasets.models import LANGUAGES, VOCABULARIES, ChangeSet, Dataset, Statement
from datasets.records import bulk as many
from datasets.records.changes import EXISTS, STATEMENT
from datasets.records.editing import UnfitError, checked
from datasets.records.edits import STATED, Edit
from datasets.search import finding, parameters
from datasets.web.sent import see
from datasets.words.asked import is_slug
from datasets.words.texts import reader

from .doors import Abilities, desk, page
from .judging import LONGEST_REASON
from .stating import LONGEST_PRINTED, Row, asking, place_in, reference_in
from .submitting import RefusedError, one_line, submit

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Entries of which one form may be.
MOST = 500
TERM, MERGE, NAMES = "term", "merge", "names"
KINDS: "dict[str, StrOrPromise]" = {
    TERM: lazy("A term and many entries"), MERGE: lazy("Two terms become one"), NAMES: lazy("Names of a term"),
}  # fmt: skip
ADD, SET_ASIDE, TAKE_BACK = "add", "set-aside", "take-back"
ACTS: "dict[str, StrOrPromise]" = {
    ADD: lazy("state it"), SET_ASIDE: lazy("set it aside"), TAKE_BACK: lazy("take it back"),
}  # fmt: skip
# The fields whose values are codes of a vocabulary.
CODED = {code: about for code, about in FIELDS.items() if about.vocabulary}


@dataclass
class Plan:
    """What a form would do: the edits, the entries and other things that they touch, and what is left as it is."""

    edits: list[Edit] = field(default_factory=list)
    left: list[tuple[Dataset, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    entries: list[tuple[Dataset, int]] = field(default_factory=list)
    things: list[str] = field(default_factory=list)
    fingerprint: str = ""

    def look(self) -> None:
        """Hold the edits against the catalogue as it is; note what they touch, and the fingerprint of all that."""
        found = checked(self.edits)
        said = [(edit.kind, edit.key, edit.path, edit.before, edit.after) for edit in found]
        whole = json.dumps([said, [(entry.pk, why) for entry, why in self.left]], sort_keys=True)
        self.fingerprint = hashlib.sha256(whole.encode()).hexdigest()[:32]
        # A correction is two edits: the statement that goes, and the one in its place.
        going = Counter(edit.key or 0 for edit in found if edit.path.startswith(STATEMENT))
        coming = Counter(edit.key or 0 for edit in found if edit.path == STATED)
        of = dict(going | coming)
        rows = Dataset.objects.filter(pk__in=of).order_by("name")
        self.entries = [(row, of[row.pk]) for row in rows]
        goes = _("goes")
        self.things = [
            f"{edit.label}: {goes if edit.path == EXISTS else _called(edit.path)}"
            for edit in found
            if edit.kind not in ("dataset", "document")
        ]


def _called(path: str) -> str:
    """Return what a piece of a term or source is called."""
    names = {
        "parent": _("stands below another term"),
        "task": _("serves another task"),
        "synonyms": _("more synonyms"),
        "aliases": _("more names"),
        "names": _("names"),
    }
    return names[path]


@desk("GET", "HEAD", "POST", needs="publishes")
def bulk(request: HttpRequest) -> HttpResponse:
    """Show the form for one kind of change to many things; what it would do; and do it."""
    data = request.POST if request.method == "POST" else request.GET
    can = Abilities(request.user)
    kinds = {kind: label for kind, label in KINDS.items() if kind == TERM or can.names_terms}
    kind = asked if (asked := data.get("do", TERM)) in kinds else TERM
    form = FORMS[kind](data)
    plan, refused, status = None, list[str](), 200
    if request.method == "POST":
        status = 400
        with transaction.atomic():
            ChangeSet.hold()
            try:
                plan = form.plan()
                plan.look()
                confirmed = data.get("confirm", "")
                if confirmed == plan.fingerprint:
                    submit(request, plan.edits, data.get("reason", ""))
                    return see(f"{reverse('desk-bulk')}?do={kind}")
            except RefusedError as error:
                refused = error.messages
            except UnfitError as error:
                refused = [str(problem) for problem in error.problems]
            else:
                status = 409 if confirmed else 200
    context = {
        "kinds": kinds.items(),
        "kind": kind,
        "form": form,
        "plan": None if refused else plan,
        "changed": status == 409,
        "reason": data.get("reason", ""),
        "longest": LONGEST_REASON,
        "refused": refused or form.refused,
        **form.context(),
    }
    return page(request, form.template, context, section="bulk", status=status)


class Form:
    """One kind of change to many things, as it was filled in; `refused` says what is wrong with it from the start."""

    template: ClassVar[str]

    def __init__(self, data: QueryDict) -> None:
        self.data = data
        self.refused: list[str] = []

    def context(self) -> dict[str, Any]:
        """Return what the page's template needs beside the form."""
        raise NotImplementedError

    def plan(self) -> Plan:
        """Return what would be done; raise RefusedError where the form is not whole."""
        raise NotImplementedError

    def line(self, name: str) -> str:
        """Return what stands in a field of one line."""
        return one_line(self.data.get(name, ""))


# --- a term and many entries ------------------------------------------------------------------------------------------


class TermForm(Form):
    """Which entries, which term of which field, and what is done with it; where it is stated, if it is."""

    template = "bulk_term.html"

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.entries = data.get("entries", "").strip()
        self.act = act if (act := data.get("act", ADD)) in ACTS else ADD
        self.field = code if (code := data.get("field", "")) in CODED else next(iter(CODED))
        self.term = self.line("term")
        self.printed = self.line("printed")[:LONGEST_PRINTED]
        self.place = self.line("place")
        self.reason = self.line("reason")[:LONGEST_REASON]
        self.tried = "entries" in data
        self.reference = reference_in(data)

    def context(self) -> dict[str, Any]:
        """Return what the page's template needs beside the form."""
        return {
            "acts": ACTS.items(),
            "fields": [(code, about.label) for code, about in CODED.items()],
            **asking(self.reference),
            "errors": self.reference.errors if self.tried and self.act == ADD else {},
            "most": MOST,
        }

    def plan(self) -> Plan:
        """Return what would be done; raise RefusedError where the form is not whole."""
        about = CODED[self.field]
        try:
            value = typed.read(about, self.term, reader())
        except NotUnderstoodError as error:
            raise RefusedError([str(error)]) from error
        codes = value if isinstance(value, list) else [value] if value else []
        if len(codes) != 1:
            raise RefusedError([_("Name one term.")])
        entries = entries_of(self.entries)
        if self.act == ADD:
            return self._given(entries, codes[0])
        if self.act == SET_ASIDE and not self.reason:
            raise RefusedError([_("Say why, in a sentence: the public reads it beside the statement.")])
        rows = Statement.objects.filter(dataset__in=entries, field=self.field).select_related("dataset", "document")
        if self.act == SET_ASIDE:
            rows = rows.exclude(standing=Statement.Standing.SET_ASIDE)
        found = many.naming(about.vocabulary, codes[0], rows.order_by("dataset", "position", "pk"))
        taken = many.set_aside(found, codes[0], self.reason)
        edits = taken if self.act == SET_ASIDE else many.taken_back(found, codes[0])
        touched = {row.dataset_id for row in found}
        left = [(entry, _("does not state it")) for entry in entries if entry.pk not in touched]
        return _planned(Plan(list(edits), left))

    def _given(self, entries: Sequence[Dataset], code: str) -> Plan:
        wrong = list(self.reference.errors.values())
        if not self.printed:
            wrong.append(_("Give the printed words: they stand for the statement."))
        if wrong:
            raise RefusedError(wrong)
        place = place_in(Row(CODED[self.field], place=self.place), self.reference)
        said = {"printed": self.printed, "document": self.reference.code, **place}
        edits, having = many.given(entries, CODED[self.field], code, said)
        left = [(entry, _("states it already")) for entry in having]
        return _planned(Plan([*(self.reference.edits() if edits else ()), *edits], left))


def _planned(plan: Plan) -> Plan:
    if not plan.edits:
        raise RefusedError([_("There is nothing to do.")])
    return plan


def entries_of(text: str) -> list[Dataset]:
    """Return the entries that are named one a line, by their slugs, or listed at an address; by name.

    Raises RefusedError where there are none or too many, or one is not there, or something of an address is not
    understood: else more would be changed than whoever asks thinks.
    """
    lines = list(dict.fromkeys(text.split()))
    if len(lines) == 1 and ("?" in text or "=" in text):
        lines = _listed(text)
    if not lines:
        raise RefusedError([_("Say of which entries: the address of a list, or slugs, one a line.")])
    if len(lines) > MOST:
        told = _("Entries: %(number)s; at most %(most)s at once. Narrow the list down.")
        raise RefusedError([told % {"number": len(lines), "most": MOST}])
    found = list(Dataset.objects.filter(slug__in=filter(is_slug, lines)).order_by("name", "pk"))
    if lost := sorted(set(lines) - {entry.slug for entry in found}):
        raise RefusedError([_("There is no entry at %(slug)s.") % {"slug": slug[:80]} for slug in lost[:20]])
    return found


def _listed(address: str) -> list[str]:
    """Return the slugs of the entries in the list at an address."""
    asked = urlsplit(address).query if "?" in address else address
    now = snapshot.current()
    query, notices = parameters.read(QueryDict(asked), now.codes, on_page=True)
    results = finding.find(now, replace(query, page=1, page_size=MOST + 1, language=reader()))
    if told := [*notices, *results.notices]:
        raise RefusedError([str(notice.message) for notice in told])
    if results.instead:
        raise RefusedError([_("Not found as it is written: %(words)s") % {"words": query.text}])
    if results.total > MOST:
        told_of = _("Entries: %(number)s; at most %(most)s at once. Narrow the list down.")
        raise RefusedError([told_of % {"number": results.total, "most": MOST}])
    return [card["slug"] for card in results.cards]


# --- terms ------------------------------------------------------------------------------------------------------------


def vocabularies() -> list[tuple[str, str]]:
    """Return the vocabularies with their names for readers, sources first."""
    labels = {about.vocabulary: str(about.label) for about in CODED.values()}
    return [(name, labels.get(name, _("Unit"))) for name in ("source", *VOCABULARIES)]


class MergeForm(Form):
    """Two terms of one vocabulary, or two sources: which goes, and which takes its place."""

    template = "bulk_merge.html"

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        known = {"source", *VOCABULARIES}
        self.vocabulary = name if (name := data.get("vocabulary", "")) in known else "modality"
        self.old, self.new = self.line("old"), self.line("new")

    def context(self) -> dict[str, Any]:
        """Return what the page's template needs beside the form."""
        return {"vocabularies": vocabularies()}

    def plan(self) -> Plan:
        """Return what would be done; raise RefusedError where the form is not whole."""
        old, new = found_term(self.vocabulary, self.old), found_term(self.vocabulary, self.new)
        if old.pk == new.pk:
            raise RefusedError([_("These are one and the same.")])
        notes = [_("Addresses of lists that ask for %(code)s find nothing afterwards.") % {"code": old.code}]
        return Plan(many.merged(old, new), notes=notes)


def found_term(vocabulary: str, text: str) -> Any:
    """Return a term or source by its code, or what it is called; raise RefusedError where that is none, or several."""
    if not text:
        raise RefusedError([_("Name the term.")])
    try:
        code = Vocabularies().code(vocabulary, text)
    except NotUnderstoodError as error:
        raise RefusedError([str(error)]) from error
    return model_of(vocabulary)._default_manager.get(code=code)


class NamesForm(Form):
    """A term and what it is called in each language."""

    template = "bulk_names.html"

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.vocabulary = name if (name := data.get("vocabulary", "")) in VOCABULARIES else "modality"
        self.code = self.line("code")
        self.term: Any = None
        try:
            self.term = found_term(self.vocabulary, self.code) if self.code else None
        except RefusedError as error:
            self.refused = error.messages
        now = self.term.names if self.term is not None else {}
        given = {language: self.line(f"name-{language}") for language in LANGUAGES}
        self.names = given if any(given.values()) else {language: now.get(language, "") for language in LANGUAGES}

    def context(self) -> dict[str, Any]:
        """Return what the page's template needs beside the form."""
        names = [(language, LANGUAGES[language], name) for language, name in self.names.items()]
        return {"vocabularies": vocabularies()[1:], "names": names if self.term is not None else []}

    def plan(self) -> Plan:
        """Return what would be done; raise RefusedError where the form is not whole."""
        if self.term is None:
            raise RefusedError(self.refused or [_("Name the term.")])
        names = {language: name for language, name in self.names.items() if name}
        if names == self.term.names:
            raise RefusedError([_("Nothing was changed.")])
        plan = Plan([Edit(self.vocabulary, "names", names, self.term.pk)])
        for language in LANGUAGES:
            before, after = self.term.names.get(language, "—"), names.get(language, "—")
            if before != after:
                plan.notes.append(f"{LANGUAGES[language]}: {before} → {after}")
        return plan


FORMS: "dict[str, type[Form]]" = {TERM: TermForm, MERGE: MergeForm, NAMES: NamesForm}
