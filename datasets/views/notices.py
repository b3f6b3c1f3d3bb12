"""What a parameter is called before a notice about it: the words that the page has beside its field.

The API names parameters as programs write them; people see labels.
"""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from datasets.index.facets import FACETS, RANGES
from datasets.words.wording import before_value

from .which import LABELS

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PARAMETERS: "dict[str, StrOrPromise]" = {
    **{name: label for name, (label, _hint) in LABELS.items()},
    **{facet.parameter: facet.name for facet in FACETS},
    **{f"{column.parameter}{bound}": column.label for column in RANGES for bound in ("", "_min", "_max")},
    "q": lazy("Words"),
    "as": lazy("Words"),
    "sort": lazy("Sort"),
    "page": lazy("Page"),
    "page_size": lazy("Entries per page"),
    "view": lazy("View"),
    "style": lazy("Style"),
    "columns": lazy("Columns"),
    "all": lazy("All of the values"),
    "lang": lazy("Language"),
    "d": lazy("Comparison"),
    "add": lazy("Add a dataset"),
    "only": lazy("Only differences"),
    "train": lazy("What you train on"),
    "test": lazy("What you test on"),
    "dataset": lazy("Entry"),
    "about": lazy("What it is about"),
    "text": lazy("Your suggestion"),
}


def label_of(parameter: str) -> str:
    """Return what stands before a notice about `parameter`: its label, or else its name in quotation marks."""
    return before_value(PARAMETERS.get(parameter) or _("“%(words)s”") % {"words": parameter})
