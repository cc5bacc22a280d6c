"""Passing a circle on: offering it, answering the offer, taking it back."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404

from ..actions.handover import accept_handover, decline_handover, offer_handover, withdraw_handover
from ..forms.handover import AnswerForm, OfferForm, receivers
from ..models import Community, Handover


@login_required
def handover_create(request: SignedInRequest, slug: str) -> HttpResponse:
    """Offer the task of coordinator to a member; below it stand the offers that still wait for an answer."""
    community = get_permitted_or_404(
        Community.objects.select_related("programme"), request.user, "communities.change_community", slug=slug
    )
    form = OfferForm(request.POST or None, people=receivers(community, request.user))
    if request.method == "POST" and form.is_valid():
        try:
            offer = offer_handover(community, by=request.user, **form.cleaned_data)
        except Refused as error:
            form.add_error(None, error)
        else:
            name = {"name": offer.receiver.full_name}
            messages.success(request, _("%(name)s gets a mail with your question.") % name)
            return redirect("communities:handover_create", slug=slug)
    offers = Handover.objects.permitted(request.user, "communities.withdraw_handover")
    offers = offers.filter(community=community, status=Handover.Status.OFFERED)
    context: dict[str, Any] = {"community": community, "tab": "manage", "form": form}
    context["offers"] = list(offers.select_related("giver", "receiver"))
    context["mine"] = any(offer.giver_id == request.user.pk for offer in context["offers"])
    return render(request, "communities/handover_form.html", context)


def _offer(request: SignedInRequest, slug: str, pk: int, permission: str) -> Handover:
    rows = Handover.objects.select_related("community__programme", "giver", "receiver")
    offer: Handover = get_permitted_or_404(rows, request.user, permission, pk=pk, community__slug=slug)
    return offer


@login_required
def handover_answer(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Show an offer to whom it was made, with yes and no."""
    offer = _offer(request, slug, pk, "communities.view_handover")
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _answer(request, offer, form.cleaned_data["answer"])
    context = {"community": offer.community, "tab": "overview", "offer": offer, "form": form}
    return render(request, "communities/handover_answer.html", context)


def _answer(request: SignedInRequest, offer: Handover, answer: str) -> HttpResponse:
    try:
        if answer == "accept":
            accept_handover(offer, by=request.user)
            messages.success(request, _("You are now coordinator of this circle. Here you find what you can do."))
            return redirect("communities:community_manage", slug=offer.community.slug)
        decline_handover(offer, by=request.user)
        said = _("%(name)s is told that you don't take over.") % {"name": offer.giver.full_name}
        messages.success(request, said)
    except Refused as error:
        messages.error(request, " ".join(error.messages))
    return redirect(offer.community)


@login_required
@require_POST
def handover_withdraw(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Take an offer back before it is answered."""
    offer = _offer(request, slug, pk, "communities.withdraw_handover")
    try:
        withdraw_handover(offer, by=request.user)
    except Refused as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The offer has been taken back. Nothing has changed."))
    return redirect("communities:handover_create", slug=slug)
