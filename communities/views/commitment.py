"""The desk of organisations that are committed to a circle."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from leerkring.accounts.http import SignedInRequest
from leerkring.core.permissions import get_permitted_or_404

from ..actions.commitment import add_commitment, change_commitment, remove_commitment, suggested_names
from ..forms.commitment import CommitmentForm, initial_of
from ..models import Commitment, Community
from .desk import answer_form, answer_removal, frame_of


def _circle(request: SignedInRequest, slug: str) -> Community:
    community: Community = get_permitted_or_404(
        Community.objects, request.user, "communities.change_community", slug=slug
    )
    return community


def _commitment(request: SignedInRequest, slug: str, pk: int) -> Commitment:
    rows = Commitment.objects.select_related("community", "organisation")
    commitment: Commitment = get_permitted_or_404(
        rows, request.user, "communities.change_commitment", pk=pk, community__slug=slug
    )
    return commitment


def _list(slug: str) -> str:
    return reverse("communities:commitment_list", kwargs={"slug": slug})


def _page(community: Community, title: str) -> dict[str, Any]:
    return frame_of(community) | {"title": title, "suggestions": suggested_names(community)}


@login_required
def commitment_list(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show who is committed, with what and who signed."""
    community = _circle(request, slug)
    rows = Commitment.objects.permitted(request.user, "communities.change_commitment")
    rows = rows.filter(community=community).select_related("organisation")
    return render(request, "communities/commitment_list.html", frame_of(community) | {"commitments": list(rows)})


@login_required
def commitment_create(request: SignedInRequest, slug: str) -> HttpResponse:
    """Add an organisation."""
    community = _circle(request, slug)
    # A link may name the organisation.
    form = CommitmentForm(request.POST or None, initial={"organisation": request.GET.get("organisatie", "")[:200]})
    return answer_form(
        request,
        form,
        lambda: add_commitment(community, by=request.user, **form.values()),
        page=_page(community, _("Add an organisation")),
        back=_list(slug),
    )


@login_required
def commitment_change(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Change what an organisation contributes, or note who signed."""
    commitment = _commitment(request, slug, pk)
    form = CommitmentForm(request.POST or None, initial=initial_of(commitment))
    return answer_form(
        request,
        form,
        lambda: change_commitment(commitment, by=request.user, version=form.read_version, **form.values()),
        page=_page(commitment.community, _("Change an organisation")),
        back=_list(slug),
        stored=lambda: initial_of(_commitment(request, slug, pk)),
    )


@login_required
def commitment_remove(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Take an organisation off the list, after asking."""
    commitment = _commitment(request, slug, pk)
    return answer_removal(
        request,
        lambda: remove_commitment(commitment, by=request.user),
        title=_("Take %(name)s off the list?") % {"name": commitment.organisation.name},
        text=_("What it contributes and who signed will be gone. The organisation itself stays in the portal."),
        back=_list(slug),
    )
