"""The desk of a programme: starting one, what it is called, and whether the world sees it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404, has_permission

from ..actions.programme import (
    change_programme,
    create_programme,
    discard_programme,
    missing_parts,
    possible_parents,
    publish_programme,
    withdraw_programme,
)
from ..forms.programme import ProgrammeForm, initial_of
from ..models import Programme
from ..permissions.programme import may_start_programme
from ..programme_desk import circle_parts, coordinator_parts, page_parts, team_parts, with_numbers
from .part import ask, done, form_page, keep, load_programme, refused, status_of, without_version

DESK = "programme_desk"


@login_required
def programme_create(request: SignedInRequest) -> HttpResponse:
    """Start a programme, in draft; who may is a setting of the portal."""
    if not may_start_programme(request.user):
        raise Http404("Not found.")
    form = ProgrammeForm(request.POST or None, parents=possible_parents(request.user))
    made: list[Programme] = []

    def create(**fields: Any) -> None:
        made.append(create_programme(by=request.user, **fields))

    if request.method == "POST" and keep(form, without_version(create)):
        return done(request, made[0], DESK, _("Saved as a draft. Only you see it, until you show it to everybody."))
    return render(request, "communities/programme_create.html", {"form": form}, status=status_of(form))


@login_required
def programme_desk(request: SignedInRequest, programme_slug: str) -> HttpResponse:
    """Show the team what there is, what is missing, and the next step."""
    programmes = Programme.objects.select_related("parent").mark_permissions(
        request.user,
        may_change="communities.change_programme",
        may_edit="communities.edit_programme",
        may_partner="communities.add_partnership",
    )
    programme = get_permitted_or_404(
        with_numbers(programmes), request.user, "communities.manage_programme", slug=programme_slug
    )
    context = {
        "programme": programme,
        "page_parts": page_parts(programme) if programme.may_edit else [],
        "circle_parts": circle_parts(programme) if programme.may_partner else [],
        "team_parts": team_parts(programme) + (coordinator_parts(programme) if programme.may_change else []),
        "missing": missing_parts(programme),
    }
    return render(request, "communities/programme_desk.html", context)


@login_required
def programme_change(request: SignedInRequest, programme_slug: str) -> HttpResponse:
    """Change the name, the introduction, the words, and what it is part of."""
    programme = load_programme(request, programme_slug, "communities.edit_programme")
    parents = possible_parents(request.user, programme)
    texts_only = not has_permission(request.user, "communities.change_programme", programme)
    form = ProgrammeForm(request.POST or None, parents=parents, texts_only=texts_only, initial=initial_of(programme))

    def change(**fields: Any) -> None:
        change_programme(programme, by=request.user, **fields)

    def stored() -> dict[str, Any]:
        programme.refresh_from_db()
        return initial_of(programme)

    if request.method == "POST" and keep(form, change, stored):
        return done(request, programme, DESK, _("Saved."))
    return form_page(request, programme, form, title=_("About the programme"), back=DESK)


@login_required
@require_POST
def programme_publish(request: SignedInRequest, programme_slug: str) -> HttpResponse:
    """Show a draft to everybody, or let a stopped programme go on."""
    programme = load_programme(request, programme_slug, "communities.change_programme")
    try:
        publish_programme(programme, by=request.user)
    except Refused as error:
        return refused(request, programme, DESK, error)
    messages.success(request, _("Everybody can see the programme now, and circles can start in it."))
    return redirect(programme)


@login_required
def programme_withdraw(request: SignedInRequest, programme_slug: str) -> HttpResponse:
    """Stop a programme, after asking; it can be undone."""
    programme = load_programme(request, programme_slug, "communities.change_programme")
    if request.method != "POST":
        return ask(
            request,
            title=_("Stop this programme?"),
            text=_(
                "Its page stays, and says that it has stopped. Its circles go on. No new circle can start in it. "
                "You can let it go on again later."
            ),
            yes=_("Stop the programme"),
            cancel=_desk_url(programme),
        )
    try:
        withdraw_programme(programme, by=request.user)
    except Refused as error:
        return refused(request, programme, DESK, error)
    return done(request, programme, DESK, _("The programme has stopped. You can let it go on again on this page."))


@login_required
def programme_discard(request: SignedInRequest, programme_slug: str) -> HttpResponse:
    """Throw a draft away, after asking."""
    programme = load_programme(request, programme_slug, "communities.discard_programme")
    if request.method != "POST":
        text = _("“%(name)s” with all its texts, themes and partners will be gone.") % {"name": programme.name}
        title, yes = _("Throw this draft away?"), _("Throw away")
        return ask(request, title=title, text=text, yes=yes, cancel=_desk_url(programme))
    try:
        discard_programme(programme, by=request.user)
    except Refused as error:
        return refused(request, programme, DESK, error)
    messages.success(request, _("The draft has been thrown away."))
    return redirect("communities:programme_list")


def _desk_url(programme: Programme) -> str:
    return f"{programme.get_absolute_url()}beheren/"
