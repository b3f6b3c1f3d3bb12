"""What an entry may be used for: as stated, component by component, and as its licence's own text says.

Unknown is neither yes nor no. A statement about a component goes before the licence. A licence stands for the data (the
images and their annotations); whether it covers code is not known.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from datasets.models import Right

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Component, Use = Right.Component, Right.Use

RESEARCH = "research"

# What one may ask to use an entry for: the codes of the facet "use", with names and synonyms by language.
NAMES: Mapping[str, Mapping[str, str]] = {
    RESEARCH: {
        "en": "Research",
        "fr": "Recherche",
        "pt-br": "Pesquisa",
        "zh-hans": "科学研究",
        "ru": "Исследования",
    },
    Use.COMMERCIAL.value: {
        "en": "Commercial use",
        "fr": "Utilisation commerciale",
        "pt-br": "Uso comercial",
        "zh-hans": "商业用途",
        "ru": "Коммерческое использование",
    },
    Use.REDISTRIBUTION.value: {
        "en": "Redistribution",
        "fr": "Redistribution",
        "pt-br": "Redistribuição",
        "zh-hans": "再分发",
        "ru": "Распространение",
    },
}
# Further words for the same, as people ask for it. An open licence is one for any purpose (Open Definition 2.1).
SYNONYMS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    RESEARCH: {
        "en": ("research use", "for research", "for research purposes", "research purposes", "academic use",
               "non-commercial use", "noncommercial use", "non-commercial purposes", "for non-commercial use"),
        "fr": ("usage de recherche", "pour la recherche", "à des fins de recherche", "utilisation en recherche",
               "usage académique", "usage non commercial", "utilisation non commerciale"),
        "pt-br": ("uso em pesquisa", "para pesquisa", "fins de pesquisa", "para fins de pesquisa", "uso acadêmico",
                  "uso não comercial", "para uso não comercial"),
        "zh-hans": ("科研用途", "用于科研", "供科研使用", "研究用途", "学术用途", "非商业用途", "非商业使用", "非商用"),
        "ru": ("для исследований", "для научных исследований", "в исследовательских целях", "в научных целях",
               "научное использование", "некоммерческое использование", "для некоммерческого использования"),
    },
    Use.COMMERCIAL.value: {
        "en": ("commercial", "for commercial use", "commercial purposes", "for commercial purposes",
        "used commercially",
               "usable commercially", "be used commercially", "commercially usable", "commercial usage",
               "commercial use allowed", "commercial use permitted", "commercial licence", "commercial license",
               "open licence", "open license", "openly licensed"),
        "fr": ("commercial", "utilisation commerciale", "usage commercial", "usage commercial autorisé",
               "utilisation commerciale autorisée",
               "à des fins commerciales", "fins commerciales", "utilisable commercialement", "exploitation commerciale",
               "pour un usage commercial", "licence ouverte", "licence libre"),
        "pt-br": ("comercial", "uso comercial permitido", "para uso comercial", "fins comerciais",
        "para fins comerciais",
                  "utilização comercial", "usado comercialmente", "utilizável comercialmente", "usar comercialmente",
                  "licença aberta", "licença livre"),
        "zh-hans": ("商业", "商用", "可商用", "商业使用", "可用于商业用途", "可用于商业", "用于商业", "允许商用",
        "允许商业使用", "商业目的", "开放许可", "开源许可", "开放许可证", "开放授权"),
        "ru": ("коммерческое", "для коммерческого использования", "коммерческое применение", "в коммерческих целях",
               "коммерческие цели", "с правом коммерческого использования", "коммерческое использование разрешено",
               "открытая лицензия", "свободная лицензия"),
    },
    Use.REDISTRIBUTION.value: {
        "en": ("redistribute", "may be redistributed", "can be redistributed", "redistribution allowed"),
        "fr": ("redistribuable", "redistribution autorisée"),
        "pt-br": ("redistribuir", "redistribuição permitida"),
        "zh-hans": ("可再分发", "允许再分发", "重新分发"),
        "ru": ("с правом распространения", "распространение разрешено"),
    },
}  # fmt: skip


@dataclass(frozen=True)
class Terms:
    """What a licence's own text says of a use (True: allowed, False: not, None: it does not say), and where."""

    research: bool | None
    commercial: bool | None
    redistribution: bool | None
    derivatives: bool | None
    reason: "StrOrPromise"

    def answer(self, use: str) -> bool | None:
        """Return the answer for one use of a component."""
        return {
            Use.COMMERCIAL: self.commercial,
            Use.REDISTRIBUTION: self.redistribution,
            Use.DERIVATIVES: self.derivatives,
        }[Use(use)]


