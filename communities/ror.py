"""ROR codes: the Research Organization Registry's names for organisations. Pure."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Crockford's base 32: no i, l, o and u.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
SHAPE = re.compile(rf"0[{ALPHABET[10:]}0-9]{{6}}[0-9]{{2}}")


def clean_ror(text: str) -> str:
    """Return the nine characters of a ROR code that was typed, with or without its address; empty for nothing.

    ``ValidationError`` for another shape, and where the check digits say that something was mistyped.
    """
    code = re.sub(r"^(?:https?://)?(?:www\.)?ror\.org/", "", text.strip().casefold()).strip("/ ")
    if not code:
        return ""
    if not SHAPE.fullmatch(code):
        raise ValidationError(_("A ROR code looks like 05xvt9f17. You find it on ror.org."))
    if check_digits(code[1:7]) != code[7:]:
        raise ValidationError(_("There is a mistake in this ROR code. Copy it from ror.org."))
    return code


def check_digits(middle: str) -> str:
    """Return the two digits that belong to the six characters between the leading zero and them.

    ISO 7064, mod 97-10: the characters as a number in Crockford's base 32, times 100, and what is then lacking of 98
    in a division by 97. As in the registry's own ``rorapi`` (``generate_id``: ``98 - ((number * 100) % 97)``) and
    https://ror.readme.io/docs/identifier.
    """
    number = 0
    for character in middle:
        number = number * 32 + ALPHABET.index(character)
    return f"{98 - (number * 100) % 97:02d}"
