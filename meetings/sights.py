"""What the portal sees for itself of a circle: for its checklist (``communities.phases``) and its figures."""

from django.utils import timezone
from django.utils.translation import ngettext

from communities.figures import Figure
from communities.models import Community

from .models import Meeting


def has_meetings_to_come(community: Community) -> bool:
    """Whether a meeting has been planned that is not over."""
    return Meeting.objects.upcoming().filter(cycle__community=community).exists()


def figures_of_desk(community: Community) -> list[Figure]:
    """Return how many meetings the circle has had; one query."""
    held = Meeting.objects.planned().filter(cycle__community=community, ends_at__lte=timezone.now()).count()
    return [Figure(str(held), ngettext("meeting held", "meetings held", held))]
