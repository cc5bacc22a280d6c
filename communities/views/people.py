"""The list of people to ask in: the same page for a draft and for a running circle."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused

from ..actions.invitation import Prepared, change_prepared, prepare_invitations, remove_prepared, send_prepared
from ..forms.options import options
from ..forms.people import PeopleForm, PlacesForm
from ..models import Community, ImportJob, Invitation, Membership
from ..models.sector import Sector
from .import_job import begin_import

PER_PAGE = 20


def _prepared(request: SignedInRequest, community: Community) -> Any:
    rows = Invitation.objects.permitted(request.user, "communities.change_invitation")
    return rows.prepared().filter(community=community).select_related("organisation").order_by("-pk")


def people_page(
    request: SignedInRequest, community: Community, form: PeopleForm | None, template: str, **extra: Any
) -> HttpResponse:
    """Show the field to paste in, above who is on the list already."""
    paginator = Paginator(_prepared(request, community).mark_declined(), PER_PAGE)
    context = {
        "community": community,
        "form": form or PeopleForm(),
        "page": paginator.get_page(request.GET.get("page")),
        "total": paginator.count,
        "roles": options(Membership.Role)(),
        "sectors": options(Sector)(),
        "lists": _open_lists(request, community),
    }
    return render(request, template, context | extra)


def _open_lists(request: SignedInRequest, community: Community) -> Any:
    """This person's lists that wait for them or are under way: a page that was left is found again here."""
    mine = ImportJob.objects.permitted(request.user, "communities.change_import_job")
    under_way = [ImportJob.Status.READING, ImportJob.Status.READY, ImportJob.Status.APPLYING]
    return mine.filter(community=community, status__in=under_way)[:5]


def handle_people(
    request: SignedInRequest, community: Community, *, here: str
) -> tuple[PeopleForm, HttpResponse | None]:
    """Keep everything that was typed and is right, then go where the button leads; a file leads to its preview.

    Returns the form to show again and no answer when lines are wrong.
    """
    _save_places(request, community)
    if "remove" in request.POST:
        _remove(request, community)
    form = PeopleForm(request.POST, request.FILES)
    form.full_clean()
    try:
        if form.invitees:
            _tell(request, prepare_invitations(community, form.invitees, by=request.user))
    except Refused as refusal:
        form.add_error(None, refusal)
        return form, None
    if form.content and not form.errors and (preview := _read_list(request, community, form)):
        return form, preview
    if form.errors:
        return form.with_wrong_lines(), None
    if _is_empty_add(request, form):
        form.add_error("people", _("Paste at least one e-mail address, or choose a file."))
        return form, None
    return form, _next_page(request, community, form, here)


def _read_list(request: SignedInRequest, community: Community, form: PeopleForm) -> HttpResponse | None:
    """Go to the preview of a list; None, with an error on its field, when it is no list."""
    facts = {"kind": ImportJob.Kind.PEOPLE, "name": form.content_name, "defaults": form.place}
    try:
        job = begin_import(request, form.content, community=community, **facts)
    except Refused as refusal:
        form.add_error("file" if form.content_name else "people", refusal)
        return None
    return redirect("communities:import_detail", pk=job.pk)


def _is_empty_add(request: SignedInRequest, form: PeopleForm) -> bool:
    return request.POST.get("go") == "add" and not form.invitees


def _save_places(request: SignedInRequest, community: Community) -> None:
    shown = [name.removeprefix("role-") for name in request.POST if name.startswith("role-")]
    # A number that no column holds would stop the database.
    ids = [pk for pk in shown if pk.isdecimal() and len(pk) < 19]
    rows = _prepared(request, community).filter(pk__in=ids[:PER_PAGE])
    places = PlacesForm(request.POST, rows)
    places.is_valid()
    if places.places:
        change_prepared(community, places.places, by=request.user)


def _remove(request: SignedInRequest, community: Community) -> None:
    pk = request.POST["remove"]
    row = _prepared(request, community).filter(pk=pk).first() if pk.isdecimal() else None
    if row:
        remove_prepared(row, by=request.user)
        messages.success(request, _("%(name)s is off the list.") % {"name": row.full_name})


def _tell(request: SignedInRequest, result: Prepared) -> None:
    if result.new:
        said = ngettext("%(count)s person is on the list.", "%(count)s people are on the list.", result.new)
        messages.success(request, said % {"count": result.new})
    if result.invited:
        said = _("Were on the list or invited already: %(who)s.")
        messages.info(request, said % {"who": _some(result.invited)})
    if result.members:
        messages.info(request, _("Are in the circle already: %(who)s.") % {"who": _some(result.members)})


def _some(addresses: list[str], most: int = 10) -> str:
    more = len(addresses) - most
    shown = ", ".join(addresses[:most])
    return _("%(shown)s and %(more)s more") % {"shown": shown, "more": more} if more > 0 else shown


def _next_page(request: SignedInRequest, community: Community, form: PeopleForm, here: str) -> HttpResponse:
    go = request.POST.get("go")
    if go == "back":
        return redirect("meetings:cycle_setup", slug=community.slug)
    if go == "next" and community.is_draft:
        return redirect("setup_check", slug=community.slug)
    # A page of the draft that was still open sends nothing: it leads to the list, where one sees what goes out.
    if go == "next" and here == "communities:invitation_create" and _was_seen(request, form):
        return _send(request, community)
    return redirect(here, slug=community.slug)


def _was_seen(request: SignedInRequest, form: PeopleForm) -> bool:
    """Whether who goes out stood on the page: the list below the field, or one single address in it."""
    if len(form.invitees) <= 1:
        return True
    messages.info(request, _("Look at the list once more. Nothing has been sent yet."))
    return False


def _send(request: SignedInRequest, community: Community) -> HttpResponse:
    sent = send_prepared(community, by=request.user)
    if sent:
        said = ngettext("%(count)s invitation is on its way.", "%(count)s invitations are on their way.", sent)
        messages.success(request, said % {"count": sent})
    return redirect("communities:invitation_list", slug=community.slug)
