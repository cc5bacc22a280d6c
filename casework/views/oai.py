"""The address at which catalogues harvest (OAI-PMH)."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from ..exports.oai import answer


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def oai(request: HttpRequest) -> HttpResponse:
    """Answer a harvester; asking by POST changes nothing either, so it needs no token of a form."""
    arguments = request.POST if request.method == "POST" else request.GET
    content = answer({name: arguments.getlist(name) for name in arguments})
    return HttpResponse(content, content_type="text/xml; charset=utf-8")
