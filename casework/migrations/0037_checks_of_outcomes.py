import django.db.models.deletion
from django.db import migrations, models

from leerkring.core.new_tables import NewTables


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0036_findings_below_outcomes"),
    ]

    tables = [
        migrations.CreateModel(
            name="OutcomeCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mark", models.CharField(max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "waiting"), ("running", "busy"), ("done", "done")],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("found", models.JSONField(default=dict)),
                ("asked_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                (
                    "outcome",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="check_of_text",
                        to="casework.outcome",
                    ),
                ),
            ],
            options={
                "verbose_name": "thorough check of an outcome",
                "verbose_name_plural": "thorough checks of outcomes",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")), fields=["asked_at"], name="outcome_checks_that_wait"
                    )
                ],
            },
        ),
    ]
    operations = [NewTables(tables)]