# Code of a licence -> what its own text says. The Creative Commons texts are at https://creativecommons.org/licenses/;
# where the vocabulary has a term without a published text, nothing but the words of the term counts.
LICENSES: Mapping[str, Terms] = {
    "CC0-1.0": Terms(
        True, True, True, True,
        _("CC0 1.0, section 2, gives up all rights “for any purpose whatsoever”, commercial purposes included."),
    ),
    "CC-BY-3.0": Terms(
        True, True, True, True,
        _("CC BY 3.0, section 3, allows sharing and adaptations and reserves no purpose; credit is due."),
    ),
    "CC-BY-4.0": Terms(
        True, True, True, True,
        _("CC BY 4.0, section 2(a)(1), allows sharing and adaptations and reserves no purpose; credit is due."),
    ),
    "CC-BY-SA-4.0": Terms(
        True, True, True, True,
        _("CC BY-SA 4.0, section 2(a)(1), reserves no purpose; credit is due, and adaptations carry the same licence."),
    ),
    "CC-BY-NC-4.0": Terms(
        True, False, True, True,
        _(
            "CC BY-NC 4.0, section 2(a)(1), allows sharing and adaptations “for NonCommercial purposes only”; "
            "credit is due."
        ),
    ),
    "CC-BY-NC-SA-4.0": Terms(
        True, False, True, True,
        _(
            "CC BY-NC-SA 4.0, section 2(a)(1), allows sharing and adaptations “for NonCommercial purposes only”; "
            "credit is due, and adaptations carry the same licence."
        ),
    ),
    "CC-BY-2.0": Terms(
        True, True, True, True,
        _("CC BY 2.0, section 3, allows sharing and adaptations and reserves no purpose; credit is due."),
    ),
    "CC-BY-2.5": Terms(
        True, True, True, True,
        _("CC BY 2.5, section 3, allows sharing and adaptations and reserves no purpose; credit is due."),
    ),
    "CC-BY-SA-3.0": Terms(
        True, True, True, True,
        _("CC BY-SA 3.0, section 3, reserves no purpose; credit is due, and adaptations carry the same licence."),
    ),
    "CC-BY-NC-3.0": Terms(
        True, False, True, True,
        _("CC BY-NC 3.0, section 4, allows no use “primarily intended for … commercial advantage”; credit is due."),
    ),
    "CC-BY-NC-SA-3.0": Terms(
        True, False, True, True,
        _(
            "CC BY-NC-SA 3.0, section 4, allows no use “primarily intended for … commercial advantage”; credit is due, "
            "and adaptations carry the same licence."
        ),
    ),
    "CC-BY-ND-4.0": Terms(
        True, True, True, False,
        _("CC BY-ND 4.0, section 2(a)(1), reserves no purpose and allows no sharing of adaptations; credit is due."),
    ),
    "CC-BY-NC-ND-3.0": Terms(
        True, False, True, False,
        _(
            "CC BY-NC-ND 3.0, sections 3 and 4, allows sharing without adaptations, and no use “primarily intended for "
            "… commercial advantage”; credit is due."
        ),
    ),
    "CC-BY-NC-ND-4.0": Terms(
        True, False, True, False,
        _(
            "CC BY-NC-ND 4.0, section 2(a)(1), allows sharing “for NonCommercial purposes only” and no sharing of "
            "adaptations; credit is due."
        ),
    ),
    "ODbL-1.0": Terms(
        True, True, True, True,
        _("ODbL 1.0, section 3.1, includes commercial use; credit is due, and adaptations carry the same licence."),
    ),
    "ODC-By-1.0": Terms(
        True, True, True, True, _("ODC-By 1.0, section 3.1, includes commercial use; credit is due."),
    ),
    "PDDL-1.0": Terms(True, True, True, True, _("PDDL 1.0 gives up all rights, for any purpose, commercial ones too.")),
    "CDLA-Permissive-1.0": Terms(
        True, True, True, True,
        _("CDLA-Permissive 1.0, section 2, allows use and sharing; the agreement and credit stay with the data."),
    ),
    "CDLA-Permissive-2.0": Terms(
        True, True, True, True,
        _("CDLA-Permissive 2.0, section 1.1, allows use, change and sharing; the agreement stays with the data."),
    ),
    "CDLA-Sharing-1.0": Terms(
        True, True, True, True,
        _("CDLA-Sharing 1.0, section 2, allows use and sharing; what is shared carries the same agreement."),
    ),
    "MIT": Terms(
        True, True, True, True,
        _("The MIT licence allows use, change and sharing “without restriction”; its notice stays with the copy."),
    ),
    "Apache-2.0": Terms(
        True, True, True, True,
        _("Apache 2.0, section 2, allows use, change and sharing and reserves no purpose; its notices stay."),
    ),
    "BSD-2-Clause": Terms(
        True, True, True, True,
        _("The BSD licences permit “redistribution and use”, with or without modification; their notice stays."),
    ),
    "BSD-3-Clause": Terms(
        True, True, True, True,
        _("The BSD licences permit “redistribution and use”, with or without modification; their notice stays."),
    ),
    "research-and-teaching-only": Terms(
        True, None, None, None,
        _("The terms name research and teaching as what is allowed; they are not known in full."),
    ),
    "restricted-scientific-use": Terms(
        True, None, None, None,
        _("The terms name scientific use as what is allowed, with restrictions; they are not known in full."),
    ),
    # "permissive" is not here: the documents do not name the licence, so there is no text that allows anything.
}  # fmt: skip

