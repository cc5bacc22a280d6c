"""What somebody who starts the portal on their own machine wants to know first."""

from django.conf import settings
from django.db import connections

from leerkring.accounts.models import User

from .demo import PASSWORD
from .demo.load import read
from .demo.people import address


def welcome() -> str:
    """Return the address of the portal and the accounts of the demo, when it is loaded."""
    lines = ["", f"{settings.SITE_NAME} is ready: {settings.SITE_URL}/"]
    if settings.SHOW_KEPT_MAIL:
        lines.append(f"Mail that it sends is kept at {settings.SITE_URL}/dev/mail/")
    if accounts := _demo_accounts():
        width = max(len(email) for email, _role in accounts)
        lines += ["", f"Look around as one of these people; the password is {PASSWORD}"]
        lines += [f"  {email:<{width}}  {role}" for email, role in accounts]
    return "\n".join([*lines, "", "Stop it with Ctrl-C.", ""])


def _demo_accounts() -> list[tuple[str, str]]:
    shown = {address(*row["name"]): row["shown"] for row in read("people")["people"] if "shown" in row}
    try:
        known = set(User.objects.filter(email__in=shown).values_list("email", flat=True))
    finally:
        # This runs in the parent of the web workers, and a connection must not cross a fork.
        connections.close_all()
    return [(email, role) for email, role in shown.items() if email in known]
