"""Themes of a programme, and who leads them."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from leerkring.accounts.models import User
from leerkring.core.errors import Overtaken, Refused

from ..models import Programme, Theme


def _refuse_taken_name(programme: Programme, name: str, *, but: int = 0) -> None:
    if programme.themes.filter(name__iexact=name).exclude(pk=but).exists():
        raise Refused({"name": _("This programme already has a theme with this name. It may have been put away.")})


@transaction.atomic
def add_theme(
    programme: Programme, *, by: User, name: str, description: str = "", lead: User | None = None, lead_name: str = ""
) -> Theme:
    """Add a theme; refused when there is one of this name."""
    row = Programme.objects.select_for_update().get(pk=programme.pk)
    _refuse_taken_name(row, name)
    return row.themes.create(name=name, description=description, lead=lead, lead_name="" if lead else lead_name)


@transaction.atomic
def change_theme(theme: Theme, *, by: User, version: int, **fields: Any) -> Theme:
    """Change a theme; raises ``Overtaken`` when somebody saved after ``version`` was read."""
    programme = Programme.objects.select_for_update().get(pk=theme.programme_id)
    row = Theme.objects.select_for_update().get(pk=theme.pk)
    if row.version != version:
        raise Overtaken(_("Somebody else changed this theme while you were busy."))
    if "name" in fields:
        _refuse_taken_name(programme, fields["name"], but=row.pk)
    if fields.get("lead"):
        fields["lead_name"] = ""
    for name, value in fields.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*fields, "version"])
    return row


def archive_theme(theme: Theme, *, by: User, is_archived: bool = True) -> None:
    """Put a theme away, or take it back out; circles that work on it keep it. A second time is harmless."""
    Theme.objects.filter(pk=theme.pk).update(is_archived=is_archived)


@transaction.atomic
def remove_theme(theme: Theme, *, by: User) -> None:
    """Delete a theme that no circle works on; a second time is harmless."""
    Programme.objects.select_for_update().get(pk=theme.programme_id)
    row = Theme.objects.filter(pk=theme.pk).first()
    if row is None:
        return
    if row.communities.exists():
        raise Refused(_("Circles work on this theme. Put it away instead: then no new circle can choose it."))
    row.delete()
