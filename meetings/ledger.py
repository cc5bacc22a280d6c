"""In whose ledger mail about a meeting stands."""

from leerkring.notifications.actions import About

from .models import Meeting


def about(meeting: Meeting) -> About:
    """Return the circle and the meeting that a mail is about."""
    return About(meeting.cycle.community_id, topic_of(meeting))


def topic_of(meeting: Meeting) -> str:
    """Return the name under which the outbox knows a meeting."""
    return f"meeting:{meeting.pk}"
