"""The stories of all circles, for everybody."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from leerkring.core.counted import Counted
from leerkring.core.visitors import MINUTE, kept_for_visitors

from ..stories import by_kind
from ..story_all import PER_PAGE, first_page, form_of, listed, told_of


def _first(_request: HttpRequest) -> list[Any]:
    """What the first page is made of: a story that is taken off is gone at the next visit."""
    return first_page()


@require_safe
@kept_for_visitors(MINUTE, _first)
def story_all(request: HttpRequest) -> HttpResponse:
    """Show what came of circles, told by who did it: good examples on top, by programme."""
    told = told_of(first_page())
    form = form_of(request.GET, told)
    wanted = form.query.get("programma", "")
    rows = listed(programme=wanted).select_related("community", "author", "picture")
    count = sum(row.count for row in told if wanted in ("", row.slug))
    page = Counted(rows, PER_PAGE, count).get_page(request.GET.get("page"))
    context = by_kind(page.object_list) | {"form": form, "page": page, "query": urlencode(form.query)}
    return TemplateResponse(request, "communities/story_all.html", context)
