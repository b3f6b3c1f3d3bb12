"""Who may write on an entry at once, and who may approve a text.

Whoever may not publish changes drafts alone; what they would change in other entries they propose, at the desk.

A text is approved by whoever has the permission to review texts of its kind, and did not write it. A superuser may
approve their own words as well: they could give anybody any permission, and one who works alone would otherwise never
have an approved text (docs/decisions.md).
"""

from collections.abc import Iterable
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth import get_permission_codename
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from datasets.models import Dataset
from datasets.models.description import Description

User = AbstractUser | AnonymousUser


def may(user: User, action: str, model: type[Model]) -> bool:
    """Tell whether the user has the permission for an action on rows of the model, such as "review"."""
    return user.has_perm(f"{model._meta.app_label}.{get_permission_codename(action, model._meta)}")


def may_write_on(user: User, entry: Dataset | None = None) -> bool:
    """Tell whether the user writes on the entry at once, where they may at all; on whichever it is if none is given."""
    is_draft = entry is not None and entry.status == Dataset.Status.DRAFT
    return is_draft or may(user, "publish", Dataset)


def may_approve(user: User, text: Description) -> bool:
    """Tell whether the user may approve the text as it stands; a text that is not there yet will be their own."""
    own = text._state.adding or text.written_by_id == user.pk
    return may(user, "review", type(text)) and (user.is_superuser or not own)


def by_others(user: User, texts: QuerySet[Any]) -> QuerySet[Any]:
    """Return those of the texts that the user did not write, and so may approve with the permission to review."""
    return texts if user.is_superuser else texts.exclude(written_by=cast(int, user.pk))


def warn_of_lost_approval(request: HttpRequest, forms: Iterable[Any]) -> None:
    """Say of texts that were saved that they are no longer approved."""
    if lost := sum(getattr(form, "approval_lost", False) for form in forms):
        messages.warning(request, f"No longer approved: {lost:,} texts that you changed. Another person reviews them.")


def warn_of_own(request: HttpRequest, number: int) -> None:
    """Say that one's own texts were left for somebody else to approve."""
    if number:
        messages.warning(request, f"Not reviewed: {number:,} texts that you wrote. Another person reviews them.")
