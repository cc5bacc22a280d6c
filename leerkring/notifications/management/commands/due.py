"""``manage.py due --at "2027-01-10 08:00"``: what would go out at that moment, and why. A dry run: nothing changes."""

from argparse import ArgumentParser
from collections import Counter
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from leerkring.notifications.forecast import forecast

MOST = 200


class Command(BaseCommand):
    """Print one line per mail: whether it goes out, to whom, which, and why."""

    help = "Print which mail would go out at a moment, and why. Changes and sends nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--at", default="", help="a moment on the clock of the portal: 2027-01-10 08:00; or now")
        parser.add_argument("--most", type=int, default=MOST, help="how many lines at most; the count is always whole")

    def handle(self, *args: Any, at: str, most: int, **options: Any) -> None:
        moment = _moment(at)
        found = forecast(moment)
        for each in found[: max(most, 0)]:
            mark = "sent" if each.is_sent else "not sent"
            self.stdout.write("\t".join([mark, each.to, each.kind, each.key, each.why]))
        counts = Counter(each.kind for each in found if each.is_sent)
        local = timezone.localtime(moment)
        self.stdout.write(f"At {local:%Y-%m-%d %H:%M} ({local.tzname()}): {counts.total()} would go out.")
        for kind, count in sorted(counts.items()):
            self.stdout.write(f"{count}\t{kind}")


def _moment(text: str) -> datetime:
    """Return the moment that was typed; wall-clock time of the portal where it names no zone."""
    if not text:
        return timezone.now()
    try:
        found = parse_datetime(text) or parse_date(text)
    except ValueError:
        found = None
    if found is None:
        raise CommandError(f"{text!r} is no moment. Write it as 2027-01-10 08:00.")
    moment = found if isinstance(found, datetime) else datetime(found.year, found.month, found.day)
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
