"""What the pages share that show chosen entries side by side: which are meant, what was wrong, and one more of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from datasets.compare.choice import MOST_READ, Choice
from datasets.compare.picture import MOST
from datasets.index import snapshot
from datasets.models import Dataset
from datasets.models.public import Named
from datasets.search import finding
from datasets.search.parameters import Query
from datasets.words.asked import MAXIMUM_TEXT, Notice, printable
from datasets.words.folding import fold
from datasets.words.wording import listed

# What the form for one more offers when the words fit several entries.
MOST_CANDIDATES = 8


@dataclass(frozen=True)
class Addition:
    """What came of the words for one more dataset: where to go, or what to choose from, or a notice."""

    address: str = ""
    candidates: tuple[tuple[Named, str], ...] = ()
    notices: tuple[Notice, ...] = ()


def status(choice: Choice) -> int:
    """Return 404 where nothing of what was asked exists, 410 where all of it was withdrawn, else 200."""
    if choice.unknown and not choice.datasets:
        return 404
    return 410 if choice.datasets and len(choice.withdrawn) == len(choice.slugs) else 200


def with_current_slugs(request: HttpRequest, choice: Choice) -> str:
    """Return this address with former slugs replaced and everything else as it was asked."""
    pairs = [
        (name, choice.moved.get(value, value) if name == "d" else value)
        for name, values in request.GET.lists()
        for value in values
    ]
    return f"{request.path}?{urlencode(pairs)}"


def notices_of(choice: Choice, most: int = MOST) -> list[Notice]:
    """Return what was wrong with the entries that an address names, each with what to do about it."""
    unknown = (
        _("There is no entry “%(slug)s”; the others are compared.")
        if choice.datasets
        else _("There is no entry “%(slug)s”.")
    )
    notices = [Notice("d", unknown % {"slug": printable(slug)}) for slug in choice.unknown]
    notices += [
        Notice("d", _("“%(name)s” was asked for more than once; it stands here once.") % {"name": named.name})
        for named in choice.repeated
    ]
    notices += [
        Notice("d", _("“%(name)s” was withdrawn; what was known of it is compared.") % {"name": named.name})
        for named in choice.withdrawn
    ]
    if choice.beyond:
        names = listed(named.name for named in choice.beyond)
        text = ngettext(
            "At most %(most)s datasets are compared at once. Waiting for a place: %(names)s. "
            "Remove one, and it moves up.",
            "At most %(most)s datasets are compared at once. Waiting for a place: %(names)s. "
            "Remove one, and the next moves up.",
            len(choice.beyond),
        )
        notices.append(Notice("d", text % {"most": most, "names": names}))
    if choice.unread:
        text = _("Only the first %(number)s values were read.") % {"number": MOST_READ}
        notices.append(Notice("d", text))
    return notices


def addition(typed: str, choice: Choice, with_it: Callable[[str], str]) -> Addition:
    """Find the entry that the words for one more dataset mean: by slug or name, else by search.

    `with_it` gives the address of the page with one more entry, by its slug.
    """
    if not typed:
        return Addition()
    if len(typed) > MAXIMUM_TEXT:
        text = _("Use at most %(number)s characters.") % {"number": MAXIMUM_TEXT}
        return Addition(notices=(Notice("add", text),))
    now = snapshot.current()
    cards = finding.find(now, Query(text=typed, page_size=MOST_CANDIDATES)).cards
    wanted = fold(typed)
    exact = [card for card in cards if wanted in (fold(card["slug"]), *map(fold, (card["name"], *card["aliases"])))]
    found = exact if len(exact) == 1 else cards
    if not found:
        return Addition(notices=(Notice("add", _("Nothing was found for “%(words)s”.") % {"words": typed}),))
    if len(found) == 1:
        card = found[0]
        if card["slug"] in choice.slugs:
            text = _("“%(name)s” is in this comparison already.") % {"name": card["name"]}
            return Addition(notices=(Notice("add", text),))
        return Addition(address=with_it(card["slug"]))
    fitting = [card for card in found if card["slug"] not in choice.slugs]
    return Addition(candidates=tuple((Named(card["slug"], card["name"]), with_it(card["slug"])) for card in fitting))


def mistake(choice: Choice, most: int = MOST) -> str:
    """Return what keeps a file about these entries from being made, or ""."""
    if choice.unknown:
        return _("d: there is no entry “%(slug)s”.") % {"slug": printable(choice.unknown[0])}
    if not choice.datasets:
        return _("d: name 1 to %(most)s datasets, such as d=kits19&d=lits.") % {"most": most}
    if choice.beyond or choice.unread:
        return _("d: at most %(most)s datasets are compared at once.") % {"most": most}
    return ""


def file_name(datasets: Sequence[Dataset], what: str = "") -> str:
    """Return a name that says what is in a file, and of which datasets, of letters, digits and hyphens."""
    return "-".join(["lightbox", *([what] if what else []), *(dataset.slug for dataset in datasets)])[:100]
