"""The secret in the link of an invitation (rule 23): 256 bits, only its hash in the database."""

from leerkring.core.tokens import link_token

from .models import Invitation, JoinLink, Proposal, TeamInvitation

SALT = "communities.invitation"
TEAM_SALT = "communities.team_invitation"
JOIN_SALT = "communities.join_link"
PROPOSAL_SALT = "communities.proposal"


def invitation_token(invitation: Invitation) -> str:
    """Return the secret of this sending of the invitation.

    It follows from the portal's key, the invitation and its nonce, so a mail that is tried again holds the same link
    while neither database nor outbox holds anything that opens it.
    """
    return link_token(SALT, invitation.pk, invitation.nonce)


def team_token(invitation: TeamInvitation) -> str:
    """Return the secret of this sending of an invitation into a team; made in the same way."""
    return link_token(TEAM_SALT, invitation.pk, invitation.nonce)


def join_link_token(link: JoinLink) -> str:
    """Return the secret of an open link; it follows from circle and nonce, so that the code can be shown once more."""
    return link_token(JOIN_SALT, link.community_id, link.nonce)


def proposal_token(proposal: Proposal) -> str:
    """Return the secret of the link of who proposed from outside; made in the same way."""
    return link_token(PROPOSAL_SALT, proposal.pk, proposal.nonce)
