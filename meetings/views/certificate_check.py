"""Checking a certificate, for anybody: with the address from its QR code, or with its number.

The address shows what a reader compares with the paper in their hands, name included; the number alone shows that a
certificate holds, and not whose it is. An address is too long to guess (128 bits), so reading one leaves no trace; who
tries numbers (50 bits) is held up.
"""

from typing import Any

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from leerkring.core.labels import label_of
from leerkring.core.vocabulary import speak, words

from ..forms.certificate import SerialForm
from ..hours import in_words
from ..models import Certificate
from ..shown.certificate import certificate_at, certificate_numbered


@require_safe
def certificate_check(request: HttpRequest, token: str) -> HttpResponse:
    """Show whether the certificate of this address holds."""
    found = certificate_at(token)
    if found is None:
        return _answer(request, "certificate_unknown", {"form": SerialForm()}, status=404)
    speak(words(*found.facts["words"]))
    return _answer(request, "certificate_check", {"certificate": found, **_facts(found, with_name=True)})


@require_http_methods(["GET", "HEAD", "POST"])
def certificate_search(request: HttpRequest) -> HttpResponse:
    """Ask for a number, and show whether that certificate holds: never whose it is."""
    form = SerialForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _answer(request, "certificate_search", {"form": form}, status=422 if form.is_bound else 200)
    if not ratelimit.consume(request, action="certificate"):
        form.add_error(None, _("That was too often. Wait a minute and try again."))
        return _answer(request, "certificate_search", {"form": form}, status=429)
    found = certificate_numbered(form.cleaned_data["serial"])
    if found is None:
        form.add_error("serial", _("There is no certificate with this number. Look at it once more."))
        return _answer(request, "certificate_search", {"form": form}, status=404)
    return _answer(request, "certificate_check", {"certificate": found, **_facts(found, with_name=False)})


def _facts(certificate: Certificate, *, with_name: bool) -> dict[str, Any]:
    """Return what is shown: of one that was withdrawn nothing that it said."""
    if not certificate.is_valid:
        return {}
    kinds = [
        {"label": capfirst(label_of(Certificate.Activity, code)), "hours": in_words(minutes)}
        for code, minutes in certificate.activities.items()
    ]
    return {"with_name": with_name, "hours": in_words(certificate.minutes), "kinds": kinds}


def _answer(request: HttpRequest, name: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Return a page that no search engine and no cache keeps."""
    response = render(request, f"meetings/{name}.html", context, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    add_never_cache_headers(response)
    return response
