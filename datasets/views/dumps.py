"""The whole catalogue to take away: the page that lists the files, and the files themselves."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from datasets.exports.dumps import publishing
from datasets.exports.dumps.about import FILES
from datasets.web.problems import OPEN
from datasets.web.ranges import file_answer
from datasets.web.validators import shows_also

# Files change with the catalogue under the same names: whoever keeps one asks each time whether it still holds.
ASK_AGAIN = "public, no-cache"


def _which(request: HttpRequest) -> str:
    """Return what tells the files that are there from others."""
    found = publishing.current(publishing.root())
    return "" if found is None else found.others[0].sha256


@shows_also(_which)
def dumps(request: HttpRequest) -> HttpResponse:
    """List the files, with what each is and how it is read."""
    found = publishing.current(publishing.root())
    files = [] if found is None else [(file, FILES[file.name]) for file in found.files if file.name in FILES]
    return render(request, "dumps.html", {"dump": found, "files": files})


def dump_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """Send one of the files, whole or a range of it."""
    found = publishing.current(publishing.root())
    file = None if found is None else found.file(name)
    if found is None or file is None:
        raise Http404(_("There is no such file."))
    headers = {**OPEN, "Cache-Control": ASK_AGAIN}
    try:
        return file_answer(
            request, file.path, media_type=file.media_type, tag=f'"{file.sha256}"', changed=found.date, headers=headers
        )
    except FileNotFoundError as error:
        # A new dump has taken its place since the list was read.
        raise Http404(_("There is no such file.")) from error
