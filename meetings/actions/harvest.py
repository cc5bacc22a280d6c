"""When people write along: what every deed of the harvest asks first."""

from django.utils import timezone
from django.utils.translation import gettext as _

from communities.models import Community
from leerkring.core.errors import Refused

from ..models import Meeting, Note, Report
from .meeting import lock_meeting


def lock_harvest(meeting: Meeting) -> Meeting:
    """Return the meeting, locked; refused when nothing can be written (yet, or any more)."""
    row = lock_meeting(meeting)
    refuse_when_done(row)
    if row.starts_at - Note.OPENS > timezone.now():
        raise Refused(_("You can write along from an hour before the meeting begins."))
    if Report.objects.filter(meeting=row, status=Report.Status.APPROVED).exists():
        raise Refused(_("The report has been approved. Ask who leads the meeting to open it again."))
    return row


def refuse_when_done(meeting: Meeting) -> None:
    """Refuse what happens at a meeting that does not go on, or in a circle that does not run."""
    if meeting.cycle.community.status != Community.Status.ACTIVE:
        raise Refused(_("This circle has been closed. You can still read it, but nothing in it changes any more."))
    if not meeting.is_planned:
        raise Refused(_("This meeting does not go on."))
