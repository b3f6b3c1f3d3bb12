"""The one place where Markdown becomes HTML: rendered, then cut down to a fixed list of harmless elements.

What a text may cost is bounded by how it is built (`problems`, asked at every door); what is stored all the same and
goes beyond, or cannot be rendered, is shown as plain paragraphs.
"""

import html
import logging
import re
import threading
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TypeVar

import markdown
import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown.extensions import Extension
from markdown.inlinepatterns import LinkInlineProcessor

from datasets.models import DatasetDescription, Link
from datasets.models.json_column import UNPRINTABLE

logger = logging.getLogger(__name__)

T = TypeVar("T")

# How JSON Schema names the texts that are Markdown (contentMediaType, RFC 7763).
MEDIA_TYPE = "text/markdown"

ELEMENTS = frozenset({"p", "br", "em", "strong", "code", "pre", "ul", "ol", "li", "blockquote", "a", "h3", "h4"})
ATTRIBUTES = {"a": {"href", "title"}}
SCHEMES = {"http", "https", "mailto"}

# The longest text that the record format takes as Markdown, in characters.
MOST_CHARACTERS = DatasetDescription._meta.get_field("description").max_length or 0

# How far a link may reach, in characters. python-markdown looks for the end of each link to the end of the text, five
# times over. An address is as long as the record format's.
LONGEST_LINK_TEXT = 300
LONGEST_ADDRESS = Link._meta.get_field("url").max_length or 0

# What python-markdown then spends on a text of that length, on the machine of docs/performance.md: 0.5 ms on a plain
# one; up to 0.2 ms on a “[”, 0.05 ms on a “<”, 0.04 ms on a line, 0.015 ms on other marks. A level of lists or
# quotations takes some calls of Python, of which there may be a thousand within each other, others included. So a text
# within these bounds costs some milliseconds at worst.
MOST_LEVELS = 4
MOST_LINES = 60
MARKS = (
    (re.compile(r"\["), 20, "“[”", "put addresses into the entry's links, or write round brackets"),
    (re.compile("<"), 20, "“<”", "leave out HTML, or say it in words"),
    (re.compile(r"[*_`\\&]"), 100, "the marks * _ ` \\ &", "emphasise less"),
)
# Where a line begins: quotations, items of lists, and a level for each four columns of indentation.
BEGINNING = re.compile(r"(?: |>|[*+-](?= )|\d{1,9}\.(?= ))*")
OPENING = re.compile(r"[>*+-]|\d\.")
INDENTED = 4

# What a character of a plain text would do in Markdown: anywhere, and at the beginning.
MARK = re.compile(r"[\\`*_\[\]]")
FIRST_MARK = re.compile(r"\A(\d*)([#>+.-])")

# Rendered texts that a process remembers. A text has 3,000 characters at most and its HTML six times as many (no-break
# spaces), so that all of them take some 8 MB at the very worst, and half of one where texts are a paragraph of words.
REMEMBERED = 256


class ShortLinks(Extension):
    """Links end within LONGEST_LINK_TEXT and LONGEST_ADDRESS characters, or are none."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 - the library's name
        """Bound how far the patterns of links and images look."""
        for pattern in md.inlinePatterns:
            if isinstance(pattern, LinkInlineProcessor):
                for name, longest in (("getText", LONGEST_LINK_TEXT), ("getLink", LONGEST_ADDRESS)):
                    setattr(pattern, name, _within(longest, getattr(pattern, name)))


def _within(longest: int, look: Callable[[str, int], T]) -> Callable[[str, int], T]:
    """Return the function `look`, which is given a text and where it begins, so that it sees `longest` characters."""
    return lambda data, index: look(data[: index + longest], index)


def problems(text: str) -> Iterator[str]:
    """Yield what makes Markdown `text` cost too much, with the fix. Linear in the length of the text."""
    # A carriage return ends a line for Markdown as well.
    lines = re.split(r"\r\n?|\n", text.expandtabs(INDENTED))
    if len(lines) > MOST_LINES:
        yield f"has {len(lines):,} lines; {MOST_LINES} are the most: write paragraphs without line breaks"
    levels = max(map(_levels, lines))
    if levels > MOST_LEVELS:
        yield f"has lists or quotations within each other, {levels:,} deep; {MOST_LEVELS} are the most: nest less"
    for mark, most, name, fix in MARKS:
        if (number := len(mark.findall(text))) > most:
            yield f"has {number:,} times {name}; {most} are the most: {fix}"


def _levels(line: str) -> int:
    """Return how many lists and quotations a line may open or continue."""
    beginning = BEGINNING.match(line)
    found = beginning[0] if beginning else ""
    return len(OPENING.findall(found)) + found.count(" " * INDENTED)


def to_html(text: str) -> SafeString:
    """Return Markdown `text` as safe HTML; as plain paragraphs where it costs too much or fails. Never raises.

    Raw HTML in it is cleaned like the rest.
    """
    # A text that no door lets in is not remembered, so that what is remembered is bounded.
    return plain(text) if len(text) > MOST_CHARACTERS else _rendered(text)


class _Renderer(threading.local):
    """The library's renderer, one for each thread: to make it takes as long as to render a text."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Begin anew: nothing is left of a text that failed halfway."""
        self.markdown = markdown.Markdown(extensions=[ShortLinks()], output_format="html")


_renderer = _Renderer()


@lru_cache(maxsize=REMEMBERED)
def _rendered(text: str) -> SafeString:
    if any(problems(text)):
        return plain(text)
    try:
        return mark_safe(_clean(_renderer.markdown.reset().convert(text)))  # noqa: S308 - cleaned
    except Exception as error:  # noqa: BLE001 - a library that fails on a text must not take the page along
        _renderer.begin()
        logger.warning("A text is shown plain, for it cannot be rendered as Markdown: %s: %.80r", error, text)
        return plain(text)


def _clean(markup: str) -> str:
    return nh3.clean(
        markup, tags=set(ELEMENTS), attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="nofollow noopener noreferrer"
    )


def as_markdown(text: str) -> str:
    r"""Return Markdown that shows just the characters of `text`, which is one paragraph.

    >>> print(as_markdown("ab_c is a [set] of 1. things"))
    ab\_c is a \[set\] of 1. things
    """
    return FIRST_MARK.sub(r"\1\\\2", MARK.sub(r"\\\g<0>", text.replace("&", "&amp;").replace("<", "&lt;")))


def plain(text: str) -> SafeString:
    """Return `text` as paragraphs of just its characters, with its line breaks; all markup is escaped."""
    printable = UNPRINTABLE.sub("\ufffd", text).replace("\r\n", "\n").replace("\r", "\n")
    # As nh3 writes text, so that cleaning would change nothing.
    escaped = html.escape(printable, quote=False).replace("\xa0", "&nbsp;")
    paragraphs = (paragraph.strip().replace("\n", "<br>") for paragraph in re.split(r"\n\s*\n", escaped))
    return mark_safe("".join(f"<p>{paragraph}</p>" for paragraph in paragraphs if paragraph))  # noqa: S308 - escaped
