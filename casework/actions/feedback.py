"""What authors do with a feedback round: start it, ask people, answer, close."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from leerkring.accounts.models import User
from leerkring.core.errors import Overtaken, Refused
from leerkring.core.tokens import hash_token
from leerkring.notifications.actions import About, Intent, notify_all

from ..models import FeedbackRound, Outcome, OutcomeVersion, Remark, RoundInvitee
from ..round_links import round_token
from .uptake import people_of

ENDED = "casework.round_ended"
MOST_INVITEES = 100
BATCH = 100
ONE_DAY = timedelta(days=1)


@transaction.atomic
def start_round(version: OutcomeVersion, *, by: User, **facts: Any) -> FeedbackRound:
    """Plan a round on a frozen version; pressed twice (the same audience, not yet closed) is one round."""
    Outcome.objects.select_for_update().get(pk=version.outcome_id)
    known = FeedbackRound.objects.filter(version=version, audience=facts["audience"], closed_at=None).first()
    if known and known.created_by_id == by.pk and all(getattr(known, name) == facts[name] for name in facts):
        return known
    if known:
        raise Refused(_("This version already has a round for this audience. Add people to that one."))
    return FeedbackRound.objects.create(version=version, created_by=by, **facts)


@transaction.atomic
def change_round(row: FeedbackRound, *, by: User, edit: int, **facts: Any) -> FeedbackRound:
    """Move its times, or word its question; who was asked before it opened is asked at the new moment."""
    stored = lock_round(row)
    _refuse_closed(stored)
    if stored.edit != edit:
        raise Overtaken(_("Somebody changed this round in the meantime. Look at it again; what you typed is here."))
    moved = stored.opens_at != facts["opens_at"]
    if stored.closes_at != facts["closes_at"]:
        stored.reminded_at = stored.ended_told_at = None
    for name, value in facts.items():
        setattr(stored, name, value)
    stored.edit += 1
    stored.save()
    if moved and stored.opens_at > timezone.now():
        _ask(stored, stored.invitees.select_related("user"))
    return stored


@transaction.atomic
def invite_members(row: FeedbackRound, people: Iterable[User], *, by: User) -> list[RoundInvitee]:
    """Ask members of the circle; who was asked before is not asked again."""
    stored = lock_round(row)
    _refuse_closed(stored)
    known = set(stored.invitees.values_list("user", flat=True))
    fresh = [RoundInvitee(round=stored, user=person, invited_by=by) for person in people if person.pk not in known]
    _refuse_too_many(stored, len(fresh))
    RoundInvitee.objects.bulk_create(fresh)
    _ask(stored, fresh)
    return fresh


@transaction.atomic
def invite_outsider(row: FeedbackRound, *, by: User, name: str, email: str, language: str) -> RoundInvitee:
    """Ask somebody from outside, with a link of their own; the same address again is asked once."""
    stored, email = lock_round(row), email.strip().lower()
    _refuse_closed(stored)
    if known := stored.invitees.filter(email__iexact=email).first():
        return known
    _refuse_too_many(stored, 1)
    nonce = secrets.token_hex(16)
    # The token is made with the number of the row; until then the place is kept by the nonce.
    facts = {"name": name, "email": email, "language": language, "nonce": nonce, "token_hash": hash_token(nonce)}
    invitee = RoundInvitee.objects.create(round=stored, invited_by=by, **facts)
    invitee.token_hash = hash_token(round_token(invitee))
    invitee.save(update_fields=["token_hash"])
    _ask(stored, [invitee])
    return invitee


@transaction.atomic
def withdraw_invitation(invitee: RoundInvitee, *, by: User) -> None:
    """Ask somebody no longer: the link stops working at once. Who already remarked stays."""
    row = lock_round(invitee.round)
    _refuse_closed(row)
    if row.remarks.filter(invitee=invitee).exists():
        raise Refused(_("%(name)s has remarked already, and stays.") % {"name": invitee.full_name})
    row.invitees.filter(pk=invitee.pk).delete()


@transaction.atomic
def answer_remark(remark: Remark, *, by: User, verdict: str, reason: str, edit: int) -> Remark:
    """Say what is done with a remark, and why. It can be answered anew until the round is closed."""
    row = lock_round(remark.round)
    stored = row.remarks.get(pk=remark.pk)
    if (stored.verdict, stored.reason) == (verdict, reason):
        return stored
    _refuse_closed(row)
    if stored.edit != edit:
        raise Overtaken(_("Somebody answered this in the meantime. Look at that answer; what you typed is here."))
    stored.verdict, stored.reason, stored.answered_by, stored.answered_at = verdict, reason, by, timezone.now()
    stored.edit += 1
    stored.save()
    return stored


@transaction.atomic
def close_round(row: FeedbackRound, *, by: User) -> FeedbackRound:
    """Close a round of which every remark has its answer, and tell those who remarked. Twice is harmless."""
    stored = lock_round(row)
    if stored.closed_at:
        return stored
    waiting = stored.remarks.filter(verdict="").count()
    if waiting:
        raise Refused(_("Answer all remarks first; %(count)s still wait.") % {"count": waiting})
    if timezone.now() < stored.opens_at:
        raise Refused(_("This round has not opened yet. Move its times instead."))
    stored.closed_at = timezone.now()
    stored.save(update_fields=["closed_at"])
    people = stored.invitees.filter(remarks__isnull=False).distinct().select_related("user")
    _tell("casework.round_answered", people, "")
    return stored


def report_rounds(version: OutcomeVersion) -> None:
    """Let what came of rounds that were closed since stand in the change log of a version that was just frozen."""
    closed = FeedbackRound.objects.filter(version__outcome=version.outcome_id, closed_at__isnull=False)
    closed.filter(reported_in=None).update(reported_in=version)


def remind_invitees(now: datetime) -> int:
    """Remind who has not reacted to a round that ends soon (``register_finder``); return how many mails."""
    with transaction.atomic():
        rows = FeedbackRound.objects.filter(reminded_at=None, closed_at=None, opens_at__lte=now, closes_at__gt=now)
        rows = rows.filter(closes_at__lte=now + FeedbackRound.REMINDER).order_by("closes_at", "pk")
        due = {row.pk: row for row in rows.select_for_update()[:BATCH]}
        if not due:
            return 0
        silent = RoundInvitee.objects.filter(round__in=due, done_at=None, remarks__isnull=True).select_related("user")
        people = list(silent)
        for invitee in people:
            invitee.round = due[invitee.round_id]
        # Who was asked less than a day ago needs no reminder.
        late = [person for person in people if now - max(person.invited_at, person.round.opens_at) > ONE_DAY]
        count = _tell("casework.round_reminder", late, "closes")
        FeedbackRound.objects.filter(pk__in=due).update(reminded_at=now)
    return count


def tell_ended(now: datetime) -> int:
    """Tell who writes a text that its round ended (``register_finder``); return how many mails.

    A round that was moved tells anew; of what ended more than a day ago (an outage) nobody is told any more.
    """
    with transaction.atomic():
        rows = FeedbackRound.objects.filter(ended_told_at=None, closed_at=None, closes_at__lte=now)
        rows = rows.filter(closes_at__gt=now - ONE_DAY).select_related("version__outcome__community")
        rounds = list(rows.select_for_update(of=("self",)).defer("version__body").order_by("closes_at")[:BATCH])
        if not rounds:
            return 0
        people = people_of([row.version.outcome for row in rounds])
        intents = [_ended(row, user) for row in rounds for user in people[row.version.outcome_id].values()]
        FeedbackRound.objects.filter(pk__in=[row.pk for row in rounds]).update(ended_told_at=now)
        return notify_all(ENDED, intents) if intents else 0


def _ended(row: FeedbackRound, user: User) -> Intent:
    moment = int(row.closes_at.timestamp())
    about = About(row.version.outcome.community_id, f"outcome:{row.version.outcome_id}")
    context = {"round": row.pk, "moment": moment}
    return Intent(user, f"{ENDED}:{row.pk}:{moment}", context, about=about)


def old_invitees(now: datetime) -> QuerySet[RoundInvitee]:
    """Return who came from outside to a round that is over."""
    ended = Q(round__closed_at__lte=now - FeedbackRound.LINK_LASTS)
    ended |= Q(round__closes_at__lte=now - FeedbackRound.FORGOTTEN_AFTER)
    return RoundInvitee.objects.filter(ended, user=None, erased_at=None)


def erase_invitees(now: datetime) -> int:
    """Erase addresses and links of who came from outside, once the round is over; return how many."""
    due = old_invitees(now).order_by("pk").values_list("pk", flat=True)
    gone: dict[str, Any] = {"email": "", "nonce": "", "token_hash": None, "erased_at": now}
    return RoundInvitee.objects.filter(pk__in=list(due[:500])).update(**gone)


def lock_round(row: FeedbackRound) -> FeedbackRound:
    """Return the round under lock: remarks, answers and closing come one after the other."""
    return FeedbackRound.objects.select_for_update().get(pk=row.pk)


def _refuse_closed(row: FeedbackRound) -> None:
    if row.closed_at:
        raise Refused(_("This round has been closed in the meantime."))


def _refuse_too_many(row: FeedbackRound, more: int) -> None:
    if row.invitees.count() + more > MOST_INVITEES:
        raise Refused(_("A round has at most %(count)s people.") % {"count": MOST_INVITEES})


def _ask(row: FeedbackRound, people: Iterable[RoundInvitee]) -> None:
    asked = list(people)
    for invitee in asked:
        invitee.round = row
    _tell("casework.round_invited", asked, "opens", send_after=max(row.opens_at, timezone.now()))


def _tell(kind: str, people: Iterable[RoundInvitee], at: str, *, send_after: datetime | None = None) -> int:
    """Write mail about a round; ``at`` names the moment that it speaks of, so that a moved round tells anew."""
    intents = [_intent(kind, invitee, at) for invitee in people if _address(invitee)]
    return notify_all(kind, intents, send_after=send_after) if intents else 0


def _intent(kind: str, invitee: RoundInvitee, at: str) -> Intent:
    moment = int(getattr(invitee.round, f"{at}_at").timestamp()) if at else 0
    key = f"{kind}:{invitee.pk}:{moment}"
    context = {"invitee": invitee.pk, "at": at, "moment": moment}
    return Intent(_address(invitee), key, context, language="" if invitee.user else invitee.language)


def _address(invitee: RoundInvitee) -> User | str:
    return invitee.user or invitee.email
