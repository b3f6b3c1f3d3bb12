"""Other spellings of a page's address: they lead to the page for good, if there is one, and nowhere else.

Tried where nothing was found: capitals, other tags of a language (en-US, zh-CN), missing or doubled slashes, what
clings to an address that was copied out of a sentence, characters that cannot be seen. The way leads only to addresses
that this site makes itself (reverse), never to what was typed.
"""

import re

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.middleware.common import CommonMiddleware
from django.urls import Resolver404, resolve, reverse
from django.utils import translation

from datasets.index import snapshot
from datasets.models import Guide
from datasets.models.public import addressed, moved
from datasets.web.addresses import with_query
from datasets.web.languages import named
from datasets.web.problems import TOLD, is_for_programs
from datasets.words.folding import spelled

from .browse import AXES
from .descriptions import code_of
from .methods import ELSEWHERE, READING

# A language tag (BCP 47), as people write them: with a region or script, with an underscore.
TAG = re.compile(r"[a-z]{2,3}(?:[-_][a-z]{4})?(?:[-_](?:[a-z]{2}|[0-9]{3}))?")
# What no part of an address has; people put spaces and underscores where it has hyphens.
STRANGE = re.compile(r"[^a-z0-9.+]+")
# Where an address stands in a sentence, these follow it or surround it.
CLINGING = " \t\r\n.,;:!?…'\"“”‘’«»‹›()[]{}<>*`|\\。，、；：！？）（」「』『》《】【"


class SpellingMiddleware(CommonMiddleware):
    """Django's own, which gives programs' and curators' addresses their last slash; pages are looked for here."""

    def should_redirect_with_slash(self, request: HttpRequest) -> bool:
        """Tell whether to try with a slash, whatever is there."""
        return request.path_info.startswith(ELSEWHERE) and super().should_redirect_with_slash(request)

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Answer by the way to the page that was meant, where the one that was asked for is not there."""
        is_absent = response.status_code == 404 and not hasattr(request, "refusal")
        page = page_meant(request.path_info) if is_absent and not request.path_info.startswith(ELSEWHERE) else ""
        response = _way_to(request, page) if page else super().process_response(request, response)
        if is_for_programs(request):
            # The way to the right spelling, too, can be followed from pages of any origin.
            for header, value in TOLD.items():
                response.headers.setdefault(header, value)
        return response


def _way_to(request: HttpRequest, page: str) -> HttpResponseRedirect:
    redirect = HttpResponseRedirect(with_query(request, page))
    # Which language an address without one leads to depends on who asks; everything else is so for good.
    lasting = named(request.path_info) or not named(page) or _tagged(_parts(request.path_info))[0]
    redirect.status_code = (301 if request.method in READING else 308) if lasting else 302
    return redirect


def page_meant(path: str) -> str:
    """Return the address, on this site, of the page that `path` spells in another way; "" where there is none."""
    if not path.startswith("/"):
        return ""
    language, parts = _tagged(_parts(path))
    rest = "/".join(STRANGE.sub("-", part) for part in parts)
    # Behind no language stand a few addresses; else the page in the visitor's is meant.
    here = translation.get_language()
    for start, active in [(f"{language}/", language)] if language else [("", here), (f"{here}/", here)]:
        with translation.override(active):
            # Files have no slash at the end.
            for address in (f"/{start}{rest}/", f"/{start}{rest}"):
                # What is spelled right is not there.
                found = _address(address) if address != path else ""
                # Nor does what leads back to itself, as a term does that was deleted while the index is behind.
                if found not in ("", path) and not found.startswith(ELSEWHERE):
                    return found
    return ""


def _parts(path: str) -> list[str]:
    """Return the parts of a path between its slashes, in small letters and without what nobody means."""
    text = spelled(path)
    # Two dots are a way up elsewhere, and lead nowhere here; of what nobody means there is one sign.
    bare = ((part.strip(CLINGING).lower(), len(part.strip()) > 1) for part in text.split("/"))
    return [part or "-" for part, is_more in bare if part or is_more]


def _tagged(parts: list[str]) -> tuple[str, list[str]]:
    """Return the site's language that the first part names by any of its tags, or "", and the parts behind it."""
    if parts and TAG.fullmatch(parts[0]):
        try:
            return translation.get_supported_language_variant(parts[0].replace("_", "-")), parts[1:]
        except LookupError:
            pass
    return "", parts


def _address(path: str) -> str:
    """Return the address of the page at `path` as the site writes it; "" for no such entry, term or guide."""
    try:
        page = resolve(path)
    except Resolver404:
        return ""
    match page.view_name, page.kwargs:
        case ("dataset" | "short" | "description") as name, {"slug": slug, **more}:
            now = slug if addressed().filter(slug=slug).exists() else moved([slug]).get(slug, "")
            return reverse(name, kwargs={"slug": now, **more}) if now else ""
        case "term", {"vocabulary": vocabulary, "code": code}:
            written = code_of(vocabulary, code)
            return reverse("term", args=[vocabulary, written]) if written else ""
        case "guide", {"slug": slug}:
            return reverse("guide", args=[slug]) if Guide.objects.filter(slug=slug).exists() else ""
        case "browse-term", {"path": path, "code": code}:
            spelling = snapshot.current().codes[AXES[path].parameter].get(code)
            return reverse("browse-term", args=[path, spelling]) if spelling else ""
        # Of files, names are what they are.
        case "dump-file", _:
            return ""
        case name, arguments:
            return reverse(name, kwargs=arguments) if name else ""
