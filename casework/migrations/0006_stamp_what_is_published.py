"""Give what is published the moment at which catalogues last saw a change: that of its newest version."""

from django.db import migrations
from django.db.models import F, Max, OuterRef, Subquery
from django.db.models.functions import Coalesce


def stamp(apps, schema_editor):
    """Only what has no stamp, so that it may run again."""
    outcome, version = (apps.get_model("casework", name) for name in ("Outcome", "OutcomeVersion"))
    newest = (
        version.objects.filter(outcome=OuterRef("pk")).values("outcome").annotate(at=Max("frozen_at")).values("at")
    )
    published = outcome.objects.filter(status="published", stamped_at=None)
    published.update(stamped_at=Coalesce(Subquery(newest), F("published_at")))


class Migration(migrations.Migration):
    dependencies = [("casework", "0005_publication_terms")]

    operations = [migrations.RunPython(stamp, migrations.RunPython.noop)]
