"""What coordinators do with the invitations of a running circle."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404

from ..actions.invitation import resend_invitation, revoke_invitation
from ..models import Community, Invitation
from .people import handle_people, people_page

PER_PAGE = 50
# How the status component colours a state.
TONES = {
    Invitation.Status.PREPARED: "draft",
    Invitation.Status.SENT: "warn",
    Invitation.Status.ACCEPTED: "good",
}


@login_required
def invitation_list(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show who was asked in and how far that is."""
    community = get_permitted_or_404(Community.objects, request.user, "communities.add_invitation", slug=slug)
    if community.is_draft:
        return redirect("communities:invitation_setup", slug=slug)
    rows = Invitation.objects.permitted(request.user, "communities.change_invitation")
    rows = rows.filter(community=community).select_related("organisation").order_by("-sent_at", "-pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"community": community, "tab": "people", "page": page, "rows": [_row(row, slug) for row in page]}
    return render(request, "communities/invitation_list.html", context)


def _row(invitation: Invitation, slug: str) -> dict[str, Any]:
    """Everything a row of the list shows, prepared once."""
    place = {"slug": slug, "pk": invitation.pk}
    expired = invitation.is_expired
    return {
        "name": invitation.full_name,
        "email": invitation.email,
        "place": capfirst(f"{invitation.get_role_display()} · {invitation.get_sector_display()}"),
        "status": _("expired") if expired else invitation.get_status_display(),
        "tone": "danger" if expired else TONES.get(Invitation.Status(invitation.status), "neutral"),
        "is_sent": invitation.is_sent,
        "is_prepared": invitation.is_prepared,
        "resend_url": reverse("communities:invitation_resend", kwargs=place),
        "revoke_url": reverse("communities:invitation_revoke", kwargs=place),
    }


@login_required
def invitation_create(request: SignedInRequest, slug: str) -> HttpResponse:
    """Ask more people into a running circle."""
    community = get_permitted_or_404(Community.objects, request.user, "communities.add_invitation", slug=slug)
    if community.is_draft:
        return redirect("communities:invitation_setup", slug=slug)
    form = None
    if request.method == "POST":
        form, answer = handle_people(request, community, here="communities:invitation_create")
        if answer:
            return answer
    return people_page(request, community, form, "communities/invitation_create.html", tab="people")


def _get_invitation(request: SignedInRequest, slug: str, pk: int) -> Invitation:
    return get_permitted_or_404(
        Invitation.objects.select_related("community"),
        request.user,
        "communities.change_invitation",
        pk=pk,
        community__slug=slug,
    )


def _do(request: SignedInRequest, invitation: Invitation, deed: Callable[..., Invitation], said: str) -> HttpResponse:
    try:
        deed(invitation, by=request.user)
    except Refused as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, said % {"name": invitation.full_name})
    return redirect("communities:invitation_list", slug=invitation.community.slug)


@login_required
@require_POST
def invitation_resend(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Send an invitation once more; the old link stops working."""
    said = _("The invitation of %(name)s is on its way again. The old link has stopped working.")
    return _do(request, _get_invitation(request, slug, pk), resend_invitation, said)


@login_required
def invitation_revoke(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Withdraw an invitation, after asking."""
    invitation = _get_invitation(request, slug, pk)
    if request.method == "POST":
        return _do(request, invitation, revoke_invitation, _("The invitation of %(name)s has been withdrawn."))
    question = {
        "title": _("Withdraw this invitation?"),
        "text": _("The link that was sent to %(email)s stops working at once.") % {"email": invitation.email},
        "yes": _("Withdraw"),
    }
    return render(request, "components/confirm_page.html", question)
