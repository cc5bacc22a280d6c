import django.db.models.deletion
from django.db import migrations, models

from leerkring.core.new_tables import NewTables


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0035_dois"),
    ]

    tables = [
        migrations.CreateModel(
            name="OutcomeFinding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "finding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="led_to", to="casework.finding"
                    ),
                ),
                (
                    "outcome",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="built_on", to="casework.outcome"
                    ),
                ),
            ],
            options={
                "verbose_name": "finding below an outcome",
                "verbose_name_plural": "findings below outcomes",
                "constraints": [
                    models.UniqueConstraint(fields=("outcome", "finding"), name="one_link_per_outcome_and_finding")
                ],
            },
        ),
    ]
    operations = [NewTables(tables)]
