"""Bringing two sides together: asked, answered, confirmed; neither gets the other's address before both said yes."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leerkring.accounts.models import User
from leerkring.core.errors import Overtaken, Refused
from leerkring.core.permissions import has_permission
from leerkring.notifications.actions import Intent, notify_all

from ..models import Assignment, Community, Introduction, Issue, Organisation, Profile, ProgrammeMember
from ..permissions.programme import LINKS

ASKED = "communities.introduction_asked"
BROKER_ASKED = "communities.introduction_for_broker"
ANSWERED = "communities.introduction_answered"
MADE = "communities.introduction_made"
ENDED = "communities.introduction_ended"
Status = Introduction.Status
# So long each side may take; then nobody waits any longer.
PATIENCE = timedelta(days=21)
# Who said no is left alone for so long.
REST = timedelta(days=180)
# So many at once is enough for one person, and keeps anybody from writing to everybody.
MOST_OPEN = 10
BATCH = 500


@transaction.atomic
def ask_introduction(
    community: Community,
    *,
    by: User,
    asker: User,
    why: str,
    person: User | None = None,
    organisation: Organisation | None = None,
    issue: Issue | None = None,
    assignment: Assignment | None = None,
) -> Introduction:
    """Ask to be introduced; ``asker`` is who wants to meet them, ``by`` or somebody for whom a broker asks.

    The same question again, while it is open, is one. Refused for somebody who may not be found, who said no lately,
    or when too many questions of the asker wait already.
    """
    circle = Community.objects.select_for_update().get(pk=community.pk)
    if not has_permission(by, "communities.add_introduction", circle):
        raise Refused(_("This circle isn’t running, so nothing can be asked for it."))
    _refuse_asker(circle, by, asker)
    to = {"person": person, "organisation": organisation}
    mine = Introduction.objects.filter(asker=asker, **to)
    if known := mine.filter(community=circle, status__in=Introduction.OPEN).first():
        return known
    _refuse_target(mine, by, asker, person)
    row = Introduction.objects.create(
        community=circle,
        issue=issue,
        assignment=assignment,
        asker=asker,
        proposed_by=by,
        why=why.strip(),
        expires_at=timezone.now() + PATIENCE,
        **to,
    )
    if person:
        _tell(ASKED, [person], row, "asked")
    else:
        _tell(BROKER_ASKED, [one for one in brokers_of(circle.programme_id) if one.pk != by.pk], row, "asked")
    return row


def _refuse_asker(circle: Community, by: User, asker: User) -> None:
    """A broker asks for somebody of the circle; everybody else for themselves."""
    if asker.pk != by.pk and not _links(circle, by):
        raise Refused(_("You can only ask for yourself."))
    if not circle.memberships.active().filter(user=asker, user__is_active=True).exists():
        raise Refused(_("This person is no longer in the circle. Choose somebody else."))


def _refuse_target(mine: QuerySet[Introduction], by: User, asker: User, person: User | None) -> None:
    if person and not may_be_asked(person, asker):
        raise Refused(_("This person can’t be asked any more."))
    if mine.filter(status=Status.DECLINED, ended_at__gt=timezone.now() - REST).exists():
        raise Refused(_("They said no to this lately. Leave them in peace for half a year."))
    if Introduction.objects.filter(asker=asker, status__in=Introduction.OPEN).count() >= MOST_OPEN:
        raise Refused(_("Ten questions wait for an answer already. Wait for some of them, or take one back."))


def may_be_asked(person: User, asker: User) -> bool:
    """Whether somebody said that they may be found, and still is in the portal."""
    found = Profile.objects.permitted(asker, "communities.suggest_profile")
    return found.filter(user=person).exists()


@transaction.atomic
def answer_introduction(
    introduction: Introduction, *, by: User, version: int, answer: str, reply: str = "", contact: str = ""
) -> Introduction:
    """Say ``yes`` or ``no``; also to come back on a yes. The same answer again is harmless.

    Of an organisation a broker answers, after asking there; with a yes belongs whom to speak to.
    """
    row = lock_introduction(introduction)
    status = Status.ACCEPTED if answer == "yes" else Status.DECLINED
    if row.status == status and row.reply == reply.strip():
        return row
    _refuse_unless(row, by, "communities.answer_introduction")
    if row.version != version:
        raise Overtaken(_("Somebody else changed this introduction while you were busy."))
    if status == Status.ACCEPTED and row.organisation_id and not contact.strip():
        raise Refused(_("Say whom to speak to there, and how."))
    now = timezone.now()
    facts: dict[str, Any] = {"reply": reply.strip(), "contact": contact.strip() if row.organisation_id else ""}
    if status == Status.ACCEPTED:
        facts |= {"answered_at": now, "expires_at": now + PATIENCE}
    else:
        facts |= {"ended_at": now}
    _save(row, status=status, **facts)
    _tell(ANSWERED, _side(row.asker, by), row, f"{status}:{row.version}")
    return row


@transaction.atomic
def confirm_introduction(introduction: Introduction, *, by: User) -> Introduction:
    """Say the second yes: from now on both see each other's address, and both are told. Twice is harmless."""
    row = lock_introduction(introduction)
    if row.status == Status.INTRODUCED:
        return row
    _refuse_unless(row, by, "communities.confirm_introduction")
    if row.is_void:
        raise Refused(_("The other is no longer in the portal, so there is nobody to meet."))
    _save(row, status=Status.INTRODUCED, ended_at=timezone.now())
    _tell(MADE, [*_side(row.asker), *_side(row.person)], row, "made")
    return row


