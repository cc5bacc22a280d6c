"""Who changed what, without a word of it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from leerkring.core.new_tables import NewTables


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_sleeping_accounts"),
    ]

    tables = [
        migrations.CreateModel(
            name="Deed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("page", models.CharField(max_length=80)),
                ("topic", models.CharField(blank=True, max_length=60)),
                ("scope", models.PositiveBigIntegerField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="deeds",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "deed",
                "verbose_name_plural": "deeds",
                "ordering": ["-at", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("scope__isnull", False)), fields=["scope", "-at"], name="deeds_in_circle"
                    ),
                    models.Index(fields=["-at"], name="deeds_by_moment"),
                ],
            },
        ),
    ]
    operations = [NewTables(tables)]
