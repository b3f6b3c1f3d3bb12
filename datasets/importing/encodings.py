"""What a text says in each encoding that it may have, for a person to choose by."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

# Encodings by their names in Python, and where they are used; the first of those that say the same is shown.
# (Python's codecs; https://encoding.spec.whatwg.org/#names-and-labels, and the older ones of DOS and of the Macintosh.)
ENCODINGS: Mapping[str, str] = {
    "utf-8": "UTF-8",
    "utf-16-le": "UTF-16 (little-endian)",
    "utf-16-be": "UTF-16 (big-endian)",
    "windows-1252": "Windows-1252 (Western Europe)",
    "iso-8859-1": "ISO 8859-1 (Western Europe)",
    "iso-8859-15": "ISO 8859-15 (Western Europe)",
    "mac-roman": "Macintosh (Western Europe)",
    "cp850": "DOS 850 (Western Europe)",
    "windows-1250": "Windows-1250 (Central Europe)",
    "windows-1251": "Windows-1251 (Cyrillic)",
    "koi8-r": "KOI8-R (Russian)",
    "cp866": "DOS 866 (Cyrillic)",
    "mac-cyrillic": "Macintosh (Cyrillic)",
    "gb18030": "GB 18030 (Chinese, simplified)",
    "big5": "Big5 (Chinese, traditional)",
    "shift_jis": "Shift JIS (Japanese)",
    "euc_kr": "EUC-KR (Korean)",
}
# Controls that no text has: neither C0 but for tab and line ends, nor C1.
CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
# A preview shows the first lines that tell encodings apart.
MOST_LINES, LONGEST_LINE = 5, 120
OTHER_THAN_ASCII = re.compile(r"[^\x00-\x7f]")
LINE = re.compile("[^\r\n]+")


@dataclass(frozen=True)
class Preview:
    """What an encoding, with a label for people, makes of the first lines that are not plain ASCII."""

    encoding: str
    label: str
    lines: tuple[str, ...]


def decoded(content: bytes, encoding: str) -> str | None:
    """Return the text in an encoding, None where it is not in it."""
    try:
        return content.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def previews(content: bytes) -> tuple[Preview, ...]:
    """Return a preview for each encoding in which the content is a text, those that say the same but once."""
    found: dict[tuple[str, ...], Preview] = {}
    for encoding, label in ENCODINGS.items():
        text = decoded(content, encoding) if not encoding.startswith("utf") else None
        if text is None or CONTROL.search(text):
            continue
        lines = _telling(text)
        found.setdefault(lines, Preview(encoding, label, lines))
    return tuple(found.values())


def _telling(text: str) -> tuple[str, ...]:
    """Return the first lines with other letters than those of ASCII, cut around the first of these."""
    lines: list[str] = []
    at = 0
    while len(lines) < MOST_LINES and (found := OTHER_THAN_ASCII.search(text, at)):
        start = max(text.rfind("\n", 0, found.start()), text.rfind("\r", 0, found.start())) + 1
        start = max(start, found.start() - LONGEST_LINE // 2)
        line = LINE.match(text, start)
        lines.append(line[0][:LONGEST_LINE] if line else "")
        at = line.end() if line else found.end()
    return tuple(lines)
