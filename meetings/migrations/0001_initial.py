import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("communities", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Cycle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(default=1, verbose_name="number")),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="name")),
                ("learning_goal", models.TextField(blank=True, verbose_name="learning goal")),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="cycles", to="communities.community"
                    ),
                ),
            ],
            options={
                "verbose_name": "cycle",
                "verbose_name_plural": "cycles",
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="Meeting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                ("theme", models.CharField(blank=True, max_length=200, verbose_name="theme")),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="place")),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="street, number and town")),
                ("travel", models.TextField(blank=True, verbose_name="getting there")),
                ("date", models.DateField(verbose_name="date")),
                ("start_time", models.TimeField(verbose_name="from")),
                ("end_time", models.TimeField(verbose_name="until")),
                ("time_zone", models.CharField(default="Europe/Amsterdam", max_length=64, verbose_name="time zone")),
                ("starts_at", models.DateTimeField(editable=False)),
                ("ends_at", models.DateTimeField(editable=False)),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "draft"), ("planned", "planned"), ("cancelled", "cancelled")],
                        default="draft",
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                ("cancel_reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("planned_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="planned")),
                (
                    "cancelled_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="cancelled"),
                ),
                ("next_reminder_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("sequence", models.PositiveIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="meetings", to="meetings.cycle"
                    ),
                ),
                (
                    "host",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="hosted",
                        to="communities.organisation",
                        verbose_name="host",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="communities.area",
                        verbose_name="host municipality",
                    ),
                ),
            ],
            options={
                "verbose_name": "meeting",
                "verbose_name_plural": "meetings",
                "ordering": ["cycle", "number"],
            },
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "answer",
                    models.CharField(
                        choices=[("yes", "I am coming"), ("maybe", "Maybe"), ("no", "I can't come")],
                        max_length=10,
                        verbose_name="answer",
                    ),
                ),
                ("remark", models.CharField(blank=True, max_length=300, verbose_name="remark")),
                (
                    "channel",
                    models.CharField(
                        choices=[("site", "on the site"), ("mail", "from the mail")], default="site", max_length=10
                    ),
                ),
                ("answered_at", models.DateTimeField(verbose_name="answered")),
                ("revision", models.PositiveIntegerField(default=1)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attendances",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="attendances", to="meetings.meeting"
                    ),
                ),
            ],
            options={
                "verbose_name": "answer",
                "verbose_name_plural": "answers",
            },
        ),
        migrations.CreateModel(
            name="MeetingChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField()),
                ("first_version", models.PositiveIntegerField()),
                ("before", models.JSONField(default=dict)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="changes", to="meetings.meeting"
                    ),
                ),
            ],
            options={
                "verbose_name": "change of a meeting",
                "verbose_name_plural": "changes of meetings",
                "ordering": ["version"],
            },
        ),
        migrations.CreateModel(
            name="ProgrammeItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                (
                    "pillar",
                    models.CharField(
                        choices=[
                            ("opening", "opening"),
                            ("current", "current affairs"),
                            ("consultation", "peer consultation"),
                            ("deepening", "deepening session"),
                            ("visit", "project visit"),
                            ("break", "break"),
                            ("closing", "closing"),
                        ],
                        max_length=20,
                        verbose_name="pillar",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("minutes", models.PositiveSmallIntegerField(verbose_name="minutes")),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="items", to="meetings.meeting"
                    ),
                ),
            ],
            options={
                "verbose_name": "programme item",
                "verbose_name_plural": "programme items",
                "ordering": ["position"],
            },
        ),
        migrations.AddConstraint(
            model_name="cycle",
            constraint=models.UniqueConstraint(fields=("community", "number"), name="one_cycle_per_number"),
        ),
        migrations.AddIndex(
            model_name="meeting",
            index=models.Index(
                condition=models.Q(("status", "planned")), fields=["starts_at"], name="meetings_planned"
            ),
        ),
        migrations.AddIndex(
            model_name="meeting",
            index=models.Index(
                condition=models.Q(("next_reminder_at__isnull", False), ("status", "planned")),
                fields=["next_reminder_at"],
                name="meetings_to_remind",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.UniqueConstraint(fields=("cycle", "number"), name="one_meeting_per_number"),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="meeting_ends_after_it_starts"
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.UniqueConstraint(fields=("meeting", "user"), name="one_answer_per_person"),
        ),
        migrations.AddConstraint(
            model_name="meetingchange",
            constraint=models.UniqueConstraint(fields=("meeting", "version"), name="one_change_per_version"),
        ),
        migrations.AddConstraint(
            model_name="programmeitem",
            constraint=models.UniqueConstraint(fields=("meeting", "position"), name="one_item_per_position"),
        ),
    ]
