"""The agendas of a programme's circles together, for who links them."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from leerkring.accounts.http import SignedInRequest
from leerkring.core.permissions import get_permitted_or_404

from ..forms.issue_sum import AgendaFilter
from ..issue_sum import by_dots, circles_of, issues_of, lines_of, shown
from ..models import Programme

PER_PAGE = 50


@login_required
@require_safe
def programme_agenda(request: SignedInRequest, programme_slug: str) -> HttpResponse:
    """Add up the issues of all circles: how far they are, and with how many dots; by state and circle."""
    programme = get_permitted_or_404(
        Programme.objects, request.user, "communities.link_programme", slug=programme_slug
    )
    rows = issues_of(programme, request.user)
    form = AgendaFilter(request.GET)
    chosen = rows.filter(form.conditions).select_related("community__programme", "organisation")
    chosen = chosen.mark_permissions(request.user, may_read="communities.view_issue")
    page = Paginator(by_dots(chosen) if form.is_by_dots else chosen, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "programme": programme,
        "form": form,
        "lines": lines_of(rows),
        "suggestions": circles_of(rows),
        "page": page,
        "rows": [shown(row) for row in page],
        "query": urlencode(form.query),
        "is_narrowed": bool(form.conditions),
    }
    return render(request, "communities/programme_agenda.html", context)
