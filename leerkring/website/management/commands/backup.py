"""Make a backup: the database at one moment, the files that its rows name, and a manifest with checksums."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from leerkring.website.backup.database import CannotDo
from leerkring.website.backup.sealed import Seal
from leerkring.website.backup.take import take_backup
from leerkring.website.pulses import BACKUP, note


class Command(BaseCommand):
    """Works while the portal runs. SECRET_KEY is not in it: keep that somewhere else."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take where it goes and for whom it is."""
        parser.add_argument("dest", type=Path, help="the folder to make")
        parser.add_argument(
            "--recipient", action="append", default=[], help="encrypt with age for this key (age1…); may be repeated"
        )

    def handle(self, *, dest: Path, recipient: list[str], **options: Any) -> None:
        try:
            seal = Seal.for_recipients(recipient)
            take_backup(dest, seal=seal, say=self.stdout.write)
        except (OSError, ValueError, CannotDo) as error:
            raise CommandError(f"No backup was made: {error}") from error
        note(BACKUP)
        self.stdout.write(f"{dest} is a whole backup. SECRET_KEY is not in it: keep that somewhere else.")
