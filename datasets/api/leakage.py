"""Whether what a model is tested on is in what it was trained on, for programs: read and judged as on the page."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from datasets.compare import leakage
from datasets.facts.kinds import Record
from datasets.index import snapshot
from datasets.search import pasted
from datasets.web.addresses import absolute, hosts
from datasets.web.addresses import leakage as address_of
from datasets.web.problems import refused
from datasets.words.asked import IGNORED, Notice, name_unknown

from .answers import BESIDE, Operation, answer, entry_page
from .schemas import named

SIDES = ("train", "test")


def check_overlap(request: HttpRequest) -> HttpResponse:
    """Return a verdict for each pair of an entry to train on and one to test on, and what it rests on.

    `overlap` is true where it is stated that some pair has images, subjects or a source in common; false where it is
    stated of none; null where an item could not be read (`unread`) and nothing was found in the others. False never
    says that two have nothing in common: of most pairs nobody has stated anything.
    """
    notices: list[Notice] = []
    name_unknown(request.GET, {*SIDES, *IGNORED}, notices)
    read = pasted.read(snapshot.current(), *map(request.GET.getlist, SIDES), hosts=hosts(request))
    lists = dict(zip(SIDES, read, strict=True))
    for side, found in lists.items():
        if not found.items:
            fix = _("Write names, slugs, addresses or DOIs of entries, one a line or in repeated parameters.")
            notices.append(Notice(side, _("Nothing is named."), fix=fix))
        if found.beyond:
            message = _("More than %(most)s items.") % {"most": pasted.MOST}
            notices.append(Notice(side, message, fix=_("Ask for them in several requests.")))
    if notices:
        return refused(notices)

    def page(slug: str) -> str:
        return entry_page(request, slug)

    done = leakage.check(*(found.entries for found in read))
    address = absolute(request, address_of(*([entry.slug for entry in found.entries] for found in read)))
    return answer(leakage.data(done, address, page, pasted.unread(lists, page), pasted.withdrawn(read)))


def _side(name: str, text: str) -> Record:
    return {
        "name": name,
        "in": "query",
        "required": True,
        "schema": {"type": "array", "items": {"type": "string", "pattern": r"[A-Za-z0-9]"}, "minItems": 1},
        "description": f"{text} Names, aliases, slugs, addresses or DOIs of entries, at most {pasted.MOST}: "
        "repeated, or one a line.",
    }


OPERATIONS = (
    Operation(
        "overlap/",
        check_overlap,
        lazy("Whether what one trains on and what one tests on overlap"),
        BESIDE,
        {200: named("OverlapCheck")},
        [_side("train", "What is trained on."), _side("test", "What is tested on.")],
        "overlap/?train={first}&test={second}",
    ),
)
