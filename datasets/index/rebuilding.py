"""Building the index for a process that answers visitors, here or in another process; not at once after a failure.

A full or read-only disk stays so for a while. Nothing that goes wrong here reaches a visitor: it is told in the log and
in the health answer, and the last good index goes on answering.
"""

import logging
import subprocess
import sys
import threading
import time

from django.conf import settings

from . import building, store

logger = logging.getLogger(__name__)

# Between attempts, in seconds: after the first failure, and at most. Each pause is twice as long as the one before.
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 300.0
# After another process has built: what has changed meanwhile is laid over, and may be much again.
REST = 1.0


class Attempts:
    """The attempts of this process, one at a time."""

    def __init__(self) -> None:
        """Begin; nothing has failed yet."""
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._next = 0.0
        self.failures = 0

    def here(self) -> bool:
        """Build now; return whether there is a new index. Not, too, while a pause lasts or another process builds."""
        with self._lock:
            if time.monotonic() < self._next:
                return False
            try:
                built = building.rebuild() is not None
            except (OSError, store.IndexDamagedError) as error:
                self._failed(str(error))
                return False
            self._succeeded(0)
            return built

    def elsewhere(self) -> None:
        """See that another process builds, and look how the last one that was started here has ended."""
        with self._lock:
            if self._process is not None:
                code = self._process.poll()
                if code is None:
                    return
                self._process = None
                if code:
                    self._failed(f"manage.py reindex ended with {code}")
                else:
                    self._succeeded(REST)
            if time.monotonic() < self._next:
                return
            logger.info("The index is too old or absent; building it in another process")
            command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "reindex"]
            try:
                self._process = subprocess.Popen(  # noqa: S603 - our own command
                    command, stdin=subprocess.DEVNULL, cwd=settings.BASE_DIR
                )
            except OSError as error:
                self._failed(str(error))

    def _failed(self, problem: str) -> None:
        pause = min(FIRST_PAUSE * 2**self.failures, LONGEST_PAUSE)
        self.failures += 1
        self._next = time.monotonic() + pause
        logger.error(
            "The index could not be built (%s); the last good one stays in use. Next attempt in %.0f s.", problem, pause
        )

    def _succeeded(self, rest: float) -> None:
        if self.failures:
            logger.warning("The index has been built after %d attempts that failed.", self.failures)
        self.failures = 0
        self._next = time.monotonic() + rest


attempts = Attempts()
