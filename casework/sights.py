"""What the portal sees for itself of the checklist of a circle (``communities.phases``)."""

from communities.models import Community

from .models import Outcome


def has_outcome(community: Community) -> bool:
    """Whether the circle wrote something down, published or not."""
    return Outcome.objects.filter(community=community).exists()


def has_published_outcome(community: Community) -> bool:
    """Whether others can read something the circle found."""
    return Outcome.objects.published().filter(community=community).exists()
