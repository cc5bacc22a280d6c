"""``{% speaking words %}…{% endspeaking %}``: a part that speaks of one programme, in a text that speaks of more."""

from typing import Any

from django import template
from django.template import Context
from django.template.base import FilterExpression, NodeList, Parser, Token

from .. import vocabulary

register = template.Library()


class SpeakingNode(template.Node):
    """Render what is inside in these words; in the portal's own where there are none."""

    def __init__(self, words: FilterExpression, inside: NodeList) -> None:
        self.words, self.nodelist = words, inside

    def render(self, context: Context) -> Any:
        """Return the inside."""
        with vocabulary.speaking(self.words.resolve(context)):
            return self.nodelist.render(context)


@register.tag
def speaking(parser: Parser, token: Token) -> SpeakingNode:
    """Take one argument: words, or nothing."""
    _name, words = token.split_contents()
    inside = parser.parse(("endspeaking",))
    parser.delete_first_token()
    return SpeakingNode(parser.compile_filter(words), inside)
