"""What is at the desk when the browser tests begin: python -m tests.browser.cast_of_the_desk, in a site's environment.

An editor with a password; a draft that lacks nothing; an entry that was withdrawn; two entries that are one.
"""

import os

import django

EDITOR, PASSWORD = "ella", "correct horse 7"
DOUBLE, WITHDRAWN = "kits19-copy", "mura"


def main() -> None:
    """Make them."""
    from django.contrib.auth.models import Group, User

    from datasets.models import Dataset
    from datasets.records.changes import EXISTS
    from datasets.records.editing import carry_out
    from datasets.records.edits import Edit

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
    withdrawn = Dataset.objects.get(slug=WITHDRAWN)
    carry_out([Edit("dataset", "status", "withdrawn", withdrawn.pk)], **about)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "directory.settings")
    django.setup()
    main()
