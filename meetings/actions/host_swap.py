"""Changing turns as host, with the consent of both."""

import logging
from collections.abc import Iterable
from dataclasses import replace

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.models import Community, Membership
from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from leerkring.notifications.actions import Intent, notify_all

from ..ledger import about
from ..models import HostSwap, Meeting
from .meeting import MeetingPlan, change_meeting, plan_of

logger = logging.getLogger(__name__)
# What a host brings along; how the circle meets online stays with the meeting.
AT_HOST = ["host", "place", "address", "room", "travel", "public_transport", "parking", "step_free"]


def swappable(meeting: Meeting) -> list[Meeting]:
    """Return the meetings of the cycle to come that have another host, in order."""
    rows = meeting.cycle.meetings.planned().filter(starts_at__gt=timezone.now(), host__isnull=False)
    return list(rows.exclude(host=meeting.host_id).exclude(pk=meeting.pk).select_related("host").order_by("number"))


@transaction.atomic
def offer_swap(meeting: Meeting, *, by: User, other: Meeting, remark: str = "") -> HostSwap:
    """Offer the host of another meeting to change turns, and tell them by mail; the same offer again is the same one.

    One offer at a time per meeting, in either place: a second one is refused.
    """
    row, there = _lock(meeting.pk, other.pk)
    _write_down_lapsed(row, there)
    open_ones = HostSwap.objects.open()
    if known := open_ones.filter(meeting=row, other=there).first():
        return known
    if row.host is None or there.host is None or there not in swappable(row) or not _is_to_come(row):
        raise Refused(_("These two can't change turns any more. Look again which meetings there are."))
    if any(open_ones.about(one).exists() for one in (row, there)):
        raise Refused(_("One of these meetings has an offer that waits for an answer. That comes first."))
    swap = HostSwap.objects.create(
        meeting=row,
        other=there,
        host=row.host,
        other_host=there.host,
        remark=remark,
        offered_by=by,
        offered_at=timezone.now(),
    )
    _tell("meetings.swap_offered", swap, _hosts_of(there), but=by)
    logger.info("swap %s offered by %s", swap.pk, by.pk)
    return swap


@transaction.atomic
def answer_swap(swap: HostSwap, *, by: User, accept: bool) -> HostSwap:
    """Say yes or no for the other host; a yes changes both meetings, and members are told as of any change.

    Host, municipality, place, address and route go along; date and theme stay. The same answer again changes nothing.
    """
    meeting, other = _lock(swap.meeting_id, swap.other_id)
    row = HostSwap.objects.select_for_update().get(pk=swap.pk)
    wanted = HostSwap.Status.ACCEPTED if accept else HostSwap.Status.DECLINED
    if row.status == wanted:
        return row
    row.meeting, row.other = meeting, other
    _refuse_unless_open(row)
    if accept:
        _exchange(meeting, other, by=by)
    return _close(row, wanted, by=by)


@transaction.atomic
def withdraw_swap(swap: HostSwap, *, by: User) -> HostSwap:
    """Take an offer back; twice is harmless, and after an answer it is refused."""
    row = HostSwap.objects.select_for_update().get(pk=swap.pk)
    if row.status == HostSwap.Status.WITHDRAWN:
        return row
    _refuse_unless_open(row)
    return _close(row, HostSwap.Status.WITHDRAWN, by=by)


def _refuse_unless_open(swap: HostSwap) -> None:
    if swap.has_lapsed or not _is_running(swap.meeting):
        raise Refused(_("One of these meetings has begun, was cancelled or has another host. This offer lapsed."))
    if not swap.is_open:
        raise Refused(_("This offer has been answered or taken back already."))


def _write_down_lapsed(*meetings: Meeting) -> None:
    """Free these meetings of offers that make no sense any more: a meeting has one open offer at most."""
    for meeting in meetings:
        HostSwap.objects.lapsed().about(meeting).update(status=HostSwap.Status.LAPSED)


def _close(swap: HostSwap, status: str, *, by: User) -> HostSwap:
    swap.status, swap.answered_by, swap.answered_at = status, by, timezone.now()
    swap.save(update_fields=["status", "answered_by", "answered_at"])
    if status == HostSwap.Status.WITHDRAWN:
        _tell("meetings.swap_answered", swap, _hosts_of(swap.other), but=by)
    else:
        _tell("meetings.swap_answered", swap, _people_of(swap.meeting, swap.host_id), but=by)
    logger.info("swap %s %s by %s", swap.pk, status, by.pk)
    return swap


def _exchange(meeting: Meeting, other: Meeting, *, by: User) -> None:
    plans = [(meeting, _at(meeting, other)), (other, _at(other, meeting))]
    for row, plan in plans:
        change_meeting(row, by=by, version=row.version, plan=plan)


def _at(meeting: Meeting, other: Meeting) -> MeetingPlan:
    """Return the plan of a meeting that the host of another receives."""
    there = {name: getattr(plan_of(other), name) for name in AT_HOST}
    municipality = other.municipality.name if other.municipality else ""
    return replace(plan_of(meeting), **there, municipality=municipality)


def _lock(*pks: int) -> tuple[Meeting, ...]:
    """Return the meetings as they are now, held in the order of their keys: no two deeds block each other."""
    rows = Meeting.objects.select_related("host", "municipality", "cycle__community")
    held = {row.pk: row for row in rows.filter(pk__in=pks).order_by("pk").select_for_update(of=("self",))}
    return tuple(held[pk] for pk in pks)


def _is_to_come(meeting: Meeting) -> bool:
    return _is_running(meeting) and meeting.is_planned and not meeting.has_begun


def _is_running(meeting: Meeting) -> bool:
    return meeting.cycle.community.status == Community.Status.ACTIVE


def _hosts_of(meeting: Meeting) -> list[User]:
    return _people_of(meeting, meeting.host_id)


def _people_of(meeting: Meeting, host_id: int | None) -> list[User]:
    """Return who speaks for a host in this circle; its coordinators when nobody from there takes part."""
    here = meeting.cycle.community.memberships.active().filter(user__is_active=True).select_related("user")
    hosts = [row.user for row in here.filter(organisation=host_id)]
    return hosts or [row.user for row in here.filter(role=Membership.Role.COORDINATOR)]


def _tell(kind: str, swap: HostSwap, people: Iterable[User], *, but: User) -> None:
    key = f"{kind}:{swap.pk}:{swap.status}"
    where = about(swap.meeting)
    intents = [Intent(person, key, {"swap": swap.pk}, about=where) for person in people if person != but]
    notify_all(kind, intents)
