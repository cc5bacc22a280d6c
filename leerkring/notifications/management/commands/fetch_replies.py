"""``manage.py fetch_replies``: one look into the mailbox to which calendars answer."""

import imaplib
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from leerkring.notifications.mailbox import fetch_mail


class Command(BaseCommand):
    """For trying INBOUND_URL, and for a portal whose worker is away; the beat does it each minute."""

    help = "Handle the mail that waits in the mailbox of INBOUND_URL, once."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print how many mails were handled."""
        if not settings.INBOUND_URL:
            raise CommandError("INBOUND_URL is not set.")
        try:
            count = fetch_mail()
        except (OSError, imaplib.IMAP4.error) as error:
            raise CommandError(f"The mailbox can't be read: {error}") from error
        self.stdout.write(f"Handled: {count}")
