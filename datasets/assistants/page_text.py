"""A page's HTML as Markdown: what a screen reader reads of its main part, without what is there to be pressed.

Tables stay tables (GitHub Flavored Markdown), a list of terms becomes a list, links are absolute. What is only a
picture or a sign is left out, for each stands beside words that say the same.
"""

import re
from urllib.parse import quote, urljoin

from bs4 import BeautifulSoup, Tag
from markdownify import MarkdownConverter

from datasets.words.wording import before_value

# What stands in the main part for acting, not for reading, is cut out: filters, forms, buttons and what opens by them.
# It is most of a page, so it goes before anything is parsed. The documents behind a fact are one link away.
ACTING = re.compile(r'<(aside|button|form|select|svg)\b.*?</\1>|<div class="sources" id="src-.*?</div>', re.DOTALL)
# The rest by what it is. Of the ways around those stay that say to what a page belongs, and that lead to its next part.
NOT_READ = {"label", "script", "style"}
NOT_READ_CLASSES = {"act", "door", "share"}
READ_WAYS = {"trail", "pages"}
# What ends a page: how to cite what it shows.
CITING = "section[aria-labelledby=cite]"
# What means something in Markdown wherever it stands (CommonMark 2.4), and at the start of a line (4.2, 5.2).
SPECIAL = re.compile(r"[\\`*_\[\]<|~]|&(?=#?\w+;)")
STARTS = re.compile(r"^(\s*(?:[0-9]{1,9}(?=[.)]))?)(#{1,6}|[-+=>.)])(?=\s|$)")
# What parts the cells of a table's row.
BAR = re.compile(r"(?<!\\)\|")


class _Converter(MarkdownConverter):
    """The library's converter, with this site's tables, lists of terms and quotations."""

    def escape(self, text: str, parent_tags: set[str]) -> str:
        """Return text as it has to be written to stay what it is."""
        return STARTS.sub(r"\1\\\2", SPECIAL.sub(r"\\\g<0>", text))

    def convert_dt(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a term as the beginning of an item."""
        label = text.strip()
        return f"\n- **{label if label.endswith((':', '：')) else before_value(label)}**" if label else ""

    def convert_dd(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return what is said of a term: behind it, or behind what else is said of it."""
        first = el.find_previous_sibling(["dt", "dd"])
        between = " ·" if first is not None and first.name == "dd" else ""
        return f"{between} {_on_one_line(text)}" if text.strip() else ""

    def convert_dl(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a list of terms without space between its items."""
        items = re.sub(r"\n\s*", "\n", text).strip()
        return f"\n\n{items}\n\n"

    def convert_q(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a quotation in signs that no language takes for anything else."""
        return f"“{text.strip()}”"

    def convert_summary(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return what is written on something that folds as a paragraph before it."""
        return f"\n\n{text.strip()}\n\n"

    def convert_ul(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a list; in a cell, its items in a row."""
        if parent_tags & {"td", "th"}:
            return " · ".join(line.strip() for line in text.splitlines() if line.strip()) + "\n"
        return str(self.convert_list(el, text, parent_tags))  # type: ignore[attr-defined]

    convert_ol = convert_ul

    def convert_li(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return an item; in a cell, a line."""
        if parent_tags & {"td", "th"}:
            return f"{_on_one_line(text)}\n"
        return str(super().convert_li(el, text, parent_tags))  # type: ignore[misc]

    def convert_td(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a cell, and empty ones for the columns that it spans beside its own."""
        cell = BAR.sub(r"\|", _on_one_line(text))
        return f" {cell} |" + " |" * (int(str(el.get("colspan") or 1)) - 1)

    convert_th = convert_td

    def convert_tr(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a row."""
        return f"|{text}\n"

    def convert_table(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a table; one without a head has an empty one, for Markdown knows no other."""
        rows = [line for line in text.splitlines() if line.startswith("|")]
        if not rows:
            return ""
        caption = [line for line in text.splitlines() if line and not line.startswith("|")]
        first = el.find("tr")
        headed = el.find("thead") is not None or (first is not None and first.find("td") is None)
        columns = max(len(BAR.findall(row)) - 1 for row in rows)
        head = rows.pop(0) if headed else "|" + " |" * columns
        return "\n".join(["\n", *caption, *([""] if caption else []), head, "|" + " --- |" * columns, *rows, "\n"])


_convert = _Converter(heading_style="atx", bullets="-", wrap=True, wrap_width=None, autolinks=False).convert_soup


def page_text(html: str, address: str, lasting: str) -> str:
    """Return the main part of a page as Markdown.

    `address` is the page's own, to which its links are relative; `lasting` ("" for none) stands below the heading.
    """
    start, end = html.find("<main"), html.rfind("</main>")
    main = BeautifulSoup(ACTING.sub("", html[start:end]), "html.parser")
    for element in main.find_all(_is_not_read):
        element.decompose()
    # A section of which only the heading is left had nothing but a picture.
    for section in main.find_all("section"):
        if not any(child.get_text(strip=True) for child in section.find_all(True, recursive=False)[1:]):
            section.decompose()
    for name, attribute in (("a", "href"), ("img", "src")):
        for element in main.find_all(name, attrs={attribute: True}):
            # What a page writes is an address; what would end Markdown's is encoded.
            element[attribute] = quote(urljoin(address, str(element[attribute])), safe="%/:?#@!$&*+,;=~[]'")
    for element in main.select(".pages > *"):
        element.insert_after(" ")
    for element in main.select(CITING):
        main.append(element.extract())
    text = _convert(main)
    before, heading, rest = _parted(text)
    lines = [heading, f"<{lasting}>" if lasting else "", before, re.sub(r"[ \t]+\n", "\n", rest)]
    return re.sub(r"\n{3,}", "\n\n", "\n\n".join(filter(None, lines))).strip() + "\n"


def _is_not_read(element: Tag) -> bool:
    """Tell whether an element is there to be pressed or seen, and says nothing that the rest does not say."""
    classes, address = set(element.get_attribute_list("class")), str(element.get("href", ""))
    match element.name:
        case "nav":
            return not classes & READ_WAYS
        case "a" if "button" in classes and address.startswith("#"):
            return True
        case "a" if "/suggest/" in address and "nofollow" in element.get_attribute_list("rel"):
            return True
    hidden = element.has_attr("hidden") or element.get("aria-hidden") == "true"
    return hidden or element.name in NOT_READ or bool(classes & NOT_READ_CLASSES)


def _parted(text: str) -> tuple[str, str, str]:
    """Return what stands before the page's heading, the heading, and all else."""
    found = re.search(r"^# .+$", text, re.MULTILINE)
    return (text[: found.start()], found[0], text[found.end() :]) if found else ("", "", text)


def _on_one_line(text: str) -> str:
    """Return text without line breaks, as what stands in a row or an item has to be."""
    return re.sub(r"[ \t]*[\r\n][ \t\r\n]*", " ", text).strip(" \t")
