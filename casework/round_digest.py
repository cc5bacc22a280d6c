"""The feedback rounds in which a reader of the digest was asked."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from communities.models import Membership
from leerkring.core.links import absolute_url
from leerkring.core.templatetags.ui import day
from leerkring.notifications.sections import DigestLine, Window

from .models import FeedbackRound, Outcome, RoundInvitee


def _say(row: FeedbackRound) -> str:
    return _("What do you think of “%(title)s”? React by %(day)s") % {
        "title": row.version.title,
        "day": day(row.closes_at),
    }


# The digest is written after it is collected, in the language of each reader.
_asked = lazy(_say, str)


def collect_rounds(windows: Mapping[int, Window]) -> Mapping[int, Sequence[DigestLine]]:
    """Return the open rounds that wait for each reader's remarks, the first to end first; two queries."""
    now = timezone.now()
    rows = RoundInvitee.objects.filter(user__in=windows, done_at=None, remarks__isnull=True)
    rows = rows.filter(round__opens_at__lte=now, round__closes_at__gt=now, round__closed_at=None)
    rows = rows.exclude(round__version__outcome__status=Outcome.Status.WITHDRAWN)
    rows = rows.select_related("round__version__outcome").order_by("round__closes_at", "pk")
    waiting = list(rows.defer("round__version__body", "round__version__outcome__body"))
    circles = {row.round.version.outcome.community_id for row in waiting}
    inside = Membership.objects.active().filter(user__in=windows, community__in=circles)
    members = set(inside.values_list("user", "community"))
    lines: dict[int, list[DigestLine]] = defaultdict(list)
    for row in waiting:
        if row.user_id and (row.user_id, row.round.version.outcome.community_id) in members:
            since, until = windows[row.user_id]
            is_new = since <= max(row.invited_at, row.round.opens_at) < until
            lines[row.user_id].append(DigestLine(_asked(row.round), _url(row.round), is_new=is_new))
    return lines


def _url(row: FeedbackRound) -> str:
    return absolute_url(reverse("casework:round_read", kwargs={"pk": row.pk}))
