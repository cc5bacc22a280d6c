"""Keeping the directory: adding, changing, merging and deleting organisations."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Overtaken, Refused
from leerkring.core.permissions import get_permitted_or_404
from leerkring.core.sheets import MAX_BYTES

from ..actions.area import area_names
from ..actions.organisation import (
    change_organisation,
    create_organisation,
    delete_organisation,
    like,
    named,
    nearest,
    set_logo,
    still_used,
)
from ..actions.organisation_merge import merge_organisations, moves
from ..directory import too_many
from ..forms.organisation import (
    ContactFormSet,
    ListForm,
    LogoForm,
    MergeForm,
    OrganisationForm,
    contacts_of,
    initial_of,
)
from ..models import ImportJob, Organisation
from ..permissions.organisation import may_keep_organisations
from .import_job import begin_import

CHANGE = "communities.change_organisation"
MERGE = "communities.merge_organisation"


def _load(request: SignedInRequest, slug: str, permission: str) -> Organisation:
    rows = Organisation.objects.select_related("area__parent", "logo")
    organisation: Organisation = get_permitted_or_404(rows, request.user, permission, slug=slug)
    return organisation


def _page(
    request: SignedInRequest, form: OrganisationForm, contacts: Any, organisation: Organisation | None, **extra: Any
) -> HttpResponse:
    context = {
        "form": form,
        "contacts": contacts,
        "organisation": organisation,
        "areas": area_names(),
        "logo_form": LogoForm(),
        "cancel": organisation.get_absolute_url() if organisation else reverse("communities:organisation_list"),
    }
    return render(request, "communities/organisation_form.html", context | extra, status=extra.get("status", 200))


@login_required
def organisation_create(request: SignedInRequest) -> HttpResponse:
    """Add an organisation, after asking whether one we know is meant."""
    if not may_keep_organisations(request.user):
        raise Http404
    form = OrganisationForm(request.POST or None)
    contacts: Any = ContactFormSet(request.POST or None, prefix="contacts")
    if request.method != "POST" or not (form.is_valid() & contacts.is_valid()):
        return _page(request, form, contacts, None)
    if not form.is_sure and (other := like(form.cleaned_data["name"])):
        return _page(request, form, contacts, None, other=other)
    facts = form.facts
    facts.pop("version")
    try:
        organisation = create_organisation(by=request.user, contacts=contacts.contacts, **facts)
    except Refused as refusal:
        form.add_error(None, refusal)
        return _page(request, form, contacts, None)
    messages.success(request, _("%(name)s is in the directory.") % {"name": organisation.name})
    return redirect(organisation)


@login_required
def organisation_change(request: SignedInRequest, organisation_slug: str) -> HttpResponse:
    """Change what we know of an organisation, and its contacts."""
    organisation = _load(request, organisation_slug, CHANGE)
    form = OrganisationForm(request.POST or None, initial=initial_of(organisation))
    if request.method != "POST":
        contacts = ContactFormSet(initial=contacts_of(organisation), prefix="contacts")
        return _page(request, form, contacts, organisation)
    contacts = ContactFormSet(request.POST, prefix="contacts")
    if not (form.is_valid() & contacts.is_valid()):
        return _page(request, form, contacts, organisation)
    is_renamed = form.cleaned_data["name"].casefold() != organisation.name.casefold()
    if is_renamed and not form.is_sure and (other := like(form.cleaned_data["name"], but=organisation)):
        return _page(request, form, contacts, organisation, other=other)
    return _save(request, form, contacts, organisation)


def _save(request: SignedInRequest, form: OrganisationForm, contacts: Any, organisation: Organisation) -> HttpResponse:
    try:
        saved = change_organisation(organisation, by=request.user, contacts=contacts.contacts, **form.facts)
    except Overtaken as error:
        organisation.refresh_from_db()
        form.overtaken(error, initial_of(organisation))
        form.tell_contacts(contacts_of(organisation), typed=contacts.contacts)
        return _page(request, form, contacts, organisation, status=409)
    except Refused as refusal:
        form.add_error(None, refusal)
        return _page(request, form, contacts, organisation)
    messages.success(request, _("Saved."))
    return redirect(saved)


@login_required
@require_POST
def organisation_logo(request: SignedInRequest, organisation_slug: str) -> HttpResponse:
    """Put a logo on the page."""
    organisation = _load(request, organisation_slug, CHANGE)
    form = LogoForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors.get("picture", []))))
        return redirect("communities:organisation_change", organisation_slug=organisation_slug)
    try:
        set_logo(organisation, by=request.user, picture=form.cleaned_data["picture"])
    except Refused as refusal:
        messages.error(request, refusal.messages[0])
        return redirect("communities:organisation_change", organisation_slug=organisation_slug)
    messages.success(request, _("The logo stands on the page."))
    return redirect(organisation)


@login_required
@require_POST
def logo_remove(request: SignedInRequest, organisation_slug: str) -> HttpResponse:
    """Take the logo off the page; it is put back as easily."""
    organisation = _load(request, organisation_slug, CHANGE)
    set_logo(organisation, by=request.user, picture=None)
    messages.success(request, _("The logo is gone."))
    return redirect("communities:organisation_change", organisation_slug=organisation_slug)


@login_required
def organisation_delete(request: SignedInRequest, organisation_slug: str) -> HttpResponse:
    """Delete an organisation that nothing refers to, after asking."""
    organisation = _load(request, organisation_slug, MERGE)
    if request.method == "POST":
        try:
            delete_organisation(organisation, by=request.user)
        except Refused as refusal:
            messages.error(request, refusal.messages[0])
            return redirect(organisation)
        messages.success(request, _("%(name)s is no longer in the directory.") % {"name": organisation.name})
        return redirect("communities:organisation_list")
    if used := still_used(organisation):
        context = {"organisation": organisation, "used": used}
        return render(request, "communities/organisation_used.html", context)
    question = {
        "title": _("Delete %(name)s?") % {"name": organisation.name},
        "text": _("The organisation and its contacts will be gone. This can't be undone."),
        "yes": _("Delete"),
        "cancel": organisation.get_absolute_url(),
    }
    return render(request, "components/confirm_page.html", question)


@login_required
def organisation_merge(request: SignedInRequest, organisation_slug: str) -> HttpResponse:
    """Choose the organisation that stays, see what moves to it, and do it."""
    organisation = _load(request, organisation_slug, MERGE)
    source = request.POST if request.method == "POST" else request.GET
    form = MergeForm(source if "into" in source else None)
    into = named(form.cleaned_data["into"]) if form.is_valid() else None
    if into and into.pk != organisation.pk:
        return _do_merge(request, organisation, into)
    if form.is_bound and form.is_valid():
        unknown = _("There is no other organisation called “%(name)s”.") % {"name": form.cleaned_data["into"]}
        form.add_error("into", unknown)
    context = {"organisation": organisation, "form": form, "suggestions": nearest(organisation.name, but=organisation)}
    return render(request, "communities/organisation_merge.html", context)


def _do_merge(request: SignedInRequest, organisation: Organisation, into: Organisation) -> HttpResponse:
    if request.method == "POST":
        try:
            merge_organisations(organisation, into=into, by=request.user)
        except Refused as refusal:
            messages.error(request, refusal.messages[0])
            return redirect("communities:organisation_list")
        messages.success(request, _("Everything of %(name)s now stands here.") % {"name": organisation.name})
        return redirect(into)
    context = {"organisation": organisation, "into": into, "moves": moves(organisation)}
    return render(request, "communities/organisation_merge_confirm.html", context)


@login_required
def organisation_import(request: SignedInRequest) -> HttpResponse:
    """Take a list of organisations; what it would do is shown first."""
    if not may_keep_organisations(request.user):
        raise Http404
    form = ListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            # One byte more than allowed is enough to know.
            content = upload.read(MAX_BYTES + 1)
            job = begin_import(request, content, kind=ImportJob.Kind.ORGANISATIONS, name=upload.name or "")
        except Refused as refusal:
            form.add_error("file", refusal)
        else:
            return redirect("communities:import_detail", pk=job.pk)
    count = Organisation.objects.permitted(request.user, "communities.view_organisation").count()
    context = {"form": form, "too_many": too_many(count)}
    return render(request, "communities/organisation_import.html", context)
