"""Changing several people at once: tick, say what changes, see for whom, and only then do it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import ngettext

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404

from ..actions.membership import change_memberships
from ..forms.member import BulkForm, MemberFilterForm, PeopleChosenForm
from ..models import Community, Membership
from ..people import in_order, organisations_of, wanted_people


@login_required
def member_bulk(request: SignedInRequest, slug: str) -> HttpResponse:
    """Ask what changes for those who were ticked; POST shows it once more, and with ``confirmed`` does it."""
    community = get_permitted_or_404(Community.objects, request.user, "communities.change_community", slug=slug)
    members = Membership.objects.permitted(request.user, "communities.change_membership").filter(community=community)
    chosen = _chosen(request, members)
    form = BulkForm(request.POST or None)
    context = {
        "community": community,
        "tab": "people",
        "chosen": chosen,
        "form": form,
        "suggestions": organisations_of(members),
    }
    if request.method == "POST" and chosen and form.is_valid():
        if "confirmed" in request.POST:
            return _change(request, community, chosen, form, context)
        return render(request, "communities/member_bulk_check.html", context | _check(form, chosen))
    return render(request, "communities/member_bulk.html", context)


def _chosen(request: SignedInRequest, members: Any) -> list[Membership]:
    """Return whom it is about: the ticked rows, or (``alle``) everybody the filter of the list shows."""
    rows = in_order(members).select_related("user", "organisation", "area")
    if request.method == "GET" and request.GET.get("alle"):
        return list(wanted_people(rows, MemberFilterForm(request.GET).wanted))
    found = {member.pk: member for member in rows}
    form = PeopleChosenForm(request.POST if request.method == "POST" else request.GET, found)
    ticked = set(form.cleaned_data["people"]) if form.is_valid() else set()
    return [member for pk, member in found.items() if pk in ticked]


def _check(form: BulkForm, chosen: list[Membership]) -> dict[str, Any]:
    """Return what changes, in words, and the fields that carry it to the next page."""
    facts = [
        {"label": field.label, "value": _shown(form, name)}
        for name, field in form.fields.items()
        if form.cleaned_data[name]
    ]
    typed = {name: form[name].value() for name in form.fields if form.cleaned_data[name]}
    is_role = form.cleaned_data["role"] == Membership.Role.COORDINATOR
    return {"facts": facts, "typed": typed, "makes_coordinators": is_role, "count": len(chosen)}


def _shown(form: BulkForm, name: str) -> Any:
    choices = getattr(form.fields[name], "choices", None)
    value = form.cleaned_data[name]
    return capfirst(str(dict(choices)[value])) if choices else value


def _change(
    request: SignedInRequest, community: Community, chosen: list[Membership], form: BulkForm, context: dict[str, Any]
) -> HttpResponse:
    facts = {name: value for name, value in form.cleaned_data.items() if value}
    alumni = {"yes": True, "no": False}.get(facts.pop("alumni", ""))
    try:
        changed = change_memberships(
            community, [member.pk for member in chosen], by=request.user, alumni=alumni, **facts
        )
    except Refused as error:
        form.add_error(None, error)
        return render(request, "communities/member_bulk.html", context, status=409)
    said = ngettext("%(count)s person has been changed.", "%(count)s people have been changed.", len(changed))
    messages.success(request, said % {"count": len(changed)})
    return redirect("communities:member_list", slug=community.slug)
