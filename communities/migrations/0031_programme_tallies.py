"""The numbers of all circles of a programme, added up."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("communities", "0030_sealed_topics"),
    ]

    operations = [
        migrations.CreateModel(
            name="ProgrammeTally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField()),
                ("numbers", models.JSONField(default=dict)),
                ("by_province", models.JSONField(default=dict)),
                ("by_cohort", models.JSONField(default=dict)),
                ("gathered", models.JSONField(default=dict)),
                ("counted_at", models.DateTimeField()),
                ("summed_at", models.DateTimeField()),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="tallies", to="communities.programme"
                    ),
                ),
            ],
            options={
                "verbose_name": "tally of a programme",
                "verbose_name_plural": "tallies of programmes",
                "constraints": [
                    models.UniqueConstraint(fields=("programme", "year"), name="one_programme_tally_per_year")
                ],
            },
        ),
    ]
