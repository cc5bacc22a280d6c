"""Make the index of what can be found anew."""

from typing import Any

from django.core.management.base import BaseCommand

from leerkring.search.sources import all_sources, reindex


class Command(BaseCommand):
    """For after a restore, or when a version of the portal finds more than the one before; the portal may run on."""

    help = __doc__

    def handle(self, **options: Any) -> None:
        is_screen = self.stdout.isatty()
        for source in all_sources():
            done = 0
            for done, total in reindex(source):
                if is_screen:
                    width = 30 * done // total if total else 30
                    self.stdout.write(f"\r{source.name} [{'#' * width:30}] {done}/{total}", ending="")
                    self.stdout.flush()
            self.stdout.write(f"\r{source.name}\t{done}" + (" " * 40 if is_screen else ""))
