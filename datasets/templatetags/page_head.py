"""The head of a page: one title and one description, for readers' tabs, for engines and for whoever shares the page."""

import re
from html import escape, unescape
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.http import HttpRequest
from django.template.base import NodeList, Parser, Token
from django.template.context import Context
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe

from datasets.assistants.markdown import markdown_address
from datasets.exports.preview import SITE
from datasets.views import previews
from datasets.views.previews import Preview
from datasets.web import languages
from datasets.web.addresses import absolute, with_query

register = template.Library()

# In characters: what results of engines show of a title, and a little more than they show of a description.
LONGEST_TITLE = 110
LONGEST_DESCRIPTION = 200
# Media type -> how oEmbed calls the format (oembed.com, 4).
OEMBED = {"application/json+oembed": "json", "text/xml+oembed": "xml"}


class PageHead(template.Node):
    """Two lists of nodes that give text: the title and the description."""

    child_nodelists = ("title", "description")

    def __init__(self, title: NodeList, description: NodeList) -> None:
        """Take the two."""
        self.title, self.description = title, description

    def render(self, context: Context) -> SafeString:
        """Return the elements.

        `description_language` (BCP 47) is set where the description is in another language, `preview`
        (views.previews.Preview) where the page has a picture of its own.
        """
        title = _shortened(self.title.render(context), LONGEST_TITLE)
        description = _shortened(self.description.render(context), LONGEST_DESCRIPTION)
        request: HttpRequest | None = context.get("request")
        spoken = context.get("description_language")
        lang = f' lang="{escape(spoken)}"' if spoken else ""
        properties = {
            "og:type": "website",
            "og:site_name": SITE,
            "og:title": title,
            "og:description": description,
            "og:locale": languages.open_graph(),
        }
        # The page that refuses another host has no address (addresses.of_the_page).
        if request and "canonical" in context:
            shown: Preview = context.get("preview") or previews.of_site(request)
            properties |= {
                "og:image": shown.url,
                "og:image:width": str(shown.width),
                "og:image:height": str(shown.height),
                "og:image:alt": shown.words,
            }
        lines = [
            f"<title>{escape(title)} · {SITE}</title>",
            f'<meta name="description"{lang} content="{escape(description)}">',
            *(
                f'<meta property="{name}"{lang if name == "og:description" else ""} content="{escape(value)}">'
                for name, value in properties.items()
            ),
            '<meta name="twitter:card" content="summary_large_image">',
        ]
        return mark_safe("\n  ".join(lines))  # noqa: S308 - every text is escaped above


def _shortened(markup: str, most: int) -> str:
    """Return markup as plain text, white space single, cut behind a word."""
    # Not split(): French has spaces that do not break before its signs, and they stay.
    text = re.sub(r"[ \t\r\n\f]+", " ", unescape(strip_tags(markup))).strip()
    if len(text) <= most:
        return text
    start = text[:most]
    # Chinese has no spaces to cut at.
    end = start.rfind(" ")
    return f"{(start[:end] if end > most // 2 else start).rstrip(' ,;:·–-')}…"


@register.tag
def page_head(parser: Parser, token: Token) -> PageHead:
    """{% page_head %}title{% described %}description{% endpage_head %}: both may be blocks."""
    title = parser.parse(("described",))
    parser.delete_first_token()
    description = parser.parse(("endpage_head",))
    parser.delete_first_token()
    return PageHead(title, description)


@register.simple_tag(takes_context=True)
def page_address(context: dict[str, Any]) -> SafeString:
    """Return the page's own address for engines and whoever shares it, or that it is not to be found by them.

    Beside it stands where the page is as Markdown.
    `oembed` is the address that tells how the page is embedded, where it can be.
    """
    lines = ['<meta name="robots" content="noindex">'] if context.get("noindex") else []
    if canonical := context.get("canonical"):
        lines += [
            format_html('<link rel="canonical" href="{}">', canonical),
            format_html('<meta property="og:url" content="{}">', canonical),
        ]
        others = languages.other_open_graph() if languages.named(urlsplit(canonical).path) else ()
        lines += [format_html('<meta property="og:locale:alternate" content="{}">', locale) for locale in others]
    request: HttpRequest | None = context.get("request")
    if canonical and request and (address := markdown_address(request.path)):
        address = absolute(request, with_query(request, address))
        lines.append(format_html('<link rel="alternate" type="text/markdown" href="{}">', address))
    if oembed := context.get("oembed"):
        lines += [
            format_html('<link rel="alternate" type="{}" href="{}&amp;format={}">', media_type, oembed, form)
            for media_type, form in OEMBED.items()
        ]
    return mark_safe("\n  ".join(lines))  # noqa: S308 - joined from safe strings
