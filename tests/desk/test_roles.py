"""Who does what at the desk: roles, actions and states of an entry as a table, held against the database over HTTP.

Each action is sent as a browser would send it that has the page open, by everybody. What was written is seen by the
revision, what was proposed by a proposal that waits; a refusal counts only if nothing is otherwise than before. What
the roles do in the admin is in tests/admin/test_matrix.py.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction

from datasets.models import ChangeSet, Dataset, DatasetDescription, Proposal, Statement, Suggestion
from datasets.records.changes import change_set
from datasets.records.dumping import dump_datasets
from datasets.records.edits import Edit
from datasets.records.proposing import mark_of, propose

from .conftest import Person

pytestmark = pytest.mark.django_db

STATES = ("draft", "published", "withdrawn")

# For a draft, a published and a withdrawn entry:
# w  written at once    p  proposed    -  refused    .  there is no such action
# Nobody has signed in, staff has an account and no role.
TABLE = """
action       nobody  staff  translator  curator  editor  administrator  superuser
state        ---     ---    ---         wpp      www     www            www
correct      ---     ---    ---         wpp      www     www            www
judge        ---     ---    ---         wpp      www     www            www
take-back    ---     ---    ---         wpp      www     www            www
settle       ---     ---    ---         wpp      www     www            www
publish      -..     -..    -..         p..      w..     w..            w..
withdraw     .-.     .-.    .-.         .p.      .w.     .w.            .w.
restore      ..-     ..-    ..-         ..p      ..w     ..w            ..w
rename       ---     ---    ---         wpp      www     www            www
add          -..     -..    -..         w..      w..     w..            w..
looked       ---     ---    ---         www      www     www            www
merge        ---     ---    ---         ppp      www     www            www
split        ---     ---    ---         wpp      www     www            www
write-text   ---     ---    wpp         wpp      www     www            www
review-text  ---     ---    www         ---      www     www            www
bulk         ---     ---    ---         ---      www     www            www
accept       ---     ---    ---         ---      www     www            www
reject       ---     ---    ---         ---      www     www            www
decline      ---     ---    ---         ---      www     www            www
undo         ---     ---    ---         ---      www     www            www
"""
ROLES = {
    "translator": "Translators",
    "curator": "Curators",
    "editor": "Editors",
    "administrator": "Administrators",
}
ACCOUNTS = ("nobody", "staff", *ROLES, "superuser")


def table() -> dict[str, dict[str, str]]:
    """Return the table as action -> account -> a letter for each state."""
    head, *lines = TABLE.strip().splitlines()
    assert tuple(head.split()[1:]) == ACCOUNTS
    return {name: dict(zip(ACCOUNTS, cells, strict=True)) for name, *cells in map(str.split, lines)}


@dataclass(frozen=True)
class Scene:
    """An entry in some state, another one in the same state, and what somebody else said and did about it."""

    entry: Dataset
    other: Dataset
    statement: Statement
    text: DatasetDescription
    change: ChangeSet
    proposal: Proposal
    suggestion: Suggestion

    @property
    def seen(self) -> dict[str, str]:
        """What pages of the two entries say that they show."""
        return {"seen": str(self.entry.revision), "seen_other": str(self.other.revision)}

    def sent(self, person: Person, page: str, *args: Any, **data: Any) -> Any:
        """Send the form of a page about the entry."""
        return person.post(page, self.entry.slug, *args, **self.seen, **data)

    def judged(self, person: Person, act: str, **data: Any) -> Any:
        """Send the form of the statement's page."""
        return self.sent(person, "desk-judge", self.statement.pk, act=act, **data)


def in_bulk(person: Person, scene: Scene) -> Any:
    """Send a form of many entries, look at what it would do, and send it again."""
    about = {"do": "term", "act": "add", "field": "modality", "term": "MR", "entries": scene.entry.slug}
    about |= {"document": "000", "printed": "MR of everything", "place": "12"}
    page = person.post("desk-bulk", **about)
    if page.status_code != 200:
        return page
    return person.post("desk-bulk", **about, confirm=page.context["plan"].fingerprint)


def toggled(person: Person, scene: Scene) -> Any:
    """Publish a draft, withdraw what is published, restore what was withdrawn."""
    return scene.sent(person, "desk-status")


def added(person: Person, _scene: Scene) -> Any:
    """Add an entry."""
    return person.post("desk-add", name="A new set", kind="dataset", category="imaging", document="000")


