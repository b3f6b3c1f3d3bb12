"""Entries side by side, for programs: the picture that the page and its files have."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from datasets.compare import picture
from datasets.compare.choice import choose
from datasets.compare.picture import DIFFERENCES, LEAST, MOST
from datasets.exports import json_data
from datasets.exports.addresses import Addresses
from datasets.facts.kinds import Record
from datasets.web.addresses import absolute, comparison
from datasets.web.problems import refused
from datasets.words.asked import IGNORED, LONGEST_SLUG, SLUG, Notice, last_value, name_unknown, no_such_value, printable

from .answers import BESIDE, Operation, answer, entry_page, unknown
from .schemas import named

CHOSEN, ONLY = "d", "only"


def compare_datasets(request: HttpRequest) -> HttpResponse:
    """Return 2 to 6 entries side by side: for each field what each of them has, in words and as data, and who says so.

    A withdrawn entry is compared by what is known of it.
    """
    notices: list[Notice] = []
    name_unknown(request.GET, {CHOSEN, ONLY, *IGNORED}, notices)
    only = last_value(request.GET, ONLY, notices)
    if only not in ("", DIFFERENCES):
        notices.append(no_such_value(ONLY, only, [DIFFERENCES]))
    asked = [slug.strip() for slug in request.GET.getlist(CHOSEN) if slug.strip()]
    choice = choose(asked)
    if not LEAST <= len(dict.fromkeys(asked)) <= MOST or choice.repeated:
        message = _("Name %(least)s to %(most)s entries, each once.") % {"least": LEAST, "most": MOST}
        notices.append(Notice(CHOSEN, message, fix=_("Write their slugs, such as d=kits19&d=lits.")))
    if notices:
        return refused(notices)
    if choice.unknown:
        message = _("There is no entry “%(slug)s”.") % {"slug": printable(choice.unknown[0])}
        return unknown(CHOSEN, message)
    compared = picture.compare(choice.datasets)
    more = {ONLY: only} if only else {}
    addresses = Addresses(
        absolute(request, comparison(choice.slugs, **more)),
        {slug: entry_page(request, slug) for slug in choice.slugs},
    )
    return answer(json_data.data(compared.differences() if only else compared, addresses))


def _parameters() -> list[Record]:
    slug = {"type": "string", "maxLength": LONGEST_SLUG, "pattern": f"^{SLUG.pattern}$"}
    several = {"type": "array", "items": slug, "minItems": LEAST, "maxItems": MOST, "uniqueItems": True}
    chosen = {"name": CHOSEN, "in": "query", "required": True, "schema": several}
    only = {"name": ONLY, "in": "query", "allowEmptyValue": True, "schema": {"enum": ["", DIFFERENCES]}}
    return [
        {**chosen, "description": "Slugs of entries, repeated."},
        {**only, "description": "Only the rows that tell the entries apart."},
    ]


OPERATIONS = (
    Operation(
        "compare/",
        compare_datasets,
        lazy("Entries side by side"),
        BESIDE,
        {200: named("Comparison")},
        _parameters(),
        "compare/?d={first}&d={second}",
    ),
)
