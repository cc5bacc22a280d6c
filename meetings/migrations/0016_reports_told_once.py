from django.db import migrations, models


class Migration(migrations.Migration):
    """A mail about an approval that a later one replaced is not sent any more."""

    dependencies = [("meetings", "0015_part_versions")]

    operations = [
        migrations.AddField(
            "report", "told_version", models.PositiveIntegerField(db_default=0, default=0, editable=False)
        ),
    ]
