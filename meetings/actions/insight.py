"""Insights and knowledge questions."""

from django.db import transaction
from django.utils.translation import gettext as _

from leerkring.accounts.models import User
from leerkring.core.errors import Overtaken, Refused

from ..models import Insight, Meeting
from .harvest import lock_harvest


class InsightOvertaken(Overtaken):
    """Somebody else saved it first; ``current`` is what stands there now."""

    def __init__(self, current: Insight) -> None:
        super().__init__(
            _("Somebody else changed this while you were typing. Compare, and save again if yours is right.")
        )
        self.current = current


@transaction.atomic
def add_insight(meeting: Meeting, *, by: User, kind: str, text: str) -> Insight:
    """Keep an insight or a question; the same words by the same person (a button pressed twice) are one."""
    row = lock_harvest(meeting)
    facts = {"kind": kind, "text": text, "author": by}
    known = row.insights.filter(**facts).first()
    if known is None and row.insights.count() >= Insight.MOST:
        raise Refused(_("A meeting holds at most %(count)s insights and questions.") % {"count": Insight.MOST})
    return known or row.insights.create(**facts)


@transaction.atomic
def change_insight(insight: Insight, *, by: User, version: int, kind: str, text: str) -> Insight:
    """Change the words, or what it is. Raises ``InsightOvertaken`` when ``version`` is not the latest."""
    meeting = lock_harvest(insight.meeting)
    row = meeting.insights.filter(pk=insight.pk).first()
    if row is None:
        raise Refused(_("Somebody took this away in the meantime."))
    if (row.kind, row.text) == (kind, text):
        return row
    if row.version != version:
        raise InsightOvertaken(row)
    row.kind, row.text, row.version = kind, text, version + 1
    row.save()
    return row


@transaction.atomic
def remove_insight(insight: Insight, *, by: User) -> None:
    """Take it away. Gone already is fine."""
    meeting = lock_harvest(insight.meeting)
    meeting.insights.filter(pk=insight.pk).delete()
