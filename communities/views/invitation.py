"""What coordinators do with the invitations of a running circle."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404
from leerkring.core.templatetags.ui import short_day

from ..actions.answer import agree_claim, refuse_claim
from ..actions.invitation import (
    correct_address,
    resend_all,
    resend_invitation,
    revoke_invitation,
    undelivered,
    waiting_a_day,
)
from ..forms.invitation import AddressForm, ClaimAnswerForm, InvitationFilter, state_options
from ..models import Community, Invitation, Membership
from .people import handle_people, people_page

PER_PAGE = 50
# How the status component colours a state.
TONES = {
    Invitation.State.PREPARED: "draft",
    Invitation.State.SENT: "warn",
    Invitation.State.OPENED: "info",
    Invitation.State.ACCEPTED: "good",
    Invitation.State.EXPIRED: "danger",
}


@login_required
def invitation_list(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show who was asked in and how far that is."""
    community = get_permitted_or_404(Community.objects, request.user, "communities.add_invitation", slug=slug)
    if community.is_draft:
        return redirect("communities:invitation_setup", slug=slug)
    chosen = InvitationFilter(request.GET)
    every: Any = Invitation.objects.permitted(request.user, "communities.change_invitation")
    every = every.filter(community=community)
    rows = _found(every, chosen).select_related("organisation").order_by("-sent_at", "-pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    lost = undelivered(page)
    context = {
        "community": community,
        "tab": "people",
        "page": page,
        "rows": [_row(row, slug, row.pk in lost) for row in page],
        "states": state_options(every.count_states()),
        "chosen": chosen,
        "query": urlencode({name: value for name, value in chosen.cleaned_data.items() if value}),
        "claims": every.filter(claimed_by__isnull=False, status="sent").select_related("claimed_by"),
        "waiting": waiting_a_day(community).count(),
    }
    return render(request, "communities/invitation_list.html", context)


def _found(rows: Any, chosen: InvitationFilter) -> Any:
    """Keep what was asked for; each word must occur in the name or the address."""
    if chosen.state:
        rows = rows.in_state(chosen.state)
    for word in chosen.words.split():
        rows = rows.filter(
            Q(hides_address=False, email__icontains=word)
            | Q(given_name__icontains=word)
            | Q(family_name__icontains=word)
        )
    return rows


def _row(invitation: Invitation, slug: str, is_lost: bool) -> dict[str, Any]:
    """Everything a row of the list shows, prepared once."""
    place = {"slug": slug, "pk": invitation.pk}
    state = Invitation.State(invitation.state)
    urls = {
        f"{deed}_url": reverse(f"communities:invitation_{deed}", kwargs=place)
        for deed in ("resend", "revoke", "correct")
    }
    return urls | {
        "name": invitation.full_name,
        "email": invitation.shown_email,
        "place": _place(invitation),
        "status": _("could not be delivered") if is_lost else state.label,
        "tone": "danger" if is_lost else TONES.get(state, "neutral"),
        "facts": _history(invitation),
        "reason": invitation.decline_reason,
        "is_sent": invitation.is_sent,
        "may_correct": not invitation.hides_address,
        "is_prepared": invitation.is_prepared,
    }


def _place(invitation: Invitation) -> str:
    """Return the role, with the sector only where it is not the usual one: *Student*, *Lector · praktijk*."""
    is_usual = Membership.SECTOR_OF[Membership.Role(invitation.role)] == invitation.sector
    words = [invitation.get_role_display(), *([] if is_usual else [invitation.get_sector_display()])]
    return capfirst(" · ".join(words))


def _history(invitation: Invitation) -> list[str]:
    """What happened when, in the order in which it did."""
    moments = [
        (_("sent on %(day)s"), invitation.sent_at),
        (_("opened on %(day)s"), invitation.opened_at),
        (_("reminded on %(day)s"), invitation.reminded_at),
        (_("answered on %(day)s"), invitation.answered_at if invitation.is_answered else None),
    ]
    return [words % {"day": short_day(moment)} for words, moment in moments if moment]


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
        Invitation.objects.select_related("community", "claimed_by"),
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
        "text": _("The link that was sent to %(email)s stops working at once.") % {"email": invitation.shown_email},
        "yes": _("Withdraw"),
    }
    return render(request, "components/confirm_page.html", question)


@login_required
def invitation_correct(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Send an invitation on to the address that was meant."""
    invitation = _get_invitation(request, slug, pk)
    if invitation.hides_address:
        raise Http404
    form = AddressForm(request.POST or None, initial={"email": invitation.email})
    if request.method == "POST" and form.is_valid():
        try:
            mended = correct_address(invitation, form.cleaned_data["email"], by=request.user)
        except Refused as error:
            form.add_error("email", error)
        else:
            said = _("The invitation goes to %(email)s now. The old link has stopped working.")
            messages.success(request, said % {"email": mended.email})
            return redirect("communities:invitation_list", slug=slug)
    context = {"community": invitation.community, "tab": "people", "form": form, "invitation": invitation}
    return render(request, "communities/invitation_correct.html", context)


@login_required
def invitation_resend_all(request: SignedInRequest, slug: str) -> HttpResponse:
    """Send everybody who didn't answer a new link, after asking."""
    community = get_permitted_or_404(Community.objects, request.user, "communities.add_invitation", slug=slug)
    if request.method == "POST":
        try:
            sent = resend_all(community, by=request.user)
        except Refused as error:
            messages.error(request, error.messages[0])
        else:
            said = ngettext("%(count)s invitation is on its way.", "%(count)s invitations are on their way.", sent)
            messages.success(request, said % {"count": sent})
        return redirect("communities:invitation_list", slug=slug)
    question = {
        "title": _("Invite everybody who has not answered once more?"),
        "text": _("They get a new mail with a new link; the old links stop working. You can do this once a day."),
        "yes": _("Send again (%(count)s)") % {"count": waiting_a_day(community).count()},
        "cancel": reverse("communities:invitation_list", kwargs={"slug": slug}),
        "safe": True,
    }
    return render(request, "components/confirm_page.html", question)


@login_required
@require_POST
def invitation_claim_answer(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Let somebody in who asks with another address than the one that was asked, or not."""
    invitation = _get_invitation(request, slug, pk)
    form = ClaimAnswerForm(request.POST)
    claimant = invitation.claimed_by
    if form.is_valid() and claimant and claimant.pk == form.cleaned_data["claimant"]:
        agrees = form.cleaned_data["answer"] == "yes"
        try:
            (agree_claim if agrees else refuse_claim)(invitation, claimant, by=request.user)
        except Refused as error:
            messages.error(request, error.messages[0])
        else:
            said = _("%(name)s is in the circle.") if agrees else _("%(name)s hears that they can't join this way.")
            messages.success(request, said % {"name": claimant.full_name})
    else:
        messages.info(request, _("That question has already been answered."))
    return redirect("communities:invitation_list", slug=slug)
