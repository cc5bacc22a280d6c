import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from leerkring.core.new_tables import NewTables


class Migration(migrations.Migration):
    """The joint agenda of a circle, and weighing it with dots."""

    dependencies = [
        ("communities", "0014_assignments"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    tables = [
        migrations.CreateModel(
            name="Ballot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_paper", models.BooleanField(default=False)),
                (
                    "sector",
                    models.CharField(
                        choices=[
                            ("education", "education"),
                            ("research", "research"),
                            ("practice", "practice"),
                            ("residents", "residents"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("coordinator", "coordinator"),
                            ("professional", "professional"),
                            ("student", "student"),
                            ("lecturer", "lecturer"),
                            ("area_lecturer", "neighbourhood lecturer"),
                            ("researcher", "researcher"),
                            ("professor", "professor (UAS)"),
                            ("manager", "manager"),
                            ("official", "municipal official"),
                            ("resident", "resident"),
                            ("expert", "expert by experience"),
                        ],
                        max_length=20,
                    ),
                ),
                ("people", models.PositiveSmallIntegerField(default=1, verbose_name="number of people")),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="ballots",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "ballot",
                "verbose_name_plural": "ballots",
            },
        ),
        migrations.CreateModel(
            name="Issue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200, verbose_name="issue")),
                ("text", models.TextField(verbose_name="what is going on")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "proposed"),
                            ("align", "on the agenda"),
                            ("committed", "committed"),
                            ("in_progress", "in progress"),
                            ("answered", "answered"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="draft",
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                ("proposed_at", models.DateTimeField(auto_now_add=True)),
                ("decision", models.TextField(blank=True, verbose_name="decision and reasons")),
                ("approach", models.TextField(blank=True, verbose_name="chosen approach")),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("answer", models.TextField(blank=True, verbose_name="answer")),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="issues", to="communities.community"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="communities.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="issues_proposed",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "issue",
                "verbose_name_plural": "issues",
                "ordering": ["-proposed_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Interest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(verbose_name="what is at stake")),
                ("version", models.PositiveIntegerField(default=1)),
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
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="interests",
                        to="communities.organisation",
                    ),
                ),
                (
                    "issue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="interests", to="communities.issue"
                    ),
                ),
            ],
            options={
                "verbose_name": "interest",
                "verbose_name_plural": "interests",
                "ordering": ["organisation__name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Dots",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                (
                    "ballot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="communities.ballot"
                    ),
                ),
                (
                    "issue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="dots", to="communities.issue"
                    ),
                ),
            ],
            options={
                "verbose_name": "dots",
                "verbose_name_plural": "dots",
            },
        ),
        migrations.CreateModel(
            name="IssueStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("changed", "Put otherwise"),
                            ("align", "Put on the agenda"),
                            ("committed", "Committed"),
                            ("in_progress", "Work began"),
                            ("answered", "Answered"),
                            ("withdrawn", "Withdrawn"),
                            ("draft", "Proposed again"),
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
                    "issue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="communities.issue"
                    ),
                ),
            ],
            options={
                "verbose_name": "step of an issue",
                "verbose_name_plural": "steps of issues",
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="IssueVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("title", models.CharField(max_length=200)),
                ("text", models.TextField()),
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
                    "issue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="communities.issue"
                    ),
                ),
            ],
            options={
                "verbose_name": "version of an issue",
                "verbose_name_plural": "versions of issues",
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="Weighing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "dots",
                    models.PositiveSmallIntegerField(
                        default=5,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(20),
                        ],
                        verbose_name="dots per person",
                    ),
                ),
                ("opened_at", models.DateTimeField(auto_now_add=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="weighings",
                        to="communities.community",
                    ),
                ),
                ("issues", models.ManyToManyField(related_name="weighings", to="communities.issue")),
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
                "verbose_name": "weighing",
                "verbose_name_plural": "weighings",
                "ordering": ["-opened_at", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="ballot",
            name="weighing",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="ballots", to="communities.weighing"
            ),
        ),
        migrations.AddIndex(
            model_name="issue",
            index=models.Index(fields=["community", "status"], name="issues_by_status"),
        ),
        migrations.AddConstraint(
            model_name="issue",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["draft", "align", "withdrawn"]),
                    models.Q(
                        ("decided_at__isnull", False),
                        models.Q(("decision", ""), _negated=True),
                        models.Q(("approach", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="issue_committed_has_reasons",
            ),
        ),
        migrations.AddConstraint(
            model_name="issue",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "answered"), _negated=True),
                    models.Q(("answer", ""), _negated=True),
                    _connector="OR",
                ),
                name="issue_answered_has_answer",
            ),
        ),
        migrations.AddConstraint(
            model_name="interest",
            constraint=models.UniqueConstraint(fields=("issue", "organisation"), name="one_interest_per_organisation"),
        ),
        migrations.AddConstraint(
            model_name="interest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("organisation__isnull", True)), fields=("issue",), name="one_interest_of_residents"
            ),
        ),
        migrations.AddConstraint(
            model_name="dots",
            constraint=models.UniqueConstraint(fields=("ballot", "issue"), name="one_row_of_dots_per_issue"),
        ),
        migrations.AddConstraint(
            model_name="issueversion",
            constraint=models.UniqueConstraint(fields=("issue", "number"), name="one_issue_version_per_number"),
        ),
        migrations.AddConstraint(
            model_name="weighing",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at__isnull", True)), fields=("community",), name="one_open_weighing"
            ),
        ),
        migrations.AddConstraint(
            model_name="ballot",
            constraint=models.UniqueConstraint(fields=("weighing", "user"), name="one_ballot_per_person"),
        ),
        migrations.AddConstraint(
            model_name="ballot",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_paper", True)),
                fields=("weighing", "sector", "role"),
                name="one_paper_ballot_per_role",
            ),
        ),
        migrations.AddConstraint(
            model_name="ballot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("is_paper", True), ("user__isnull", True)),
                    models.Q(("is_paper", False), ("people", 1)),
                    _connector="OR",
                ),
                name="ballot_on_screen_is_of_one",
            ),
        ),
    ]
    operations = [NewTables(tables)]
