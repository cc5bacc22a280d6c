import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from leerkring.core.new_tables import NewTables


class Migration(migrations.Migration):
    """The health check of a circle, without a row for what anybody answered."""

    dependencies = [
        ("communities", "0015_joint_agenda"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    tables = [
        migrations.CreateModel(
            name="HealthCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("instruments", models.JSONField(blank=True, default=list)),
                ("closes_on", models.DateField(verbose_name="last day")),
                ("opened_at", models.DateTimeField(auto_now_add=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("box", models.TextField(blank=True)),
                ("paper", models.JSONField(blank=True, default=dict)),
                ("people", models.PositiveIntegerField(default=0)),
                ("result", models.JSONField(blank=True, default=dict)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="health_checks",
                        to="communities.community",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "health check",
                "verbose_name_plural": "health checks",
                "ordering": ["-opened_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="HealthReceipt",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "check_round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="receipts",
                        to="communities.healthcheck",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "receipt of a health check",
                "verbose_name_plural": "receipts of health checks",
            },
        ),
        migrations.AddIndex(
            model_name="healthcheck",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True)), fields=["closes_on"], name="health_checks_that_close"
            ),
        ),
        migrations.AddConstraint(
            model_name="healthcheck",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at__isnull", True)), fields=("community",), name="one_open_health_check"
            ),
        ),
        migrations.AddConstraint(
            model_name="healthcheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", True), ("people", 0), ("result", {})),
                    models.Q(("box", ""), ("closed_at__isnull", False)),
                    _connector="OR",
                ),
                name="health_check_shows_nothing_while_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="healthreceipt",
            constraint=models.UniqueConstraint(fields=("check_round", "user"), name="one_health_receipt_per_person"),
        ),
    ]
    operations = [NewTables(tables)]
