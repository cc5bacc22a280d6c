"""Asking people in. What they answer stands in ``answer.py``."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from leerkring.core.tokens import hash_token
from leerkring.notifications.actions import About, Intent, notify, notify_all
from leerkring.notifications.models import Message

from ..models import Area, Community, Invitation, Organisation
from ..tokens import invitation_token
from .area import keep_area, understand_area
from .organisation import ensure_organisations

VALID = timedelta(days=30)
DAY = timedelta(days=1)
CHUNK = 500
# One mailbox gets no more from us than this, whatever anybody presses.
MOST_TIMES = 10
KIND = "communities.invitation"
CLAIM_ANSWERED = "communities.invitation_claim_answered"
Status = Invitation.Status


@dataclass(frozen=True)
class Invitee:
    """Somebody to ask in, with the place they are asked for; organisation and area by the name that was typed."""

    email: str
    sector: str
    role: str
    given_name: str = ""
    tussenvoegsel: str = ""
    family_name: str = ""
    organisation: str = ""
    function: str = ""
    study_programme: str = ""
    study_level: str = ""
    study_year: int | None = None
    area: str = ""


@dataclass
class Prepared:
    """What became of a list of people: how many are new, and the addresses that were already there."""

    new: int = 0
    members: list[str] = field(default_factory=list)
    invited: list[str] = field(default_factory=list)
    rows: list[Invitation] = field(default_factory=list, repr=False)


@dataclass(frozen=True)
class Known:
    """What the circle knows of addresses, in small letters: who is in it, was asked, or said no before."""

    members: frozenset[str]
    invited: frozenset[str]
    declined: frozenset[str]


def known_addresses(community: Community, emails: Iterable[str]) -> Known:
    """Return what is known of these addresses; three queries."""
    wanted = {email.lower() for email in emails}
    members = community.memberships.active().annotate(address=Lower("user__email"))
    asked: Any = Invitation.objects.filter(community=community)
    asked = asked.annotate(address=Lower("email")).filter(address__in=wanted)
    return Known(
        members=frozenset(members.filter(address__in=wanted).values_list("address", flat=True)),
        invited=frozenset(asked.open().values_list("address", flat=True)),
        declined=frozenset(asked.filter(status=Status.DECLINED).values_list("address", flat=True)),
    )


@transaction.atomic
def prepare_invitations(
    community: Community, people: Iterable[Invitee], *, by: User, hides_address: bool = False
) -> Prepared:
    """Keep people to ask in; nothing is sent yet. Members and who was asked already are left as they are.

    With ``hides_address`` the coordinators see whom they ask, and not at which address.
    """
    row = Community.objects.select_for_update().get(pk=community.pk)
    if row.is_over:
        raise Refused(_("This circle has been closed. Nobody can join any more."))
    people, result = list(people), Prepared()
    known = known_addresses(row, [person.email for person in people])
    new: dict[str, Invitee] = {}
    for person in people:
        email = person.email.lower()
        if email in known.members:
            result.members.append(email)
        elif email in known.invited or email in new:
            result.invited.append(email)
        else:
            new[email] = person
    rows = _rows(row, list(new.values()), by)
    for each in rows:
        each.hides_address = hides_address
    result.rows = Invitation.objects.bulk_create(rows, batch_size=CHUNK)
    result.new = len(result.rows)
    return result


@transaction.atomic
def invite_people(community: Community, people: Iterable[Invitee], *, by: User) -> Prepared:
    """Prepare people and, when the circle runs, send their invitations at once; the same a second time does nothing.

    For at most some hundreds at a time; a longer list goes by chunks.
    """
    result = prepare_invitations(community, people, by=by)
    if Community.objects.active().filter(pk=community.pk).exists():
        _send(result.rows, by=by)
    return result


def _rows(community: Community, people: Sequence[Invitee], by: User) -> list[Invitation]:
    organisations = ensure_organisations(person.organisation for person in people)
    areas = _areas({person.area for person in people if person.area})
    return [_row(community, person, organisations, areas, by) for person in people]


def _areas(texts: Iterable[str]) -> dict[str, Area | None]:
    """Return what is meant by each text; None where nothing of the table is."""
    return {text: keep_area(understand_area(text)) for text in texts}


def _row(
    community: Community,
    person: Invitee,
    organisations: Mapping[str, Organisation],
    areas: Mapping[str, Area | None],
    by: User,
) -> Invitation:
    facts: dict[str, Any] = dict(vars(person))
    facts["organisation"] = organisations.get(" ".join(person.organisation.split()).casefold())
    facts["area"] = areas.get(person.area)
    return Invitation(**facts | {"community": community, "email": person.email.lower(), "invited_by": by})


@transaction.atomic
def change_prepared(community: Community, places: Mapping[int, tuple[str, str]], *, by: User) -> None:
    """Give prepared people, by the id of their invitation, another sector and role; sent ones stay as they are."""
    rows = list(community.invitations.prepared().select_for_update().filter(pk__in=places))
    for row in rows:
        row.sector, row.role = places[row.pk]
    Invitation.objects.bulk_update(rows, ["sector", "role"], batch_size=CHUNK)


@transaction.atomic
def remove_prepared(invitation: Invitation, *, by: User) -> None:
    """Take somebody off the list who was not asked yet; a second time is harmless."""
    Invitation.objects.prepared().filter(pk=invitation.pk).delete()


# --- Sending


@transaction.atomic
def send_prepared(community: Community, *, by: User) -> int:
    """Send what is prepared; return how many. Refused for a circle that doesn't run."""
    row = Community.objects.select_for_update().get(pk=community.pk)
    if row.status != Community.Status.ACTIVE:
        raise Refused(_("Invitations go out as soon as the circle has started."))
    prepared = list(row.invitations.prepared().select_for_update())
    _send(prepared, by=by)
    return len(prepared)


