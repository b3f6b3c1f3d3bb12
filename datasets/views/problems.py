"""Answers that say what went wrong, in the form that was asked for: JSON for programs, words in a file, else a page."""

from collections.abc import Sequence

from django.core.exceptions import BadRequest
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

from datasets.exports import FORMATS, KIT_FORMATS
from datasets.index import snapshot
from datasets.index.snapshot import NoIndexError
from datasets.search import suggesting
from datasets.search.suggesting import ENTRY, Suggestion
from datasets.web.languages import asked_language, page_path, sought
from datasets.web.problems import is_feed, is_for_programs, problem_details
from datasets.words.texts import ORIGINAL, bcp47, reader

# Where the last part of an address names an entry.
OF_ENTRIES = ("datasets/", "d/")


def problem(
    request: HttpRequest,
    status: int,
    title: str,
    detail: str,
    retry_after: int | None = None,
    *,
    name: str = "",
    meant: Sequence[Suggestion] = (),
) -> HttpResponse:
    """Return the answer with this status; `retry_after` says in how many seconds trying again may help.

    A page has ways on: to what may be `meant` (entries), and to a search, for the `name` that was looked for in vain.
    Asks nothing of the database, for that may be what went wrong.
    """
    ending = request.path.rpartition(".")[2]
    if is_for_programs(request) or ending == "json":
        response = problem_details(status, f"{title}. {detail}", title=title)
    elif ending in FORMATS or ending in KIT_FORMATS or is_feed(request):
        response = HttpResponse(f"{detail}\n", status=status, content_type="text/plain; charset=utf-8")
    else:
        context = {"heading": title, "detail": detail, "name": name, "meant": meant}
        response = render(request, "problem.html", context, status=status)
    if retry_after is not None:
        response["Retry-After"] = str(retry_after)
    response["Cache-Control"] = "no-store"
    return response


def absent(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request for what is not here (Django's handler404)."""
    if is_for_programs(request):
        # Django's middleware has read no language out of it, for only views do.
        language, _wrong = asked_language(request, translation.get_language() or ORIGINAL)
        with translation.override(language):
            # What a view has said, and not Django, which has an object for it.
            said = next((text for text in exception.args if isinstance(text, str)), "")
            response = problem_details(
                404, said or _("There is no such address; the ones that there are: /api/v1/openapi.json")
            )
        response["Content-Language"] = bcp47(language)
        return response
    name = sought(request.path)
    meant = _near(name) if page_path(request.path).startswith(OF_ENTRIES) else ()
    detail = _("The address may be mistyped, or the entry may have another name. Search for it instead.")
    return problem(request, 404, _("There is no such page"), detail, name=name, meant=meant)


def _near(name: str) -> Sequence[Suggestion]:
    """Return the entries that may be meant by a name that is none; none where nothing can be asked."""
    try:
        now = snapshot.current()
    except (NoIndexError, Error):
        return ()
    begun = [item for item in suggesting.suggest(now, name, reader()) if item.kind == ENTRY]
    return begun or suggesting.meant(now, [name], (), reader())


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that nobody can read (Django's handler400). Django's own would read its form once more.

    A view that refuses a form says why (BadRequest); of what others say nothing is repeated.
    """
    detail = str(exception) if type(exception) is BadRequest else ""
    detail = detail or _(
        "Something in the address is not what the site understands. Start from the list and choose filters there."
    )
    return problem(request, 400, _("This request cannot be read"), detail)


def forbidden(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:
    """Answer a request that is not allowed: Django's handler403, and where a form has no token its `reason`."""
    detail = _("The page you came from is too old, or this is not yours to see. Go back, reload and try again.")
    return problem(request, 403, _("Not allowed"), detail)
