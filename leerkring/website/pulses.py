"""What the portal notes that it did: the names of its pulses."""

from django.utils import timezone

from leerkring.notifications.models import Pulse

BACKUP, KEEP = "backup", "retention"


def note(name: str) -> None:
    """Write down that this was done just now."""
    Pulse.objects.update_or_create(name=name, defaults={"at": timezone.now()})
