"""``manage.py tick``: one look at the schedule and one delivery, without Celery."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from leerkring.notifications.delivery import deliver_due
from leerkring.notifications.tasks import run_tick


class Command(BaseCommand):
    """For a portal whose worker is away, and for looking at what a tick does."""

    help = "Do what the beat does each minute, once: write what is due in the outbox and send it."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what was written and what became of it."""
        for title, counts in (("Written", run_tick(timezone.now())), ("Delivery", deliver_due())):
            found = ", ".join(f"{name} {count}" for name, count in counts.items() if count)
            self.stdout.write(f"{title}: {found or 'nothing'}")
