"""Where browsers report what the content policy stopped."""

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from ..policy_reports import MOST_BYTES, read_report, take_report


@csrf_exempt
@require_POST
def policy_report(request: HttpRequest) -> HttpResponse:
    """Count what was stopped; asks for no cookie and sets none. What is no report is a 400."""
    if not ratelimit.consume(request, action="policy_report"):
        return HttpResponse(status=429)
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
        return HttpResponse(status=413)
    take_report(read_report(request.read(MOST_BYTES)))
    return HttpResponse(status=204)
