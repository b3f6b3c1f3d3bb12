"""What the page of an entry says beside its links: whether they work, and when that was looked at."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as lazy

from datasets.links.known import key_of, mark_of_entry, of_entry
from datasets.models import Link, LinkHealth, LinkState

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Where copies of a page are found, by its address (Internet Archive, "Wayback Machine"). It is never asked from here.
ARCHIVE = "https://web.archive.org/web/"


@dataclass(frozen=True)
class Told:
    """What is said of a link: a sign, words with a day, and where copies of it are kept, if it is dead."""

    sign: str
    words: str
    tone: str = ""
    copy: str = ""


# State -> sign, tone, words. Of others nothing is said: nothing is known, or nothing that helps a visitor.
WORDS: Mapping[str, tuple[str, str, "StrOrPromise"]] = {
    LinkState.ALIVE: ("✓", "", lazy("Works, checked on %(day)s")),
    LinkState.MOVED: ("→", "", lazy("Leads on to another address, checked on %(day)s")),
    LinkState.RESTRICTED: ("◐", "", lazy("Asks for a login, checked on %(day)s")),
    LinkState.BLOCKED: ("?", "", lazy("Does not answer programs, asked on %(day)s")),
    LinkState.UNWELL: ("!", "warn", lazy("Did not answer on %(day)s")),
    LinkState.SUSPECT: ("!", "warn", lazy("Was not found on %(day)s")),
    LinkState.DEAD: ("✕", "no", lazy("Dead since %(since)s")),
    LinkState.SOFT: ("?", "", lazy("Perhaps leads to another page, checked on %(day)s")),
    LinkState.CERTIFICATE: ("!", "warn", lazy("Its certificate is not right, checked on %(day)s")),
}


def of(request: HttpRequest, slug: str) -> Mapping[str, LinkHealth]:
    """Return what is known of the links of an entry, by their addresses. One query, none where nothing is known."""
    return of_entry(slug) if mark(request, slug) else {}


def mark(request: HttpRequest, slug: str) -> str:
    """Return what changes when the page says something else of the entry's links; one query in a request."""
    known: str | None = getattr(request, "link_mark", None)
    if known is None:
        known = request.link_mark = mark_of_entry(slug)  # type: ignore[attr-defined]
    return known


def told(link: Link | None, known: Mapping[str, LinkHealth]) -> Told | None:
    """Return what is said of a link; None where nothing is known."""
    row = known.get(key_of(link.url)) if link is not None and known else None
    if row is None or row.state not in WORDS or row.asked is None or row.since is None:
        return None
    sign, tone, words = WORDS[row.state]
    days = {"day": date_format(row.asked, "DATE_FORMAT"), "since": date_format(row.since, "DATE_FORMAT")}
    return Told(sign, str(words) % days, tone, f"{ARCHIVE}{row.url}" if row.state == LinkState.DEAD else "")