@transaction.atomic
def resend_invitation(invitation: Invitation, *, by: User) -> Invitation:
    """Send an invitation once more, with a new link that ends 30 days from now; the old link stops working."""
    row = lock_invitation(invitation)
    if not row.is_sent:
        raise Refused(_("This invitation has already been answered or withdrawn."))
    if row.times_sent >= MOST_TIMES:
        raise Refused(_("This invitation went out ten times. Ask %(name)s in another way.") % {"name": row.full_name})
    _send([row], by=by)
    return row


def waiting_a_day(community: Community) -> Any:
    """Return the invitations that may be sent once more to everybody: not answered, and not sent today."""
    rows = community.invitations.filter(status=Status.SENT, times_sent__lt=MOST_TIMES)
    return rows.filter(sent_at__lte=timezone.now() - DAY)


def resend_all(community: Community, *, by: User) -> int:
    """Send everybody who didn't answer a new link, once a day; return how many.

    By 500, each in a transaction of its own: who presses twice, or a crash half-way, sends nobody two.
    """
    total = 0
    while sent := _resend_some(community, by=by):
        total += sent
    if not total:
        raise Refused(_("Everybody who has not answered got their invitation less than a day ago."))
    return total


@transaction.atomic
def _resend_some(community: Community, *, by: User) -> int:
    row = Community.objects.select_for_update().get(pk=community.pk)
    if row.status != Community.Status.ACTIVE:
        raise Refused(_("This circle is not running, so nobody can be asked in."))
    rows = list(waiting_a_day(row).select_for_update().order_by("pk")[:CHUNK])
    _send(rows, by=by)
    return len(rows)


@transaction.atomic
def correct_address(invitation: Invitation, email: str, *, by: User) -> Invitation:
    """Send an invitation on to the address that was meant; the link that went to the wrong one is dead at once.

    The old row stays, as what happened; the new one is returned. Refused for an address that was asked already.
    """
    row, email = lock_invitation(invitation), email.strip().lower()
    if not (row.is_sent or row.is_prepared):
        raise Refused(_("This invitation has already been answered or withdrawn."))
    if email == row.email.lower():
        raise Refused(_("This is the address that it was sent to."))
    known = known_addresses(row.community, [email])
    if email in known.members:
        raise Refused(_("%(email)s is in the circle already.") % {"email": email})
    if email in known.invited:
        raise Refused(_("%(email)s has been invited already.") % {"email": email})
    if row.is_prepared:
        row.email = email
        row.save(update_fields=["email"])
        return row
    end_invitation(row, Status.CORRECTED)
    names = {name: getattr(row, name) for name in ("given_name", "tussenvoegsel", "family_name")}
    new = Invitation.objects.create(community=row.community, email=email, invited_by=by, **names, **row.place)
    _send([new], by=by)
    return new


@transaction.atomic
def revoke_invitation(invitation: Invitation, *, by: User) -> Invitation:
    """Withdraw an invitation: its link stops working at once. A second time is harmless."""
    row = lock_invitation(invitation)
    if row.status == Status.REVOKED:
        return row
    if not row.is_sent:
        raise Refused(_("This invitation has already been answered."))
    return end_invitation(row, Status.REVOKED)


