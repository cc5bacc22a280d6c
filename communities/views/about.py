"""What a circle tells about itself: domain, community, practice."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from leerkring.accounts.http import SignedInRequest
from leerkring.core.permissions import get_permitted_or_404

from ..actions.community import change_community
from ..forms.about import AboutForm, initial_of
from ..models import Community
from .desk import answer_form, frame_of


@login_required
def about_change(request: SignedInRequest, slug: str) -> HttpResponse:
    """Write the three texts of the public page."""
    community = get_permitted_or_404(Community.objects, request.user, "communities.change_community", slug=slug)
    form = AboutForm(request.POST or None, initial=initial_of(community))
    page = frame_of(community) | {
        "title": _("Texts of the page"),
        "text": _("Three short texts that everybody can read. Leave empty what you don't know yet."),
    }
    return answer_form(
        request,
        form,
        lambda: change_community(community, by=request.user, version=form.read_version, **form.values()),
        page=page,
        back=reverse("communities:community_manage", kwargs={"slug": slug}),
        stored=lambda: _stored(community),
    )


def _stored(community: Community) -> dict[str, object]:
    community.refresh_from_db()
    return initial_of(community)
