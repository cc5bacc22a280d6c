"""The key of drafts that a browser keeps (``static/js/draft.js``)."""

from typing import Any

from django import template
from django.utils.crypto import salted_hmac

register = template.Library()


@register.simple_tag
def draft_key(user: Any) -> str:
    """Return the key with which the browser of this person locks what they typed: 256 bits, as hexadecimal.

    It stands only in pages of that person, so that on a shared computer nobody else reads a draft that was left there.
    """
    return salted_hmac("casework.draft", str(user.pk), algorithm="sha256").hexdigest()
