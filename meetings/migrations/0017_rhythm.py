import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Coordinators choose which mail goes out around one meeting."""

    dependencies = [
        ("meetings", "0016_reports_told_once"),
    ]

    operations = [
        migrations.AddField(
            model_name="meeting",
            name="rhythm_version",
            field=models.PositiveIntegerField(db_default=1, default=1),
        ),
        migrations.CreateModel(
            name="MeetingRhythm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rule", models.CharField(max_length=40, verbose_name="mail")),
                ("is_on", models.BooleanField(blank=True, null=True, verbose_name="goes out")),
                ("days", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="days")),
                ("line", models.CharField(blank=True, max_length=500, verbose_name="a line of your own")),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rhythm", to="meetings.meeting"
                    ),
                ),
            ],
            options={
                "verbose_name": "rhythm of a meeting",
                "verbose_name_plural": "rhythms of meetings",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("days__isnull", True), models.Q(("days__gte", 1), ("days__lte", 400)), _connector="OR"
                        ),
                        name="meetingrhythm_days_are_sane",
                    ),
                    models.UniqueConstraint(fields=("meeting", "rule"), name="one_choice_per_meeting_and_rule"),
                ],
            },
        ),
    ]
