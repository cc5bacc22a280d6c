"""A code by mail for somebody who is signed in already, before something that matters."""

import time
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.core import ratelimit
from allauth.core.internal.cryptokit import compare_user_code
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from leerkring.core.errors import Refused

SESSION_KEY = "accounts_identity_code"


def is_waiting(request: HttpRequest) -> bool:
    """Return whether a code is on its way that still counts."""
    sent = request.session.get(SESSION_KEY)
    return sent is not None and time.time() - sent["at"] <= settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT


def send_code(request: HttpRequest) -> None:
    """Mail a new code; ``Refused`` when that was asked too often."""
    user: Any = request.user
    if not ratelimit.consume(request, action="request_login_code", key=user.email):
        raise Refused(_("That was too often. Wait a few minutes and try again."))
    adapter = get_adapter(request)
    code = adapter.generate_login_code()
    request.session[SESSION_KEY] = {"code": code, "at": time.time(), "tries": 0}
    adapter.send_mail("account/email/login_code", user.email, {"code": code})


def check_code(request: HttpRequest, code: str) -> None:
    """Take the code as proof, once; ``Refused`` when it is wrong, and after three wrong ones it is void."""
    sent = request.session.get(SESSION_KEY)
    if not is_waiting(request) or not sent:
        raise Refused(_("This code no longer counts. Ask for a new one."))
    if not compare_user_code(actual=code, expected=sent["code"]):
        _count_try(request, sent)
        raise Refused(_("This code is not right. Look again at the newest mail."))
    del request.session[SESSION_KEY]
    user: Any = request.user
    record_authentication(request, user, method="code", email=user.email, reauthenticated=True)


def _count_try(request: HttpRequest, sent: dict[str, int]) -> None:
    sent["tries"] += 1
    if sent["tries"] < settings.ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS:
        request.session[SESSION_KEY] = sent
    else:
        del request.session[SESSION_KEY]


def count_as_proof(request: HttpRequest, user: Any, authenticator: Any, **_signal: Any) -> None:
    """Take a second factor that was just made, and so just used, as proof; its recovery codes show at once."""
    record_authentication(
        request, user, method="mfa", id=authenticator.pk, type=authenticator.type, reauthenticated=True
    )
