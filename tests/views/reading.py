"""Reading a page the way a browser does: elements, attributes and text. Unbalanced tags are problems."""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
# Elements whose text is not shown.
HIDDEN = frozenset({"script", "style", "template", "title"})


class Element:
    """One element: its tag, its attributes ("" for one without a value), its children in order."""

    def __init__(self, tag: str, attributes: dict[str, str], parent: "Element | None") -> None:
        self.tag = tag
        self.attributes = attributes
        self.parent = parent
        self.children: list[Element | str] = []

    def __getitem__(self, name: str) -> str:
        return self.attributes[name]

    def get(self, name: str) -> str | None:
        """Return an attribute, or None."""
        return self.attributes.get(name)

    def walk(self) -> "Iterator[Element]":
        """Yield all elements below this one, in the page's order."""
        for child in self.children:
            if isinstance(child, Element):
                yield child
                yield from child.walk()

    def all(self, tag: str = "", **attributes: str) -> "list[Element]":
        """Return the elements below with this tag and these attributes; `class_` is one of the classes."""
        wanted = attributes.pop("class_", None)
        return [
            element
            for element in self.walk()
            if tag in ("", element.tag)
            and (wanted is None or wanted in (element.get("class") or "").split())
            and all(element.get(name) == value for name, value in attributes.items())
        ]

    def one(self, tag: str = "", **attributes: str) -> "Element":
        """Return the only such element."""
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} elements {tag} {attributes}"
        return found[0]

    def above(self) -> "Iterator[Element]":
        """Yield the elements that this one stands in, from the inside out."""
        parent = self.parent
        while parent is not None:
            yield parent
            parent = parent.parent

    @property
    def raw(self) -> str:
        """The text directly in this element, as it is: what a script element holds."""
        return "".join(child for child in self.children if isinstance(child, str))

    @property
    def text(self) -> str:
        """The shown text of this element and all below it, white space single."""
        return " ".join(" ".join(self._pieces()).split())

    def _pieces(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif child.tag not in HIDDEN:
                yield from child._pieces()


class Page(Element, HTMLParser):
    """A whole page, with what is wrong with its markup in `problems`."""

    def __init__(self, html: str) -> None:
        Element.__init__(self, "", {}, None)
        HTMLParser.__init__(self, convert_charrefs=True)
        self.problems: list[str] = []
        self._open: list[Element] = [self]
        self.feed(html)
        self.close()
        self.problems += [f"<{element.tag}> is not closed" for element in self._open[1:]]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        self.problems += [f"<{tag}> has {name} twice" for name in set(names) if names.count(name) > 1]
        element = Element(tag, {name: value or "" for name, value in attrs}, self._open[-1])
        self._open[-1].children.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if self._open[-1].tag == tag and len(self._open) > 1:
            self._open.pop()
        else:
            self.problems.append(f"</{tag}> closes <{self._open[-1].tag}>")

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)

    def error(self, message: str) -> Any:
        """Take note of what the parser cannot read."""
        self.problems.append(message)
