"""Bring database, cache, areas, demo and static files up to date; quick when they are."""

import hashlib
from argparse import ArgumentParser
from collections.abc import Iterator
from importlib.metadata import version
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand

from communities.actions.area import load_areas
from communities.actions.organisation import complete_all
from leerkring.search.sources import fill_empty
from leerkring.website.migrating import migrate


class Command(BaseCommand):
    """Everything between installing and serving; safe to repeat, and the release step of the grown mode."""

    help = __doc__
    # The worker and `make lint` look at them; here they would cost a second of each start.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-demo", action="store_true", help="never load the demo")

    def handle(self, *, no_demo: bool, **options: Any) -> None:
        migrate(self.stdout.write)
        call_command("createcachetable", verbosity=0)
        if number := load_areas():
            self.stdout.write(f"Loaded {number} areas.")
        # Before anything is added: from then on each thing is indexed by what adds it.
        if number := fill_empty():
            self.stdout.write(f"Indexed {number} things that can be found.")
        complete_all()
        if settings.DEMO and not no_demo:
            self.load_demo()
        self.collect_static()

    def load_demo(self) -> None:
        """Load the demo when nobody has an account yet; a portal where people live is left alone."""
        if not get_user_model().objects.exists():
            self.stdout.write("Loading the demo …")
            # Who is in it is told when the portal is ready.
            call_command("demo", *(["--force"] if settings.GROWN else []), stdout=StringIO())
            # Some of it was put in many rows at once.
            call_command("reindex", stdout=StringIO())

    def collect_static(self) -> None:
        """Collect the static files when one of them changed."""
        stamp = settings.STATIC_ROOT / ".collected"
        fingerprint = _fingerprint()
        if stamp.is_file() and stamp.read_text() == fingerprint:
            return
        self.stdout.write("Collecting the static files …")
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.write_text(fingerprint)


def _fingerprint() -> str:
    """Return what changes when a static file, or what compresses it, changes."""
    digest = hashlib.blake2b(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for name in ("django", "whitenoise"):
        digest.update(version(name).encode())
    for name, path in sorted(_static_files()):
        digest.update(name.encode() + path.read_bytes())
    return digest.hexdigest()


def _static_files() -> Iterator[tuple[str, Path]]:
    for finder in get_finders():
        for name, storage in finder.list([]):
            yield name, Path(storage.path(name))
