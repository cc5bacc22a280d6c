"""The infographic of a programme, and the areas it works in."""

from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from leerkring.accounts.http import SignedInRequest

from ..actions.programme import add_areas, remove_area, remove_infographic, set_infographic
from ..forms.programme import AreasForm, InfographicForm
from ..programme_page import area_tree
from .part import ask, done, form_page, keep, load_programme, status_of

EDIT = "communities.edit_programme"


@login_required
def programme_infographic(request: SignedInRequest, programme_slug: str) -> HttpResponse:
    """Put the infographic on the page, or change it or its text."""
    programme = load_programme(request, programme_slug, EDIT)
    form = InfographicForm(
        request.POST or None,
        request.FILES or None,
        has_picture=bool(programme.infographic_id),
        initial={"text": programme.infographic_text, "version": programme.version},
    )

    def stored() -> dict[str, Any]:
        programme.refresh_from_db()
        return {"text": programme.infographic_text, "version": programme.version}

    if request.method == "POST" and keep(form, partial(set_infographic, programme, by=request.user), stored):
        return done(request, programme, "programme_desk", _("Saved."))
    shown = {"picture": programme.infographic, "alt": "", "remove": "infographic_remove"}
    return form_page(request, programme, form, title=_("Infographic"), back="programme_desk", **shown)


@login_required
def infographic_remove(request: SignedInRequest, programme_slug: str) -> HttpResponse:
    """Take the infographic away, after asking."""
    programme = load_programme(request, programme_slug, EDIT)
    if request.method == "POST":
        remove_infographic(programme, by=request.user)
        return done(request, programme, "programme_desk", _("The infographic is gone."))
    text = _("The picture and its text disappear from the page.")
    cancel = f"{programme.get_absolute_url()}beheren/infographic/"
    return ask(request, title=_("Remove the infographic?"), text=text, yes=_("Remove"), cancel=cancel)


@login_required
def programme_areas(request: SignedInRequest, programme_slug: str) -> HttpResponse:
    """Show the areas as a tree, and add some."""
    programme = load_programme(request, programme_slug, EDIT)
    form = AreasForm(request.POST or None)

    def add(places: list[Any]) -> None:
        add_areas(programme, places, by=request.user)

    if request.method == "POST" and keep(form, add):
        return done(request, programme, "programme_areas", _("Added."))
    areas = area_tree(programme.areas.select_related("parent__parent"))
    context = {"programme": programme, "areas": areas, "form": form}
    return render(request, "communities/programme_areas.html", context, status=status_of(form))


@login_required
@require_POST
def programme_area_remove(request: SignedInRequest, programme_slug: str, pk: int) -> HttpResponse:
    """Take an area off the list; it is added again as easily."""
    programme = load_programme(request, programme_slug, EDIT)
    area = get_object_or_404(programme.areas, pk=pk)
    remove_area(programme, area, by=request.user)
    return done(request, programme, "programme_areas", _("Removed: %(title)s") % {"title": area.name})
