"""The site's addresses and /en/fixed/: a fixed string of 200 bytes behind the same middleware."""

from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse
from django.urls import path

from directory import urls

FIXED = b"<p>" + b"." * 193 + b"</p>"


def fixed(request: HttpRequest) -> HttpResponse:
    """Return the fixed string."""
    return HttpResponse(FIXED)


urlpatterns = [*i18n_patterns(path("fixed/", fixed)), *urls.urlpatterns]
