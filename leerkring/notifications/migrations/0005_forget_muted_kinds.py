"""The column stays for the code of before, filled by the database; it goes once that code runs nowhere."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0004_copy_muted_kinds")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.AlterField(
                    model_name="preference",
                    name="muted_kinds",
                    field=models.JSONField(blank=True, db_default=models.Value([], models.JSONField()), default=list),
                ),
            ],
            state_operations=[migrations.RemoveField(model_name="preference", name="muted_kinds")],
        ),
    ]
