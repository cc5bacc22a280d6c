"""What circles bring about, and who reads it."""

from django.utils import timezone

from communities.actions.tally import recount
from communities.models import Commitment, Membership
from conftest import make_organisation


def managed(community, author):
    """Let the author manage an organisation that committed itself to the circle, and count the circle."""
    organisation = make_organisation("Zorgbestuur")
    Commitment.objects.create(community=community, organisation=organisation)
    mine = Membership.objects.filter(community=community, user=author)
    mine.update(second_role=Membership.Role.MANAGER, organisation=organisation)
    recount([community.pk], timezone.now())
    return {
        "managed_organisation": organisation.slug,
        "sitemap_part": "leerkringen",
        "picture_kind": "leerkring",
        "api_resource": "circles",
        "api_deep": "dieper/dan/wij",
    }
