"""Put the school holidays that came with the portal in the table; from here on operators keep it up to date."""

import csv
from datetime import date
from pathlib import Path

from django.db import migrations

TABLE = Path(__file__).parent.parent / "data" / "holidays_nl.csv"


def fill(apps, schema_editor):
    """Add the rows that are not there; a second time changes nothing."""
    holidays = apps.get_model("meetings", "SchoolHoliday").objects
    with TABLE.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            known = {name: row[name] for name in ("region", "name")} | {"first": date.fromisoformat(row["first"])}
            holidays.get_or_create(**known, defaults={"last": date.fromisoformat(row["last"])})


class Migration(migrations.Migration):
    dependencies = [("meetings", "0008_reopened_reports")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
