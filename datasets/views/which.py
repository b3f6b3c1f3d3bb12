"""Which one fits me: a short form, and the entries that fit best with the reasons for and against each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext, pgettext

from datasets.facts.kinds import Record
from datasets.index import snapshot
from datasets.index.facets import Value
from datasets.models import Dataset
from datasets.models.dataset import Precision
from datasets.search import fitting
from datasets.search.fitting import Answer, Fit, Wish
from datasets.web.addresses import comparison
from datasets.words.asked import Notice
from datasets.words.texts import reader
from datasets.words.wording import listed, precise, size_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MINUTE, HOUR, DAY = 60, 3_600, 86_400
# Characters of a visitor's own value that a field gives back.
MOST_GIVEN_BACK = 60


@dataclass(frozen=True)
class Field:
    """One field of the form: a list to choose from, or an input where there are no options; with its error."""

    name: str
    label: "StrOrPromise"
    hint: "StrOrPromise"
    options: Sequence[tuple[str, str, bool]]
    value: str
    error: str


@dataclass(frozen=True)
class Shown:
    """One entry of the short list in words."""

    slug: str
    name: str
    points: int
    arguments: Sequence[tuple[str, str, Sequence[str]]]
    size: str
    time: str


LABELS: "Mapping[str, tuple[StrOrPromise, StrOrPromise]]" = {
    "use_case": (lazy("Goal"), lazy("What you want to build or find out")),
    "task": (lazy("Task"), lazy("What an algorithm is to do")),
    "modality": (lazy("Modality"), lazy("How the images are made")),
    "anatomy": (lazy("Body region"), lazy("A region includes its parts")),
    "level": (lazy("Your experience"), lazy("Entries for your level or an easier one fit")),
    "budget": (lazy("Disk space"), lazy("Such as 50GB or 1.5 TB")),
    "speed": (lazy("Connection speed in Mbit/s"), lazy("For the download time; it changes no order")),
    "agreement": (lazy("Can you sign an agreement?"), lazy("If not, entries that ask for one are worse")),
    "commercial": (lazy("Is your use commercial?"), lazy("If so, the images have to be free for it")),
}

# How the answers about what the data show read: met, contradicted, open. Each stands alone, for the translators.
SUBJECT_REASONS: "Mapping[str, Mapping[Answer, StrOrPromise]]" = {
    "use_case": {
        Answer.MET: lazy("Named for your goal: %(wanted)s."),
        Answer.CONTRADICTED: lazy("Named for other goals only: %(stated)s."),
        Answer.OPEN: lazy("No goal that decides it is stated."),
    },
    "task": {
        Answer.MET: lazy("Made for your task: %(wanted)s."),
        Answer.CONTRADICTED: lazy("Made for other tasks only: %(stated)s."),
        Answer.OPEN: lazy("No task that decides it is stated."),
    },
    "modality": {
        Answer.MET: lazy("Of your modality: %(wanted)s."),
        Answer.CONTRADICTED: lazy("Of other modalities only: %(stated)s."),
        Answer.OPEN: lazy("No modality that decides it is stated."),
    },
    "anatomy": {
        Answer.MET: lazy("Shows your body region: %(wanted)s."),
        Answer.CONTRADICTED: lazy("Shows other body regions only: %(stated)s."),
        Answer.OPEN: lazy("No body region that decides it is stated."),
    },
}


def which(request: HttpRequest) -> HttpResponse:
    """Show the form and, where it says something to choose by, the short list; the address is the whole state."""
    now = snapshot.current()
    language = reader()
    wish, notices = fitting.read(request.GET, now.codes)
    found = fitting.fit(now, fitting.beside(now), wish) if wish.conditions() else None
    short = [_shown(fit, wish, now, language) for fit in found.short] if found else []
    compared = [entry.slug for entry in short[: fitting.COMPARED]]
    context = {
        "fields": _fields(request.GET, wish, notices, now, language),
        "notices": notices,
        "asked": any(request.GET.get(name) for name in LABELS),
        "found": found,
        "short": short,
        "comparison": comparison(compared) if len(compared) > 1 else "",
        "compared": len(compared),
        "weights": fitting.WEIGHTS,
        "kinds": [now.facets.values["kind"][code].name(language) for code in fitting.KINDS],
    }
    return render(request, "which.html", context)


def _fields(
    given: Mapping[str, object], wish: Wish, notices: Sequence[Notice], now: snapshot.Snapshot, language: str
) -> list[Field]:
    errors = {notice.parameter: notice.on_page for notice in notices}
    answers = {"yes": _("yes"), "no": _("no")}
    chosen = {
        **wish.subjects,
        "level": wish.level,
        "agreement": "" if wish.agreement is None else "yes" if wish.agreement else "no",
        "commercial": "" if wish.commercial is None else "yes" if wish.commercial else "no",
    }
    choices: dict[str, list[tuple[str, str]]] = {
        **{name: list(_options(now.facets.values[name], language)) for name in fitting.SUBJECTS},
        "level": [(level, str(Dataset.Level(level).label)) for level in fitting.LEVELS],
        "agreement": list(answers.items()),
        "commercial": list(answers.items()),
    }
    return [
        Field(
            name,
            label,
            hint,
            [(code, text, code == chosen.get(name)) for code, text in choices.get(name, [])],
            str(given.get(name) or "")[:MOST_GIVEN_BACK],
            errors.get(name, ""),
        )
        for name, (label, hint) in LABELS.items()
    ]


def _options(values: Mapping[str, Value], language: str) -> list[tuple[str, str]]:
    """Return the values that some entry has, a narrower term behind its broader one and set in from it."""
    children: dict[str | None, list[Value]] = {}
    for value in values.values():
        children.setdefault(value.parent, []).append(value)

    def branch(parent: str | None, depth: int) -> list[tuple[str, str]]:
        found = []
        for value in children.get(parent, ()):
            if value.entries:
                found.append((value.code, "\u2003" * depth + value.name(language)))
                found += branch(value.code, depth + 1)
        return found

    return branch(None, 0)


def _shown(fit: Fit, wish: Wish, now: snapshot.Snapshot, language: str) -> Shown:
    reasons: dict[Answer, list[str]] = {answer: [] for answer in Answer}
    for condition, answer in fit.answers.items():
        reasons[answer].append(_reason(condition, answer, fit.card, wish, now, language))
    titles = (
        (Answer.MET, _("For it")),
        (Answer.CONTRADICTED, _("Against it")),
        (Answer.OPEN, pgettext("reasons that are open", "Not known")),
    )
    classes = {Answer.MET: "for", Answer.CONTRADICTED: "against", Answer.OPEN: "open"}
    return Shown(
        fit.card["slug"],
        fit.card["name"],
        fit.points,
        [(classes[answer], title, reasons[answer]) for answer, title in titles if reasons[answer]],
        size_of(fit.card["size"]),
        _time_of(fit),
    )


def _reason(condition: str, answer: Answer, card: Record, wish: Wish, now: snapshot.Snapshot, language: str) -> str:
    """Say in a sentence how an entry stands to one condition."""
    if condition in SUBJECT_REASONS:
        values = now.facets.values[condition]
        stated = listed(values[code].name(language) for code in card[condition])
        words = {"wanted": values[wish.subjects[condition]].name(language), "stated": stated}
        return str(SUBJECT_REASONS[condition][answer]) % words
    if condition == "level":
        return _level_reason(answer, card)
    if condition == "budget":
        return _size_reason(answer, card)
    if condition == "agreement":
        return {
            Answer.MET: _("To be had without signing an agreement; access: %(access)s."),
            Answer.CONTRADICTED: _("Asks for more than you can sign; access: %(access)s."),
            Answer.OPEN: _("Whether an agreement has to be signed is not known; access: %(access)s."),
        }[answer] % {"access": now.facets.values["access"][card["access"]].name(language)}
    return {
        Answer.MET: _("Commercial use of the images is allowed."),
        Answer.CONTRADICTED: _("Commercial use is not allowed."),
        Answer.OPEN: _("Whether commercial use is allowed is not known."),
    }[answer]


def _level_reason(answer: Answer, card: Record) -> str:
    # While the index is behind, a level that was stated since counts already and is not on the card yet.
    if answer is Answer.OPEN or not (card["level"] or card["difficulty"]):
        return _("Neither a level nor a difficulty is stated.")
    if card["level"]:
        words = {"stated": Dataset.Level(card["level"]).label}
        if answer is Answer.MET:
            return _("Recommended at your level or an easier one: %(stated)s.") % words
        return _("Recommended at a higher level: %(stated)s.") % words
    words = {"stated": Dataset.Difficulty(card["difficulty"]).label}
    if answer is Answer.MET:
        return _("Its difficulty suits your level: %(stated)s.") % words
    return _("Its difficulty is above your level: %(stated)s.") % words


def _size_reason(answer: Answer, card: Record) -> str:
    if card["size"] is None:
        return _("Size not known: could be over your budget.")
    words = {"size": size_of(card["size"])}
    if answer is Answer.MET:
        return _("Fits your disk: %(size)s.") % words
    if answer is Answer.CONTRADICTED:
        return _("Too large for your disk: %(size)s.") % words
    return _("Stated is %(size)s: the whole could be over your budget.") % words


def _time_of(fit: Fit) -> str:
    """Return the download time in words, "" where it is not known."""
    if fit.seconds is None:
        return ""
    precision = fit.card["size"]["precision"]
    vague = precision in (Precision.AT_LEAST, Precision.PER_YEAR)
    return precise(duration(fit.seconds), precision if vague else "")


def duration(seconds: int) -> str:
    """Return a time in the unit that fits: minutes up to two hours, hours up to two days, then days."""
    if seconds < 2 * HOUR:
        minutes = max(1, round(seconds / MINUTE))
        return ngettext("about %(count)d minute", "about %(count)d minutes", minutes) % {"count": minutes}
    if seconds < 2 * DAY:
        hours = round(seconds / HOUR)
        return ngettext("about %(count)d hour", "about %(count)d hours", hours) % {"count": hours}
    days = round(seconds / DAY)
    return ngettext("about %(count)d day", "about %(count)d days", days) % {"count": days}
