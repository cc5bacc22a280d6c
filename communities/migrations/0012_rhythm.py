import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Programmes and circles choose which mail goes out when, and when it is silent."""

    dependencies = [
        ("communities", "0011_link_and_cohort_versions"),
    ]

    operations = [
        migrations.CreateModel(
            name="RhythmSpread",
            fields=[
                (
                    "programme",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="communities.programme",
                    ),
                ),
                ("since", models.DateTimeField()),
                ("after", models.PositiveBigIntegerField(default=0)),
            ],
            options={
                "verbose_name": "rhythm that is being spread",
                "verbose_name_plural": "rhythms that are being spread",
            },
        ),
        migrations.AddField(
            model_name="community",
            name="rhythm_version",
            field=models.PositiveIntegerField(db_default=1, default=1),
        ),
        migrations.AddField(
            model_name="programme",
            name="rhythm_version",
            field=models.PositiveIntegerField(db_default=1, default=1),
        ),
        migrations.CreateModel(
            name="CommunityRhythm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rule", models.CharField(max_length=40, verbose_name="mail")),
                ("is_on", models.BooleanField(blank=True, null=True, verbose_name="goes out")),
                ("days", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="days")),
                ("line", models.CharField(blank=True, max_length=500, verbose_name="a line of your own")),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rhythm", to="communities.community"
                    ),
                ),
            ],
            options={
                "verbose_name": "rhythm of a circle",
                "verbose_name_plural": "rhythms of circles",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("days__isnull", True), models.Q(("days__gte", 1), ("days__lte", 400)), _connector="OR"
                        ),
                        name="communityrhythm_days_are_sane",
                    ),
                    models.UniqueConstraint(fields=("community", "rule"), name="one_choice_per_circle_and_rule"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProgrammeRhythm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rule", models.CharField(max_length=40, verbose_name="mail")),
                ("is_on", models.BooleanField(blank=True, null=True, verbose_name="goes out")),
                ("days", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="days")),
                ("line", models.CharField(blank=True, max_length=500, verbose_name="a line of your own")),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rhythm", to="communities.programme"
                    ),
                ),
            ],
            options={
                "verbose_name": "rhythm of a programme",
                "verbose_name_plural": "rhythms of programmes",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("days__isnull", True), models.Q(("days__gte", 1), ("days__lte", 400)), _connector="OR"
                        ),
                        name="programmerhythm_days_are_sane",
                    ),
                    models.UniqueConstraint(fields=("programme", "rule"), name="one_choice_per_programme_and_rule"),
                ],
            },
        ),
        migrations.CreateModel(
            name="RhythmBreak",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(verbose_name="until and with")),
                (
                    "community",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rhythm_breaks",
                        to="communities.community",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rhythm_breaks",
                        to="communities.programme",
                    ),
                ),
            ],
            options={
                "verbose_name": "break in the rhythm",
                "verbose_name_plural": "breaks in the rhythm",
                "ordering": ["starts_on"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("programme__isnull", True), ("community__isnull", True), _connector="XOR"),
                        name="break_is_of_one_level",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="break_ends_after_it_starts"
                    ),
                ],
            },
        ),
    ]
