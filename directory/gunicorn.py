"""The web server's configuration, for `make run` and for deployment: gunicorn --config directory/gunicorn.py."""

from typing import Any

from directory import environment

wsgi_app = "directory.wsgi:application"
bind = f"{environment.HOST.text()}:{environment.PORT.text()}"
workers = int(environment.WEB_WORKERS.text())
timeout = 30
graceful_timeout = 20
# A worker is replaced now and then, each at another moment, so that no leak grows for ever.
max_requests = 10_000
max_requests_jitter = 1_000
# The application answers addresses of any length itself, with a notice or 400; a proxy in front bounds them.
limit_request_line = 0
loglevel = "warning"


def when_ready(server: Any) -> None:
    """Say where the site is, once the port is open."""
    print(f"Lightbox is at http://{bind}/ (stop it with Ctrl-C)", flush=True)  # noqa: T201 - meant for the terminal


def post_worker_init(worker: Any) -> None:
    """Open the search index before the first visitor asks for it."""
    from datasets.search import snapshot

    try:
        snapshot.current()
    except snapshot.NoIndexError:
        worker.log.warning("There is no search index yet; it is being built.")
