"""What a circle does with its consultations, in figures; never a word of them."""

from dataclasses import dataclass

from communities.models import Community

from .models import FollowUp, Session


@dataclass(frozen=True)
class ConsultationFigures:
    """How many tables were held, and of what was chosen there how much was done."""

    held: int
    chosen: int
    followed_through: int


def consultation_figures(community: Community) -> ConsultationFigures:
    """Return the figures of a circle; three queries."""
    rows = FollowUp.objects.filter(session__meeting__cycle__community=community)
    return ConsultationFigures(
        held=Session.objects.held().filter(meeting__cycle__community=community).count(),
        chosen=rows.count(),
        followed_through=rows.followed_through().count(),
    )
