"""Who sees and closes reports of a privacy problem. They read nothing of what it is about for it."""

from typing import Any

from django.conf import settings
from django.db.models import Q

from communities.permissions import is_coordinator
from leerkring.core.permissions import EVERYBODY, NOBODY, condition, rule


def is_privacy_contact(user: Any) -> bool:
    """Whether this is the address that ``PRIVACY_CONTACT`` names."""
    contact = settings.PRIVACY_CONTACT
    return bool(contact and user.is_authenticated and user.email.lower() == contact.lower())


@rule("casework.view_incident")
def view_incident(user: Any) -> Q:
    """Coordinators of the circle, and the privacy contact of the portal; operators where there is no circle."""
    of_none = Q(community__isnull=True) if user.is_authenticated and user.is_staff else NOBODY
    return (EVERYBODY if is_privacy_contact(user) else NOBODY) | is_coordinator(user) | of_none


@rule("casework.report_topic")
def report_topic(user: Any) -> Q:
    """Who takes part in the circle hides a conversation at once; asked of the topic."""
    return condition(user, "communities.follow_topic") & Q(sealed_at__isnull=True)


@rule("casework.close_incident")
def close_incident(user: Any) -> Q:
    """The same close it, with what was done."""
    return Q(closed_at__isnull=True) & view_incident(user)
