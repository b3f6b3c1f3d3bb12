"""What is understood and all the same looks odd: it is told, never refused, for data sets are odd at times."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from datasets.facts.resolution import Held
from datasets.models import VOCABULARIES
from datasets.models.language import ORIGINAL, best

# The first images of a method: no data of it are older. CT: Hounsfield 1973, 10.1259/0007-1285-46-552-1016 (patients
# since 1971); MR: Lauterbur 1973, 10.1038/242190a0; OCT: Huang 1991, 10.1126/science.1957169.
SINCE: Mapping[str, int] = {"CT": 1971, "MR": 1973, "OPT": 1991}
# The DICOM standard is of 1993 (Larobina 2023, 10.3390/tomography9050145).
FORMAT_SINCE: Mapping[str, int] = {"dicom": 1993}

# Where a condition sits: whatever is below it in its vocabulary, and in the anatomy below or above one of these.
SITES: Mapping[str, frozenset[str]] = {
    "lung-disease": frozenset({"chest"}),
    "lung-cancer": frozenset({"chest"}),
    "breast-cancer": frozenset({"breast", "lymph-node"}),
    "breast-lesion": frozenset({"breast"}),
    "prostate-cancer": frozenset({"prostate"}),
    "liver-cancer": frozenset({"liver"}),
    "liver-disease": frozenset({"liver"}),
    "kidney-cancer": frozenset({"kidney"}),
    "colon-cancer": frozenset({"gastrointestinal-tract", "pelvis"}),
    "colon-polyp": frozenset({"gastrointestinal-tract"}),
    "cervical-cancer": frozenset({"cervix"}),
    "head-neck-cancer": frozenset({"head-neck", "lymphatic-system"}),
    "brain-tumor": frozenset({"brain"}),
    "neurological-disease": frozenset({"brain", "musculoskeletal", "vocal-tract", "eye"}),
    "eye-disease": frozenset({"eye"}),
    "skin-cancer": frozenset({"skin"}),
    "skin-lesion": frozenset({"skin"}),
    "thyroid-disease": frozenset({"thyroid"}),
    "cardiomegaly": frozenset({"chest"}),
    "knee-injury": frozenset({"knee"}),
}

# Bytes of one image: the smallest thumbnails have hundreds, the largest whole slides some gigabytes.
LEAST_BYTES, MOST_BYTES = 100, 20_000_000_000
# A year later than next one is no year of publication.
AHEAD = 1


@dataclass(frozen=True)
class Doubt:
    """Something odd: its code, the field, and what its sentence needs."""

    code: str
    field: str = ""
    data: tuple[tuple[str, Any], ...] = ()

    def __str__(self) -> str:
        """Return the sentence, in the active language."""
        return str(SENTENCES[self.code]() % {key: _said(value) for key, value in self.data})


def _said(value: Any) -> str:
    """Return a part of a sentence in the active language: a number with its signs, or a name of several languages."""
    if isinstance(value, int):
        return str(number_format(value, use_l10n=True, force_grouping=True))
    if isinstance(value, dict):
        found = best(value, get_language() or ORIGINAL)
        return found[1] if found else ""
    return ", ".join(map(_said, value)) if isinstance(value, list | tuple) else str(value)


# Functions, so that the sentence is in the language of whoever reads it.
SENTENCES = {
    "stays-draft": lambda: _(
        "It would stay a draft: to be published it needs a link, and a modality, body region, condition or task."
    ),
    "kept-draft": lambda: _("It would stay a draft: %(why)s"),
    "left": lambda: _("Left as it is here: %(what)s"),
    "before-method": lambda: _("The year %(year)s is before there was %(method)s (%(since)s)."),
    "in-future": lambda: _("The year %(year)s has not come yet."),
    "misplaced": lambda: _("%(condition)s does not sit in %(anatomy)s."),
    "bytes-per-image": lambda: _("%(size)s bytes for %(images)s images is %(each)s bytes an image."),
    "fewer-images": lambda: _("There are fewer images (%(images)s) than subjects (%(subjects)s)."),
}


class Plausible:
    """The trees of two vocabularies, read once, and what does not fit them or each other."""

    def __init__(self) -> None:
        """Read what is above each term and what it is called; a query for each vocabulary."""
        self._above: dict[str, dict[str, str | None]] = {}
        self._names: dict[str, dict[str, Any]] = {}
        for name in ("anatomy", "condition", "modality", "format"):
            rows = list(VOCABULARIES[name]._default_manager.values_list("code", "parent__code", "names"))
            self._above[name] = {code: parent for code, parent, _ in rows}
            self._names[name] = {code: names for code, _, names in rows}

    def doubts(self, held: Mapping[str, Held]) -> Iterator[Doubt]:
        """Yield what looks odd in what an entry would hold, by field (facts.resolution)."""
        said = {code: one.value for code, one in held.items()}
        yield from self._years(said)
        yield from self._sites(said)
        yield from _amounts(said)

    def _years(self, said: Mapping[str, Any]) -> Iterator[Doubt]:
        year = said.get("year")
        if year is None:
            return
        if year > date.today().year + AHEAD:
            yield Doubt("in-future", "year", (("year", str(year)),))
        for vocabulary, since in (("modality", SINCE), ("format", FORMAT_SINCE)):
            for code in said.get(vocabulary, ()):
                if year < since.get(code, year):
                    method = self._names[vocabulary][code]
                    data = (("year", str(year)), ("method", method), ("since", str(since[code])))
                    yield Doubt("before-method", "year", data)

    def _sites(self, said: Mapping[str, Any]) -> Iterator[Doubt]:
        anatomies = [code for code in said.get("anatomy", ()) if code != "whole-body"]
        if not anatomies:
            return
        for condition in said.get("condition", ()):
            sites = next((SITES[code] for code in self._line("condition", condition) if code in SITES), None)
            if sites and not any(self._near(code, site) for code in anatomies for site in sites):
                sites_named = [self._names["anatomy"].get(code, code) for code in anatomies]
                data = (("condition", self._names["condition"].get(condition, condition)), ("anatomy", sites_named))
                yield Doubt("misplaced", "condition", data)

    def _near(self, one: str, other: str) -> bool:
        """Tell whether one body region is the other, within it, or around it."""
        return other in self._line("anatomy", one) or one in self._line("anatomy", other)

    def _line(self, name: str, code: str | None) -> list[str]:
        """Return a term and all above it."""
        found: list[str] = []
        while code is not None and code not in found:
            found.append(code)
            code = self._above[name].get(code)
        return found


def _amounts(said: Mapping[str, Any]) -> Iterator[Doubt]:
    images, size, subjects = said.get("images"), said.get("size"), said.get("subjects")
    if images and size and images["value"]:
        each = size["value"] // images["value"]
        if not LEAST_BYTES <= each <= MOST_BYTES:
            data = (("size", size["value"]), ("images", images["value"]), ("each", each))
            yield Doubt("bytes-per-image", "size", data)
    if images and subjects and images["value"] < subjects["value"] and images["precision"] == "exact":
        yield Doubt("fewer-images", "images", (("images", images["value"]), ("subjects", subjects["value"])))
