import uuid

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import casework.models.session
from leerkring.core.new_tables import NewTables


class Migration(migrations.Migration):
    # A new database takes this one step; one that stands takes those that it lacks.
    replaces = [
        ("casework", "0001_initial"),
        ("casework", "0002_places_of_cases"),
        ("casework", "0003_names_of_authors_in_parts"),
        ("casework", "0004_fill_names_of_authors"),
        ("casework", "0005_publication_terms"),
        ("casework", "0006_stamp_what_is_published"),
        ("casework", "0007_second_reader"),
        ("casework", "0008_readers_of_known_cases"),
        ("casework", "0009_incidents_openings_and_retention"),
        ("casework", "0010_reflection_models"),
        ("casework", "0011_move_answers"),
        ("casework", "0012_leave_columns_of_starr"),
        ("casework", "0013_responses_and_submissions"),
        ("casework", "0014_portfolios"),
        ("casework", "0015_uptake"),
        ("casework", "0016_ask_about_outcomes"),
        ("casework", "0017_reflection_openings"),
        ("casework", "0018_thorough_checks"),
        ("casework", "0019_live_sessions"),
        ("casework", "0020_records_findings_and_methods"),
        ("casework", "0021_portfolios_are_handed_in"),
        ("casework", "0022_weighing_of_cases"),
        ("casework", "0023_move_answers_once_more"),
        ("casework", "0024_drop_columns_of_starr"),
        ("casework", "0025_concept_versions"),
    ]

    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("communities", "0001_squashed_0012_rhythm"),
        ("files", "0001_squashed_0001_initial"),
        ("meetings", "0001_squashed_0020_residents_as_audience"),
    ]

    tables = [
        migrations.CreateModel(
            name="Outcome",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=80, unique=True, verbose_name="address")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("paper", "paper"),
                            ("article", "article"),
                            ("position_paper", "position paper"),
                            ("report", "report"),
                            ("knowledge", "knowledge document"),
                            ("instrument", "instrument"),
                            ("good_practice", "good practice"),
                            ("living", "living document"),
                            ("story", "story"),
                        ],
                        default="paper",
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("abstract", models.TextField(blank=True, verbose_name="abstract")),
                ("body", models.TextField(blank=True, verbose_name="text")),
                (
                    "language",
                    models.CharField(
                        choices=[("nl", "Dutch"), ("en", "English")],
                        default="nl",
                        max_length=5,
                        verbose_name="language",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "draft"), ("published", "published"), ("withdrawn", "withdrawn")],
                        default="draft",
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="published")),
                (
                    "access",
                    models.CharField(
                        choices=[
                            ("open", "open: everybody reads the whole text"),
                            ("embargoed", "under embargo: the text follows on a day that you choose"),
                            ("restricted", "restricted: only the circle reads the text, others ask for it"),
                            ("metadata", "described only: others read the title and the abstract"),
                        ],
                        db_default="open",
                        default="open",
                        max_length=20,
                        verbose_name="who reads it",
                    ),
                ),
                ("embargo_until", models.DateField(blank=True, null=True, verbose_name="embargo until")),
                (
                    "licence",
                    models.CharField(
                        choices=[
                            ("cc-by", "CC BY 4.0"),
                            ("cc-by-sa", "CC BY-SA 4.0"),
                            ("cc-by-nc", "CC BY-NC 4.0"),
                            ("cc-by-nd", "CC BY-ND 4.0"),
                            ("cc0", "CC0 1.0"),
                            ("reserved", "all rights reserved"),
                        ],
                        db_default="cc-by",
                        default="cc-by",
                        max_length=20,
                        verbose_name="licence",
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                (
                    "withdrawn_why",
                    models.CharField(blank=True, db_default="", default="", max_length=300, verbose_name="reason"),
                ),
                ("stamped_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("next_uptake_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcomes",
                        to="communities.community",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="outcomes_created",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "outcome",
                "verbose_name_plural": "outcomes",
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "published")), fields=["-published_at"], name="outcomes_newest"
                    ),
                    models.Index(
                        condition=models.Q(("stamped_at__isnull", False)),
                        fields=["stamped_at", "id"],
                        name="outcomes_by_stamp",
                    ),
                    models.Index(
                        condition=models.Q(("access", "embargoed")), fields=["embargo_until"], name="embargoes_by_day"
                    ),
                    models.Index(
                        condition=models.Q(("next_uptake_at__isnull", False), ("status", "published")),
                        fields=["next_uptake_at"],
                        name="outcomes_to_ask_about",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("published_at__isnull", True), ("status", "draft")),
                            models.Q(("published_at__isnull", False), ("status__in", ["published", "withdrawn"])),
                            _connector="OR",
                        ),
                        name="outcome_published_has_a_moment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("access", "embargoed"), _negated=True),
                            ("embargo_until__isnull", False),
                            _connector="OR",
                        ),
                        name="embargo_has_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "withdrawn"), ("withdrawn_at__isnull", False)),
                            models.Q(models.Q(("status", "withdrawn"), _negated=True), ("withdrawn_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="withdrawn_has_a_moment",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Agreement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="version")),
                ("text", models.TextField(verbose_name="text")),
                ("is_current", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="agreements",
                        to="communities.community",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "confidentiality agreement",
                "verbose_name_plural": "confidentiality agreements",
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("community", "number"), name="one_agreement_per_version"),
                    models.UniqueConstraint(
                        condition=models.Q(("is_current", True)),
                        fields=("community",),
                        name="one_current_agreement_per_circle",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AgreementAcceptance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("accepted_at", models.DateTimeField(auto_now_add=True)),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="acceptances",
                        to="casework.agreement",
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
                "verbose_name": "acceptance of a confidentiality agreement",
                "verbose_name_plural": "acceptances of confidentiality agreements",
                "indexes": [models.Index(fields=["user", "agreement"], name="accepted_by_person")],
                "constraints": [
                    models.UniqueConstraint(fields=("agreement", "user"), name="one_acceptance_per_person")
                ],
            },
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(blank=True, max_length=120, verbose_name="title")),
                ("situation", models.TextField(blank=True, verbose_name="situation")),
                ("my_role", models.TextField(blank=True, verbose_name="my own role")),
                ("my_acting", models.TextField(blank=True, verbose_name="what I did, thought and felt")),
                ("difficulty", models.TextField(blank=True, verbose_name="what makes it hard")),
                ("question", models.CharField(blank=True, max_length=300, verbose_name="my question")),
                (
                    "wanted",
                    models.CharField(
                        blank=True,
                        choices=[("insight", "insight"), ("advice", "advice"), ("practice", "practice")],
                        max_length=20,
                        verbose_name="what I want from the group",
                    ),
                ),
                (
                    "preferred_method",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("incident_short", "incident method, short"),
                            ("incident_hendriksen", "incident method after Hendriksen"),
                            ("ten_steps", "ten-step method"),
                            ("five_steps", "five-step method"),
                            ("gossip", "gossip method"),
                            ("balint", "Balint method"),
                            ("socratic", "Socratic dialogue"),
                            ("appreciative", "appreciative consultation"),
                            ("clinic", "clinic method"),
                            ("u_case_clinic", "U method (case clinic)"),
                            ("critical_friends", "critical friends"),
                            ("moral_deliberation", "short moral deliberation"),
                        ],
                        db_default="",
                        default="",
                        max_length=40,
                        verbose_name="preferred method",
                    ),
                ),
                (
                    "grade",
                    models.CharField(
                        choices=[
                            ("table", "only the table at this meeting"),
                            ("circle", "the whole circle"),
                            ("publishable", "the circle, and anonymised in a publication"),
                        ],
                        db_default="table",
                        default="table",
                        max_length=20,
                        verbose_name="who may read it",
                    ),
                ),
                (
                    "shows_question",
                    models.BooleanField(
                        db_default=False,
                        default=False,
                        verbose_name="who comes to the meeting sees my title and question",
                    ),
                ),
                (
                    "is_anonymous",
                    models.BooleanField(default=False, verbose_name="Names, dates and places are taken out."),
                ),
                (
                    "is_unrecognisable",
                    models.BooleanField(default=False, verbose_name="Nobody from the area recognises this person."),
                ),
                ("is_about_me", models.BooleanField(default=False, verbose_name="It is about what I did.")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("submitted", "submitted"),
                            ("released", "released"),
                            ("discussed", "discussed"),
                            ("withdrawn", "withdrawn"),
                            ("incident", "hidden after a report"),
                            ("expired", "expired"),
                        ],
                        default="draft",
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                ("released_at", models.DateTimeField(blank=True, null=True)),
                ("discussed_at", models.DateTimeField(blank=True, null=True)),
                ("remark", models.TextField(blank=True, db_default="", default="", verbose_name="remark")),
                ("returned_at", models.DateTimeField(blank=True, null=True)),
                ("reported_at", models.DateTimeField(blank=True, null=True)),
                ("warned_at", models.DateTimeField(blank=True, null=True)),
                ("warned_again_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("page", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("saved_by_page", models.UUIDField(editable=False, null=True)),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="cases", to="communities.community"
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="cases",
                        to="meetings.meeting",
                        verbose_name="for the meeting",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="cases", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "released_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reported_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "second_reader",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="second reader",
                    ),
                ),
            ],
            options={
                "verbose_name": "case",
                "verbose_name_plural": "cases",
                "indexes": [models.Index(fields=["community", "status", "-submitted_at"], name="cases_of_circle")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["draft", "withdrawn", "incident", "expired"]),
                            models.Q(("is_about_me", True), ("is_anonymous", True), ("is_unrecognisable", True)),
                            _connector="OR",
                        ),
                        name="case_is_checked_before_it_is_shared",
                    ),
                    models.UniqueConstraint(fields=("owner", "page"), name="one_case_per_page"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mark", models.CharField(max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "waiting"), ("running", "busy"), ("done", "done")],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("found", models.JSONField(default=dict)),
                ("asked_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="check_of_text", to="casework.case"
                    ),
                ),
            ],
            options={
                "verbose_name": "thorough check of a case",
                "verbose_name_plural": "thorough checks of cases",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")), fields=["asked_at"], name="checks_that_wait"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseIncident",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("what", models.TextField(blank=True, verbose_name="what can be recognised")),
                ("reported_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("done", models.TextField(blank=True, verbose_name="what was done")),
                ("told_authority", models.BooleanField(default=False, verbose_name="reported to the AP")),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="incidents",
                        to="casework.case",
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="case_incidents",
                        to="communities.community",
                    ),
                ),
                (
                    "reported_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "privacy incident",
                "verbose_name_plural": "privacy incidents",
                "ordering": ["-reported_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at__isnull", True)), fields=("case",), name="one_open_incident"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_at__isnull", True), models.Q(("done", ""), _negated=True), _connector="OR"
                        ),
                        name="incident_closes_with_what_was_done",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseOpening",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="openings",
                        to="casework.case",
                    ),
                ),
            ],
            options={
                "verbose_name": "opening of a case by an administrator",
                "verbose_name_plural": "openings of cases by administrators",
                "ordering": ["-opened_at"],
                "indexes": [models.Index(fields=["by", "until"], name="opened_by_administrator")],
            },
        ),
        migrations.CreateModel(
            name="CasePlacement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("table", models.PositiveSmallIntegerField(verbose_name="group")),
                ("placed_at", models.DateTimeField(auto_now=True)),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="placement", to="casework.case"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="placements",
                        to="meetings.programmeitem",
                    ),
                ),
                (
                    "placed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "place of a case",
                "verbose_name_plural": "places of cases",
                "ordering": ["table", "pk"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("table__gte", 1)), name="table_counts_from_one")
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseReading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="readings", to="casework.case"
                    ),
                ),
                (
                    "reader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "reading of a case",
                "verbose_name_plural": "readings of cases",
                "ordering": ["-at"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CaseRetention",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "months",
                    models.PositiveSmallIntegerField(
                        default=6,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(12),
                        ],
                        verbose_name="months",
                    ),
                ),
                (
                    "programme",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="case_retention",
                        to="communities.programme",
                    ),
                ),
            ],
            options={
                "verbose_name": "retention period of cases",
                "verbose_name_plural": "retention periods of cases",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("months__gte", 1), ("months__lte", 12)),
                        name="cases_are_kept_a_year_at_most",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseWeighing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_urgent", models.BooleanField(default=False, verbose_name="This can't wait")),
                (
                    "is_recognisable",
                    models.BooleanField(default=False, verbose_name="I recognise this in my own work"),
                ),
                ("changed_at", models.DateTimeField(auto_now=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="weighings", to="casework.case"
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="case_weighings",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "weighing of a case",
                "verbose_name_plural": "weighings of cases",
                "constraints": [models.UniqueConstraint(fields=("case", "member"), name="one_weighing_per_member")],
            },
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("insight", "insight"),
                            ("question", "knowledge question"),
                            ("experiment", "experiment"),
                            ("routine", "routine"),
                            ("application", "application"),
                        ],
                        default="insight",
                        max_length=20,
                        verbose_name="stage",
                    ),
                ),
                ("text", models.CharField(max_length=500, verbose_name="what did you find?")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="findings",
                        to="communities.community",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "finding",
                "verbose_name_plural": "findings",
                "ordering": ["-created_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="FindingMove",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "to_stage",
                    models.CharField(
                        choices=[
                            ("insight", "insight"),
                            ("question", "knowledge question"),
                            ("experiment", "experiment"),
                            ("routine", "routine"),
                            ("application", "application"),
                        ],
                        max_length=20,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="why")),
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
                    "finding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="moves", to="casework.finding"
                    ),
                ),
            ],
            options={
                "verbose_name": "move of a finding",
                "verbose_name_plural": "moves of findings",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="IncidentAccess",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("times", models.PositiveIntegerField(default=0)),
                ("last_at", models.DateTimeField(blank=True, null=True)),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="access", to="casework.caseincident"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "access to a reported case",
                "verbose_name_plural": "accesses to reported cases",
                "ordering": ["-times", "pk"],
            },
        ),
        migrations.CreateModel(
            name="LearningGoal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=160, verbose_name="what do you want to learn?")),
                ("why", models.TextField(blank=True, verbose_name="why do you want to learn this?")),
                (
                    "due_on",
                    models.DateField(blank=True, null=True, verbose_name="when do you want to be able to do it?"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("reached_at", models.DateTimeField(blank=True, null=True, verbose_name="reached")),
                ("version", models.PositiveIntegerField(default=1)),
                ("page", models.UUIDField(default=uuid.uuid4, editable=False)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="learning_goals",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "learning goal",
                "verbose_name_plural": "learning goals",
                "ordering": ["reached_at", "created_at", "pk"],
                "constraints": [models.UniqueConstraint(fields=("owner", "page"), name="one_goal_per_page")],
            },
        ),
        migrations.CreateModel(
            name="Line",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("text", models.CharField(max_length=1000, verbose_name="text")),
                ("column", models.PositiveSmallIntegerField(default=0)),
                ("is_hidden", models.BooleanField(default=False)),
                ("key", models.UUIDField(editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "line",
                "verbose_name_plural": "lines",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Mark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "value",
                    models.CharField(
                        choices=[("warm", "warm"), ("neutral", "neutral"), ("cold", "cold"), ("chosen", "chosen")],
                        max_length=10,
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="marks", to="casework.line"
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
                "verbose_name": "mark",
                "verbose_name_plural": "marks",
                "constraints": [
                    models.UniqueConstraint(fields=("line", "position", "user"), name="one_mark_per_line_and_person")
                ],
            },
        ),
        migrations.CreateModel(
            name="Method",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("about", models.TextField(blank=True, max_length=600, verbose_name="what it is for")),
                ("least", models.PositiveSmallIntegerField(default=4, verbose_name="from how many people")),
                ("most", models.PositiveSmallIntegerField(default=8, verbose_name="to how many people")),
                ("origin", models.CharField(blank=True, max_length=40)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "community",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="methods",
                        to="communities.community",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="methods",
                        to="communities.programme",
                    ),
                ),
            ],
            options={
                "verbose_name": "method",
                "verbose_name_plural": "methods",
                "ordering": ["title", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("community__isnull", False), ("programme__isnull", True)),
                            models.Q(("community__isnull", True), ("programme__isnull", False)),
                            _connector="OR",
                        ),
                        name="method_belongs_to_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("least__lte", models.F("most"))), name="method_least_is_not_above_most"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MethodStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("instruction", models.TextField(max_length=600, verbose_name="what the table does")),
                (
                    "active",
                    models.CharField(
                        choices=[
                            ("owner", "the case owner"),
                            ("participants", "the participants"),
                            ("both", "participants and case owner"),
                            ("all", "everybody"),
                        ],
                        default="participants",
                        max_length=20,
                        verbose_name="whose turn it is",
                    ),
                ),
                (
                    "silent",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("owner", "the case owner only listens"),
                            ("participants", "the participants only listen"),
                            ("all", "everybody is silent"),
                        ],
                        max_length=20,
                        verbose_name="who is silent",
                    ),
                ),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        default=10,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(120),
                        ],
                        verbose_name="minutes",
                    ),
                ),
                (
                    "input",
                    models.CharField(
                        choices=[
                            ("none", "nothing: this step is done by talking"),
                            ("text", "one text each"),
                            ("list", "one line or more each"),
                            ("rating", "warm, neutral or cold for each line of an earlier step"),
                            ("vote", "a vote for a line of an earlier step"),
                        ],
                        default="none",
                        max_length=20,
                        verbose_name="what is written",
                    ),
                ),
                (
                    "hidden",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("all", "until everybody has handed in"),
                            ("facilitator", "until the facilitator shows it"),
                        ],
                        max_length=20,
                        verbose_name="hidden",
                    ),
                ),
                ("rule", models.CharField(blank=True, max_length=300, verbose_name="rule")),
                (
                    "about",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="casework.methodstep",
                        verbose_name="about the lines of",
                    ),
                ),
                (
                    "method",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="casework.method"
                    ),
                ),
            ],
            options={
                "verbose_name": "step of a method",
                "verbose_name_plural": "steps of methods",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="OutcomeRevision",
            fields=[
                (
                    "outcome",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="revision",
                        serialize=False,
                        to="casework.outcome",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("abstract", models.TextField(blank=True, verbose_name="abstract")),
                ("body", models.TextField(blank=True, verbose_name="text")),
                ("changed_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "verbose_name": "next version",
                "verbose_name_plural": "next versions",
            },
        ),
        migrations.CreateModel(
            name="OutcomeAuthor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                ("name", models.CharField(max_length=180, verbose_name="name")),
                (
                    "given_name",
                    models.CharField(blank=True, db_default="", default="", max_length=80, verbose_name="first name"),
                ),
                (
                    "tussenvoegsel",
                    models.CharField(blank=True, db_default="", default="", max_length=20, verbose_name="name prefix"),
                ),
                (
                    "family_name",
                    models.CharField(blank=True, db_default="", default="", max_length=180, verbose_name="last name"),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("author", "author"), ("editor", "editor"), ("contributor", "contributor")],
                        db_default="author",
                        default="author",
                        max_length=20,
                        verbose_name="part",
                    ),
                ),
                (
                    "affiliation",
                    models.CharField(
                        blank=True, db_default="", default="", max_length=200, verbose_name="organisation"
                    ),
                ),
                (
                    "orcid",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        max_length=19,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^\\d{4}-\\d{4}-\\d{4}-\\d{3}[\\dX]$", "An ORCID looks like 0000-0002-1825-0097."
                            )
                        ],
                        verbose_name="ORCID",
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
                    "outcome",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="authors", to="casework.outcome"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="authorships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "author",
                "verbose_name_plural": "authors",
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(fields=("outcome", "position"), name="one_author_per_position"),
                    models.UniqueConstraint(fields=("outcome", "user"), name="one_authorship_per_person"),
                ],
            },
        ),
        migrations.CreateModel(
            name="OutcomeVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=10, verbose_name="version")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("abstract", models.TextField(blank=True, verbose_name="abstract")),
                ("body", models.TextField(verbose_name="text")),
                ("author_line", models.TextField(verbose_name="authors")),
                (
                    "people",
                    models.JSONField(blank=True, db_default=[], default=list, verbose_name="authors in a reference"),
                ),
                (
                    "contributors",
                    models.JSONField(blank=True, db_default=[], default=list, verbose_name="contributors"),
                ),
                ("change_note", models.CharField(blank=True, max_length=300, verbose_name="what has changed")),
                ("pdf_attempts", models.PositiveSmallIntegerField(default=0)),
                ("frozen_at", models.DateTimeField(verbose_name="frozen")),
                ("is_concept", models.BooleanField(db_default=False, default=False, verbose_name="concept")),
                (
                    "frozen_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "outcome",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="casework.outcome"
                    ),
                ),
                (
                    "pdf",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="files.file",
                    ),
                ),
            ],
            options={
                "verbose_name": "version",
                "verbose_name_plural": "versions",
                "ordering": ["-frozen_at"],
                "indexes": [models.Index(fields=["frozen_at"], name="versions_by_moment")],
                "constraints": [models.UniqueConstraint(fields=("outcome", "number"), name="one_text_per_version")],
            },
        ),
        migrations.CreateModel(
            name="Portfolio",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=160, verbose_name="title")),
                ("introduction", models.TextField(blank=True, verbose_name="introduction")),
                (
                    "with_feedback",
                    models.BooleanField(default=True, verbose_name="With the feedback that I may quote"),
                ),
                ("with_goals", models.BooleanField(default=False, verbose_name="With my learning goals")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("page", models.UUIDField(default=uuid.uuid4, editable=False)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="portfolios",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "portfolio",
                "verbose_name_plural": "portfolios",
                "ordering": ["-changed_at", "-pk"],
                "constraints": [models.UniqueConstraint(fields=("owner", "page"), name="one_portfolio_per_page")],
            },
        ),
        migrations.CreateModel(
            name="PortfolioExport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "status",
                    models.CharField(
                        choices=[("waiting", "waiting"), ("done", "done"), ("failed", "failed")],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "portfolio",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="exports", to="casework.portfolio"
                    ),
                ),
            ],
            options={
                "verbose_name": "export of a portfolio",
                "verbose_name_plural": "exports of portfolios",
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status", "waiting")), fields=("portfolio",), name="one_export_at_a_time"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PortfolioFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "form",
                    models.CharField(
                        choices=[("pdf", "PDF"), ("zip", "web page (ZIP)"), ("json", "data (JSON)")], max_length=10
                    ),
                ),
                ("content", models.BinaryField()),
                ("size", models.PositiveIntegerField()),
                (
                    "export",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="casework.portfolioexport",
                    ),
                ),
            ],
            options={
                "verbose_name": "file of a portfolio",
                "verbose_name_plural": "files of portfolios",
                "constraints": [models.UniqueConstraint(fields=("export", "form"), name="one_file_per_form")],
            },
        ),
        migrations.CreateModel(
            name="PortfolioItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("source", models.CharField(max_length=40)),
                ("key", models.CharField(max_length=60)),
                (
                    "portfolio",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="items", to="casework.portfolio"
                    ),
                ),
            ],
            options={
                "verbose_name": "item of a portfolio",
                "verbose_name_plural": "items of portfolios",
                "ordering": ["position", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("portfolio", "source", "key"), name="one_place_in_a_portfolio")
                ],
            },
        ),
        migrations.CreateModel(
            name="PortfolioLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="for whom is it?")),
                ("ends_on", models.DateField(verbose_name="works until and including")),
                ("nonce", models.CharField(max_length=32)),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("views", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "portfolio",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="links", to="casework.portfolio"
                    ),
                ),
            ],
            options={
                "verbose_name": "link to a portfolio",
                "verbose_name_plural": "links to portfolios",
                "ordering": ["-created_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Reflection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(blank=True, max_length=120, verbose_name="title")),
                (
                    "model_key",
                    models.CharField(db_default="starr", default="starr", max_length=20, verbose_name="model"),
                ),
                (
                    "answers",
                    models.JSONField(blank=True, db_default=models.Value({}, models.JSONField()), default=dict),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("page", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("saved_by_page", models.UUIDField(editable=False, null=True)),
                (
                    "action_item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="meetings.actionitem",
                        verbose_name="about the action item",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reflections",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="casework.case",
                        verbose_name="about the case",
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reflections",
                        to="communities.community",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="meetings.meeting",
                        verbose_name="about the meeting",
                    ),
                ),
                (
                    "previous",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="following",
                        to="casework.reflection",
                        verbose_name="follows from",
                    ),
                ),
            ],
            options={
                "verbose_name": "reflection",
                "verbose_name_plural": "reflections",
                "ordering": ["-created_at"],
                "constraints": [models.UniqueConstraint(fields=("author", "page"), name="one_reflection_per_page")],
            },
        ),
        migrations.CreateModel(
            name="GoalProgress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "I am just beginning"),
                            (2, "I am on my way"),
                            (3, "I am nearly there"),
                            (4, "I can do this"),
                        ],
                        verbose_name="how far am I?",
                    ),
                ),
                (
                    "goal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="progress",
                        to="casework.learninggoal",
                    ),
                ),
                (
                    "reflection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="goal_progress",
                        to="casework.reflection",
                    ),
                ),
            ],
            options={
                "verbose_name": "progress on a learning goal",
                "verbose_name_plural": "progress on learning goals",
                "constraints": [models.UniqueConstraint(fields=("reflection", "goal"), name="one_progress_per_goal")],
            },
        ),
        migrations.CreateModel(
            name="ReflectionOpening",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                (
                    "reflection",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="openings",
                        to="casework.reflection",
                    ),
                ),
            ],
            options={
                "verbose_name": "opening of a reflection by an administrator",
                "verbose_name_plural": "openings of reflections by administrators",
                "ordering": ["-opened_at"],
                "indexes": [models.Index(fields=["by", "until"], name="reflections_opened")],
            },
        ),
        migrations.CreateModel(
            name="ReflectionReading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "reader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "reflection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="readings", to="casework.reflection"
                    ),
                ),
            ],
            options={
                "verbose_name": "reading of a reflection",
                "verbose_name_plural": "readings of reflections",
                "ordering": ["-at"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ReflectionResponse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_by_author", models.BooleanField(default=False)),
                ("text", models.TextField(max_length=5000, verbose_name="your feedback")),
                (
                    "may_be_quoted",
                    models.BooleanField(
                        db_default=False,
                        default=False,
                        verbose_name="The author may put this in a portfolio, with my name.",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("seen_at", models.DateTimeField(blank=True, null=True)),
                (
                    "reader",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="reflection_responses",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reflection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="responses", to="casework.reflection"
                    ),
                ),
            ],
            options={
                "verbose_name": "response to a reflection",
                "verbose_name_plural": "responses to reflections",
                "ordering": ["created_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ReflectionShare",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("seen_at", models.DateTimeField(blank=True, null=True)),
                ("seen_version", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reflections_shared_with_me",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reflection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="shares", to="casework.reflection"
                    ),
                ),
            ],
            options={
                "verbose_name": "share of a reflection",
                "verbose_name_plural": "shares of reflections",
                "constraints": [
                    models.UniqueConstraint(fields=("reflection", "person"), name="one_share_per_person"),
                    models.UniqueConstraint(
                        condition=models.Q(("person__isnull", True)),
                        fields=("reflection",),
                        name="one_share_with_the_circle",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("table", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="group")),
                ("plan", models.JSONField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("ready", "about to begin"),
                            ("running", "going on"),
                            ("finished", "held"),
                            ("closed", "closed"),
                        ],
                        default="ready",
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                ("step", models.PositiveSmallIntegerField(default=0)),
                ("turn", models.PositiveIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "poll_key",
                    models.CharField(
                        default=casework.models.session.make_poll_key, editable=False, max_length=40, unique=True
                    ),
                ),
                ("code", models.CharField(default=casework.models.session.make_code, editable=False, max_length=8)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("began_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="sessions",
                        to="casework.case",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="sessions",
                        to="meetings.programmeitem",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sessions", to="meetings.meeting"
                    ),
                ),
                (
                    "started_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "peer consultation",
                "verbose_name_plural": "peer consultations",
                "ordering": ["created_at", "pk"],
                "indexes": [models.Index(fields=["meeting", "status"], name="sessions_of_meeting")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("item__isnull", False), ("status__in", ["ready", "running"])),
                        fields=("item", "table"),
                        name="one_open_session_per_table",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("began_at__isnull", True), ("ended_at__isnull", True), ("status", "ready")),
                            models.Q(("began_at__isnull", False), ("ended_at__isnull", True), ("status", "running")),
                            models.Q(
                                ("began_at__isnull", False),
                                ("ended_at__isnull", False),
                                ("status__in", ["finished", "closed"]),
                            ),
                            _connector="OR",
                        ),
                        name="session_has_its_moments",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Seat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("owner", "case owner"),
                            ("facilitator", "facilitator"),
                            ("participant", "participant"),
                            ("note_taker", "note-taker"),
                            ("timekeeper", "timekeeper"),
                            ("observer", "observer"),
                        ],
                        default="participant",
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                ("joined_at", models.DateTimeField(auto_now_add=True)),
                ("came_at", models.PositiveIntegerField(default=0)),
                ("left_at", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="seats", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="seats", to="casework.session"
                    ),
                ),
            ],
            options={
                "verbose_name": "seat",
                "verbose_name_plural": "seats",
                "ordering": ["joined_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("session", "user"), name="one_seat_per_person"),
                    models.UniqueConstraint(
                        condition=models.Q(("role", "owner")), fields=("session",), name="one_owner_per_session"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("role", "facilitator")),
                        fields=("session",),
                        name="one_facilitator_per_session",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RecordItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("question", "the question anew"),
                            ("insight", "insight"),
                            ("action", "action"),
                            ("takeaway", "what somebody takes along"),
                            ("evaluation", "how the conversation went"),
                            ("line", "from the conversation"),
                        ],
                        max_length=20,
                    ),
                ),
                ("text", models.CharField(max_length=1000, verbose_name="text")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="when")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="record", to="casework.session"
                    ),
                ),
            ],
            options={
                "verbose_name": "part of a record",
                "verbose_name_plural": "parts of records",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "question")), fields=("session",), name="one_question_anew"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PrivateText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("text", models.TextField(blank=True, verbose_name="text")),
                ("changed_at", models.DateTimeField(auto_now=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="private_texts",
                        to="casework.session",
                    ),
                ),
            ],
            options={
                "verbose_name": "private text",
                "verbose_name_plural": "private texts",
                "constraints": [
                    models.UniqueConstraint(fields=("session", "user", "position"), name="one_private_text_per_step")
                ],
            },
        ),
        migrations.AddField(
            model_name="line",
            name="session",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="casework.session"
            ),
        ),
        migrations.CreateModel(
            name="FollowUp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("done", "I did it"),
                            ("partly", "I did part of it"),
                            ("otherwise", "I did not do it, or something else"),
                        ],
                        max_length=20,
                    ),
                ),
                ("story", models.TextField(blank=True, verbose_name="what did you do with it, and what happened?")),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("asked_before", models.DateTimeField(blank=True, editable=False, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "action_item",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="follow_up",
                        to="meetings.actionitem",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="follow_up", to="casework.recorditem"
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="follow_ups", to="casework.session"
                    ),
                ),
            ],
            options={
                "verbose_name": "follow-up",
                "verbose_name_plural": "follow-ups",
                "ordering": ["pk"],
                "indexes": [
                    models.Index(condition=models.Q(("outcome", "")), fields=["session"], name="follow_ups_waiting")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at__isnull", True), ("outcome", "")),
                            models.Q(models.Q(("outcome", ""), _negated=True), ("answered_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="answered_follow_up_has_a_moment",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="finding",
            name="session",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="findings",
                to="casework.session",
            ),
        ),
        migrations.CreateModel(
            name="SessionStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("minutes", models.PositiveSmallIntegerField()),
                ("extra", models.PositiveSmallIntegerField(default=0)),
                ("spent", models.PositiveIntegerField(default=0)),
                ("running_since", models.DateTimeField(blank=True, null=True)),
                ("shown_at", models.DateTimeField(blank=True, null=True)),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="casework.session"
                    ),
                ),
            ],
            options={
                "verbose_name": "step of a peer consultation",
                "verbose_name_plural": "steps of a peer consultation",
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(fields=("session", "position"), name="one_clock_per_step"),
                    models.UniqueConstraint(
                        condition=models.Q(("running_since__isnull", False)),
                        fields=("session",),
                        name="one_running_clock_per_session",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=160, verbose_name="title")),
                (
                    "kind",
                    models.CharField(
                        choices=[("formative", "Formative: to learn from"), ("summative", "Summative: it counts")],
                        max_length=20,
                        verbose_name="what is it for?",
                    ),
                ),
                (
                    "scale",
                    models.CharField(
                        choices=[("passed", "passed or not passed"), ("graded", "insufficient, sufficient or good")],
                        max_length=20,
                        verbose_name="how is it assessed?",
                    ),
                ),
                ("copy", models.JSONField(default=list)),
                ("submitted_at", models.DateTimeField(auto_now_add=True)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="submissions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="communities.community"
                    ),
                ),
                (
                    "portfolio",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="submissions",
                        to="casework.portfolio",
                    ),
                ),
                (
                    "reflection",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="submissions",
                        to="casework.reflection",
                    ),
                ),
            ],
            options={
                "verbose_name": "submission",
                "verbose_name_plural": "submissions",
                "ordering": ["-submitted_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reflection__isnull", True), ("portfolio__isnull", True), _connector="OR"),
                        name="submission_has_one_source",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Assessment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("passed", "passed"),
                            ("not_passed", "not passed"),
                            ("insufficient", "insufficient"),
                            ("sufficient", "sufficient"),
                            ("good", "good"),
                        ],
                        max_length=20,
                        verbose_name="result",
                    ),
                ),
                ("process", models.TextField(blank=True, verbose_name="process")),
                ("depth", models.TextField(blank=True, verbose_name="depth")),
                ("talk_on", models.DateField(blank=True, null=True, verbose_name="date of the conversation")),
                ("assessed_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "assessor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="assessments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="assessments",
                        to="casework.submission",
                    ),
                ),
            ],
            options={
                "verbose_name": "assessment",
                "verbose_name_plural": "assessments",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("submission", "assessor"), name="one_assessment_per_assessor"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("assessed_at__isnull", True), models.Q(("result", ""), _negated=True), _connector="OR"
                        ),
                        name="assessment_given_has_a_result",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SubmissionReading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "reader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="readings", to="casework.submission"
                    ),
                ),
            ],
            options={
                "verbose_name": "reading of a submission",
                "verbose_name_plural": "readings of submissions",
                "ordering": ["-at"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="TableDivision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("frozen_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "frozen_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="division",
                        to="meetings.programmeitem",
                    ),
                ),
            ],
            options={
                "verbose_name": "division over tables",
                "verbose_name_plural": "divisions over tables",
            },
        ),
        migrations.CreateModel(
            name="TableSeat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("table", models.PositiveSmallIntegerField(verbose_name="group")),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("facilitator", "facilitator"),
                            ("participant", "participant"),
                            ("note_taker", "note-taker"),
                            ("timekeeper", "timekeeper"),
                            ("observer", "observer"),
                        ],
                        default="participant",
                        max_length=20,
                        verbose_name="part",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="seats", to="meetings.programmeitem"
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="table_seats",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "seat at a table",
                "verbose_name_plural": "seats at tables",
                "ordering": ["table", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("item", "member"), name="one_seat_per_member"),
                    models.UniqueConstraint(
                        condition=models.Q(("part", "facilitator")),
                        fields=("item", "table"),
                        name="one_facilitator_per_table",
                    ),
                    models.CheckConstraint(condition=models.Q(("table__gte", 1)), name="seat_counts_tables_from_one"),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="line",
            index=models.Index(fields=["session", "position"], name="lines_of_step"),
        ),
        migrations.AddConstraint(
            model_name="line",
            constraint=models.UniqueConstraint(fields=("session", "author", "key"), name="one_line_per_key"),
        ),
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(fields=["community", "stage"], name="findings_of_circle"),
        ),
    ]
    operations = [NewTables(tables)]
