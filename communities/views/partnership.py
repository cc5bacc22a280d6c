"""Partners of a programme; what they contribute is seen by the team only."""

from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from leerkring.accounts.http import SignedInRequest
from leerkring.core.permissions import has_permission

from ..actions.partnership import add_partner, change_partner, known_organisations, remove_partner
from ..forms.partnership import NewPartnerForm, PartnerForm, stored_partner
from ..models import Partnership
from .part import ask, done, form_page, keep, load_programme, status_of, without_version

LIST = "partner_list"
CHANGE = "communities.add_partnership"


@login_required
def partner_list(request: SignedInRequest, programme_slug: str) -> HttpResponse:
    """Show the partners to the team; coordinators and brokers add one."""
    rule = CHANGE if request.method == "POST" else "communities.manage_programme"
    programme = load_programme(request, programme_slug, rule)
    form = NewPartnerForm(request.POST or None)
    if request.method == "POST" and keep(form, without_version(partial(add_partner, programme, by=request.user))):
        return done(request, programme, LIST, _("Added."))
    partners = list(programme.partnerships.select_related("organisation"))
    context = {
        "programme": programme,
        "partners": [row for row in partners if not row.is_over],
        "former": [row for row in partners if row.is_over],
        "form": form,
        "names": known_organisations(),
        "may_change": has_permission(request.user, CHANGE, programme),
    }
    return render(request, "communities/programme_partners.html", context, status=status_of(form))


def _get(request: SignedInRequest, programme_slug: str, pk: int) -> Partnership:
    programme = load_programme(request, programme_slug, CHANGE)
    return get_object_or_404(programme.partnerships.select_related("programme", "organisation"), pk=pk)


@login_required
def partner_change(request: SignedInRequest, programme_slug: str, pk: int) -> HttpResponse:
    """Change the period, the contribution and the note."""
    partner = _get(request, programme_slug, pk)
    form = PartnerForm(request.POST or None, initial=stored_partner(partner))

    def stored() -> dict[str, Any]:
        partner.refresh_from_db()
        return stored_partner(partner)

    if request.method == "POST" and keep(form, partial(change_partner, partner, by=request.user), stored):
        return done(request, partner.programme, LIST, _("Saved."))
    return form_page(
        request, partner.programme, form, title=partner.organisation.name, back=LIST, remove="partner_remove", pk=pk
    )


@login_required
def partner_remove(request: SignedInRequest, programme_slug: str, pk: int) -> HttpResponse:
    """Take away a partner that was put here by mistake, after asking."""
    partner = _get(request, programme_slug, pk)
    if request.method == "POST":
        remove_partner(partner, by=request.user)
        return done(request, partner.programme, LIST, _("Removed: %(title)s") % {"title": partner.organisation.name})
    title = _("Remove %(name)s as a partner?") % {"name": partner.organisation.name}
    text = _("Also its period and note will be gone. Has the partnership ended? Then fill in the last day instead.")
    cancel = f"{partner.programme.get_absolute_url()}beheren/partners/"
    return ask(request, title=title, text=text, yes=_("Remove"), cancel=cancel)
