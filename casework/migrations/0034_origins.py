import django.db.models.deletion
from django.db import migrations, models

from leerkring.core.new_tables import NewTables


class Migration(migrations.Migration):
    """Which assignment an outcome came from."""

    dependencies = [
        ("casework", "0033_rounds_told_to_have_ended"),
        ("communities", "0028_proposals_from_outside"),
    ]

    tables = [
        migrations.CreateModel(
            name="Origin",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="origins",
                        to="communities.assignment",
                        verbose_name="assignment",
                    ),
                ),
                (
                    "outcome",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="origin", to="casework.outcome"
                    ),
                ),
            ],
            options={
                "verbose_name": "origin of an outcome",
                "verbose_name_plural": "origins of outcomes",
            },
        ),
    ]

    operations = [NewTables(tables)]
