"""What somebody who starts the portal on their own machine wants to know first."""

from importlib.util import find_spec

from django.conf import settings
from django.db import connections


def welcome() -> str:
    """Return the address of the portal and the accounts of the demo, when it is loaded."""
    lines = ["", f"{settings.SITE_NAME} is ready: {settings.SITE_URL}/"]
    if settings.SHOW_KEPT_MAIL:
        lines.append(f"Mail it sends is kept at {settings.SITE_URL}/dev/mail/")
    lines += _demo_accounts()
    return "\n".join([*lines, "Stop it with Ctrl-C.", ""])


def _demo_accounts() -> list[str]:
    try:
        if not find_spec("leerkring.website.demo.accounts"):
            return []
    except ModuleNotFoundError:
        return []
    from leerkring.website.demo import accounts

    try:
        return accounts.described()
    finally:
        # This may run in the parent of the web workers, and a connection must not cross a fork.
        connections.close_all()
