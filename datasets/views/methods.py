"""The methods that pages answer to: GET and HEAD, others where a view says so, and OPTIONS with what there is.

A page that would answer to TRACE or DELETE with all that it shows says something that is not so (RFC 9110, section 9).
"""

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from .problems import problem

View = TypeVar("View", bound=Callable[..., HttpResponse])

READING = ("GET", "HEAD")
# Answered by others, each in their own way: the admin's pages, and programs' addresses.
ELSEWHERE = ("/admin/", "/api/v")


def answers_to(*methods: str) -> Callable[[View], View]:
    """Return the decorator of a view that answers to these methods, and not to GET and HEAD alone."""

    def mark(view: View) -> View:
        view.methods = methods  # type: ignore[attr-defined]
        return view

    return mark


class MethodsMiddleware:
    """Answer OPTIONS with 204, and what a page does not answer to with 405; before a form's token is asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take the next middleware."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; answer what asks about the whole site (OPTIONS *), which is no address."""
        if request.method == "OPTIONS" and request.path_info == "*":
            return HttpResponse(status=204, headers={"Allow": ", ".join((*READING, "POST", "OPTIONS"))})
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], *_of: object
    ) -> HttpResponse | None:
        """Return the answer where the view is not to be asked."""
        methods = getattr(view, "methods", READING)
        # A request that is refused unread has its answer, whatever its method.
        if hasattr(request, "refusal") or request.path_info.startswith(ELSEWHERE) or request.method in methods:
            return None
        if request.method == "OPTIONS":
            response = HttpResponse(status=204)
        else:
            detail = _("This page can be read, and only forms that are there can be sent. Open it, or search instead.")
            response = problem(request, 405, _("This cannot be done here"), detail)
        response["Allow"] = ", ".join((*methods, "OPTIONS"))
        return response
