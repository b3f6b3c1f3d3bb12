"""The language of a page: which one a visitor gets, how a choice is kept, and the same page in the other languages.

The language of a page is the first part of its address, and nothing else decides it. Where an address names none, the
visitor's last choice does (a cookie), then the languages that the browser asks for. The switch leads to the page's
address in another language with `lang` in its query string, which is taken as the choice.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit, urlunsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from datasets.models import LANGUAGES
from datasets.words.asked import Notice
from datasets.words.texts import ORIGINAL, bcp47

from .addresses import absolute, may_be_repeated
from .problems import is_answered_to_programs, is_for_programs

# The parameter by which a visitor chooses; the same name as the API's.
CHOICE = "lang"
ADMIN = "/admin/"

# For Open Graph, which wants a region with each language (https://ogp.me/#optional).
OPEN_GRAPH = {"en": "en_GB", "fr": "fr_FR", "pt-br": "pt_BR", "zh-hans": "zh_CN", "ru": "ru_RU"}


class LanguageMiddleware(LocaleMiddleware):
    """Activate the language of a request; keep a choice and lead to the page's own address."""

    def process_request(self, request: HttpRequest) -> HttpResponse | None:  # type: ignore[override]
        """Activate the language; answer a request that chooses one by a redirect that keeps the choice."""
        if _is_in_original(request):
            # Whatever refuses a program's request before a view is asked, or after it failed, does so in its language.
            language = asked_language(request, ORIGINAL)[0] if is_for_programs(request) else ORIGINAL
            translation.activate(language)
            request.LANGUAGE_CODE = language
            return None
        super().process_request(request)
        here = named(request.path_info)
        if request.method not in ("GET", "HEAD") or not here or request.GET.getlist(CHOICE) != [here]:
            return None
        response = HttpResponseRedirect(_with_query(request.path, _pairs(request)))
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            here,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
        return response

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Say the language, and on what it depends."""
        if _is_in_original(request):
            # What a program asks for decides alone; the view may have said another language.
            response.headers.setdefault("Content-Language", bcp47(request.LANGUAGE_CODE))
            return response
        response = super().process_response(request, response)
        # A redirect from an address without a language to the page's own says none.
        if "Content-Language" in response.headers:
            response.headers["Content-Language"] = bcp47(response.headers["Content-Language"])
        if not named(request.path_info):
            patch_vary_headers(response, ("Cookie",))
        return response


def _is_in_original(request: HttpRequest) -> bool:
    """Tell whether an address is answered in the original language, unless a program asks for another."""
    return is_answered_to_programs(request) or request.path_info.startswith(ADMIN)


def root(request: HttpRequest) -> HttpResponse:
    """Lead from the address that names no language to the home page in the visitor's."""
    return HttpResponseRedirect(_with_query(reverse("home"), _pairs(request)))


def asked_language(request: HttpRequest, default: str) -> tuple[str, list[Notice]]:
    """Return the code of the language that an answer for programs is asked for in, and what is wrong with it."""
    values = request.GET.getlist(CHOICE)
    if not values:
        return default, []
    code = values[-1].strip().lower()
    if len(values) > 1 or code not in LANGUAGES:
        message = _("Give one language, one of %(codes)s.") % {"codes": ", ".join(LANGUAGES)}
        return default, [Notice(CHOICE, message)]
    return code, []


def _with_query(path: str, pairs: list[tuple[str, str]]) -> str:
    return f"{path}?{urlencode(pairs)}" if pairs else path


def _pairs(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the parameters of a request but for the choice; none where they are more than a page should repeat."""
    if not may_be_repeated(request):
        return []
    return [(name, value) for name, values in request.GET.lists() if name != CHOICE for value in values]


def named(path: str) -> str:
    """Return the code of the language that a path on this site names, or ""."""
    first = path.removeprefix("/").partition("/")[0]
    return first if first in LANGUAGES and path.startswith(f"/{first}/") else ""


def in_language(address: str, language: str) -> str:
    """Return the address of the same page in `language`; of the home page where the address names no language."""
    parts = urlsplit(address)
    here = named(parts.path)
    if not here:
        return urlunsplit(parts._replace(path=f"/{language}/", query="", fragment=""))
    return urlunsplit(parts._replace(path=f"/{language}{parts.path.removeprefix(f'/{here}')}"))


def page_path(path: str) -> str:
    """Return what names a page in every language: its path without the language and the slashes around it.

    >>> page_path("/fr/anatomy/kidney/")
    'anatomy/kidney'
    """
    return path.removeprefix(f"/{named(path)}").strip("/")


def sought(path: str) -> str:
    """Return the name that somebody may have looked for who came to a path where nothing is.

    >>> sought("/en/datasets/Some-Lung-Set/")
    'Some Lung Set'
    """
    parts = page_path(path).split("/")
    return " ".join(parts[-1].replace("-", " ").replace("_", " ").split())[:100] if len(parts) > 1 else ""


@dataclass(frozen=True)
class Choice:
    """One language of the switch: its own name, its BCP 47 code, the address that chooses it, whether it is here."""

    name: str
    tag: str
    url: str
    here: bool


def choices(request: HttpRequest) -> Iterator[Choice]:
    """Yield every language with the address of this page in it, query string and all."""
    here = named(request.path)
    kept = urlencode([*(_pairs(request) if here else ()), (CHOICE, "")])
    for code, name in LANGUAGES.items():
        yield Choice(name, bcp47(code), f"{in_language(request.path, code)}?{kept}{code}", code == here)


def alternates(request: HttpRequest, canonical: str) -> list[tuple[str, str]]:
    """Return (hreflang, address) of a page in every language, from its canonical address, and of `x-default`.

    `x-default` is the address that names no language where there is one, else the page in the original language.
    """
    if not named(urlsplit(canonical).path):
        return []
    found = [(bcp47(code), in_language(canonical, code)) for code in LANGUAGES]
    return [*found, ("x-default", _default(request, canonical))]


def _default(request: HttpRequest, canonical: str) -> str:
    match = request.resolver_match
    if match is not None and match.view_name == "home":
        return absolute(request, reverse("root"))
    if match is not None and match.view_name == "dataset":
        return absolute(request, reverse("short", args=[match.kwargs["slug"]]))
    return in_language(canonical, ORIGINAL)


def open_graph() -> str:
    """Return the active language as Open Graph spells it."""
    return OPEN_GRAPH[translation.get_language() or ORIGINAL]


def other_open_graph() -> list[str]:
    """Return the languages that a page has besides the active one, as Open Graph spells them."""
    here = open_graph()
    return [locale for locale in OPEN_GRAPH.values() if locale != here]
