"""Parts of templates that are rendered once: what is the same on every page, and what is of one thing alone."""

from django import template
from django.template.base import NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from datasets.models.kept import Kept

# Parts of pages that visitors asked for last; one is some 30 kB.
MOST_KEPT = 300

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
