"""Leaving for the login page of an institution."""

import logging
from urllib.parse import urlsplit

from allauth.socialaccount.providers.openid_connect import views as oidc
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from requests import RequestException

logger = logging.getLogger(__name__)


@never_cache
def institution_login(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Send the browser on by a page instead of a redirect.

    Our form may lead nowhere but here (CSP's ``form-action``), and browsers hold every redirect that follows on it to
    that; which addresses an institution passes through, nobody can list.
    """
    try:
        response = oidc.login(request, provider_id)
    except RequestException:
        logger.warning("The institution %s does not answer.", provider_id, exc_info=True)
        return render(request, "socialaccount/authentication_error.html", status=502)
    address = response.headers.get("Location", "")
    if not urlsplit(address).netloc:
        return response
    return render(request, "socialaccount/leave.html", {"address": address})
