"""What administrators opened beside cases and reflections."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from leerkring.core.new_tables import NewTables


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0039_more_periods"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    tables = [
        migrations.CreateModel(
            name="SealedOpening",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("submission", "what was handed in"),
                            ("portfolio", "portfolio"),
                            ("session", "notes of a consultation"),
                            ("topic", "conversation of a circle"),
                        ],
                        max_length=20,
                        verbose_name="what",
                    ),
                ),
                ("number", models.PositiveBigIntegerField(verbose_name="number")),
                ("reason", models.CharField(max_length=500, verbose_name="reason")),
                ("opened_at", models.DateTimeField()),
                ("until", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "opening by an administrator",
                "verbose_name_plural": "openings by administrators",
                "ordering": ["-opened_at"],
                "indexes": [models.Index(fields=["-opened_at"], name="sealed_openings")],
            },
        ),
    ]
    operations = [NewTables(tables)]
