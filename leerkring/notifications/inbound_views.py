"""The page at which a mail service hands in what was sent to us. For machines: no session, no cookie, no page."""

import base64
import binascii
import hmac

from allauth.core import ratelimit
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from .inbound import MOST_BYTES, receive

# What mail services call the field with the whole mail, and those that tell for whom it was.
MAIL_FIELDS = ("email", "body-mime", "mime", "raw")
ADDRESS_FIELDS = ("recipient", "to", "envelope")


@csrf_exempt
@never_cache
def inbound(request: HttpRequest) -> HttpResponse:
    """Take a mail from who knows the secret; 204 whatever becomes of it, so that it is not handed in again.

    Without a secret the page is not there. No CSRF token: a browser has nothing here, and no cookie counts.
    """
    if not settings.INBOUND_SECRET:
        raise Http404
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not _knows_secret(request):
        is_patient = ratelimit.consume(request, action="inbound_refused")
        return HttpResponse(status=401 if is_patient else 429)
    length = request.headers.get("Content-Length", "")
    if length.isdecimal() and int(length) > 2 * MOST_BYTES:
        return HttpResponse(status=413)
    if not ratelimit.consume(request, action="inbound"):
        return HttpResponse(status=429)
    try:
        raw, addressed = _handed_in(request)
    except RequestDataTooBig:
        return HttpResponse(status=413)
    if not raw:
        return HttpResponse(status=415)
    receive(raw, addressed=addressed)
    return HttpResponse(status=204)


def _knows_secret(request: HttpRequest) -> bool:
    """Return whether the request holds the secret, as bearer or as password; compared in constant time."""
    kind, _space, given = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "basic":
        try:
            given = base64.b64decode(given, validate=True).decode(errors="replace").partition(":")[2]
        except (binascii.Error, ValueError):
            return False
    elif kind.lower() != "bearer":
        return False
    return hmac.compare_digest(given.strip().encode(), settings.INBOUND_SECRET.encode())


def _handed_in(request: HttpRequest) -> tuple[bytes, list[str]]:
    """Return the mail (the body, or a field or file of a form) and for whom it was as far as the service says."""
    if request.content_type not in ("multipart/form-data", "application/x-www-form-urlencoded"):
        return request.body if request.content_type in ("message/rfc822", "application/octet-stream") else b"", []
    addressed = [request.POST[name] for name in ADDRESS_FIELDS if name in request.POST]
    for name in MAIL_FIELDS:
        if isinstance(file := request.FILES.get(name), UploadedFile):
            return file.read(MOST_BYTES + 1), addressed
        if name in request.POST:
            return request.POST[name].encode(), addressed
    return b"", addressed
