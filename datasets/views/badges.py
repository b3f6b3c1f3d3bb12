"""Badges for READMEs: that an entry is listed, what its licence allows, whether training and test data overlap."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from datasets.compare import leakage
from datasets.exports import badge
from datasets.exports.preview import SITE
from datasets.facts import rights
from datasets.facts.readings import yes_or_no
from datasets.facts.rights import Component, Use
from datasets.models.public import Named, moved, named
from datasets.search.pasted import MOST
from datasets.web.languages import CHOICE, asked_language
from datasets.web.problems import OPEN, problem_details
from datasets.web.validators import is_for_everybody
from datasets.words.asked import Notice, is_slug, name_unknown, no_such_value
from datasets.words.texts import ORIGINAL, bcp47, reader, words

from . import addressed

# What a badge of an entry is about, as its address says.
LISTED, LICENCE = ABOUTS = ("listed", "licence")
# Whether images may be used commercially -> the token of the badge's colour.
TONES = {True: "ok", False: "no", None: "unknown"}


@is_for_everybody
def of_dataset(request: HttpRequest, slug: str) -> HttpResponse:
    """Give a badge about an entry, in the language that `lang` asks for: that it is listed, or its licence's answer.

    A badge, too, says that there is no such entry (404), or that it was withdrawn (410).
    """
    language, notices = asked_language(request, ORIGINAL)
    with translation.override(language):
        name_unknown(request.GET, {"about", CHOICE}, notices)
        about = request.GET.getlist("about", [LISTED])
        notices += [no_such_value("about", value, ABOUTS) for value in about[:1] if value not in ABOUTS]
        notices += [Notice("about", _("Give it once."))] if len(about) > 1 else []
        if notices:
            return _refused(notices)
        row = addressed.entry(slug)
        if row is None:
            return addressed.elsewhere(request, "badge", slug) if moved([slug]) else _unknown()
        if row.is_withdrawn:
            return _badge(SITE, _("withdrawn"), "no", 410)
        if about == [LISTED]:
            return _badge(_("listed on"), SITE, "accent")
        stated = [(right.component, right.use, right.allowed) for right in row.right_set.all()]
        code = row.license.code if row.license else None
        allowed = rights.answer(stated, code, Component.IMAGES, Use.COMMERCIAL.value).allowed
        said = _("not stated") if allowed is None else yes_or_no(allowed)
        return _badge(words(rights.NAMES[Use.COMMERCIAL.value]).words, said, TONES[allowed])


@is_for_everybody
def of_overlap(request: HttpRequest) -> HttpResponse:
    """Give a badge with the strongest verdict on training and test data, in the language that `lang` asks for."""
    language, notices = asked_language(request, ORIGINAL)
    with translation.override(language):
        name_unknown(request.GET, {"train", "test", CHOICE}, notices)
        found = sides(request, notices)
        if notices:
            return _refused(notices)
        train, test = ([entry for entry in side if entry] for side in found)
        if [len(train), len(test)] != [len(side) for side in found]:
            return _unknown()
        verdict = min((pair.verdict for pair in leakage.check(train, test).pairs), key=leakage.RANK.__getitem__)
        tone = "no" if verdict.stated else "warn" if verdict.possible else "unknown"
        return _badge(_("training and test data"), verdict.words, tone)


def sides(request: HttpRequest, notices: list[Notice]) -> list[list[Named | None]]:
    """Return the entries to train on and those to test on, each once, None for one that there is not.

    Adds a notice for a side that names none, or too many.
    """
    slugs = {side: list(dict.fromkeys(request.GET.getlist(side)[: MOST + 1])) for side in ("train", "test")}
    for side, asked in slugs.items():
        if not 1 <= len(asked) <= MOST:
            text = _("Name 1 to %(most)s entries, such as %(side)s=kits19.") % {"most": MOST, "side": side}
            notices.append(Notice(side, text))
    there = named(slug for asked in slugs.values() for slug in asked if is_slug(slug))
    return [[there.get(slug) for slug in asked] for asked in slugs.values()]


def _badge(label: str, said: str, tone: str, status: int = 200) -> HttpResponse:
    drawn = badge.svg(label, said, tone, reader())
    headers = {**OPEN, "Content-Language": bcp47(reader())}
    return HttpResponse(drawn, content_type=badge.MEDIA_TYPE, status=status, headers=headers)


def _unknown() -> HttpResponse:
    return _badge(SITE, _("no such entry"), "unknown", 404)


def _refused(notices: Sequence[Notice]) -> HttpResponse:
    return problem_details(400, _("This badge cannot be drawn. Mend the parameters."), notices)
