"""The page with people who asked to be on it."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from leerkring.core.visitors import MINUTE, kept_for_visitors

from ..forms.person_filter import PersonFilterForm
from ..models import Profile
from ..person_list import areas_of, listed, rows_of, themes_of

PER_PAGE = 24
LIST = "communities.list_profile"


def _first(request: HttpRequest) -> list[Any]:
    """What the first page is made of: who takes their tick away is gone at the next visit."""
    rows = listed(Profile.objects.permitted(request.user, LIST))
    return list(rows.values_list("pk", "version", "user__photo", "user__family_name")[: PER_PAGE + 1])


@require_safe
@kept_for_visitors(MINUTE, _first)
def person_list(request: HttpRequest) -> HttpResponse:
    """Show who asked to be on this page, with what they show to everybody, by theme and area."""
    people = Profile.objects.permitted(request.user, LIST)
    form = PersonFilterForm(request.GET, {"thema": themes_of(people), "gebied": areas_of(people)})
    page = Paginator(listed(people, **form.wanted), PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "rows": rows_of(page.object_list), "query": urlencode(form.query)}
    return TemplateResponse(request, "communities/person_list.html", context)
