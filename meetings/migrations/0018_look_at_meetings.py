from django.db import migrations
from django.db.models import Q
from django.utils import timezone


def look_again(apps, schema_editor):
    """Let the scheduler look at each planned meeting once: it then notes when something of its rhythm is due.

    What was due before now has been sent, or is past; a row whose moment has come already is looked at anyhow.
    """
    now = timezone.now()
    meetings = apps.get_model("meetings", "Meeting").objects.filter(status="planned")
    meetings.filter(Q(next_reminder_at__isnull=True) | Q(next_reminder_at__gt=now)).update(next_reminder_at=now)


class Migration(migrations.Migration):
    """Meetings have mail after them too, and before a week from the start."""

    dependencies = [("meetings", "0017_rhythm")]

    operations = [migrations.RunPython(look_again, migrations.RunPython.noop, elidable=True)]
