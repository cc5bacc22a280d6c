"""Put a backup back in an empty place, and hold the mail until an operator lets it go."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from leerkring.website.backup.database import CannotDo
from leerkring.website.backup.manifest import Damaged
from leerkring.website.backup.put_back import put_back
from leerkring.website.backup.sealed import Seal


class Command(BaseCommand):
    """Looks at everything in the backup first; whatever is missing or changed ends it before anything is touched."""

    help = __doc__
    # They ask the database, which is empty.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take where the backup is and how to open it."""
        parser.add_argument("src", type=Path, help="the folder of the backup")
        parser.add_argument("--identity", type=Path, help="a file with the age key that opens it")
        parser.add_argument("--other-key", action="store_true", help="go on although SECRET_KEY is another one")

    def handle(self, *, src: Path, identity: Path | None, other_key: bool, **options: Any) -> None:
        try:
            put_back(src, seal=Seal.by_identity(identity), other_key=other_key, say=self.stdout.write)
        except (OSError, ValueError, Damaged, CannotDo) as error:
            raise CommandError(f"Not restored: {error}") from error
        self.stdout.write("Restored. Mail is on hold; look around, then: python manage.py confirm_restore")
