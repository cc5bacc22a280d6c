"""Invitations in every state. Nobody gets a mail about them."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from communities.actions.invitation import VALID
from communities.models import Community, Invitation, Organisation
from communities.tokens import invitation_token
from leerkring.accounts.models import User
from leerkring.core.tokens import hash_token

from .people import address

PLACE = ("role", "sector", "function", "study_programme", "study_level", "study_year")


def load_invitations(
    rows: list[dict[str, Any]],
    communities: dict[str, Community],
    users: dict[str, User],
    organisations: dict[str, Organisation],
    now: datetime,
) -> None:
    """Ask people in as if some time ago; who was asked already stays as they are."""
    for row in rows:
        community, email = communities[row["circle"]], row.get("email") or address(*row["name"])
        if not community.invitations.filter(email=email).exists():
            _invite(row, community, email, users, organisations, now)


def _invite(
    row: dict[str, Any],
    community: Community,
    email: str,
    users: dict[str, User],
    organisations: dict[str, Organisation],
    now: datetime,
) -> None:
    def ago(name: str) -> datetime | None:
        return now - timedelta(days=row[name]) if name in row else None

    given, prefix, family = row["name"]
    sent_at = now - timedelta(days=row["sent"])
    invitation = Invitation.objects.create(
        community=community,
        email=email,
        given_name=given,
        tussenvoegsel=prefix,
        family_name=family,
        organisation=organisations.get(row.get("organisation", "")),
        invited_by=community.created_by,
        nonce=secrets.token_hex(16),
        sent_at=sent_at,
        expires_at=sent_at + VALID,
        opened_at=ago("opened"),
        reminded_at=ago("reminded"),
        answered_at=ago("answered"),
        decline_reason=row.get("declined", ""),
        claimed_by=users.get(row.get("claimed_by", "")),
        claimed_at=ago("opened") if "claimed_by" in row else None,
        times_sent=2 if "reminded" in row else 1,
        **{name: row[name] for name in PLACE if name in row},
    )
    invitation.token_hash = hash_token(invitation_token(invitation))
    invitation.status = Invitation.Status.DECLINED if "declined" in row else Invitation.Status.SENT
    invitation.save(update_fields=["token_hash", "status"])
