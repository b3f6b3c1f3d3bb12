"""How the admin changes statements: what one says is never edited, and none is deleted.

A correction is another statement, and the change that brings it takes the old one back. What a curator thinks of a
statement, its standing with the reason, is no part of what it says.
"""

from django.db.models import QuerySet
from django.forms import ModelForm

from datasets.models import Statement
from datasets.records.loading import JUDGED


def corrected(form: ModelForm, revision: int) -> None:
    """Let the form of a statement that says something else now save another one, and take the old one back."""
    if not {*form.changed_data}.issubset({*JUDGED, "position"}):
        take_back(Statement.objects.filter(pk=form.instance.pk), revision)
        form.instance.pk, form.instance.added_id = None, revision
        form.instance._state.adding = True


def take_back(statements: QuerySet[Statement], revision: int) -> None:
    """Take statements back by the change with this number."""
    statements.update(retired=revision)
