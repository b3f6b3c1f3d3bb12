"""The catalogue's revision, and the mark that seeding leaves behind."""

from django.db import models
from django.db.models import F, Q


class Revision(models.Model):
    """One row with a number that grows with every change of the catalogue; what is derived is stamped with it."""

    number = models.PositiveBigIntegerField(default=1)
    changed = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_revision")]

    def __str__(self) -> str:
        return str(self.number)

    @classmethod
    def current(cls) -> int:
        """Return the catalogue's revision; 0 before anything was written."""
        return cls.objects.values_list("number", flat=True).first() or 0

    @classmethod
    def advance(cls) -> None:
        """Raise the revision by one. Call it in the transaction of the change: both are seen together or not at all."""
        if not cls.objects.filter(id=1).update(number=F("number") + 1):
            cls.objects.create(id=1)


class SeedMark(models.Model):
    """What was last seeded under one key, as a fingerprint: a record that no longer matches was changed since."""

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="one_mark_per_record")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
