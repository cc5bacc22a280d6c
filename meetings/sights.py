"""What the portal sees for itself of the checklist of a circle (``communities.phases``)."""

from communities.models import Community

from .models import Meeting


def has_meetings_to_come(community: Community) -> bool:
    """Whether a meeting has been planned that is not over."""
    return Meeting.objects.upcoming().filter(cycle__community=community).exists()
