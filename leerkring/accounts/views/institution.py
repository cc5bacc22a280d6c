"""Leaving for the login page of an institution."""

from urllib.parse import urlsplit

from allauth.socialaccount.providers.openid_connect import views as oidc
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache


@never_cache
def institution_login(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Send the browser on by a page instead of a redirect.

    Our form may lead nowhere but here (CSP's ``form-action``), and browsers hold every redirect that follows on it to
    that; which addresses an institution passes through, nobody can list.
    """
    response = oidc.login(request, provider_id)
    address = response.headers.get("Location", "")
    if not urlsplit(address).netloc:
        return response
    return render(request, "socialaccount/leave.html", {"address": address})
