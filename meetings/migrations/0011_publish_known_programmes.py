"""Members saw each programme until now, and go on seeing those. Running it again changes nothing."""

from django.db import migrations
from django.db.models import Exists, OuterRef
from django.db.models.functions import Coalesce, Now


def fill(apps, schema_editor):
    """Publish what members saw, and say of what a guest takes care of which party that is."""
    item = apps.get_model("meetings", "ProgrammeItem").objects
    shown = apps.get_model("meetings", "Meeting").objects.exclude(status="draft")
    shown.filter(Exists(item.filter(meeting=OuterRef("pk"))), programme_published_at=None).update(
        programme_published_at=Coalesce("planned_at", Now())
    )
    guests = item.filter(responsible="", guest__isnull=False)
    for kind, party in {"expert": "guest", "co_organiser": "co_organiser"}.items():
        guests.filter(guest__in=apps.get_model("meetings", "Guest").objects.filter(kind=kind)).update(
            responsible=party
        )


class Migration(migrations.Migration):
    dependencies = [("meetings", "0010_programme_changes")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
