"""What the privacy check found, as buttons."""

from django import template

from leerkring.core.privacy import Finding

from ..actions.replacement import Replacement
from ..forms.replacement import tap

register = template.Library()


@register.simple_tag
def tap_of(name: str, finding: Finding, words: str) -> str:
    """Return what a button carries that puts ``words`` in the place of what was found."""
    return tap(Replacement(name, finding.start, finding.text, words))
