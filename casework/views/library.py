"""The library: all that is published, for everybody."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from leerkring.core.visitors import MINUTE, kept_for_visitors

from ..forms.library import LibraryForm
from ..library import cards, look
from ..models import Outcome

PER_PAGE = 12
# Above the list: what people who are no researchers look for first.
SHELVES = {Outcome.Kind.GOOD_PRACTICE: gettext_lazy("Good examples"), Outcome.Kind.STORY: gettext_lazy("Stories")}


def _newest(request: HttpRequest) -> list[Any]:
    """What the first page of the library is made of."""
    rows = Outcome.objects.published().order_by("-published_at", "-pk")
    return list(rows.values_list("pk", "version", "published_at")[:PER_PAGE])


@require_safe
@kept_for_visitors(MINUTE, _newest)
def library(request: HttpRequest) -> HttpResponse:
    """What the circles hand on, with a field to search in and choices that narrow it down; the newest first."""
    form = LibraryForm(request.GET)
    wish = form.wish
    found = look(wish)
    form.offer(found)
    page = Paginator(found.ids, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "wish": wish,
        "page": page,
        "cards": cards(page.object_list, wish.terms),
        "total": found.total,
        "is_cut_short": found.is_cut_short,
        "query": urlencode(form.query),
        # A feed is always the newest first, and holds no search.
        "feed_query": urlencode({name: said for name, said in form.query.items() if name not in ("q", "volgorde")}),
        "is_narrowed": bool(form.query),
        "tabs": _shelves(wish.kind),
    }
    return TemplateResponse(request, "casework/library.html", context)


def _shelves(kind: str) -> list[dict[str, Any]]:
    here = reverse("casework:outcome_list")
    shelves = [("", _("Everything")), *((each.value, label) for each, label in SHELVES.items())]
    return [
        {"title": label, "url": f"{here}?soort={name}" if name else here, "current": name == kind}
        for name, label in shelves
    ]
