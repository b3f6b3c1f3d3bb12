"""What is the same on every page: a part of a template that depends on the language alone is rendered once for each."""

from django import template
from django.template.base import NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString
from django.utils.translation import get_language

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
