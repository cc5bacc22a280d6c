"""The end of a circle, on its desk: closing and opening again, putting away and taking out."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404
from leerkring.core.refusals import answer_refusal

from ..actions.closing import archive_community, close_community, reopen_community, unarchive_community
from ..closing import obstacles_of, what_ends
from ..forms.closing import CloseForm
from ..models import Community

Status = Community.Status


def _circle(request: SignedInRequest, slug: str) -> Community:
    circles = Community.objects.select_related("programme")
    community: Community = get_permitted_or_404(circles, request.user, "communities.manage_community", slug=slug)
    return community


def _do(request: SignedInRequest, community: Community, deed: Callable[[], Any], said: str) -> HttpResponse:
    back = reverse("communities:community_manage", kwargs={"slug": community.slug})
    try:
        deed()
    except Refused as error:
        return answer_refusal(request, error, back)
    messages.success(request, said)
    return redirect(back)


@login_required
def community_close(request: SignedInRequest, slug: str) -> HttpResponse:
    """Say exactly what closing does and what stands in its way; close the circle with its last words."""
    community = _circle(request, slug)
    form = CloseForm(request.POST or None, initial={"words": community.closing_words})
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["words"]
        return _do(
            request,
            community,
            lambda: close_community(community, by=request.user, words=words),
            _("The circle has been closed. Thank you for all you did for it."),
        )
    if community.status != Status.ACTIVE:
        return redirect("communities:community_manage", slug=slug)
    context = {"community": community, "tab": "manage", "form": form}
    context |= {"obstacles": obstacles_of(community), "ends": what_ends(community)}
    return render(request, "communities/close_form.html", context)


def _ask(
    request: SignedInRequest, slug: str, deed: Callable[..., Community], before: Status, question: dict[str, Any]
) -> HttpResponse:
    """Ask first, for a circle in the state the deed begins with; POST does it."""
    community = _circle(request, slug)
    if request.method == "POST":
        return _do(request, community, lambda: deed(community, by=request.user), question.pop("said"))
    if community.status != before:
        return redirect("communities:community_manage", slug=slug)
    return render(request, "components/confirm_page.html", question | {"safe": True})


@login_required
def community_reopen(request: SignedInRequest, slug: str) -> HttpResponse:
    """Open a closed circle again, after asking."""
    question = {
        "title": _("Open this circle again?"),
        "text": _(
            "Who became an alumnus when it was closed takes part again, and is told by mail. Invitations and requests "
            "that ended then stay ended."
        ),
        "yes": _("Open the circle again"),
        "said": _("The circle goes on, in the phase it was in."),
    }
    return _ask(request, slug, reopen_community, Status.CLOSED, question)


@login_required
def community_archive(request: SignedInRequest, slug: str) -> HttpResponse:
    """Put a closed circle away, after asking."""
    question = {
        "title": _("Put this circle away?"),
        "text": _(
            "The page of the circle is no longer public, and search doesn't find it. Members and alumni keep reading "
            "it at its address. Published outcomes stay public. You can take the circle out again."
        ),
        "yes": _("Put the circle away"),
        "said": _("The circle has been put away. You can take it out again here."),
    }
    return _ask(request, slug, archive_community, Status.CLOSED, question)


@login_required
def community_unarchive(request: SignedInRequest, slug: str) -> HttpResponse:
    """Take a circle out again, after asking."""
    question = {
        "title": _("Take this circle out again?"),
        "text": _("Everybody can read the public part of its page again. The circle stays closed."),
        "yes": _("Take the circle out"),
        "said": _("Everybody can read the page of the circle again."),
    }
    return _ask(request, slug, unarchive_community, Status.ARCHIVED, question)
