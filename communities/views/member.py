"""The people of a circle."""

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
from leerkring.core.sheets import sheet_response

from ..actions.membership import change_membership, end_membership
from ..exports.member import MEMBER_HEAD, member_rows
from ..forms.member import MemberFilterForm, OwnPlaceForm, PlaceForm, RemoveForm, initial_of
from ..models import Community, Membership
from ..people import organisations_of, people_page, wanted_people
from .desk import answer_form


@login_required
def member_list(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show the people to members: by sector, or a page of a long list; narrowed down when asked."""
    community = get_permitted_or_404(
        Community.objects.select_related("programme").mark_permissions(
            request.user,
            may_view_inside="communities.view_inside_community",
            may_change="communities.change_community",
            may_manage="communities.manage_community",
            takes_part="communities.add_case",
        ),
        request.user,
        "communities.view_inside_community",
        slug=slug,
    )
    members = Membership.objects.permitted(request.user, "communities.view_membership").filter(community=community)
    form = MemberFilterForm(request.GET)
    shown = people_page(wanted_people(members, form.wanted), request.GET.get("page"))
    return render(request, "communities/member_list.html", _list_context(request, community, form, shown, members))


def _list_context(
    request: SignedInRequest, community: Community, form: Any, shown: Any, members: Any
) -> dict[str, Any]:
    query = request.GET.copy()
    query.pop("page", None)
    alumni = members.filter(alumnus_since__isnull=False).count()
    return {
        "community": community,
        "tab": "people",
        "form": form,
        "shown": shown,
        "narrowed": bool(form.wanted),
        "alumni": alumni,
        "for_alumni": form.wanted.alumni,
        "query": query.urlencode(),
        "suggestions": organisations_of(members),
        "may_filter": form.wanted or community.member_count + alumni > 8,
        "may_change": community.may_change,  # type: ignore[attr-defined]
        "may_manage": community.may_manage,  # type: ignore[attr-defined]
        "takes_part": community.takes_part,  # type: ignore[attr-defined]
    }


@login_required
def member_export(request: SignedInRequest, slug: str) -> HttpResponse:
    """Give coordinators the list as a workbook; who may is asked again now."""
    community = get_permitted_or_404(Community.objects, request.user, "communities.manage_community", slug=slug)
    members = Membership.objects.permitted(request.user, "communities.view_membership").filter(community=community)
    name = _("People of %(circle)s") % {"circle": community.name}
    return sheet_response(name, [str(word) for word in MEMBER_HEAD], member_rows(members))


def _get_member(request: SignedInRequest, slug: str, pk: int, permission: str) -> Membership:
    rows = Membership.objects.select_related("community__programme", "user", "organisation", "area__parent")
    member: Membership = get_permitted_or_404(rows, request.user, permission, pk=pk, community__slug=slug)
    return member


def _list_of(slug: str) -> str:
    return reverse("communities:member_list", kwargs={"slug": slug})


@login_required
def member_change(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Change what somebody is in the circle, as its coordinator."""
    member = _get_member(request, slug, pk, "communities.change_membership")
    form = PlaceForm(request.POST or None, initial=initial_of(member))
    page = {
        "frame": "communities/member_frame.html",
        "community": member.community,
        "member": member,
        "tab": "people",
        "title": member.user.full_name,
        "suggestions": organisations_of(member.community.memberships.reading()),
    }
    return answer_form(
        request,
        form,
        lambda: change_membership(member, by=request.user, version=form.read_version, **form.values()),
        page=page,
        back=_list_of(slug),
        stored=lambda: initial_of(_get_member(request, slug, pk, "communities.change_membership")),
    )


@login_required
def member_own(request: SignedInRequest, slug: str) -> HttpResponse:
    """Say what one's own function and study are in this circle."""

    def stored() -> Membership:
        rows = Membership.objects.select_related("community__programme", "organisation", "area__parent")
        member: Membership = get_permitted_or_404(
            rows, request.user, "communities.change_own_membership", community__slug=slug
        )
        return member

    member = stored()
    form = OwnPlaceForm(request.POST or None, initial=initial_of(member))
    if Membership.Role.STUDENT not in {member.role, member.second_role}:
        form.drop_study()
    return answer_form(
        request,
        form,
        lambda: change_membership(member, by=request.user, version=form.read_version, **form.values()),
        page={
            "frame": "communities/community_base.html",
            "community": member.community,
            "tab": "people",
            "title": _("You in this circle"),
            "text": _("Everybody in the circle sees this in the list of people. A coordinator changes your role."),
        },
        back=_list_of(slug),
        stored=lambda: initial_of(stored()),
    )


def _end(
    request: SignedInRequest, membership: Membership, said: str, *, to: Any, back: Any, reason: str = ""
) -> HttpResponse:
    try:
        end_membership(membership, by=request.user, reason=reason)
    except Refused as error:
        return answer_refusal(request, error, back)
    messages.success(request, said)
    return redirect(to)


@login_required
def member_remove(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Let a member go, after asking, with the reason when the coordinator gives one."""
    member = _get_member(request, slug, pk, "communities.change_membership")
    form = RemoveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = _("%(name)s is no longer in the circle.") % {"name": member.user.full_name}
        back = _list_of(slug)
        return _end(request, member, said, to=back, back=back, reason=form.cleaned_data["reason"])
    return render(request, "communities/member_remove.html", {"form": form, "member": member, "back": _list_of(slug)})


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
        said = _("You have left the circle %(name)s.") % {"name": circle.name}
        return _end(request, membership, said, to="dashboard", back=circle)
    question = {
        "title": _("Leave this circle?"),
        "text": _("You can't read its meetings, cases and people any more. To come back you need an invitation."),
        "yes": _("Leave the circle"),
        "cancel": circle.get_absolute_url(),
    }
    return render(request, "components/confirm_page.html", question)
