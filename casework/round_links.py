"""The link with which somebody from outside takes part in one feedback round."""

from django.urls import reverse

from leerkring.core.links import absolute_url
from leerkring.core.tokens import link_token

from .models import RoundInvitee

SALT = "casework.round"


def round_token(invitee: RoundInvitee) -> str:
    """Return the secret of this link; another nonce makes another link."""
    return link_token(SALT, invitee.pk, invitee.nonce)


def round_url(invitee: RoundInvitee) -> str:
    """Return the full address where this person reads and remarks."""
    if invitee.user_id:
        return absolute_url(reverse("casework:round_read", kwargs={"pk": invitee.round_id}))
    return absolute_url(reverse("casework:round_visit", kwargs={"token": round_token(invitee)}))