ACTIONS: dict[str, Callable[[Person, Scene], Any]] = {
    "state": lambda who, on: on.sent(who, "desk-state", document="000", **{"value-class_count": "17"}),
    "correct": lambda who, on: on.judged(who, "correct", value="MR", printed="MR", place="7"),
    "judge": lambda who, on: on.judged(who, "prefer", reason="I looked."),
    "take-back": lambda who, on: on.judged(who, "take-back"),
    "settle": lambda who, on: on.sent(who, "desk-settle", "modality", statement=on.statement.pk, reason="I looked."),
    "publish": toggled,
    "withdraw": toggled,
    "restore": toggled,
    "rename": lambda who, on: on.sent(who, "desk-rename", name=on.entry.name, slug="another-address"),
    "add": added,
    "looked": lambda who, on: on.sent(who, "desk-looked"),
    "merge": lambda who, on: on.sent(who, "desk-merge", other=on.other.slug, stays=on.entry.slug),
    "split": lambda who, on: on.sent(who, "desk-split", name="A part of it", statement=on.statement.pk),
    "write-text": lambda who, on: on.sent(who, "desk-text", "fr", summary=WORDS, description=WORDS),
    "review-text": lambda who, on: on.sent(who, "desk-text", "en", act="approve"),
    "bulk": in_bulk,
    "accept": lambda who, on: who.post("desk-proposal", on.proposal.pk, act="accept", mark=mark_of(on.proposal)),
    "reject": lambda who, on: who.post(
        "desk-proposal", on.proposal.pk, act="reject", mark=mark_of(on.proposal), comment="It is not so."
    ),
    "decline": lambda who, on: who.post("desk-suggestion", on.suggestion.pk, act="decline", answer="Thank you."),
    "undo": lambda who, on: who.post("desk-change", on.change.pk),
}
WORDS = "Des mots que quelqu’un a écrits pour ce test seul, et nulle part ailleurs."


@pytest.fixture
def people(person: Callable[..., Person]) -> dict[str, Person]:
    """Somebody of each role; nobody is not signed in."""
    found = {name: person(name, *([ROLES[name]] if name in ROLES else ())) for name in ACCOUNTS[:-1]}
    found["nobody"].client.logout()
    return {**found, "superuser": person("superuser", superuser=True)}


@pytest.fixture
def scene(mura: Dataset) -> Callable[[str], Scene]:
    """Put an entry into a state, with all that may be decided about it."""

    def scene(state: str) -> Scene:
        other = Dataset.objects.get(slug="kits19")
        Dataset.objects.filter(pk__in=[mura.pk, other.pk]).update(status=state)
        DatasetDescription.objects.filter(dataset=mura, language="en").update(reviewed=False)
        with change_set(ChangeSet.Origin.FORM) as opened:
            opened.watch("dataset", [mura.pk])
            Dataset.objects.filter(pk=mura.pk).update(name="Another name")
        return Scene(
            Dataset.objects.get(pk=mura.pk),
            Dataset.objects.get(pk=other.pk),
            mura.statement_set.filter(field="modality")[0],
            mura.descriptions.get(language="en"),
            ChangeSet.objects.get(pk=opened.number),
            propose([Edit("dataset", "text ru", None, mura.pk)], "form"),
            Suggestion.objects.create(dataset=mura, text="It is larger."),
        )

    return scene


@contextmanager
def tried() -> Iterator[None]:
    """Take back what was done inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def catalogue() -> list[Any]:
    """Return what the catalogue has: its revision, and two entries as they are."""
    return [ChangeSet.current()[0], *dump_datasets(Dataset.objects.filter(slug__in=("mura", "kits19")))]


def decided(scene: Scene) -> list[Any]:
    """Return what was decided or noted that has no revision."""
    rows = (Proposal.objects, scene.proposal, "state"), (Suggestion.objects, scene.suggestion, "state")
    noted = (Dataset.objects, scene.entry, "looked")
    return [list(of.filter(pk=row.pk).values_list(column, flat=True)) for of, row, column in (*rows, noted)]


def outcome(act: Callable[[Person, Scene], Any], who: Person, scene: Scene) -> str:
    """Return the letter of what came of an action."""
    before, undecided, number = catalogue(), decided(scene), Proposal.objects.count()
    with tried():
        answer = act(who, scene)
        after, since, waiting = catalogue(), decided(scene), Proposal.objects.count() - number
    if waiting:
        assert (after, since, waiting, answer.status_code) == (before, undecided, 1, 303)
        return "p"
    if after[0] > before[0] or since != undecided:
        assert answer.status_code == 303
        return "w"
    assert (after, since) == (before, undecided)
    to_sign_in = answer.status_code == 302 and answer["Location"].startswith("/admin/login/")
    assert to_sign_in or answer.status_code in (403, 404), (
        answer.status_code,
        answer.context and answer.context["refused"],
    )
    return "-"


@pytest.mark.parametrize(
    ("action", "state"),
    [
        pytest.param(name, state, id=f"{name}-{state}")
        for name, cells in table().items()
        for place, state in enumerate(STATES)
        if cells["superuser"][place] != "."
    ],
)
def test_an_action_does_for_each_role_what_the_table_says(
    action: str, state: str, people: dict[str, Person], scene: Callable[[str], Scene]
) -> None:
    on, place = scene(state), STATES.index(state)
    found = {name: outcome(ACTIONS[action], who, on) for name, who in people.items()}
    assert found == {name: cells[place] for name, cells in table()[action].items()}


def test_every_action_has_a_row() -> None:
    assert list(table()) == list(ACTIONS)
