"""Whether this process lives (/healthz) and can answer (/readyz), for monitors: at any host name, with TLS or not."""

from collections.abc import Callable

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from datasets.index import snapshot

from .bare import headers
from .patience import patience
from .waiting import pause

LIVE, READY = "/healthz", "/readyz"
# A monitor waits no longer, in seconds.
PATIENCE = 2.0


class HealthMiddleware:
    """Answer the two addresses before any other middleware asks for a host name or redirects to HTTPS."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take the next middleware."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a monitor; pass everything else on."""
        if request.path_info not in (LIVE, READY):
            return self.get_response(request)
        if request.method not in ("GET", "HEAD"):
            status = 204 if request.method == "OPTIONS" else 405
            response = HttpResponse(status=status, headers={"Allow": "GET, HEAD, OPTIONS"})
        elif request.path_info == LIVE:
            response = JsonResponse({"status": "alive"})
        else:
            response = ready()
        for name, value in headers().items():
            response[name] = value
        return response


def ready() -> JsonResponse:
    """Say how database and index are: 200 where visitors are answered, if from an old index; else 503.

    `status` is ready, degraded (the index is behind and cannot be renewed) or unavailable. Nothing of the machine is
    told: whoever may read the log finds the reason there.
    """
    try:
        with patience(PATIENCE), connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            pause.over()
            index = snapshot.state()
    except Error:
        connection.close()
        return JsonResponse({"status": "unavailable", "database": "unavailable", "index": "unknown"}, status=503)
    status = {"current": "ready", "behind": "ready", "failing": "degraded"}.get(index, "unavailable")
    answer = {"status": status, "database": "ok", "index": index}
    return JsonResponse(answer, status=503 if status == "unavailable" else 200)
