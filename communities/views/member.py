"""The people of a circle."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404, has_permission

from ..actions.membership import end_membership
from ..models import Community, Membership
from ..people import people_by_sector


@login_required
def member_list(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show the people by sector, to members."""
    community = get_permitted_or_404(Community.objects, request.user, "communities.view_inside_community", slug=slug)
    members = Membership.objects.permitted(request.user, "communities.view_membership").filter(community=community)
    context = {
        "community": community,
        "tab": "people",
        "groups": people_by_sector(members),
        "may_change": has_permission(request.user, "communities.change_community", community),
    }
    return render(request, "communities/member_list.html", context)


def _end(request: SignedInRequest, membership: Membership, said: str) -> bool:
    try:
        end_membership(membership, by=request.user)
    except Refused as error:
        messages.error(request, error.messages[0])
        return False
    messages.success(request, said)
    return True


@login_required
def member_remove(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Let a member go, after asking."""
    membership = get_permitted_or_404(
        Membership.objects.select_related("user"),
        request.user,
        "communities.change_membership",
        pk=pk,
        community__slug=slug,
    )
    name = {"name": membership.user.full_name}
    if request.method == "POST":
        _end(request, membership, _("%(name)s is no longer in the circle.") % name)
        return redirect("communities:member_list", slug=slug)
    question = {
        "title": _("Remove %(name)s from the circle?") % name,
        "text": _("%(name)s can't read anything of the circle any more, from this moment.") % name,
        "yes": _("Remove from the circle"),
    }
    return render(request, "components/confirm_page.html", question)


@login_required
def community_leave(request: SignedInRequest, slug: str) -> HttpResponse:
    """Leave a circle, after asking."""
    membership = get_permitted_or_404(
        Membership.objects.select_related("community"),
        request.user,
        "communities.leave_membership",
        community__slug=slug,
    )
    circle = membership.community
    if request.method == "POST":
        left = _end(request, membership, _("You have left the circle %(name)s.") % {"name": circle.name})
        return redirect("dashboard" if left else circle)
    question = {
        "title": _("Leave this circle?"),
        "text": _("You can't read its meetings, cases and people any more. To come back you need an invitation."),
        "yes": _("Leave the circle"),
        "cancel": circle.get_absolute_url(),
    }
    return render(request, "components/confirm_page.html", question)
