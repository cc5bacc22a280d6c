"""Cases that were handed in for the circle keep that; those hidden after a report say so."""

from django.db import migrations


def keep_readers(apps, schema_editor):
    """What was handed in waits for a second reader now: from then on the circle reads it, as its owner was told."""
    cases = apps.get_model("casework", "Case").objects.using(schema_editor.connection.alias)
    cases.filter(status__in=["submitted", "discussed"]).update(grade="circle")
    cases.filter(status="withdrawn", reported_at__isnull=False).update(status="incident")


def hide_again(apps, schema_editor):
    """Let the code before know them as withdrawn, or as handed in."""
    cases = apps.get_model("casework", "Case").objects.using(schema_editor.connection.alias)
    cases.filter(status__in=["incident", "expired"]).update(status="withdrawn")
    cases.filter(status="released").update(status="submitted")


class Migration(migrations.Migration):
    dependencies = [("casework", "0007_second_reader")]
    operations = [migrations.RunPython(keep_readers, hide_again)]
