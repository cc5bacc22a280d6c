"""What a circle does beside its meetings."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from leerkring.accounts.http import SignedInRequest
from leerkring.core.permissions import get_permitted_or_404

from ..actions.module import set_modules
from ..forms.module import ModuleForm, initial_of
from ..models import Community
from .desk import answer_form, frame_of


@login_required
def module_list(request: SignedInRequest, slug: str) -> HttpResponse:
    """Switch modules on and off."""
    community = get_permitted_or_404(Community.objects, request.user, "communities.change_community", slug=slug)
    form = ModuleForm(request.POST or None, initial=initial_of(community))
    page = frame_of(community) | {
        "title": _("Modules"),
        "text": _("Switch on what fits this circle. What you made in a module stays when you switch it off."),
    }
    return answer_form(
        request,
        form,
        lambda: set_modules(community, by=request.user, version=form.read_version, **form.values()),
        page=page,
        back=reverse("communities:community_manage", kwargs={"slug": slug}),
        stored=lambda: _stored(community),
    )


def _stored(community: Community) -> dict[str, object]:
    community.refresh_from_db()
    return initial_of(community)
