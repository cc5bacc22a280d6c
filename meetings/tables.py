"""Which groups of peer consultation are in use: the app above, which knows cases, says so (a registry)."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from leerkring.core.errors import Refused

from .models import ProgrammeItem

_highest: list[Callable[[ProgrammeItem], int]] = []


def register_tables(highest: Callable[[ProgrammeItem], int]) -> None:
    """Add a function that gives the highest table in use of an item; 0 for none."""
    _highest.append(highest)


def refuse_fewer_tables(item: ProgrammeItem, tables: int | None) -> None:
    """Refuse a number of tables below the highest that something was put at."""
    used = max((highest(item) for highest in _highest), default=0)
    if used > (tables or 0):
        words = _("Group %(count)s is in use. Keep that many groups, or empty it first.")
        raise Refused(words % {"count": used})
