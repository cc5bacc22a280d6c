"""Which words make a password easy to guess on this portal."""

import re
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Words of what people do here; the name of the portal and its address are added.
WORDS = ("leerkring", "leergemeenschap", "intervisie", "bijeenkomst", "wachtwoord", "welkom")
# Shorter parts of a name stand in too many words.
LEAST = 5


class NoWordsOfThePortal:
    """Refuses a password of which a word of the portal is the larger part: *Leerkring-2026*."""

    def validate(self, password: str, user: Any = None) -> None:
        """Take those words away; what is left must still be long enough for a password by itself."""
        left = password.casefold()
        for word in words():
            left = left.replace(word, "")
        if left != password.casefold() and len(left) < 12:
            raise ValidationError(self.get_help_text(), code="password_of_the_portal")

    def get_help_text(self) -> str:
        """Say what to leave out."""
        return _("Leave the name of the portal and words like “leerkring” or “welkom” out of your password.")


def words() -> list[str]:
    """Return the words, the longest first."""
    named = re.findall(r"\w+", f"{settings.SITE_NAME} {settings.SITE_URL}".casefold())
    return sorted({*WORDS, *(word for word in named if len(word) >= LEAST)}, key=len, reverse=True)
