"""Guards for pages about the safety of an account."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

View = Callable[..., HttpResponseBase]


def is_fresh(request: HttpRequest) -> bool:
    """Return whether this person showed who they are a moment ago, or has something allauth itself asks again.

    allauth asks a password or a second factor again; who has neither it lets pass. For them a code by mail counts.
    """
    if get_reauthentication_flows(request.user):
        return True
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - records[-1]["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def fresh_sign_in_required(view: View) -> View:
    """Send who signed in a while ago past a code by mail first, so that an open laptop gives no account away."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not is_fresh(request):
            return redirect(f"{reverse('accounts:confirm_identity')}?{urlencode({'next': request.get_full_path()})}")
        return view(request, *args, **kwargs)

    return guarded
