"""Years of a programme."""

from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from leerkring.accounts.http import SignedInRequest

from ..actions.cohort import add_cohort, change_cohort, remove_cohort
from ..forms.cohort import CohortForm, stored_cohort
from .part import ask, done, form_page, keep, load_programme, status_of, without_version

CHANGE = "communities.change_programme"
LIST = "cohort_list"


@login_required
def cohort_list(request: SignedInRequest, programme_slug: str) -> HttpResponse:
    """Show the cohorts, and add one."""
    programme = load_programme(request, programme_slug, CHANGE)
    form = CohortForm(request.POST or None)
    if request.method == "POST" and keep(form, without_version(partial(add_cohort, programme, by=request.user))):
        return done(request, programme, LIST, _("Added."))
    cohorts = programme.cohorts.annotate(circle_count=Count("communities"))
    context = {"programme": programme, "cohorts": cohorts, "form": form}
    return render(request, "communities/programme_cohorts.html", context, status=status_of(form))


@login_required
def cohort_change(request: SignedInRequest, programme_slug: str, pk: int) -> HttpResponse:
    """Change the name or period of a cohort."""
    programme = load_programme(request, programme_slug, CHANGE)
    cohort = get_object_or_404(programme.cohorts, pk=pk)
    form = CohortForm(request.POST or None, initial=stored_cohort(cohort))

    def stored() -> dict[str, Any]:
        cohort.refresh_from_db()
        return stored_cohort(cohort)

    if request.method == "POST" and keep(form, partial(change_cohort, cohort, by=request.user), stored):
        return done(request, programme, LIST, _("Saved."))
    return form_page(request, programme, form, title=_("Change the cohort"), back=LIST)


@login_required
def cohort_remove(request: SignedInRequest, programme_slug: str, pk: int) -> HttpResponse:
    """Delete a cohort, after asking."""
    programme = load_programme(request, programme_slug, CHANGE)
    cohort = get_object_or_404(programme.cohorts, pk=pk)
    if request.method == "POST":
        remove_cohort(cohort, by=request.user)
        return done(request, programme, LIST, _("Removed: %(title)s") % {"title": cohort.name})
    title = _("Remove the cohort %(name)s?") % {"name": cohort.name}
    text = _("Its circles stay, but are in no cohort any more.")
    cancel = f"{programme.get_absolute_url()}beheren/jaargangen/"
    return ask(request, title=title, text=text, yes=_("Remove"), cancel=cancel)
