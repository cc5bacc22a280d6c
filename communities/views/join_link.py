"""Open links: coordinators make, print and close them; whoever holds one joins with it."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from leerkring.accounts.http import SignedInRequest
from leerkring.accounts.models import User
from leerkring.core.context import is_signed_in
from leerkring.core.errors import Refused
from leerkring.core.links import absolute_url
from leerkring.core.permissions import get_permitted_or_404
from leerkring.core.vocabulary import speak_of

from ..actions.join_link import close_link, find_link, join_by_link, open_link, reason_ended
from ..forms.join_link import JoinLinkForm
from ..models import Community, JoinLink
from ..tokens import join_link_token


@login_required
def join_link_list(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show the open links of a circle, and make a new one."""
    community = get_permitted_or_404(
        Community.objects.select_related("programme"), request.user, "communities.change_community", slug=slug
    )
    form = JoinLinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            link = open_link(community, by=request.user, **form.values())
            messages.success(request, _("The link is open. Share it, or print the page with the code."))
            return redirect("communities:join_link_detail", slug=slug, pk=link.pk)
        except Refused as error:
            form.add_error(None, error)
    rows = JoinLink.objects.permitted(request.user, "communities.change_join_link").filter(community=community)
    links = list(rows[:50])
    context = {
        "community": community,
        "tab": "people",
        "form": form,
        "open": [link for link in links if link.is_open],
        "ended": [(link, reason_ended(link)) for link in links if not link.is_open],
    }
    return render(request, "communities/join_link_list.html", context)


def _get_link(request: SignedInRequest, slug: str, pk: int) -> JoinLink:
    rows = JoinLink.objects.select_related("community__programme")
    link: JoinLink = get_permitted_or_404(
        rows, request.user, "communities.change_join_link", pk=pk, community__slug=slug
    )
    return link


@login_required
@never_cache
def join_link_detail(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Show one link with its code, as a page to print."""
    link = _get_link(request, slug, pk)
    url = absolute_url(reverse("communities:join_link", kwargs={"token": join_link_token(link)}))
    context = {"community": link.community, "tab": "people", "link": link, "url": url, "reason": reason_ended(link)}
    return render(request, "communities/join_link_detail.html", context)


@login_required
def join_link_close(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Close a link, after asking."""
    link = _get_link(request, slug, pk)
    if request.method == "POST":
        close_link(link, by=request.user)
        messages.success(request, _("Nobody can join with this link any more."))
        return redirect("communities:join_link_list", slug=slug)
    question = {
        "title": _("Close this link?"),
        "text": _("From this moment nobody can join with it. Who already joined stays in the circle."),
        "yes": _("Close the link"),
        "cancel": reverse("communities:join_link_list", kwargs={"slug": slug}),
    }
    return render(request, "components/confirm_page.html", question)


@never_cache
def join_link(request: HttpRequest, token: str) -> HttpResponse:
    """Say what the circle is, with one button; POST joins. Who has no account makes one first and comes back."""
    link = find_link(token)
    if link is None:
        return render(request, "communities/join_link_ended.html", {"reason": "unknown"}, status=404)
    speak_of(link)
    me = cast("User", request.user) if is_signed_in(request) else None
    community = link.community
    if me and community.memberships.active().filter(user=me).exists():
        messages.info(request, _("You already take part in this circle."))
        return redirect(community)
    if reason := reason_ended(link):
        context = {"reason": reason, "community": community}
        return render(request, "communities/join_link_ended.html", context, status=410)
    if request.method == "POST":
        return _join(request, link, me)
    return render(request, "communities/join_link_answer.html", _page(request, link))


def _page(request: HttpRequest, link: JoinLink) -> dict[str, Any]:
    return {"link": link, "community": link.community, "query": urlencode({"next": request.path})}


def _join(request: HttpRequest, link: JoinLink, me: User | None) -> HttpResponse:
    if me is None:
        return redirect(f"{reverse('account_signup')}?{urlencode({'next': request.path})}")
    try:
        join_by_link(link, by=me)
    except Refused as error:
        return render(
            request,
            "communities/join_link_answer.html",
            _page(request, link) | {"refused": error.messages[0]},
            status=409,
        )
    messages.success(request, _("Welcome to the circle %(name)s.") % {"name": link.community.name})
    return redirect(link.community)
