"""Erase what has been kept long enough, and say how much."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from leerkring.accounts.privacy.run import keep_all
from leerkring.notifications.expiry_mail import warn_owners


class Command(BaseCommand):
    """The same as the beat does once a day, with a report."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the one choice."""
        parser.add_argument("--dry-run", action="store_true", help="change nothing, only say what would be done")

    def handle(self, *, dry_run: bool, **options: Any) -> None:
        broken: list[str] = []
        self.stdout.write("would warn\twould erase\twhat" if dry_run else "warned\terased\twhat")
        told = warn_owners(timezone.now(), dry=dry_run)
        people = _("people whose own words or papers are erased soon")
        self.stdout.write(f"{told}\t0\t{people}")
        for done in keep_all(timezone.now(), dry=dry_run, failed=broken.append):
            self.stdout.write(f"{done.report.warned}\t{done.report.erased}\t{done.label}")
        if broken:
            self.stderr.write(f"broken: {', '.join(broken)}")
            sys.exit(1)
