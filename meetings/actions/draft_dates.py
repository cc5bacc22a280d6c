"""Putting the meetings that are in draft on other dates."""

import logging
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.models import Community
from leerkring.accounts.models import User
from leerkring.core.errors import Refused

from ..models import Cycle, Meeting

logger = logging.getLogger(__name__)


@transaction.atomic
def redate_drafts(cycle: Cycle, *, by: User, dates: Sequence[date]) -> list[Meeting]:
    """Move the drafts, in their order, to these dates; nobody is told, as nobody knows of them. Twice is harmless.

    Refused when there are more or fewer drafts than dates: somebody else planned or removed one in between.
    """
    community = Community.objects.select_for_update().get(pk=cycle.community_id)
    drafts = list(cycle.meetings.filter(status=Meeting.Status.DRAFT).order_by("number"))
    if community.status != Community.Status.ACTIVE:
        raise Refused(_("This circle is not running. Its meetings stay as they are."))
    if not drafts or len(drafts) != len(dates):
        raise Refused(_("Somebody else changed the drafts meanwhile. Look at them and propose dates again."))
    if any(later <= earlier for earlier, later in pairwise(dates)) or dates[0] <= timezone.localdate():
        raise Refused(_("These dates are not all in the future and in order. Propose them again."))
    for meeting, day in zip(drafts, dates, strict=True):
        meeting.set_times(day, meeting.start_time, meeting.end_time)
        meeting.version += 1
    Meeting.objects.bulk_update(drafts, ["date", "starts_at", "ends_at", "next_reminder_at", "version"])
    logger.info("drafts of cycle %s moved by %s", cycle.pk, by.pk)
    return drafts
