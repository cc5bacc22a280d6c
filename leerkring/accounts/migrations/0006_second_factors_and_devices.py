"""Second factors that are asked for, browsers that are known, and what browsers report."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from leerkring.core.new_tables import NewTables


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_privacy_rights"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="second_factor_due",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name="user",
            index=models.Index(
                condition=models.Q(("second_factor_due__isnull", False)),
                fields=["second_factor_due"],
                name="second_factors_asked",
            ),
        ),
        NewTables(
            [
                migrations.CreateModel(
                    name="KnownDevice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key_hash", models.CharField(max_length=64)),
                        ("first_seen_at", models.DateTimeField()),
                        ("last_seen_at", models.DateTimeField()),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="known_devices",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "known device",
                        "verbose_name_plural": "known devices",
                        "indexes": [models.Index(fields=["last_seen_at"], name="devices_by_last_seen")],
                        "constraints": [
                            models.UniqueConstraint(fields=("user", "key_hash"), name="one_row_per_known_device")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PolicyReport",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("day", models.DateField(verbose_name="day")),
                        ("directive", models.CharField(max_length=40, verbose_name="policy rule")),
                        ("blocked", models.CharField(max_length=120, verbose_name="what was stopped")),
                        ("page", models.CharField(blank=True, max_length=120, verbose_name="page")),
                        ("count", models.PositiveIntegerField(default=1, verbose_name="times")),
                    ],
                    options={
                        "verbose_name": "report of the content policy",
                        "verbose_name_plural": "reports of the content policy",
                        "ordering": ["-day", "-count"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("day", "directive", "blocked", "page"), name="one_policy_report_a_day"
                            )
                        ],
                    },
                ),
            ]
        ),
    ]
