"""Parts of templates that are rendered once: what is the same on every page, and what is of one thing alone.

Among them are three of Django's own tags: the interface's texts and addresses, which stand on a page by the hundred,
and `extends`, which looks for the blocks of the whole page each time.
"""

from collections.abc import Hashable
from functools import lru_cache

from django import template
from django.template.base import NodeList, Parser, Token
from django.template.context import Context
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as url_of_django
from django.template.loader_tags import ExtendsNode, do_extends
from django.templatetags.i18n import TranslateNode, do_translate
from django.urls import NoReverseMatch, get_resolver, get_script_prefix, get_urlconf, reverse
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from datasets.models.kept import Kept

# Parts of pages that visitors asked for last; one is some 30 kB.
MOST_KEPT = 300
# Addresses that were written last.
MOST_ADDRESSES = 20_000

register = template.Library()


class Constant(template.Node):
    """Nodes, and the markup that they have given in each language so far; kept as long as the template is."""

    def __init__(self, nodelist: NodeList) -> None:
        """Take the nodes."""
        self.nodelist = nodelist
        self.rendered: dict[str | None, SafeString] = {}

    def render(self, context: Context) -> SafeString:
        """Return the markup. The nodes see nothing of the page: what is kept must not be of one visitor."""
        language = get_language()
        markup = self.rendered.get(language)
        if markup is None:
            markup = self.rendered[language] = self.nodelist.render(context.new())
        return markup


@register.tag
def constant(parser: Parser, token: Token) -> Constant:
    """{% constant %}words and addresses{% endconstant %}: no variables stand in it."""
    nodelist = parser.parse(("endconstant",))
    parser.delete_first_token()
    return Constant(nodelist)


class Text(TranslateNode):
    """A text of the interface, looked up once in each language."""

    def __init__(self, node: TranslateNode) -> None:
        """Take what Django has made of the tag."""
        super().__init__(node.filter_expression, node.noop)
        self.said: dict[str | None, str] = {}

    def render(self, context: Context) -> str:
        """Return the text."""
        language = get_language()
        text = self.said.get(language)
        if text is None:
            text = self.said[language] = super().render(context)
        return text


@register.tag
def translate(parser: Parser, token: Token) -> TranslateNode:
    """{% translate "text" %} as Django has it."""
    node = do_translate(parser, token)
    text = node.filter_expression
    varies = node.asvar or node.message_context or text.filters or getattr(text.var, "literal", None) is None
    return node if varies else Text(node)


class Address(URLNode):
    """An address, worked out once in each language."""

    def render(self, context: Context) -> str:
        """Return the address. What depends on the request, as in the admin, is worked out each time."""
        name = self.view_name.resolve(context)
        values = [value.resolve(context) for value in self.args]
        if self.kwargs or not isinstance(name, str) or ":" in name or not all(map(_is_plain, values)):
            return super().render(context)
        where = get_resolver(get_urlconf()), get_script_prefix(), get_language()
        try:
            address = _address(where, name, *values)
        except NoReverseMatch:
            return super().render(context)
        if self.asvar:
            context[self.asvar] = address
            return ""
        return conditional_escape(address) if context.autoescape else address


@register.tag
def url(parser: Parser, token: Token) -> Address:
    """{% url "name" argument … %} as Django has it."""
    node = url_of_django(parser, token)
    return Address(node.view_name, node.args, node.kwargs, node.asvar)


def _is_plain(value: object) -> bool:
    """Tell whether a value stays what it is and equals no other one that is written otherwise, as 1 does True."""
    return isinstance(value, str) or type(value) is int


@lru_cache(MOST_ADDRESSES)
def _address(where: Hashable, name: str, *values: Hashable) -> str:
    """Return an address; `where` is all that it depends on beside."""
    return reverse(name, args=values)


class Page(ExtendsNode):
    """A template that fills in another one, whose blocks are looked for once."""

    def get_parent(self, context: Context) -> template.Template:
        """Return the other template."""
        parent: template.Template = super().get_parent(context)
        if not isinstance(parent.nodelist, Searched):
            parent.nodelist = Searched(parent.nodelist)
        return parent


class Searched(NodeList):
    """The nodes of a template, which stay the same, and those of a type that were found among them."""

    def __init__(self, nodes: NodeList) -> None:
        """Take the nodes."""
        super().__init__(nodes)
        self.found: dict[type[template.Node], list[template.Node]] = {}

    def get_nodes_by_type(self, nodetype: type[template.Node]) -> list[template.Node]:
        """Return the nodes of a type, those within others, too."""
        if nodetype not in self.found:
            self.found[nodetype] = super().get_nodes_by_type(nodetype)
        return self.found[nodetype]


@register.tag
def extends(parser: Parser, token: Token) -> Page:
    """{% extends "base.html" %} as Django has it."""
    node = do_extends(parser, token)
    return Page(node.nodelist, node.parent_name)


class KeptPart(template.Node):
    """Nodes, and the markup that they have given for the keys asked for last, while the catalogue stays the same."""

    def __init__(self, key: template.base.FilterExpression, nodelist: NodeList) -> None:
        """Take the nodes, and what gives the key."""
        self.key, self.nodelist = key, nodelist
        self.kept: Kept[object, SafeString] = Kept(MOST_KEPT)

    def render(self, context: Context) -> SafeString:
        """Return the markup; where the page has no key, nothing is kept."""
        key = self.key.resolve(context)
        return self.kept.get(key, lambda: self.nodelist.render(context)) if key else self.nodelist.render(context)


@register.tag
def kept(parser: Parser, token: Token) -> KeptPart:
    """{% kept key %}…{% endkept %}: what stands in it follows from the key and the catalogue, and is no visitor's."""
    _name, key = token.split_contents()
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptPart(parser.compile_filter(key), nodelist)
