"""Let mail go out again after a backup was put back."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from leerkring.notifications.onhold import confirm, held_since


class Command(BaseCommand):
    """The same as the button on the status page."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the one choice."""
        parser.add_argument("--drop", action="store_true", help="give up what came due while mail was held")

    def handle(self, *, drop: bool, **options: Any) -> None:
        if held_since() is None:
            self.stdout.write("Mail is not on hold.")
            return
        dropped = confirm(drop=drop)
        self.stdout.write(f"Mail goes out again. Given up: {dropped}.")