# One right: component, use, and whether it is allowed.
Stated = tuple[str, str, bool]


@dataclass(frozen=True)
class Answer:
    """Whether a component may be used in a way: `allowed` is None where it is unknown.

    `reason` is "" where the answer is stated, else what the licence's text says.
    """

    allowed: bool | None
    reason: "StrOrPromise" = ""


def answer(rights: Iterable[Stated], license_code: str | None, component: str, use: str) -> Answer:
    """Return whether `component` may be used for `use`: as stated, else by the licence."""
    for stated_component, stated_use, allowed in rights:
        if (stated_component, stated_use) == (component, use):
            return Answer(allowed)
    terms = LICENSES.get(license_code or "")
    allowed_by_licence = terms.answer(use) if terms is not None and component != Component.CODE else None
    return Answer(None) if terms is None or allowed_by_licence is None else Answer(allowed_by_licence, terms.reason)


def uses(rights: Iterable[Stated], license_code: str | None) -> list[str]:
    """Return what the images may be used for: codes of NAMES. What is not known to be allowed is not there.

    Whoever may use them commercially may use them for research: each licence that allows the one allows the other.
    """
    stated = list(rights)
    allowed = {
        use: answer(stated, license_code, Component.IMAGES, use).allowed is True
        for use in (Use.COMMERCIAL.value, Use.REDISTRIBUTION.value)
    }
    terms = LICENSES.get(license_code or "")
    allowed[RESEARCH] = allowed[Use.COMMERCIAL.value] or (terms is not None and terms.research is True)
    return [code for code in NAMES if allowed[code]]


def is_open(rights: Iterable[Stated], license_code: str | None) -> bool:
    """Tell whether nothing is known of what the images may be used for, neither that they may nor that they may not."""
    terms = LICENSES.get(license_code or "")
    stated = list(rights)
    asked = (Use.COMMERCIAL.value, Use.REDISTRIBUTION.value)
    answers = [answer(stated, license_code, Component.IMAGES, use).allowed for use in asked]
    return (terms is None or terms.research is None) and answers == [None, None]
