"""The desk of contact persons."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from leerkring.accounts.http import SignedInRequest
from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404

from ..actions.contact_person import (
    add_contact_person,
    change_contact_person,
    move_contact_person,
    remove_contact_person,
)
from ..forms.contact_person import ContactPersonForm, initial_of
from ..models import Community, ContactPerson, Membership
from .desk import answer_form, answer_removal, frame_of


def _circle(request: SignedInRequest, slug: str) -> Community:
    community: Community = get_permitted_or_404(
        Community.objects, request.user, "communities.change_community", slug=slug
    )
    return community


def _contact(request: SignedInRequest, slug: str, pk: int) -> ContactPerson:
    rows = ContactPerson.objects.select_related("community", "user")
    contact: ContactPerson = get_permitted_or_404(
        rows, request.user, "communities.change_contact_person", pk=pk, community__slug=slug
    )
    return contact


def _members(request: SignedInRequest, community: Community) -> dict[str, User]:
    rows = Membership.objects.active().permitted(request.user, "communities.view_membership")
    people = [row.user for row in rows.filter(community=community).select_related("user")]
    return {str(person.pk): person for person in sorted(people, key=lambda person: person.sort_name.casefold())}


def _list(slug: str) -> str:
    return reverse("communities:contact_person_list", kwargs={"slug": slug})


@login_required
def contact_person_list(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show whom the world can write to, in their order; also who can't be reached any more."""
    community = _circle(request, slug)
    rows = ContactPerson.objects.permitted(request.user, "communities.change_contact_person")
    rows = rows.filter(community=community).select_related("user")
    shown = rows.mark_permissions(request.user, is_shown="communities.view_contact_person")
    return render(request, "communities/contact_person_list.html", frame_of(community) | {"contacts": list(shown)})


@login_required
def contact_person_create(request: SignedInRequest, slug: str) -> HttpResponse:
    """Add a contact person."""
    community = _circle(request, slug)
    form = ContactPersonForm(request.POST or None, members=_members(request, community))
    return answer_form(
        request,
        form,
        lambda: add_contact_person(community, by=request.user, **form.values()),
        page=_page(community, _("Add a contact person")),
        back=_list(slug),
    )


@login_required
def contact_person_change(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Change who it is, or what stands beside the name."""
    contact = _contact(request, slug, pk)
    members = _members(request, contact.community)
    form = ContactPersonForm(request.POST or None, members=members, initial=initial_of(contact))
    return answer_form(
        request,
        form,
        lambda: change_contact_person(contact, by=request.user, version=form.read_version, **form.values()),
        page=_page(contact.community, _("Change a contact person")),
        back=_list(slug),
        stored=lambda: initial_of(_contact(request, slug, pk)),
    )


def _page(community: Community, title: str) -> dict[str, Any]:
    return frame_of(community) | {"title": title}


@login_required
@require_POST
def contact_person_move(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Move a contact person up, or down."""
    contact = _contact(request, slug, pk)
    try:
        move_contact_person(contact, by=request.user, up=request.POST.get("up") == "1")
    except Refused as error:
        messages.error(request, " ".join(error.messages))
    return redirect(_list(slug))


@login_required
def contact_person_remove(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Take a contact person away, after asking."""
    contact = _contact(request, slug, pk)
    return answer_removal(
        request,
        lambda: remove_contact_person(contact, by=request.user),
        title=_("Remove %(name)s as contact person?") % {"name": contact.full_name},
        text=_("Nobody can write to them about this circle any more. In the circle itself nothing changes."),
        back=_list(slug),
    )
