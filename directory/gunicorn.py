"""The web server's configuration, for `make run` and for deployment: gunicorn --config directory/gunicorn.py."""

import gc
import os
import sys
from io import StringIO
from typing import Any

from directory import environment

wsgi_app = "directory.wsgi:application"
# Loaded once, before there are workers: one that is started anew needs nothing of the disk, and shares memory.
preload_app = True
try:
    bind = f"{environment.HOST.text()}:{environment.PORT.number()}"
    workers = environment.WEB_WORKERS.number()
except environment.SettingError as error:
    sys.exit(str(error))
worker_class = "directory.worker.Worker"
# How many clients one worker attends to at a time; the oldest give way to the newest. Two workers stay below the 1,024
# open files that systems allow a process.
worker_connections = 500
# A worker that answers one request for so long is ended; no page takes a second.
timeout = 30
graceful_timeout = 20
# A worker is replaced now and then, each at another moment, so that no leak grows for ever.
max_requests = 10_000
max_requests_jitter = 1_000
# Bounds of addresses are the application's (directory.bounds), of heads the worker's (directory.worker).
limit_request_line = 0
# A header that says what the path is would be believed from any program on this machine.
forwarder_headers = ""
# The worker reads a file block by block as its client takes it: one of a gigabyte would not fit its buffer.
sendfile = True
# Nobody steers this server by a socket, and the account that runs it may have no home folder.
control_socket_disable = True
# In memory: a full disk must not keep a worker from starting.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - gunicorn makes its own file there
loglevel = "warning"


# More rounds than there will be.
NEVER = 1_000_000_000


def on_starting(server: Any) -> None:
    """Refuse to serve with a configuration that `manage.py check` refuses."""
    from django.core.management import call_command
    from django.core.management.base import SystemCheckError

    try:
        call_command("check", stdout=StringIO())
    except SystemCheckError as error:
        sys.exit(str(error))


def when_ready(server: Any) -> None:
    """Say where the site is, once the port is open."""
    print(f"Lightbox is at http://{bind}/ (stop it with Ctrl-C)", flush=True)  # noqa: T201 - meant for the terminal


def post_worker_init(worker: Any) -> None:
    """Open the search index before the first visitor asks for it. Whatever goes wrong, the worker starts: it is tried
    again with each question, and a worker that ends here would take the server with it."""
    from datasets.index import snapshot
    from directory.patience import patience
    from directory.waiting import PATIENCE

    try:
        with patience(PATIENCE):
            snapshot.current()
        # The index stays for long: looking through it for garbage again and again would take a third of a long answer.
        gc.freeze()
    except Exception as error:  # noqa: BLE001 - see above
        worker.log.warning(
            "The search index could not be opened at the start (%s); the next question tries again.", error
        )
    # A page makes some ten thousand objects and throws most away at its end: Python would look for garbage among them
    # every 700. Among those that stay the worker looks itself, when nobody waits.
    gc.set_threshold(10_000, 10, NEVER)
