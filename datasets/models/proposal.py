"""What somebody proposes to change, piece by piece, and what became of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .change import ChangeSet
from .json_column import JSONColumn
from .suggestion import Suggestion


class Proposal(models.Model):
    """Edits that wait for somebody else to decide.

    It is no ChangeSet: those number the catalogue's revisions, and pages of history tell every one of them. Proposals
    are in tables of their own that no public page, file or index reads. Accepting one makes a change set, and that is
    what the public sees.
    """

    class Origin(models.TextChoices):
        """By which door it came."""

        FORM = "form", _("A curator's form")
        IMPORT = "import", _("An import")
        SUGGESTION = "suggestion", _("A visitor's suggestion")

    class State(models.TextChoices):
        """What was decided."""

        OPEN = "open", _("Waits for an editor")
        RETURNED = "returned", _("Sent back to its author")
        ACCEPTED = "accepted", _("Accepted")
        REJECTED = "rejected", _("Rejected")

    # What nobody has decided: an editor looks at what is open, its author at what was sent back.
    WAITING = (State.OPEN, State.RETURNED)

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", help_text="Who proposes it."
    )
    credit = models.CharField(max_length=150, blank=True, help_text="The name by which the author will be credited.")
    reason = models.CharField(max_length=480, blank=True, help_text="Why, in the author's words.")
    origin = models.CharField(max_length=10, choices=Origin)
    suggestion = models.ForeignKey(
        Suggestion, models.SET_NULL, null=True, blank=True, related_name="proposals", help_text="What it came from."
    )
    created = models.DateTimeField(auto_now_add=True)
    revision = models.PositiveBigIntegerField(help_text="The catalogue's revision at that time.")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    decided = models.DateTimeField(null=True, blank=True)
    comment = models.CharField(max_length=500, blank=True, help_text="Why; the public does not see it.")
    change_set = models.OneToOneField(
        ChangeSet, models.PROTECT, null=True, blank=True, related_name="+", help_text="The change that it became."
    )

    class Meta:
        ordering = ["-pk"]
        default_permissions = ("view", "decide")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["open", "returned"], decided__isnull=True)
                | (~Q(state__in=["open", "returned"]) & Q(decided__isnull=False)),
                name="proposal_decided",
            ),
            models.CheckConstraint(
                condition=Q(state="accepted", change_set__isnull=False)
                | (~Q(state="accepted") & Q(change_set__isnull=True)),
                name="proposal_accepted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class ProposedEdit(models.Model):
    """One piece that a proposal would change, as models.Change has it: what it is, what it was and what it would be.

    Two paths are of things that are not there yet, and have nothing in `before`: "statement" with the record of a
    statement that would be added, and "" without a key, with the record of a whole entry.
    """

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="edits")
    kind = models.CharField(max_length=20)
    key = models.PositiveBigIntegerField(null=True)
    label = models.CharField(max_length=300)
    path = models.CharField(max_length=40, blank=True)
    before = JSONColumn(null=True)
    after = JSONColumn(null=True)
    revised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+",
        help_text="Whose the words of a text are, where somebody revised them: another person approves them.",
    )  # fmt: skip

    class Meta:
        ordering = ["proposal", "id"]
        indexes = [models.Index(fields=["kind", "key"], name="proposed_of")]

    def __str__(self) -> str:
        return f"{self.kind} {self.label} {self.path}".strip()


class ProposalComment(models.Model):
    """What somebody at the desk says about a proposal; the public does not see it."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    text = models.CharField(max_length=1000)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.text[:80]
