"""The picture that stands for a page where its link is shared: of an entry, of a comparison, of the site.

What the picture says is what the page says first, in the same words (answers.py); exports.preview draws it. It is drawn
once for a revision of the catalogue.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from datasets.compare import picture
from datasets.compare.choice import Choice, choose
from datasets.compare.picture import LEAST, MOST, Comparison
from datasets.exports import preview
from datasets.models import Dataset
from datasets.models.kept import Kept
from datasets.web.addresses import absolute, of_entries
from datasets.web.problems import OPEN
from datasets.web.validators import is_for_everybody
from datasets.words.texts import reader

from . import addressed
from .answers import Answer, of_itself
from .choosing import mistake, with_current_slugs
from .problems import problem

# The names of the fields whose figures a comparison's picture has.
FIGURES = ("subjects", "images", "size")
# How an answer sounds -> the token of its colour, where the two differ.
TOKENS = {"open-question": "unknown"}

# By address and language, those that were asked for last; one is some 50 kB.
_drawn: Kept[tuple[str, str], bytes] = Kept(200)


@dataclass(frozen=True)
class Preview:
    """A picture as the head of a page names it: its absolute address, what it says in words, its size in pixels."""

    url: str
    words: str
    width: int = preview.WIDTH
    height: int = preview.HEIGHT


def said_of_entry(row: Dataset, told: Sequence[Answer]) -> preview.Entry:
    """Return what the picture of an entry says; `told` begins with the three answers about the entry itself."""
    get, use, amount = told[:3]
    gone = _("This entry was withdrawn.") if row.is_withdrawn else ""
    return preview.Entry(
        row.name,
        gone or row.kind.name(),
        [modality.code for modality in row.modalities.all()],
        [(line.name, line.cell.texts[0].text) for line in amount.lines if line.cell is not None],
        [
            preview.Answer(str(one.question), one.words.words, TOKENS.get(one.tone.name, one.tone.name))
            for one in (get, use)
        ],
    )


def said_of_comparison(compared: Comparison, datasets: Sequence[Dataset]) -> preview.Entries:
    """Return what the picture of a comparison says."""
    rows = {row.key: row for group in compared.groups for row in group.rows}
    figures = [
        ["".join(text.text for text in rows[key].cells[place].texts[:1]) for key in FIGURES]
        for place in range(len(datasets))
    ]
    codes = [[modality.code for modality in row.modalities.all()] for row in datasets]
    names = [row.name for row in datasets]
    headings = [rows[key].label for key in FIGURES]
    return preview.Entries(_("Compare datasets"), headings, list(zip(names, codes, figures, strict=True)), _("unknown"))


def said_of_site() -> preview.Site:
    """Return what the picture of the site says."""
    return preview.Site(
        _("A searchable directory of medical imaging datasets: every figure with the document that states it.")
    )


def of_entry(request: HttpRequest, row: Dataset, told: Sequence[Answer]) -> Preview:
    """Return the picture of an entry for the head of its page."""
    return Preview(absolute(request, reverse("dataset-preview", args=[row.slug])), said_of_entry(row, told).words)


def of_comparison(request: HttpRequest, compared: Comparison, choice: Choice) -> Preview | None:
    """Return the picture of a comparison for the head of its page; None where it has none."""
    if mistake(choice) or len(choice.datasets) < LEAST:
        return None
    address = absolute(request, of_entries(reverse("compare-preview"), choice.slugs))
    return Preview(address, said_of_comparison(compared, choice.datasets).words)


def of_site(request: HttpRequest) -> Preview:
    """Return the picture of the site for the head of a page that has none of its own."""
    return Preview(absolute(request, reverse("preview")), said_of_site().words)


def _answer(address: str, said: preview.Entry | preview.Entries | preview.Site, status: int = 200) -> HttpResponse:
    drawn = _drawn.get((address, reader()), lambda: preview.png(said, reader()))
    return HttpResponse(drawn, content_type="image/png", status=status, headers=OPEN)


@is_for_everybody
def site(request: HttpRequest) -> HttpResponse:
    """Give the picture of the site."""
    return _answer(request.path, said_of_site())


@is_for_everybody
def dataset(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the picture of an entry; 410 for a withdrawn one."""
    row = addressed.entry(slug)
    if row is None:
        return addressed.elsewhere(request, "dataset-preview", slug)
    told = of_itself(row, picture.compare([row]), list(row.link_set.all()))
    return _answer(request.path, said_of_entry(row, told), 410 if row.is_withdrawn else 200)


@is_for_everybody
def comparison(request: HttpRequest) -> HttpResponse:
    """Give the picture of a comparison of LEAST to MOST entries that there are; 404 of others."""
    choice = choose(request.GET.getlist("d"))
    if choice.moved:
        return redirect(with_current_slugs(request, choice), permanent=True)
    wrong = mistake(choice)
    if not wrong and len(choice.datasets) < LEAST:
        wrong = _("d: name %(least)s to %(most)s datasets, such as d=kits19&d=lits.") % {"least": LEAST, "most": MOST}
    if wrong:
        return problem(request, 404, _("This picture cannot be drawn"), wrong)
    said = said_of_comparison(picture.compare(choice.datasets), choice.datasets)
    return _answer(of_entries(request.path, choice.slugs), said)
