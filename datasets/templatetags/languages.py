"""Template tags for pages in several languages: the switch, links to the others, codes, texts of the catalogue."""

from html import escape
from typing import Any

from django import template
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from datasets.models.description import Description
from datasets.models.language import LANGUAGES
from datasets.web import languages
from datasets.words import texts
from datasets.words.wording import listed

register = template.Library()

register.filter("words", texts.words)
register.filter("page_path", languages.page_path)
register.filter("sought", languages.sought)


@register.filter
def told(rows: Any) -> texts.Told[Description] | None:
    """Return the text for the reader out of all rows (a related manager) about one thing."""
    found: list[Description] = list(rows.all())
    return texts.told(found)


@register.filter
def spoken(words: texts.Words) -> SafeString:
    """Return words escaped, in an element that names their language where it is not the page's."""
    if words.language:
        return format_html('<span lang="{}">{}</span>', words.language, words.words)
    return format_html("{}", words.words)


@register.filter
def language_names(codes: list[str]) -> str:
    """Return the names of languages, in the language of the page."""
    return listed(get_language_info(code)["name_translated"] if code in LANGUAGES else code for code in codes)


@register.simple_tag
def language_tag() -> str:
    """Return the page's language in BCP 47."""
    return texts.bcp47(texts.reader())


@register.simple_tag(takes_context=True)
def alternate_links(context: dict[str, Any]) -> SafeString:
    """Return link elements that lead to the page in every language."""
    request: HttpRequest | None = context.get("request")
    found = languages.alternates(request, context["canonical"]) if request and "canonical" in context else []
    links = [f'<link rel="alternate" hreflang="{tag}" href="{escape(url)}">' for tag, url in found]
    return mark_safe("\n  ".join(links))  # noqa: S308 - tags are the site's own, addresses are escaped


@register.simple_tag(takes_context=True)
def language_switch(context: dict[str, Any]) -> SafeString:
    """Return the choice of languages, each by its own name. Joined from strings, for it is on every page."""
    request: HttpRequest | None = context.get("request")
    label = escape(_("Language"))
    items = [
        f'<li><span lang="{choice.tag}" aria-current="true">{choice.name}</span></li>'
        if choice.here
        else f'<li><a href="{escape(choice.url)}" lang="{choice.tag}" hreflang="{choice.tag}" rel="nofollow">'
        f"{choice.name}</a></li>"
        for choice in (languages.choices(request) if request else ())
    ]
    return mark_safe(  # noqa: S308 - names and tags are the site's own, addresses are escaped
        f'<nav class="languages" aria-label="{label}"><ul>{"".join(items)}</ul></nav>'
    )
