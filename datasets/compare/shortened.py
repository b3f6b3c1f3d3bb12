"""What a narrow table calls things: terms and units by the short names that papers use, where these are shorter.

A term that is not here, such as one that a curator has added, stands there by its whole name.
"""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Licences of Creative Commons by their SPDX codes: CC-BY-NC-SA-4.0.
CREATIVE_COMMONS = re.compile(r"CC(?P<terms>0|(?:-[A-Z]{2})+)-(?P<version>\d\.\d)")

# Field and code of a term -> its short name.
TERMS: "Mapping[tuple[str, str], StrOrPromise]" = {
    ("modality", "CT"): pgettext_lazy("in a narrow table", "CT"),
    ("modality", "MR"): pgettext_lazy("in a narrow table", "MRI"),
    ("modality", "PT"): pgettext_lazy("in a narrow table", "PET"),
    ("modality", "US"): pgettext_lazy("in a narrow table", "Ultrasound"),
    ("modality", "XRAY"): pgettext_lazy("in a narrow table", "X-ray"),
    ("modality", "CR"): pgettext_lazy("in a narrow table", "CR"),
    ("modality", "DX"): pgettext_lazy("in a narrow table", "DX"),
    ("modality", "XA"): pgettext_lazy("in a narrow table", "Angiography"),
    ("modality", "SM"): pgettext_lazy("in a narrow table", "Histology"),
    ("modality", "GM"): pgettext_lazy("in a narrow table", "Microscopy"),
    ("modality", "OP"): pgettext_lazy("in a narrow table", "Fundus photo"),
    ("modality", "OPT"): pgettext_lazy("in a narrow table", "OCT"),
    ("modality", "ECG"): pgettext_lazy("in a narrow table", "ECG"),
    ("modality", "EEG"): pgettext_lazy("in a narrow table", "EEG"),
    ("modality", "EMG"): pgettext_lazy("in a narrow table", "EMG"),
    ("modality", "AU"): pgettext_lazy("in a narrow table", "Audio"),
    ("task", "multi-label-classification"): pgettext_lazy("in a narrow table", "Multi-label class."),
    ("task", "grading"): pgettext_lazy("in a narrow table", "Grading"),
    ("task", "detection"): pgettext_lazy("in a narrow table", "Detection"),
    ("task", "registration"): pgettext_lazy("in a narrow table", "Registration of images"),
    ("task", "prediction"): pgettext_lazy("in a narrow table", "Prognosis"),
    ("task", "quantification"): pgettext_lazy("in a narrow table", "Measurement"),
    ("task", "representation-learning"): pgettext_lazy("in a narrow table", "Pre-training"),
    ("annotation", "class-label"): pgettext_lazy("in a narrow table", "Class"),
    ("annotation", "multi-label"): pgettext_lazy("in a narrow table", "Multi-label"),
    ("annotation", "severity-grade"): pgettext_lazy("in a narrow table", "Grade"),
    ("annotation", "bounding-box"): pgettext_lazy("in a narrow table", "Box"),
    ("annotation", "segmentation-mask"): pgettext_lazy("in a narrow table", "Mask"),
    ("annotation", "landmark"): pgettext_lazy("in a narrow table", "Landmarks"),
    ("annotation", "location"): pgettext_lazy("in a narrow table", "Location"),
    ("annotation", "report"): pgettext_lazy("in a narrow table", "Report"),
    ("annotation", "clinical-data"): pgettext_lazy("in a narrow table", "Clinical data"),
    ("annotation", "molecular-label"): pgettext_lazy("in a narrow table", "Subtype"),
    ("annotation", "text-annotation"): pgettext_lazy("in a narrow table", "Text spans"),
    ("annotation", "rating"): pgettext_lazy("in a narrow table", "Rating"),
    ("annotation", "keyword"): pgettext_lazy("in a narrow table", "Keywords"),
    ("annotation", "lesion-characteristics"): pgettext_lazy("in a narrow table", "Lesion traits"),
    ("access", "open"): pgettext_lazy("in a narrow table", "Open"),
    ("access", "registration"): pgettext_lazy("in a narrow table", "Sign-up"),
    ("access", "challenge"): pgettext_lazy("in a narrow table", "Challenge"),
    ("access", "request"): pgettext_lazy("in a narrow table", "On request"),
    ("access", "credentialed"): pgettext_lazy("in a narrow table", "Credentials"),
    ("access", "closed"): pgettext_lazy("in a narrow table", "Closed"),
    ("license", "research-and-teaching-only"): pgettext_lazy("in a narrow table", "Research"),
    ("license", "restricted-scientific-use"): pgettext_lazy("in a narrow table", "Restricted"),
    ("license", "permissive"): pgettext_lazy("in a narrow table", "Permissive"),
    ("license", "MIT"): pgettext_lazy("in a narrow table", "MIT"),
}  # fmt: skip

# Code of a unit -> its abbreviation behind a number. Where it is the unit's name in a language, it needs no legend.
UNITS: "Mapping[str, StrOrPromise]" = {
    "patients": pgettext_lazy("abbreviated unit", "pat."),
    "participants": pgettext_lazy("abbreviated unit", "part."),
    "speakers": pgettext_lazy("abbreviated unit", "sp."),
    "slices": pgettext_lazy("abbreviated unit", "sl."),
    "studies": pgettext_lazy("abbreviated unit", "stud."),
    "sessions": pgettext_lazy("abbreviated unit", "sess."),
    "image-pairs": pgettext_lazy("abbreviated unit", "pairs"),
    "videos": pgettext_lazy("abbreviated unit", "vid."),
    "images": pgettext_lazy("abbreviated unit", "im."),
}


def term(field: str, code: str, name: str) -> str:
    """Return what a narrow table calls a term of a field, whose whole name is `name`."""
    if field == "license" and (found := CREATIVE_COMMONS.fullmatch(code)):
        terms = found["terms"]
        return f"CC{terms} {found['version']}" if terms == "0" else f"CC {terms[1:]} {found['version']}"
    return str(TERMS.get((field, code), name))


def unit(code: str, name: str) -> str:
    """Return what a narrow table calls a unit, whose whole name is `name`."""
    return str(UNITS.get(code, name))
