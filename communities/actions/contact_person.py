"""Saying whom the world can write to about a circle."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from leerkring.accounts.models import User
from leerkring.core.errors import Overtaken, Refused

from ..models import Community, ContactPerson
from .order import last_position, move

MOST = 10


@transaction.atomic
def add_contact_person(
    community: Community,
    *,
    by: User,
    user: User | None = None,
    name: str = "",
    email: str = "",
    function: str = "",
    about: str = "",
) -> ContactPerson:
    """Add a member, or somebody from outside with a name and an address; the same one again changes what stands there.

    Refused for somebody with an account who is not in the circle, and for more than ``MOST``.
    """
    row = _lock(community)
    facts = _facts(row, user=user, name=name, email=email, function=function, about=about)
    known = _known(row, user=user, email=facts["email"])
    if known:
        return _write(known, facts)
    if row.contact_persons.count() >= MOST:
        raise Refused(_("A circle has ten contact persons at most. Remove one first."))
    return ContactPerson.objects.create(community=row, position=last_position(row.contact_persons.all()), **facts)


@transaction.atomic
def change_contact_person(
    contact: ContactPerson,
    *,
    by: User,
    version: int,
    user: User | None = None,
    name: str = "",
    email: str = "",
    function: str = "",
    about: str = "",
) -> ContactPerson:
    """Change who it is or what stands beside the name. ``Overtaken`` when somebody saved in between."""
    community = _lock(contact.community)
    row = ContactPerson.objects.select_for_update().filter(pk=contact.pk).first()
    if row is None:
        raise Refused(_("Somebody removed this contact person while you were busy."))
    if row.version != version:
        raise Overtaken(_("Somebody else changed this contact person while you were busy."))
    facts = _facts(community, user=user, name=name, email=email, function=function, about=about)
    other = _known(community, user=user, email=facts["email"])
    if other and other.pk != row.pk:
        raise Refused(_("This person already is a contact person of the circle."))
    return _write(row, facts)


@transaction.atomic
def move_contact_person(contact: ContactPerson, *, by: User, up: bool) -> None:
    """Let a contact person change places with the one above or below."""
    community = _lock(contact.community)
    move(community.contact_persons.all(), contact, up=up)


@transaction.atomic
def remove_contact_person(contact: ContactPerson, *, by: User) -> None:
    """Take a contact person away, with what was written to them; a second time is harmless."""
    _lock(contact.community)
    ContactPerson.objects.filter(pk=contact.pk).delete()


def _lock(community: Community) -> Community:
    row = Community.objects.select_for_update().get(pk=community.pk)
    if row.is_over:
        raise Refused(_("This circle has been closed. Its contact persons can't be changed any more."))
    return row


def _facts(
    community: Community, *, user: User | None, name: str, email: str, function: str, about: str
) -> dict[str, Any]:
    if user and not community.memberships.active().filter(user=user).exists():
        raise Refused(_("This person is no longer in the circle."))
    if not user and not (name and email):
        raise Refused(_("Fill in a name and an e-mail address, or choose a member."))
    outside = {"name": "", "email": ""} if user else {"name": name, "email": email.strip().lower()}
    return {"user": user, "function": function, "about": about} | outside


def _known(community: Community, *, user: User | None, email: str) -> ContactPerson | None:
    rows = community.contact_persons
    return rows.filter(user=user).first() if user else rows.filter(email=email).first()


def _write(row: ContactPerson, facts: dict[str, Any]) -> ContactPerson:
    for name, value in facts.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*facts, "version"])
    return row
