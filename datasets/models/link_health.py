"""What was found at the addresses of links, and when: observations, of no change set and in no dump."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .dataset import Dataset

LONGEST_ADDRESS = 1_000


class LinkState(models.TextChoices):
    """What is known of a link. Dead is one that was not found three times, at least three days apart."""

    UNASKED = "unasked", _("Not asked yet")
    ALIVE = "alive", _("Works")
    MOVED = "moved", _("Has moved")
    RESTRICTED = "restricted", _("Asks for a login")
    BLOCKED = "blocked", _("Does not answer programs")
    UNWELL = "unwell", _("Does not answer for now")
    SUSPECT = "suspect", _("Not found")
    DEAD = "dead", _("Dead")
    SOFT = "soft", _("Answers with another page")
    CERTIFICATE = "certificate", _("Its certificate is not right")
    REFUSED = "refused", _("Is not asked")


class LinkError(models.TextChoices):
    """Why a link is in its state, where no status code says it."""

    FORM = "form", _("no web address")
    SCHEME = "scheme", _("neither http nor https")
    USER = "user", _("names a user")
    NOTATION = "notation", _("an unusual notation of a number")
    PORT = "port", _("an unusual port")
    NOT_PUBLIC = "not-public", _("leads into a network that is not public")
    NO_NAME = "no-name", _("the name of the host does not exist")
    NAME_SERVER = "name-server", _("the name server does not answer")
    CONNECT = "connect", _("no connection")
    TIMEOUT = "timeout", _("too slow")
    BROKEN = "broken", _("the connection was broken off")
    ODD = "odd", _("no answer of HTTP")
    TLS = "tls", _("no secure connection")
    EXPIRED = "expired", _("the certificate has expired")
    OTHER_HOST = "other-host", _("the certificate is another host’s")
    UNKNOWN_ISSUER = "unknown-issuer", _("nobody known vouches for the certificate")
    REDIRECTS = "redirects", _("redirects without an end")
    ROBOTS = "robots", _("robots.txt forbids it")
    ROBOTS_AWAY = "robots-away", _("robots.txt cannot be read")
    CHALLENGE = "challenge", _("asks whether a person is there")
    LOGIN = "login", _("leads to a login")
    ROOT = "root", _("leads to a front page")
    SHARED = "shared", _("leads where other links lead, too")
    SIBLING = "sibling", _("the same answer as at an address that is made up")


class Seen(models.Model):
    """What an address answered."""

    state = models.CharField(max_length=15, choices=LinkState, default=LinkState.UNASKED)
    error = models.CharField(max_length=15, choices=LinkError, blank=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Of HTTP, where there was an answer.")
    leads_to = models.CharField(max_length=LONGEST_ADDRESS, blank=True, help_text="Where redirects end, if any.")

    class Meta:
        abstract = True


class LinkHealth(Seen):
    """One address of links, in normal form, with what was found there last and when it is asked again.

    It is of the address, not of a link: entries that share the address share what is known. An address that no entry
    has any more is kept and not asked.
    """

    address = models.CharField(max_length=LONGEST_ADDRESS, unique=True, help_text="In normal form.")
    url = models.CharField(max_length=LONGEST_ADDRESS, help_text="The spelling that is asked.")
    host = models.CharField(max_length=255)
    entries = models.ManyToManyField(Dataset, related_name="link_health", help_text="Entries that have it.")
    since = models.DateTimeField(null=True, blank=True, help_text="When it was first found so.")
    asked = models.DateTimeField(null=True, blank=True, help_text="When it was asked last.")
    due = models.DateTimeField(default=timezone.now, db_index=True, help_text="When it is asked next.")
    streak = models.PositiveSmallIntegerField(default=0, help_text="How often not found, days apart, in a row.")
    counted = models.DateTimeField(null=True, blank=True, help_text="When the last of these was.")
    failures = models.PositiveSmallIntegerField(default=0, help_text="Checks without an answer, in a row.")
    looked = models.DateTimeField(null=True, blank=True, help_text="When a person last looked at it.")

    class Meta:
        ordering = ["host", "address"]
        verbose_name_plural = "health of links"
        indexes = [models.Index(fields=["state"], name="link_health_state")]

    def __str__(self) -> str:
        return f"{self.url}: {self.state}"


class LinkCheck(Seen):
    """What a link answered from one day to another: a row for each change of the answer."""

    health = models.ForeignKey(LinkHealth, models.CASCADE, related_name="checks")
    first = models.DateTimeField()
    last = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["health", "-pk"]

    def __str__(self) -> str:
        return f"{self.health_id} {self.state} {self.first:%Y-%m-%d}"
