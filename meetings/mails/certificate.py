"""Telling people that certificates are ready, or that one was withdrawn: a link, and nothing of what they state."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_noop

from leerkring.core.links import absolute_url
from leerkring.notifications.kinds import Mail, Skip
from leerkring.notifications.models import Message

from ..models import Certificate

GONE = Skip(gettext_noop("the certificate is gone"))
WITHDRAWN = Skip(gettext_noop("the certificate was withdrawn in the meantime"))
LATER = Skip(gettext_noop("a later mail tells this too"))


def prepare_ready(messages: Sequence[Message]) -> Mapping[int, Mail | Skip]:
    """Tell of certificates that were made at once: one mail per person and batch. Who left the circle hears it too."""
    rows = _certificates(messages)
    return {message.pk: _ready(rows.get(message.context["certificate"]), message) for message in messages}


def _certificates(messages: Sequence[Message]) -> Mapping[int, Certificate]:
    rows: Any = Certificate.objects.select_related("meeting__cycle__community__programme", "replaced_by")
    found: Mapping[int, Certificate] = rows.in_bulk({message.context["certificate"] for message in messages})
    return found


def _ready(certificate: Certificate | None, message: Message) -> Mail | Skip:
    if certificate is None or certificate.user_id != message.recipient_id:
        return GONE
    if not certificate.is_valid:
        return WITHDRAWN
    return Mail("meetings_certificate_ready", _context(certificate))


def prepare_replaced(messages: Sequence[Message]) -> Mapping[int, Mail | Skip]:
    """Tell that a certificate was withdrawn; of several corrections in a row, only the last."""
    rows = _certificates(messages)
    return {message.pk: _replaced(rows.get(message.context["certificate"]), message) for message in messages}


def _replaced(certificate: Certificate | None, message: Message) -> Mail | Skip:
    if certificate is None or certificate.user_id != message.recipient_id:
        return GONE
    fresh = certificate.replaced_by
    if fresh and not fresh.is_valid:
        return LATER
    return Mail("meetings_certificate_replaced", _context(certificate) | {"fresh": fresh})


def _context(certificate: Certificate) -> dict[str, Any]:
    meeting = certificate.meeting
    return {
        "certificate": certificate,
        "community": meeting.cycle.community if meeting else None,
        "circle": certificate.facts["circle"],
        "day": certificate.date,
        "url": absolute_url(reverse("meetings:certificate_list", query={"jaar": certificate.date.year})),
    }
