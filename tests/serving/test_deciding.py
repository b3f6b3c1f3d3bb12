"""Several people decide one proposal at the same moment: one of them does, and the others are told."""

import json

import pytest

from .site import manage

ROUNDS = 5

# In a process of its own, for threads have connections of their own there; it prints what each of them was told.
DECIDING = """
import json
import threading

from django.db import connection

from datasets.models import ChangeSet, Dataset, Proposal
from datasets.records.edits import STATED, Edit
from datasets.records.proposing import DecidedError, accept, propose, reject

key = Dataset.objects.get(slug="mura").pk
rounds = []
for turn in range(%d):
    said = {"field": "purpose", "value": None, "printed": f"Turn {turn}", "document": "000", "line": 3}
    number = propose([Edit("dataset", STATED, said, key)], "form").pk
    told, ready = [], threading.Barrier(6)

    def decide(how):
        ready.wait()
        try:
            how(number)
            told.append(how.__name__)
        except DecidedError as error:
            told.append("too late")
        finally:
            connection.close()

    deciders = [threading.Thread(target=decide, args=[how]) for how in (accept, reject) * 3]
    for decider in deciders:
        decider.start()
    for decider in deciders:
        decider.join()
    row = Proposal.objects.get(pk=number)
    stated = row.change_set_id is not None
    rounds.append([sorted(told), row.state, ChangeSet.objects.filter(origin="proposal").count(), stated])
print("ROUNDS", json.dumps(rounds))
"""


@pytest.mark.django_db
def test_one_of_several_deciders_decides_and_the_others_are_told(site: dict[str, str]) -> None:
    done = manage(site, "shell", "--command", DECIDING % ROUNDS)
    assert done.returncode == 0, done.stderr
    rounds = json.loads(done.stdout.partition("ROUNDS ")[2])
    assert len(rounds) == ROUNDS
    accepted = 0
    for told, state, change_sets, stated in rounds:
        assert told[-5:] == ["too late"] * 5
        assert f"{told[0]}ed" == state
        accepted += state == "accepted"
        assert (change_sets, stated) == (accepted, state == "accepted")
