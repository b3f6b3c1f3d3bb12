"""Failed attempts to sign in to the admin: what limits guessing (datasets.admin.attempts). No page shows them."""

from django.db import models


class FailedSignIn(models.Model):
    """One attempt with a wrong password, for a day. Who and whence are digests (datasets.web.visitors).

    One from a browser that has signed in to the account before has the browser, any other one address and network.
    """

    name = models.CharField(max_length=32, blank=True, help_text="Digest of the account's name as it was typed.")
    address = models.CharField(max_length=32, blank=True)
    network = models.CharField(max_length=32, blank=True)
    browser = models.CharField(max_length=32, blank=True)
    created = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=[column, "created"], name=f"failed_sign_in_{column}")
            for column in ("name", "address", "network", "browser")
        ]

    def __str__(self) -> str:
        return f"{self.created:%Y-%m-%d %H:%M:%S}"
