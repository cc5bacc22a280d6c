"""``manage.py seed``: many made-up circles and people, for benchmarks."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from leerkring.core.errors import Refused
from leerkring.website.seed import seed


class Command(BaseCommand):
    """Fill an empty portal for a benchmark."""

    help = "Fill the database with made-up circles and people, to measure with."

    def add_arguments(self, parser: CommandParser) -> None:
        """How many; and a lock, since nothing takes the rows away again."""
        parser.add_argument("--communities", type=int, required=True)
        parser.add_argument("--members", type=int, required=True)
        parser.add_argument("--force", action="store_true", help="do it in grown mode too")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make them, in one transaction."""
        if settings.GROWN and not options["force"]:
            raise CommandError("This fills the database with made-up people for good. Use --force if you want that.")
        if not 0 < options["communities"] <= options["members"]:
            raise CommandError("Give at least one circle, and at least as many members as circles.")
        try:
            seed(communities=options["communities"], members=options["members"], now=timezone.now())
        except Refused as error:
            raise CommandError(error.message) from error
        self.stdout.write(f"{options['communities']} circles with {options['members']} people.")
