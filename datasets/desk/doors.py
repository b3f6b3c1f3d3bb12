"""Who comes in, and may what: the desk is for accounts of the admin, whose roles are groups (migration 0002).

A role is a group of permissions. Whoever may publish entries changes published ones at once; all others propose.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from datasets.admin.approval import User, may
from datasets.models import (
    ChangeSet,
    Dataset,
    DatasetDescription,
    Proposal,
    Statement,
    Suggestion,
)
from datasets.models.vocabulary import Modality
from datasets.views.methods import answers_to

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Abilities:
    """What somebody may do at the desk."""

    user: User

    @property
    def sees(self) -> bool:
        """Look at entries, drafts among them."""
        return may(self.user, "view", Dataset)

    @property
    def adds(self) -> bool:
        """Add entries, as drafts."""
        return may(self.user, "add", Dataset) and self.states

    @property
    def states(self) -> bool:
        """Add statements, judge and take them back: at once in drafts, in published entries as a proposal."""
        return may(self.user, "add", Statement)

    @property
    def publishes(self) -> bool:
        """Change what the public sees at once: publish, withdraw, merge, rename, settle."""
        return may(self.user, "publish", Dataset)

    @property
    def decides(self) -> bool:
        """Accept proposals, and send them back."""
        return may(self.user, "decide", Proposal)

    @property
    def undoes(self) -> bool:
        """Take changes back, whatever they changed."""
        return self.publishes and may(self.user, "change", Dataset)

    @property
    def sees_changes(self) -> bool:
        """See who changed what, drafts included."""
        return may(self.user, "view", ChangeSet)

    @property
    def sees_proposals(self) -> bool:
        """See what others propose; everybody sees their own."""
        return may(self.user, "view", Proposal)

    @property
    def sees_suggestions(self) -> bool:
        """Read what visitors suggest."""
        return may(self.user, "view", Suggestion) or self.answers

    @property
    def answers(self) -> bool:
        """Answer visitors' suggestions."""
        return may(self.user, "change", Suggestion)

    @property
    def writes(self) -> bool:
        """Write texts of entries."""
        return may(self.user, "change", DatasetDescription)

    @property
    def reviews(self) -> bool:
        """Approve texts of entries that others wrote."""
        return may(self.user, "review", DatasetDescription)

    @property
    def names_terms(self) -> bool:
        """Rename and merge terms of the vocabularies."""
        return may(self.user, "change", Modality)


def desk(*methods: str, needs: str = "") -> Callable[[View], View]:
    """Return the decorator of a page of the desk, which answers to these methods; GET and HEAD where none are named.

    Whoever has not signed in is asked to. `needs` names the ability without which the page is refused (403).
    """

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            user = request.user
            if not (user.is_active and user.is_staff):
                return redirect_to_login(request.get_full_path(), reverse("sign-in"))
            if needs and not getattr(Abilities(user), needs):
                raise PermissionDenied
            request.GET = _text(request.GET)
            return view(request, *args, **kwargs)

        return answers_to(*(methods or ("GET", "HEAD")))(never_cache(guarded))

    return mark


def _text(asked: QueryDict) -> Any:
    """Return what is asked for with U+FFFD for U+0000, which PostgreSQL does not even look for. Forms refuse it."""
    if not any("\0" in value for _name, values in asked.lists() for value in values):
        return asked
    found = QueryDict(mutable=True)
    for name, values in asked.lists():
        found.setlist(name, [value.replace("\0", "\ufffd") for value in values])
    return found


def page(
    request: HttpRequest, template: str, context: dict[str, Any], *, section: str = "", status: int = 200
) -> HttpResponse:
    """Return a page of the desk: `can` is what the visitor may do, `section` the part of the desk that it is in."""
    shared = {"can": Abilities(request.user), "section": section, "noindex": True}
    return render(request, f"desk/{template}", {**shared, **context}, status=status)
