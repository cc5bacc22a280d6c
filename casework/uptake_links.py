"""The link with which somebody who is asked tells what became of an outcome: signed, for one question, expiring."""

from dataclasses import dataclass
from datetime import timedelta

from django.core import signing
from django.urls import reverse

from leerkring.core.links import absolute_url

SALT = "casework.uptake"
# Until the next question comes.
MAX_AGE = timedelta(days=90)


@dataclass(frozen=True)
class Asked:
    """Who was asked which question about what."""

    outcome_id: int
    user_id: int
    rule: str


def uptake_url(asked: Asked) -> str:
    """Return the full address for the mail."""
    token = signing.dumps([asked.outcome_id, asked.user_id, asked.rule], salt=SALT)
    return absolute_url(reverse("casework:uptake_answer", kwargs={"token": token}))


def read_uptake_token(token: str) -> Asked | None:
    """Return what the link is for; None when it was altered or is too old."""
    try:
        return Asked(*signing.loads(token, salt=SALT, max_age=MAX_AGE))
    except (signing.BadSignature, ValueError, TypeError):
        return None
