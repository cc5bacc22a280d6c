"""Who writes and reads what stays of a conversation: those who sat at the table."""

from typing import Any

from django.db.models import Q

from leerkring.core.permissions import NOBODY, condition, rule

from ..models import Seat, Session
from .session import GOES_ON, at_table, view_session

FINISHED = Q(status=Session.Status.FINISHED)


@rule("casework.write_record")
def write_record(user: Any) -> Q:
    """Everybody at the table writes along once the conversation is over, until its owner chose what stays."""
    return FINISHED & GOES_ON & at_table(user)


@rule("casework.close_record")
def close_record(user: Any) -> Q:
    """The case owner decides what stays; nobody does so for them."""
    return FINISHED & GOES_ON & at_table(user, Seat.Role.OWNER)


@rule("casework.view_record_item")
def view_record_item(user: Any) -> Q:
    """Who sat at the table, while they are in the circle."""
    return Q(session__in=Session.objects.filter(view_session(user)).values("pk"))


@rule("casework.change_record_item")
def change_record_item(user: Any) -> Q:
    """Who wrote it takes it away, until the owner chose; the owner leaves it out."""
    if not user.is_authenticated:
        return NOBODY
    writing = Session.objects.filter(condition(user, "casework.write_record"))
    return Q(author=user.pk, session__in=writing.values("pk"))
