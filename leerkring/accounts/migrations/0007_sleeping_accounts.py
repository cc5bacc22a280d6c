"""Who was told that their account is erased, as nobody uses it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from leerkring.core.new_tables import NewTables


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_second_factors_and_devices"),
    ]

    tables = [
        migrations.CreateModel(
            name="Dormancy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("warned_at", models.DateTimeField()),
                ("warned_again_at", models.DateTimeField(blank=True, null=True)),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="dormancy",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "account that sleeps",
                "verbose_name_plural": "accounts that sleep",
            },
        ),
    ]
    operations = [NewTables(tables)]
