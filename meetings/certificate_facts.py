"""What a certificate states: put together from the signed list, the meeting, its programme and the circle."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from communities.models import Membership

from .hours import measured_minutes, minutes_by_activity
from .models import Certificate, Guest, Meeting, Presence, ProgrammeItem
from .presence import breaks_of, minutes_of, net_minutes

Pillar = ProgrammeItem.Pillar
PARTICIPANT, FACILITATOR = "participant", "facilitator"
# The roles on a certificate: those of a membership, and of who is no member.
ROLES: dict[str, str | Promise] = {
    **dict(Membership.Role.choices),
    **{f"guest_{kind}": label for kind, label in Guest.Kind.choices},
    FACILITATOR: _("facilitator"),
    PARTICIPANT: _("participant"),
}
# Titles of these say what it was about. That of a peer consultation may name a case, so it stays out.
TOPICAL = {Pillar.DEEPENING, Pillar.VISIT}
# What fits on the paper; the fields of a meeting and a cycle are shorter or as long as somebody likes.
MOST_GOAL, MOST_TOPICS = 500, 8


def certificates_for(meeting: Meeting, presences: Sequence[Presence], *, number: int) -> list[Certificate]:
    """Return a certificate, not yet saved, for each of these people at one meeting; four queries.

    ``presences`` come with their user and guest, ``meeting`` with its circle, programme and people. ``number`` is how
    many were there.
    """
    items = list(meeting.items.all())
    leader = meeting.facilitator_id or meeting.presence_signed_by_id
    people = {row.user_id for row in presences} | {leader, meeting.presence_signed_by_id}
    members = _members(meeting, people - {None})
    measured = measured_minutes([meeting.pk])
    facts = facts_of(meeting, members)
    shared: dict[str, Any] = {
        "meeting": meeting,
        "date": meeting.date,
        "participants": number,
        "facilitator_id": leader,
        "confirmed_by_id": meeting.presence_signed_by_id,
        "confirmed_at": meeting.presence_signed_at,
    }
    return [
        _certificate(row, items, members, facts, shared, measured.get((meeting.pk, row.user_id or 0)))
        for row in presences
    ]


def _members(meeting: Meeting, users: Iterable[int | None]) -> dict[int, Membership]:
    """Return what people were in the circle, also when they left it since."""
    rows = Membership.objects.filter(community=meeting.cycle.community_id, user__in=users)
    return {row.user_id: row for row in rows.select_related("organisation").order_by("pk")}


def _certificate(
    row: Presence,
    items: list[ProgrammeItem],
    members: Mapping[int, Membership],
    facts: Mapping[str, Any],
    shared: Mapping[str, Any],
    measured: int | None,
) -> Certificate:
    meeting = shared["meeting"]
    times = row.from_time, row.until_time
    return Certificate(
        **shared,
        user=row.user,
        presence=row,
        name=name_of(row),
        role=_role(row, meeting, members),
        from_time=row.from_time,
        until_time=row.until_time,
        way=row.way,
        minutes=net_minutes(*times, breaks_of(meeting, items)),
        activities=minutes_by_activity(meeting, items, *times, measured),
        facts=dict(facts) | _attended(meeting, items, row),
    )


def name_of(row: Presence) -> str:
    """Return the name of who was there."""
    return row.user.full_name if row.user else row.guest.name if row.guest else row.name


def _role(row: Presence, meeting: Meeting, members: Mapping[int, Membership]) -> str:
    if row.user_id and row.user_id == meeting.facilitator_id:
        return FACILITATOR
    if row.guest:
        return f"guest_{row.guest.kind}"
    member = members.get(row.user_id or 0)
    return member.role if member else PARTICIPANT


def facts_of(meeting: Meeting, members: Mapping[int, Membership]) -> dict[str, Any]:
    """Return the words of a meeting that every certificate of it holds; roles are codes, for each language."""
    leader = members.get(meeting.facilitator_id or meeting.presence_signed_by_id or 0)
    signer = members.get(meeting.presence_signed_by_id or 0)
    cycle = meeting.cycle
    return {
        "circle": cycle.community.name,
        "programme": cycle.community.programme.name,
        # What the programme calls a circle.
        "words": [cycle.community.programme.noun_singular, cycle.community.programme.noun_plural],
        "place": meeting.whereabouts,
        "theme": meeting.theme,
        "goal": Truncator(" ".join(cycle.learning_goal.split())).chars(MOST_GOAL),
        "leads": bool(meeting.facilitator_id),
        "leader_role": leader.role if leader else "",
        "leader_organisation": leader.organisation.name if leader and leader.organisation else "",
        "signer_role": FACILITATOR if meeting.presence_signed_by_id == meeting.facilitator_id else _code(signer),
    }


def _code(member: Membership | None) -> str:
    return member.role if member else ""


def _attended(meeting: Meeting, items: Iterable[ProgrammeItem], row: Presence) -> dict[str, Any]:
    """Return what the items were about, and how people worked in them, while this person was there."""
    topics: list[str] = []
    forms: list[str] = []
    came, left, moment = minutes_of(row.from_time), minutes_of(row.until_time), minutes_of(meeting.start_time)
    for item in items:
        if came < moment + item.minutes and left > moment:
            if item.pillar in TOPICAL and item.title not in topics:
                topics.append(item.title)
            forms += _forms(item, forms)
        moment += item.minutes
    return {"topics": topics[:MOST_TOPICS], "forms": forms}


def _forms(item: ProgrammeItem, known: Sequence[str]) -> list[str]:
    """Return how people worked in an item, as codes: peer consultation is a way of working by itself."""
    skip = {ProgrammeItem.Form.MEAL, ProgrammeItem.Form.OTHER, ""}
    codes = [str(Pillar.CONSULTATION)] if item.pillar == Pillar.CONSULTATION else []
    codes += [] if item.working_form in skip else [item.working_form]
    return [code for code in codes if code not in known]
