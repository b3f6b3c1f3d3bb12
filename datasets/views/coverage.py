"""The page on how well the catalogue is covered: the measures of search.coverage as tables in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from datasets.facts.fields import FIELDS
from datasets.index import snapshot
from datasets.models import Document, LinkState
from datasets.search.coverage import FACTS, GROUPS, Coverage, as_of_now
from datasets.words.texts import Words, bcp47

from .statistics import Table


@dataclass(frozen=True)
class Section:
    """One measure: its key, its title, what is counted, and the numbers."""

    key: str
    title: str
    unit: str
    table: Table


def coverage(request: HttpRequest) -> HttpResponse:
    """Show every measure."""
    found = as_of_now(snapshot.current())
    groups = [group for group in GROUPS if found.entries[group.key]]
    facts = [(fact.label, [found.facts[group.key][fact.key] for group in groups]) for fact in FACTS]
    context = {
        "groups": [(group.label, found.entries[group.key]) for group in groups],
        "facts": facts,
        "sections": _sections(found),
    }
    return render(request, "coverage.html", context)


def _sections(found: Coverage) -> list[Section]:
    """Return the measures that have something to tell, in the language that is active."""
    authorities = {str(Document.Authority(code).label): number for code, number in found.authorities.items()}
    years = {year or _("No year"): number for year, number in found.references.items()}
    fields = {str(FIELDS[code].label): number for code, number in found.disagreements.items()}
    links = {str(LinkState(code).label): number for code, number in found.links.items()}
    languages = dict(settings.LANGUAGES)
    heads = [_("Language"), _("By a person"), _("By a machine"), _("Composed from facts"), _("Reviewed by a person")]
    texts = [
        (Words(languages[code], bcp47(code)), row.curator, row.machine, row.composed, row.reviewed)
        for code, row in found.texts.items()
    ]
    told = (
        (
            "authority",
            _("Whose word is shown"),
            _("Values, by the best document that states them"),
            _("Authority"),
            authorities,
        ),
        ("references", _("How old the references are"), _("Documents and references, by year"), _("Year"), years),
        ("disagreements", _("Where sources differ"), _("Entries, by field"), _("Field"), fields),
        ("links", _("Links"), _("Addresses, by what they answered last"), _("Answer"), links),
    )
    return [
        *(_counted(key, title, unit, head, numbers) for key, title, unit, head, numbers in told if numbers),
        Section(
            "texts",
            _("Texts"),
            _("Texts about entries, by language and who wrote them"),
            Table(heads, [list(row) for row in texts]),
        ),
    ]


def _counted(key: str, title: str, unit: str, head: str, numbers: Mapping[str, int]) -> Section:
    rows: Sequence[tuple[str, int]] = list(numbers.items())
    return Section(key, title, unit, Table([head, _("Number")], [[Words(name), number] for name, number in rows]))
