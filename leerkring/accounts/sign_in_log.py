"""A line in the log for each attempt to log in: by what means and how it ended; of whom only the number."""

import logging
from typing import Any

from allauth.account import signals as account
from allauth.account.internal.flows.login import get_authentication_records
from django.contrib.auth import signals as auth
from django.http import HttpRequest

logger = logging.getLogger(__name__)
REFUSED = {
    "code": account.login_code_rejected,
    "code to renew a password": account.password_reset_code_rejected,
    "code to confirm an address": account.email_verification_code_rejected,
    "password": auth.user_login_failed,
}


def register() -> None:
    """Begin to listen."""
    auth.user_logged_in.connect(_note_login, dispatch_uid="accounts.note_login")
    auth.user_logged_out.connect(_note_logout, dispatch_uid="accounts.note_logout")
    for method, signal in REFUSED.items():
        signal.connect(_refusal_of(method), weak=False, dispatch_uid=f"accounts.note_refused_{method}")


def _note_login(request: HttpRequest, user: Any, **_signal: Any) -> None:
    methods = [record["method"] for record in get_authentication_records(request, user)]
    logger.info("logged in", extra={"facts": {"account": user.pk, "methods": methods}})


def _note_logout(user: Any, **_signal: Any) -> None:
    logger.info("logged out", extra={"facts": {"account": user.pk if user else None}})


def _refusal_of(method: str) -> Any:
    def note(**_signal: Any) -> None:
        logger.warning("login refused", extra={"facts": {"methods": [method]}})

    return note
