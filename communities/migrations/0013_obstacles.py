import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from leerkring.core.new_tables import NewTables


class Migration(migrations.Migration):
    """What stands in the way of circles, from the report until it is gone or accepted."""

    dependencies = [
        ("communities", "0012_rhythm"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    tables = [
        migrations.CreateModel(
            name="Obstacle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=160, verbose_name="obstacle")),
                ("description", models.TextField(verbose_name="what it hinders")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("rules", "rules and privacy"),
                            ("time", "time and schedules"),
                            ("money", "money"),
                            ("cooperation", "working together"),
                            ("knowledge", "knowledge and training"),
                            ("other", "other"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("reported", "reported"),
                            ("owned", "has an owner"),
                            ("action", "being worked on"),
                            ("removed", "removed"),
                            ("accepted", "accepted"),
                        ],
                        default="reported",
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                ("reported_at", models.DateTimeField(auto_now_add=True)),
                ("action", models.TextField(blank=True, verbose_name="action")),
                ("action_due", models.DateField(blank=True, null=True, verbose_name="ready by")),
                ("conclusion", models.TextField(blank=True, verbose_name="how it ended")),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("taken_up_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="obstacles",
                        to="communities.community",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="obstacles_owned",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
                    ),
                ),
                (
                    "reported_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="obstacles_reported",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "obstacle",
                "verbose_name_plural": "obstacles",
                "ordering": ["-reported_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="ObstacleStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("reported", "Reported"),
                            ("changed", "Text changed"),
                            ("assigned", "Owner assigned"),
                            ("taken_up", "Taken up by the programme"),
                            ("action", "Action agreed"),
                            ("removed", "Removed"),
                            ("accepted", "Accepted"),
                            ("reopened", "Opened again"),
                        ],
                        max_length=20,
                    ),
                ),
                ("note", models.TextField(blank=True)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "obstacle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="communities.obstacle"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "step of an obstacle",
                "verbose_name_plural": "steps of obstacles",
                "ordering": ["at", "pk"],
            },
        ),
        migrations.AddIndex(
            model_name="obstacle",
            index=models.Index(fields=["community", "status"], name="obstacles_by_status"),
        ),
        migrations.AddConstraint(
            model_name="obstacle",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("closed_at__isnull", False),
                        ("status__in", ["removed", "accepted"]),
                        models.Q(("conclusion", ""), _negated=True),
                    ),
                    models.Q(("closed_at__isnull", True), ("status__in", ["reported", "owned", "action"])),
                    _connector="OR",
                ),
                name="obstacle_ends_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="obstacle",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "action"), _negated=True),
                    models.Q(("action", ""), _negated=True),
                    _connector="OR",
                ),
                name="obstacle_action_has_words",
            ),
        ),
    ]
    operations = [NewTables(tables)]
