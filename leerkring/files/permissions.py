"""Who may do what with files."""

from typing import Any

from django.db.models import Q

from leerkring.core.permissions import NOBODY, rule

from .purposes import all_purposes


@rule("files.view_file")
def view_file(user: Any) -> Q:
    """Each purpose says who sees its files; what waits for the virus scanner, and what no app registers, nobody."""
    seen = NOBODY
    for purpose in all_purposes():
        seen |= Q(purpose=purpose.name) & purpose.may_view(user)
    return seen & Q(held_at__isnull=True, is_infected=False)
