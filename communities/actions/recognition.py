"""Writing down the recognitions of a circle or a programme."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from leerkring.accounts.models import User
from leerkring.core.errors import Overtaken, Refused

from ..models import Community, Programme, Recognition


@transaction.atomic
def add_recognition(
    scope: Community | Programme,
    *,
    by: User,
    title: str,
    issuer: str,
    starts_on: date,
    reason: str,
    ends_on: date | None = None,
    url: str = "",
) -> Recognition:
    """Write a recognition down; the same words again are the button pressed twice."""
    type(scope)._default_manager.select_for_update().get(pk=scope.pk)
    owner = {"community": scope} if isinstance(scope, Community) else {"programme": scope}
    facts = {"title": title, "issuer": issuer, "starts_on": starts_on, "ends_on": ends_on}
    row, _made = Recognition.objects.get_or_create(**owner, **facts, defaults={"reason": reason, "url": url})
    return row


@transaction.atomic
def change_recognition(
    recognition: Recognition,
    *,
    by: User,
    version: int,
    title: str,
    issuer: str,
    starts_on: date,
    reason: str,
    ends_on: date | None = None,
    url: str = "",
) -> Recognition:
    """Change what stands there. ``Overtaken`` when somebody saved in between."""
    row = Recognition.objects.select_for_update().filter(pk=recognition.pk).first()
    if row is None:
        raise Refused(_("Somebody removed this recognition while you were busy."))
    if row.version != version:
        raise Overtaken(_("Somebody else changed this recognition while you were busy."))
    facts = {
        "title": title,
        "issuer": issuer,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "reason": reason,
        "url": url,
    }
    for name, value in facts.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*facts, "version"])
    return row


@transaction.atomic
def remove_recognition(recognition: Recognition, *, by: User) -> None:
    """Take a recognition away; a second time is harmless."""
    Recognition.objects.filter(pk=recognition.pk).delete()
