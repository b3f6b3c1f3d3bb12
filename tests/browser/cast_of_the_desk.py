"""What is at the desk when the browser tests begin: python -m tests.browser.cast_of_the_desk, in a site's environment.

An editor and a superuser with a password; an entry that was withdrawn; two entries that are one; a visitor's suggestion
and a curator's proposal; three files: one looked at, one of an unknown encoding, one that nobody looked at yet.
"""

import os
from typing import Any

import django

EDITOR, SUPERUSER, PASSWORD = "ella", "root", "correct horse 7"
DOUBLE, WITHDRAWN = "kits19-copy", "mura"


# A sheet with a new entry, one that adds and contradicts, one that waits, a text that waits, and a row without a name.
SHEET = """Name,Patients,Modality,Year,License
Lumbar Example Study,"1,010",MRI,2019,CC BY 4.0
Retina Made Up For Tests,20,gizmograph,1950,CC0-1.0
LiTS,99,CT,2017,
KiTS19 mini 2,12,CT,2020,
,3,CT,2019,
"""
# Of the sheet as it is sent and of one in another encoding; of what somebody decided about a text.
FILES = (SHEET.encode(), "Name,Year\nÉtude inventée,2019\n".encode("windows-1252"), b"Name,Year\nAnother one,2020\n")


def send_files(author: Any) -> None:
    """Send the files; look at the first one."""
    from datasets.importing import looking
    from datasets.importing.referring import document_of
    from datasets.models import Meaning

    document = document_of("https://example.org/a-list", "A list", "index")
    for number, content in enumerate(FILES, 1):
        incoming = looking.receive(content, f"list-{number}.csv", author)
        incoming.reference = document
        incoming.save()
        if number == 1:
            looking.look(incoming)
    decided = {"decision": "value", "value": ["CT"], "author": author}
    Meaning.objects.create(document="000", field="modality", text="gizmo", **decided)


def main() -> None:
    """Make them."""
    from django.contrib.auth.models import Group, User

    from datasets.facts.columns import PARTS
    from datasets.models import Dataset, Suggestion
    from datasets.records.changes import EXISTS
    from datasets.records.editing import carry_out
    from datasets.records.edits import STATED, Edit
    from datasets.records.proposing import propose

    editor = User.objects.create_user(EDITOR, password=PASSWORD, is_staff=True, first_name="Ella")
    editor.groups.set(Group.objects.filter(name="Editors"))
    said = {"document": "000", "line": 1, "printed": "KiTS19 (copy)"}
    double = {
        "slug": DOUBLE,
        "status": "published",
        "name": "KiTS19 (copy)",
        "descriptions": [],
        "statements": [
            {"field": "name", "value": "KiTS19 (copy)", **said},
            {"field": "category", "value": "imaging", **said},
            {"field": "kind", "value": "dataset", **said},
            {"field": "purpose", "value": None, **said},
        ],
    }
    about = {"author": editor, "credit": "Ella", "reason": "Made for the tests of browsers."}
    carry_out([Edit("dataset", EXISTS, double)], **about)
    User.objects.create_superuser(SUPERUSER, password=PASSWORD)
    withdrawn = Dataset.objects.get(slug=WITHDRAWN)
    carry_out([Edit("dataset", "status", "withdrawn", withdrawn.pk)], **about)
    lits = Dataset.objects.get(slug="lits")
    suggestion = Suggestion.objects.create(dataset=lits, text="It has 131 volumes, not 130.", language="en")
    statement = {"field": "purpose", "value": None, "document": "000", "line": 1, "printed": "For a challenge."}
    text = {
        **PARTS["descriptions"].item(lits.descriptions.get(language="fr")),
        "summary": "Un résumé meilleur que l’autre.",
    }
    text.pop("language")
    edits = [Edit("dataset", STATED, statement, lits.pk), Edit("dataset", "text fr", text, lits.pk)]
    propose(edits, "suggestion", suggestion=suggestion, reason="A visitor says so.")
    send_files(editor)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "directory.settings")
    django.setup()
    main()
