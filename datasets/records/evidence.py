"""Holding records against the documents they cite: what is printed stands in its line, no number is left out.

The documents themselves are not part of the repository (their texts are not ours to copy); a curator who has them
runs `manage.py check_catalogue --documents DIR`. Pure functions over the lines of a document.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from datasets.facts.kinds import Record

URL = re.compile(r"https?://[^\s)\]]+")
LIST_NUMBER = re.compile(r"^\s*(?:[#>*\s•-]*)\d+\.\s")
# A number on its own: not the 14 of ChestX-ray14, the 19 of COVID-19 or the 2 of ResNetV2.
NUMBER = re.compile(r"(?<![A-Za-z\d_])(?<![A-Za-z]-)\d+(?:[.,'’]\d+)*")


@dataclass(frozen=True)
class Document:
    """The text of one document, as lines; line 1 is the first."""

    code: str
    lines: tuple[str, ...]

    def line(self, number: int) -> str | None:
        """Return line `number` (from 1), or None past the end."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else None

    def heading(self, number: int) -> str | None:
        """Return the path of headings above line `number`, such as "1. TCIA › LIDC-IDRI", or None above the first.

        The document's title (a single #) is left out: the document is named beside the path.
        """
        path: dict[int, str] = {}
        for line in self.lines[:number]:
            found = heading_of(line)
            if found:
                depth, text = found
                path = {level: title for level, title in path.items() if level < depth} | {depth: text}
        return " › ".join(path[level] for level in sorted(path) if level > 1)[:MAXIMUM_HEADING] or None


MAXIMUM_HEADING = 300

# Heading depths: Markdown's # to ######, then lines in __bold__ (each opens an entry) and **bold** (a group within
# one); the Chinese document's 一、 and 1. lines count as ## and ###.
BOLD_DEPTHS = {"__": 7, "**": 8}
CHINESE_SECTION = re.compile(r"^[一二三四五六七八九十]+、(?P<title>.+)$")
CHINESE_SUBSECTION = re.compile(r"^\d+\. (?P<title>[^\x00-\x7f].*|[A-Za-z0-9-]+)$")
BOLD_LINE = re.compile(r"^\s*(?P<marks>__|\*\*)(?P<title>(?!Access:)[^_*][^*]*?)(?P=marks)(?:\s*\([^)]*\))?\s*$")
MARKDOWN_HEADING = re.compile(r"^(?P<marks>#{1,6})\s+(?P<title>.+?)\s*$")


def heading_of(line: str) -> tuple[int, str] | None:
    """Return (depth, title) if `line` is a heading in one of the ways that the documents write them, else None."""
    if found := MARKDOWN_HEADING.match(line):
        return len(found["marks"]), _plain(found["title"])
    if found := BOLD_LINE.match(line):
        return BOLD_DEPTHS[found["marks"]], _plain(found["title"])
    if found := CHINESE_SECTION.match(line):
        return 2, _plain(line)
    if found := CHINESE_SUBSECTION.match(line):
        return 3, _plain(line)
    return None


def _plain(title: str) -> str:
    """Drop the Markdown marks and pictograms that decorate a heading."""
    title = re.sub(r"[*_]{2}", "", title)
    return re.sub(r"[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f\u200d]+", "", title).strip()


def numbers(text: str) -> list[str]:
    """Return the numbers printed in `text`, without addresses, list numbering and digits that are part of a name."""
    return NUMBER.findall(LIST_NUMBER.sub(" ", URL.sub(" ", text)))


def citations(value: Any, field: str = "") -> Iterable[tuple[str, Record]]:
    """Yield (field, citation) for all that cites a document: a dataset's statements, a guide's places at any depth."""
    if isinstance(value, dict):
        if "printed" in value and "document" in value:
            yield field, value
        for key, child in value.items():
            yield from citations(child, f"{field}.{key}" if field else key)
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from citations(child, f"{field}[{index}]")


def misquotations(record: Record, documents: dict[str, Document]) -> Iterable[tuple[str, str]]:
    """Yield (field, message) for each citation of `record` whose printed value is not in the line that it cites."""
    for field, statement in citations(record):
        document = documents.get(statement["document"])
        if document is None:
            continue
        line = document.line(statement.get("line") or 0)
        if line is None:
            yield f"{field}.line", f"document {document.code} has no line {statement.get('line')}"
        elif statement["printed"] not in line:
            place = next((i for i, text in enumerate(document.lines, 1) if statement["printed"] in text), None)
            hint = f"; line {place} has it" if place else ""
            yield (
                f"{field}.printed",
                f"«{statement['printed']}» is not in line {statement['line']} of {document.code}{hint}",
            )


def wrong_headings(record: Record, documents: dict[str, Document]) -> Iterable[tuple[str, str]]:
    """Yield (field, message) for each citation of `record` whose heading is not the one above its line."""
    for field, statement in citations(record):
        document, line = documents.get(statement["document"]), statement.get("line")
        if document is not None and line and statement.get("heading") != document.heading(line):
            yield f"{field}.heading", f"should be {document.heading(line)!r}"


def figures_astray(guide: Record) -> Iterable[tuple[str, str]]:
    """Yield (field, message) for each figure of a guide's entry that no place of the entry prints."""
    for index, entry in enumerate(guide.get("entries", [])):
        cited = [place["printed"] for _, place in citations(entry)]
        for number, figure in enumerate(entry.get("figures", [])):
            if not any(figure["printed"] in printed for printed in cited):
                yield f"entries[{index}].figures[{number}].printed", f"no place cites «{figure['printed']}»"


def numbers_left_out(records: Iterable[Record], documents: dict[str, Document]) -> Iterable[tuple[str, int, list[str]]]:
    """Yield (document, line, numbers) for each line that `records` cite without carrying all its numbers."""
    printed: dict[tuple[str, int], list[str]] = defaultdict(list)
    for record in records:
        for statement in record.get("statements", []):
            if statement.get("line"):
                printed[statement["document"], statement["line"]].append(statement["printed"])
    for (code, number), values in sorted(printed.items()):
        line = documents[code].line(number) if code in documents else None
        carried = {found for value in values for found in NUMBER.findall(value)}
        missing = [found for found in numbers(line or "") if found not in carried]
        if missing:
            yield code, number, missing
