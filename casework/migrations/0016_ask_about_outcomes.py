from django.db import migrations
from django.utils import timezone


def look_once(apps, schema_editor):
    """Let the scheduler look at each published outcome: it then notes when a question about it is due."""
    apps.get_model("casework", "Outcome").objects.filter(status="published").update(next_uptake_at=timezone.now())


class Migration(migrations.Migration):
    """What was published before is asked about too, as far as that is still to come."""

    dependencies = [("casework", "0015_uptake")]

    operations = [migrations.RunPython(look_once, migrations.RunPython.noop, elidable=True)]
