"""``manage.py demo``: seven circles to look around in."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation

from communities.actions.area import load_areas
from leerkring.website.demo import PASSWORD, load_demo


class Command(BaseCommand):
    """Load the demo; a second time changes nothing."""

    help = "Load the demo: seven circles, the people in them and what they learn. All of it is made up."

    def add_arguments(self, parser: CommandParser) -> None:
        """Accounts with a known password belong on nobody's real portal."""
        parser.add_argument("--force", action="store_true", help="load it in grown mode too")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and print who to look around as."""
        if settings.GROWN and not options["force"]:
            raise CommandError("The demo has accounts with a known password. Use --force if you want that here.")
        load_areas()
        with translation.override("nl"):
            accounts = load_demo(timezone.now())
        width = max(len(account.email) for account in accounts)
        for account in accounts:
            self.stdout.write(f"{account.email:<{width}}  {account.name}, {account.role}")
        self.stdout.write(f"Password of all: {PASSWORD}")
