"""Give the answers of STARR(T) their place among the answers of a model. Running it again changes nothing.

The columns stay for the code of the release before; the release after this one runs ``fill`` once more, for what that
code wrote meanwhile, and drops them.
"""

from django.db import migrations
from django.db.models import Q

COLUMNS = ("situation", "task", "action", "result", "reflection", "transfer")
BATCH = 500


def fill(apps, schema_editor):
    """Copy what was written to where it is read from now."""
    reflection = apps.get_model("casework", "Reflection")
    written = ~Q(**dict.fromkeys(COLUMNS, ""))
    rows = reflection.objects.filter(written, answers={}).order_by("pk")
    while batch := list(rows[:BATCH]):
        for row in batch:
            row.answers = {name: text for name in COLUMNS if (text := getattr(row, name))}
        reflection.objects.bulk_update(batch, ["answers"])


class Migration(migrations.Migration):
    dependencies = [("casework", "0010_reflection_models")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
