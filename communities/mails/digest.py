"""What of circles waits for one reader in the digest: who wants to join, and who hands their circle over."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leerkring.core.links import absolute_url
from leerkring.notifications.sections import DigestLine, Window

from ..models import Community, Handover, JoinRequest, Membership

Lines = Mapping[int, Sequence[DigestLine]]


def collect_waiting(windows: Mapping[int, Window]) -> Lines:
    """Return what each reader is asked: to answer requests of a circle they coordinate, and to take one over."""
    lines: dict[int, list[DigestLine]] = defaultdict(list)
    for found in (_offers(windows), _requests(windows)):
        for user, said in found.items():
            lines[user].extend(said)
    return lines


def _offers(windows: Mapping[int, Window]) -> Lines:
    rows = Handover.objects.filter(receiver__in=windows, status=Handover.Status.OFFERED)
    rows = rows.filter(community__status=Community.Status.ACTIVE).select_related("community").order_by("pk")
    lines: dict[int, list[DigestLine]] = defaultdict(list)
    for row in rows:
        since, until = windows[row.receiver_id]
        path = reverse("communities:handover_answer", kwargs={"slug": row.community.slug, "pk": row.pk})
        is_new = since <= row.offered_at < until
        lines[row.receiver_id].append(DigestLine(_offered(row.community.name), absolute_url(path), is_new=is_new))
    return lines


def _requests(windows: Mapping[int, Window]) -> Lines:
    """One line per circle, however many ask; two queries."""
    coordinating = Membership.objects.active().with_role(Membership.Role.COORDINATOR).filter(user__in=windows)
    pairs = set(coordinating.filter(community__status=Community.Status.ACTIVE).values_list("user", "community"))
    asked: dict[int, list[JoinRequest]] = defaultdict(list)
    circles = {circle for _user, circle in pairs}
    rows = JoinRequest.objects.filter(community__in=circles, status=JoinRequest.Status.OPEN)
    for row in rows.select_related("community").order_by("pk"):
        asked[row.community_id].append(row)
    lines: dict[int, list[DigestLine]] = defaultdict(list)
    for user, circle in sorted(pairs):
        if waiting := asked.get(circle):
            lines[user].append(_line(waiting, windows[user]))
    return lines


def _line(requests: Sequence[JoinRequest], window: Window) -> DigestLine:
    since, until = window
    circle = requests[0].community
    path = reverse("communities:join_request_list", kwargs={"slug": circle.slug})
    is_new = any(since <= request.created_at < until for request in requests)
    return DigestLine(_asked(len(requests), circle.name), absolute_url(path), is_new=is_new)


def _say_offered(circle: str) -> str:
    return _("Will you take over %(circle)s?") % {"circle": circle}


def _say_asked(count: int, circle: str) -> str:
    said = ngettext("%(count)s person wants to join %(circle)s", "%(count)s people want to join %(circle)s", count)
    return said % {"count": count, "circle": circle}


# The digest is written after it is collected, in the language of each reader.
_offered, _asked = lazy(_say_offered, str), lazy(_say_asked, str)
