"""Signing in to the admin and changing one's password: both ask for a password, and attempts are limited."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm, AdminPasswordChangeForm
from django.contrib.auth.views import PasswordChangeView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from datasets.web.limits import seconds

from . import attempts


class SignInForm(AdminAuthenticationForm):
    """Name and password; `refused` is set where the password was not looked at."""

    refused: attempts.RefusedError | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Else the page would begin behind its heading for whoever goes by Tab or listens.
        del self.fields["username"].widget.attrs["autofocus"]

    def clean(self) -> dict[str, Any]:
        """Look at the password, if it may be tried."""
        name = self.cleaned_data.get("username")
        if self.request is None or name is None or not self.cleaned_data.get("password"):
            return super().clean()
        attempt = attempts.of(self.request, name)
        try:
            with attempts.counted(attempt, patience=attempts.PATIENCE_SECONDS if attempt.browser else 0):
                return super().clean()
        except attempts.RefusedError as error:
            self.refused = error
            raise ValidationError(error.message) from error


class PasswordForm(AdminPasswordChangeForm):
    """A new password for whoever knows the old one; `refused` as above. A session alone does not give it away."""

    refused: attempts.RefusedError | None = None

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_old_password(self) -> str:
        """Look at the old password, if it may be tried."""
        attempt = attempts.of(self.request, self.user.get_username(), browser=f"of user {self.user.pk}")
        try:
            with attempts.counted(attempt):
                return super().clean_old_password()
        except attempts.RefusedError as error:
            self.refused = error
            raise ValidationError(error.message) from error


class PasswordView(PasswordChangeView):
    """Changing one's own password."""

    form_class = PasswordForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Return what the form needs, the request as well."""
        return {**super().get_form_kwargs(), "request": self.request}


def login(request: HttpRequest) -> HttpResponseBase:
    """Sign in: as in Django's admin, but 429 where too many have failed or while somebody else signs in."""
    response = _answered(admin.site.login(request))
    if request.method == "POST" and response.status_code == 302 and isinstance(response, HttpResponse):
        attempts.remember(response, request.user.get_username())
    return response


def change_password(request: HttpRequest) -> HttpResponseBase:
    """Change one's own password."""
    view = PasswordView.as_view(
        success_url=reverse("admin:password_change_done"), extra_context=admin.site.each_context(request)
    )
    return _answered(view(request))


def _answered(response: HttpResponseBase) -> HttpResponseBase:
    """Say in the answer's head what its form says: not now, and when."""
    form = (getattr(response, "context_data", None) or {}).get("form")
    refused = getattr(form, "refused", None)
    if refused is not None:
        response.status_code = 429
        response["Retry-After"] = str(seconds(refused.waiting))
        # Else Django logs a line for each answer: a flood would bury those of the failures (attempts).
        response._has_been_logged = True  # type: ignore[attr-defined]
    return response
