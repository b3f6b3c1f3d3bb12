"""While there is no search index: pages that need one say so, and when to come back."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from datasets.search.snapshot import NoIndexError

RETRY_SECONDS = 30


class IndexMiddleware:
    """Answer 503 where a view finds no index; another process is building it then."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take the next middleware."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Turn NoIndexError into an answer; leave everything else to Django."""
        if not isinstance(exception, NoIndexError):
            return None
        if request.path.startswith("/api/"):
            response: HttpResponse = JsonResponse({"detail": _("The search index is being built.")}, status=503)
        else:
            response = render(request, "503.html", status=503)
        response["Retry-After"] = str(RETRY_SECONDS)
        return response