def lock_invitation(invitation: Invitation) -> Invitation:
    """Lock the community before its invitation, always in this order."""
    Community.objects.select_for_update().get(pk=invitation.community_id)
    return Invitation.objects.select_for_update(of=("self",)).select_related("community").get(pk=invitation.pk)


def end_invitation(invitation: Invitation, status: str, **facts: Any) -> Invitation:
    """Note how an invitation ended; who waits for an agreement about it is told. The caller holds the lock."""
    if invitation.claimed_by and invitation.claimed_by != facts.get("accepted_by"):
        tell_claim_ended(invitation)
    changed = {"status": status, "answered_at": timezone.now(), "claimed_by": None, "claimed_at": None} | facts
    for name, value in changed.items():
        setattr(invitation, name, value)
    invitation.save(update_fields=list(changed))
    return invitation


def tell_claim_ended(invitation: Invitation) -> None:
    """Tell who asked to come in with an invitation that it ended before anybody agreed."""
    if invitation.claimed_by:
        key = f"claim-ended:{invitation.pk}:{invitation.claimed_by_id}"
        context = {"invitation": invitation.pk, "agreed": False, "ended": True}
        notify(invitation.claimed_by, CLAIM_ANSWERED, key=key, context=context)


def _send(invitations: Sequence[Invitation], *, by: User) -> None:
    """Give each a new link and put the mails in the outbox; per 500 a number of queries that doesn't grow."""
    now = timezone.now()
    _refuse_over_limit(by, len(invitations), now)
    for start in range(0, len(invitations), CHUNK):
        _send_chunk(invitations[start : start + CHUNK], by=by, now=now)


def _refuse_over_limit(by: User, extra: int, now: datetime) -> None:
    """Hold whoever would write to half the country, by mistake or not."""
    sent = Invitation.objects.filter(invited_by=by, sent_at__gt=now - DAY).count()
    if sent + extra > settings.INVITATIONS_PER_DAY:
        most = {"most": settings.INVITATIONS_PER_DAY, "left": max(settings.INVITATIONS_PER_DAY - sent, 0)}
        raise Refused(
            _("You can send %(most)s invitations a day; %(left)s are left today. Send the others tomorrow.") % most
        )


def _send_chunk(invitations: Sequence[Invitation], *, by: User, now: datetime) -> None:
    for invitation in invitations:
        invitation.nonce = secrets.token_hex(16)
        invitation.token_hash = hash_token(invitation_token(invitation))
        invitation.status = Status.SENT
        invitation.sent_at, invitation.expires_at = now, now + VALID
        invitation.opened_at, invitation.invited_by = None, by
    # What differs per row first: a link without its moment is nothing, the other way round the database refuses.
    Invitation.objects.bulk_update(invitations, ["nonce", "token_hash"], batch_size=CHUNK)
    Invitation.objects.filter(pk__in=[invitation.pk for invitation in invitations]).update(
        status=Status.SENT,
        sent_at=now,
        expires_at=now + VALID,
        opened_at=None,
        invited_by=by,
        times_sent=F("times_sent") + 1,
    )
    tell_invited(KIND, "invitation", invitations, language=by.language)


def tell_invited(kind: str, key: str, invitations: Sequence[Invitation], *, language: str) -> None:
    """Put a mail to each in the outbox, in their own language where they have an account.

    The key names this sending, so that doing it twice sends one, and a mail that waited too long knows it is old.
    """
    languages = _languages(invitations)
    notify_all(
        kind,
        [
            Intent(
                invitation.email,
                key=f"{key}:{invitation.pk}:{invitation.nonce}",
                context={"invitation": invitation.pk, "nonce": invitation.nonce},
                language=languages.get(invitation.email, language),
                about=About(invitation.community_id),
            )
            for invitation in invitations
        ],
    )


def _languages(invitations: Sequence[Invitation]) -> dict[str, str]:
    """The language of those who have an account, by address."""
    addresses = [invitation.email for invitation in invitations]
    return dict(User.objects.filter(email__in=addresses).values_list("email", "language"))


def undelivered(invitations: Iterable[Invitation]) -> set[int]:
    """Return the ids of those whose latest mail could not be delivered: a wrong address, mostly. One query."""
    keys = {f"invitation:{row.pk}:{row.nonce}": row.pk for row in invitations if row.is_sent}
    dead = Message.objects.filter(kind=KIND, key__in=keys, state=Message.State.DEAD)
    return {keys[key] for key in dead.values_list("key", flat=True)}
