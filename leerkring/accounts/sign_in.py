"""Signing somebody in outside the login page."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.http import HttpRequest, HttpResponseBase

from .models import User


def sign_in(request: HttpRequest, user: User, *, next_url: str | None = None) -> HttpResponseBase:
    """Sign ``user`` in and return where to send the browser: to ``next_url``, else to the dashboard.

    Runs allauth's own stages, so a link alone opens no account that asks for more: who has a second factor is sent
    to that question first (and to ``next_url`` after it), who is switched off to the page that says so.
    """
    record_authentication(request, user, method="link", email=user.email)
    return perform_login(request, Login(user=user, email=user.email, redirect_url=next_url))
