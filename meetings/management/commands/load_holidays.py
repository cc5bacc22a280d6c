"""Bring the school holidays up to date from a table: region, name, first, last."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from leerkring.core.errors import Refused
from meetings.actions.holiday import load_holidays, read_holidays

# What came with the portal.
TABLE = Path(__file__).parents[2] / "data" / "holidays_nl.csv"


class Command(BaseCommand):
    """Adds what is new, corrects what is known and removes nothing; a wrong row keeps the whole table out."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, default=TABLE, help="a CSV file; the portal's own without")

    def handle(self, *, file: Path, **options: Any) -> None:
        try:
            lines = file.read_text(encoding="utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{file} can't be read: {error}") from error
        try:
            done = load_holidays(read_holidays(lines))
        except Refused as refusal:
            raise CommandError("\n".join(["Nothing was loaded.", *refusal.messages])) from refusal
        self.stdout.write(f"Holidays: {done.added} added, {done.changed} corrected, {done.same} as they were.")
