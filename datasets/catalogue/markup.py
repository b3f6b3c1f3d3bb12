"""The one place where Markdown becomes HTML: rendered, then cut down to a fixed list of harmless elements."""

import markdown
import nh3
from django.utils.safestring import SafeString, mark_safe

ELEMENTS = frozenset({"p", "br", "em", "strong", "code", "pre", "ul", "ol", "li", "blockquote", "a", "h3", "h4"})
ATTRIBUTES = {"a": {"href", "title"}}
SCHEMES = {"http", "https", "mailto"}


def to_html(text: str) -> SafeString:
    """Return Markdown `text` as safe HTML. Raw HTML in it is cleaned like the rest; an error gives no HTML at all."""
    html = markdown.markdown(text, output_format="html")
    clean = nh3.clean(
        html, tags=set(ELEMENTS), attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="nofollow noopener noreferrer"
    )
    return mark_safe(clean)  # noqa: S308 - nh3 has just cleaned it
