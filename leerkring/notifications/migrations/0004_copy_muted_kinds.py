"""What was switched off is a channel now."""

from typing import Any

from django.db import migrations

BATCH = 1000


def copy_muted_kinds(apps: Any, schema_editor: Any) -> None:
    """Write down each kind that was switched off as such; again is harmless."""
    preferences = apps.get_model("notifications", "Preference")
    rows = []
    for preference in preferences.objects.exclude(muted_kinds=[]).iterator(BATCH):
        preference.channels = dict.fromkeys(preference.muted_kinds, "off") | preference.channels
        rows.append(preference)
        if len(rows) == BATCH:
            preferences.objects.bulk_update(rows, ["channels"])
            rows.clear()
    preferences.objects.bulk_update(rows, ["channels"])


class Migration(migrations.Migration):
    dependencies = [("notifications", "0003_wishes")]

    operations = [migrations.RunPython(copy_muted_kinds, migrations.RunPython.noop)]
