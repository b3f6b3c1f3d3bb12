"""The signs of the query language: what the parser takes for what, and what the help page says of each.

One table, so that the help never tells of a sign that is not read, and the other way round.
"""

from collections.abc import Iterator, Mapping

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from .fields import FIELDS, example_of

# Signs that mean the same, one character for one, so that places in a text stay: full-width signs (U+FF01 to U+FF5E),
# the minus sign, spaces, and the quotation marks of the five languages and of their neighbours.
QUOTATION_MARKS = "“”„‟«»‹›「」『』《》〈〉〝〞〟＂"
SIGNS: Mapping[int, int | str] = {
    **{wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)},
    **dict.fromkeys(map(ord, QUOTATION_MARKS), '"'),
    **dict.fromkeys(map(ord, "\u00a0\u202f\u2009\u3000"), " "),
    ord("−"): "-",
}

AND, OR, NOT = "and", "or", "not"
# Words for operators, in capitals and by themselves; of the five languages, those that are hardly anything else then.
# "E" is none, for vitamin E and hepatitis E; all words have to fit as it is.
OPERATORS: Mapping[str, str] = {
    **dict.fromkeys(("AND", "ET", "И", "与", "且", "并且"), AND),
    **dict.fromkeys(("OR", "OU", "ИЛИ", "或", "或者"), OR),
    **dict.fromkeys(("NOT", "SAUF", "NÃO", "НЕ", "КРОМЕ", "非", "EXCEPT", "EXCETO", "ANDNOT"), NOT),
}


def help_rows() -> Iterator[tuple[str, str, str]]:
    """Yield what the help page shows of each sign: the sign, what it means, and an example."""
    by_parameter = {item.parameter: item for item in FIELDS}
    names = {parameter: item.names()[0] for parameter, item in by_parameter.items()}
    words = {
        operator: [word for word, meaning in OPERATORS.items() if meaning == operator] for operator in (AND, OR, NOT)
    }
    size = f"{names['size']}:{example_of(by_parameter['size'])}"
    yield _("words"), _("all of them have to fit"), "lung CT"
    yield "“ ” « » 「 」", _("these words next to each other"), '"diabetic retinopathy"'
    yield ", ".join([*words[OR], "|"]), _("one of the two; AND binds more, brackets go first"), "(liver OR kidney) CT"
    yield ", ".join([*words[NOT], "-"]), _("without what follows"), "brain -tumor"
    yield ", ".join([*words[AND], "&&"]), _("both, as without a sign"), "liver AND CT"
    yield "*", _("any word that begins so"), "mammo*"
    yield ":", _("a value of a field"), f"{names['modality']}:CT {names['access']}:open"
    yield ":( )", _("one of several values of a field"), f"{names['modality']}:(CT OR MR)"
    yield "< > ≤ ≥ ..", _("a comparison"), f"{size} {names['year']}:2015..2020"
    yield ":unknown", _("what nobody states"), f"{names['license']}:unknown"
    thousand = number_format(1000, force_grouping=True)
    yield _("number"), _("as your language writes it, with its units"), f"{names['subjects']}:>{thousand}"
    yield _("sentence"), _("conditions in ordinary words are recognised"), _("liver CT under 50 GB, commercial use")
    yield _("identifier"), _("the entry with this DOI, address or repository"), "10.1148/ryai.210315"
