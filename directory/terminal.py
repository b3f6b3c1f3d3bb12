"""What a command shows on a terminal while it works: one line that changes. Logs and pipes get nothing of it."""

import time
from typing import TextIO

from datasets.models.progress import tell

# In seconds: what is done at once shows nothing; then so often.
SILENT, EVERY = 0.5, 0.2
CLEAR = "\r\x1b[K"


class Line:
    """The line, on one stream."""

    def __init__(self, stream: TextIO) -> None:
        """Take the stream; nothing is shown yet."""
        self.stream = stream
        self.what = ""
        self.next = 0.0
        self.shown = False

    def __call__(self, what: str, done: int | None, total: int | None) -> None:
        """Show how far it is; take the line away when it is over."""
        now = time.monotonic()
        if done is None:
            self.clear()
            self.what = ""
        elif what != self.what:
            self.what, self.next = what, now + SILENT
        elif now >= self.next:
            of = f" of {total:,}" if total else ""
            self.stream.write(f"{CLEAR}{what}: {done:,}{of} …")
            self.stream.flush()
            self.next, self.shown = now + EVERY, True

    def clear(self) -> None:
        """Leave nothing behind."""
        if self.shown:
            self.stream.write(CLEAR)
            self.stream.flush()
            self.shown = False


def follow(stream: TextIO) -> None:
    """Show from now on the progress of what is done here, where the stream is a terminal."""
    if stream.isatty():
        tell(Line(stream))
