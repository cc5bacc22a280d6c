"""Making a new circle after the example of another."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404

from ..actions.copy import copy_community, parts_for
from ..forms.copy import CopyForm
from ..models import Community


@login_required
def community_copy(request: SignedInRequest, slug: str) -> HttpResponse:
    """Choose a name and what comes along; the copy is a draft that can be set up further."""
    circles = Community.objects.select_related("programme").mark_permissions(
        request.user, may_manage="communities.manage_community"
    )
    community = get_permitted_or_404(circles, request.user, "communities.copy_community", slug=slug)
    mine = request.user.memberships.active().filter(community=community).first()
    parts = parts_for(community, request.user)
    form = CopyForm(request.POST or None, parts=parts, initial={"sector": mine.sector if mine else ""})
    if request.method == "POST" and form.is_valid():
        try:
            copy = copy_community(community, by=request.user, **form.cleaned_data)
        except Refused as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Here is your draft. Nobody sees it until you start the circle."))
            return redirect("communities:community_setup", slug=copy.slug)
    return render(request, "communities/copy_form.html", {"community": community, "tab": "manage", "form": form})