@transaction.atomic
def withdraw_introduction(introduction: Introduction, *, by: User) -> Introduction:
    """Take the question back; the other sides are told. Twice is harmless."""
    row = lock_introduction(introduction)
    if row.status == Status.WITHDRAWN:
        return row
    _refuse_unless(row, by, "communities.withdraw_introduction")
    _save(row, status=Status.WITHDRAWN, ended_at=timezone.now())
    _tell(ENDED, [*_side(row.asker, by), *_side(row.person, by)], row, "withdrawn")
    return row


def expire_introductions(now: datetime) -> int:
    """End what waited too long, and what lost one of its sides; return how many mails that gave. The finder."""
    gone = Q(asker=None) | Q(person=None, organisation=None)
    due = Introduction.objects.filter(Q(expires_at__lte=now) | gone, status__in=Introduction.OPEN)
    ids = list(due.order_by("expires_at").values_list("pk", flat=True)[:BATCH])
    return sum(_expire(pk, now) for pk in ids)


@transaction.atomic
def _expire(pk: int, now: datetime) -> int:
    row = lock_introduction(Introduction(pk=pk))
    if not row.is_open or (row.expires_at > now and not row.is_void):
        return 0
    _save(row, status=Status.EXPIRED, ended_at=now)
    return _tell(ENDED, [*_side(row.asker), *_side(row.person)], row, "expired")


def brokers_of(programme: int) -> list[User]:
    """Return who links a programme: its alliance brokers, or its coordinators where it has none."""
    team = ProgrammeMember.objects.filter(programme=programme, role__in=LINKS, user__is_active=True)
    rows = list(team.select_related("user").order_by("pk"))
    brokers = [row.user for row in rows if row.role == ProgrammeMember.Role.BROKER]
    return brokers or [row.user for row in rows]


def possible_askers(community: Community) -> QuerySet[User]:
    """Return for whom a broker can ask: who takes part in the circle."""
    members = community.memberships.active().values("user")
    return User.objects.filter(pk__in=members, is_active=True).order_by("given_name", "family_name", "pk")


def _links(circle: Community, by: User) -> bool:
    return ProgrammeMember.objects.filter(programme=circle.programme_id, user=by, role__in=LINKS).exists()


def _side(person: User | None, by: User | None = None) -> list[User]:
    """Return one side, as far as it is there and is told by nobody else than itself."""
    return [person] if person and person.is_active and (by is None or person.pk != by.pk) else []


def lock_introduction(introduction: Introduction) -> Introduction:
    """Return the row as it stands now, locked."""
    rows = Introduction.objects.select_for_update(of=("self",))
    return rows.select_related("community__programme", "asker", "person", "organisation", "circle").get(
        pk=introduction.pk
    )


def _refuse_unless(row: Introduction, by: User, permission: str) -> None:
    if not has_permission(by, permission, row):
        raise Refused(_("This introduction is over, or waits for somebody else now."))


def _save(row: Introduction, **facts: Any) -> None:
    for name, value in facts.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*facts, "version"])


def _tell(kind: str, people: list[User], row: Introduction, event: str) -> int:
    """Mail holds a number, never what was written."""
    key, context = f"introduction:{row.pk}:{event}", {"introduction": row.pk, "status": row.status}
    return notify_all(kind, [Intent(person, key, context) for person in people])
