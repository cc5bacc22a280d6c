"""All recognitions, for everybody."""

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from communities.models import Recognition
from leerkring.core.visitors import MINUTE, kept_for_visitors

PER_PAGE = 50


@require_safe
@kept_for_visitors(MINUTE)
def recognition_list(request: HttpRequest) -> TemplateResponse:
    """Show which programmes and circles were recognised, by whom and why, and how many there are."""
    rows = Recognition.objects.permitted(request.user, "communities.view_recognition")
    rows = rows.select_related("programme", "community__programme").order_by("-starts_on", "-pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "today": timezone.localdate()}
    return TemplateResponse(request, "website/recognitions.html", context)
