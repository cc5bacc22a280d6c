"""The directory of organisations, the page of one, and the list to take along."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from leerkring.accounts.http import SignedInRequest
from leerkring.core.context import is_signed_in
from leerkring.core.counted import Counted
from leerkring.core.permissions import get_permitted_or_404
from leerkring.core.sheets import sheet_response
from leerkring.core.visitors import MINUTE, facts, kept_for_visitors

from ..directory import Wanted, count_facets, narrow, rows_of, table, too_many
from ..forms.organisation_search import OrganisationSearchForm
from ..models import Area, Organisation
from ..organisation_page import circles_of, contacts_by_level, facts_of, programmes_of
from ..permissions.organisation import may_keep_organisations

PER_PAGE = 50
VIEW = "communities.view_organisation"


def _search_form(request: HttpRequest) -> OrganisationSearchForm:
    provinces = Area.objects.permitted(request.user, "communities.view_area").filter(kind=Area.Kind.PROVINCE)
    return OrganisationSearchForm(request.GET, list(provinces.values_list("name", flat=True)))


def _first(request: HttpRequest) -> list[Any]:
    """What the first page of the directory is made of."""
    organisations = narrow(Organisation.objects.permitted(request.user, VIEW), Wanted())
    return list(organisations.values_list("pk", "version")[:PER_PAGE])


@require_safe
@kept_for_visitors(MINUTE, _first)
def organisation_list(request: HttpRequest) -> HttpResponse:
    """Show organisations by name, with a field to search in and choices that narrow the list down."""
    form = _search_form(request)
    organisations = Organisation.objects.permitted(request.user, VIEW)
    facets = count_facets(organisations, form.wanted)
    form.offer(facets)
    page = Counted(narrow(organisations, form.wanted), PER_PAGE, facets.total).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": rows_of(page),
        "total": facets.total,
        "query": urlencode(form.query),
        "is_narrowed": bool(form.query),
        "may_keep": is_signed_in(request) and may_keep_organisations(request.user),
        "too_many": too_many(facets.total),
    }
    return TemplateResponse(request, "communities/organisation_list.html", context)


def _organisation(request: HttpRequest, organisation_slug: str) -> object:
    return facts(get_permitted_or_404(Organisation.objects, request.user, VIEW, slug=organisation_slug))


@require_safe
@kept_for_visitors(MINUTE, _organisation)
def organisation_detail(request: HttpRequest, organisation_slug: str) -> HttpResponse:
    """Show an organisation: to everybody what it is and does, to teams and coordinators also whom to speak to."""
    rows = Organisation.objects.select_related("area__parent", "logo").mark_permissions(
        request.user, may_change="communities.change_organisation", may_merge="communities.merge_organisation"
    )
    organisation = get_permitted_or_404(rows, request.user, VIEW, slug=organisation_slug)
    context = {
        "organisation": organisation,
        "facts": facts_of(organisation),
        "circles": circles_of(organisation, request.user),
        "programmes": programmes_of(organisation, request.user),
        "groups": contacts_by_level(organisation, request.user) if organisation.may_change else [],
    }
    return TemplateResponse(request, "communities/organisation_detail.html", context)


@login_required
@require_safe
def organisation_sheet(request: SignedInRequest) -> HttpResponse:
    """Hand out the organisations of the list as a spreadsheet; its columns are those that can be read in again.

    Of more than it takes, back to the list with its choices: no sheet that somebody reads in misses a part.
    """
    if not may_keep_organisations(request.user):
        raise Http404
    form = _search_form(request)
    rows = narrow(Organisation.objects.permitted(request.user, VIEW), form.wanted)
    if refusal := too_many(rows.count()):
        messages.error(request, refusal)
        return redirect(reverse("communities:organisation_list", query=form.query, fragment="list-title"))
    head = [
        _("name"),
        _("kind"),
        _("sector"),
        _("place"),
        _("domains"),
        _("description"),
        _("expertise"),
        _("ROR code"),
        _("website"),
    ]
    extension = "csv" if request.GET.get("vorm") == "csv" else "xlsx"
    return sheet_response(_("Organisations"), head, table(rows), extension=extension)
