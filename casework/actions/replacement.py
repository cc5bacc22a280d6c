"""Putting other words in the place of what makes somebody recognisable, and taking that back."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from leerkring.accounts.models import User
from leerkring.core.errors import Refused

from ..models import Case
from .case import save_case
from .sheet import Sheet


@dataclass(frozen=True)
class Replacement:
    """A piece of one text of a case: where it begins, what stands there, and what comes in its place."""

    name: str
    start: int
    old: str
    new: str

    @property
    def reverse(self) -> "Replacement":
        """What takes it back."""
        return Replacement(self.name, self.start, self.new, self.old)


def replace_piece(case: Case, replacement: Replacement, *, by: User, sheet: Sheet) -> Case:
    """Replace exactly that piece; refused when the text has changed there in the meantime."""
    if replacement.name not in Case.TEXTS:
        raise Refused(_("This text can't be changed here."))
    text, end = getattr(case, replacement.name), replacement.start + len(replacement.old)
    if replacement.start < 0 or text[replacement.start : end] != replacement.old:
        raise Refused(_("The text has changed there in the meantime. Look at it again."))
    changed = text[: replacement.start] + replacement.new + text[end:]
    if len(changed) > (getattr(Case._meta.get_field(replacement.name), "max_length", None) or len(changed)):
        raise Refused(_("There is no room for these words. Change the text yourself."))
    return save_case(case, {replacement.name: changed}, by=by, sheet=sheet)
