"""A file as an answer, whole or in part: ranges of bytes, validators and conditions (RFC 9110, 13 and 14).

WhiteNoise, which serves static files, answers 416 to a range of one byte and knows no If-Range; Django's FileResponse
has no ranges. Several ranges at once are answered with the whole file, as the standard allows.
"""

import io
import re
from datetime import datetime
from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

RANGE = re.compile(r"\s*bytes\s*=\s*(?P<first>[0-9]{0,18})\s*-\s*(?P<last>[0-9]{0,18})\s*", re.IGNORECASE)


class FilePart(io.FileIO):
    """So many bytes of a file from a place on, for whoever reads it; a server may send them by the file's number."""

    def __init__(self, path: Path, first: int, length: int) -> None:
        """Open the file at that place."""
        super().__init__(path, "rb")
        self.seek(first)
        self._left = length

    def read(self, size: int | None = -1) -> bytes:
        """Return the next bytes of the part, none behind its end."""
        wanted = self._left if size is None or size < 0 else min(size, self._left)
        found = super().read(wanted) or b""
        self._left -= len(found)
        return found


def file_answer(
    request: HttpRequest, path: Path, *, media_type: str, tag: str, changed: datetime, headers: dict[str, str]
) -> HttpResponseBase:
    """Return the file, or the part of it that is asked for, or what the conditions of the request call for.

    `tag` is its strong validator, quoted; `changed` when it was last; `headers` are the answer's own.
    """
    modified = int(changed.timestamp())
    headers = {**headers, "ETag": tag, "Last-Modified": http_date(modified), "Accept-Ranges": "bytes"}
    refused = get_conditional_response(request, tag, modified)
    if refused is not None:
        for name, value in headers.items():
            refused[name] = value
        return refused
    size = path.stat().st_size
    first, length, status = 0, size, 200
    if request.method == "GET" and _may_be_part(request, tag, headers["Last-Modified"]):
        part = _part(request.headers.get("Range", ""), size)
        if part is not None:
            first, length = part
            status = 206 if length else 416
    if status == 416:
        return HttpResponse(status=416, headers={**headers, "Content-Range": f"bytes */{size}"})
    if status == 206:
        headers["Content-Range"] = f"bytes {first}-{first + length - 1}/{size}"
    headers["Content-Length"] = str(length)
    if request.method == "HEAD":
        return HttpResponse(content_type=media_type, headers=headers)
    response = FileResponse(FilePart(path, first, length), filename=path.name, status=status, content_type=media_type)
    for name, value in headers.items():
        response[name] = value
    return response


def _may_be_part(request: HttpRequest, tag: str, modified: str) -> bool:
    """Tell whether a part would fit what the client has of the file already (If-Range)."""
    return request.headers.get("If-Range", tag) in (tag, modified)


def _part(asked: str, size: int) -> tuple[int, int] | None:
    """Return first byte and length of the range that is asked for; None for none that can be read.

    The length is 0 where no byte of the file is in it.
    """
    found = RANGE.fullmatch(asked)
    if found is None or not (found["first"] or found["last"]):
        return None
    if not found["first"]:
        length = min(int(found["last"]), size)
        return size - length, length
    first = int(found["first"])
    last = int(found["last"]) if found["last"] else size - 1
    if found["last"] and last < first:
        return None
    return first, max(0, min(last, size - 1) - first + 1)
