import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

from leerkring.core.new_tables import NewTables


class Migration(migrations.Migration):
    # A new database takes this one step; one that stands takes those that it lacks.
    replaces = [
        ("communities", "0001_initial"),
        ("communities", "0002_networks_and_people"),
        ("communities", "0003_fill_networks_and_people"),
        ("communities", "0004_circle_closed_is_finished"),
        ("communities", "0005_versions_of_programme_parts"),
        ("communities", "0006_versions_of_contacts_and_recognitions"),
        ("communities", "0007_invitation_place"),
        ("communities", "0008_life_of_a_circle"),
        ("communities", "0009_join_request_organisation"),
        ("communities", "0010_organisation_search"),
        ("communities", "0011_link_and_cohort_versions"),
        ("communities", "0012_rhythm"),
    ]

    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("files", "0001_squashed_0001_initial"),
    ]

    tables = [
        migrations.CreateModel(
            name="Cohort",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                ("version", models.PositiveIntegerField(db_default=1, default=1)),
            ],
            options={
                "verbose_name": "cohort",
                "verbose_name_plural": "cohorts",
                "ordering": ["-starts_on", "name"],
            },
        ),
        migrations.CreateModel(
            name="Programme",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200, unique=True, verbose_name="name")),
                ("slug", models.SlugField(max_length=80, unique=True, verbose_name="address")),
                ("description", models.TextField(blank=True, verbose_name="description")),
                (
                    "noun_singular",
                    models.CharField(default="leerkring", max_length=40, verbose_name="word for one circle"),
                ),
                (
                    "noun_plural",
                    models.CharField(default="leerkringen", max_length=40, verbose_name="word for more circles"),
                ),
                (
                    "is_open",
                    models.BooleanField(default=True, verbose_name="anyone with an account may start a circle"),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "draft"), ("active", "running"), ("withdrawn", "withdrawn")],
                        db_default="active",
                        default="active",
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                (
                    "infographic_text",
                    models.TextField(blank=True, db_default="", default="", verbose_name="what the infographic says"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="stopped on")),
                ("version", models.PositiveIntegerField(db_default=1, default=1)),
                ("rhythm_version", models.PositiveIntegerField(db_default=1, default=1)),
            ],
            options={
                "verbose_name": "programme",
                "verbose_name_plural": "programmes",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Area",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("province", "province"),
                            ("municipality", "municipality"),
                            ("neighbourhood", "neighbourhood"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "holiday_region",
                    models.CharField(
                        blank=True,
                        choices=[("noord", "north"), ("midden", "middle"), ("zuid", "south")],
                        max_length=10,
                        verbose_name="school holidays",
                    ),
                ),
                ("latitude", models.FloatField(blank=True, null=True, verbose_name="latitude")),
                ("longitude", models.FloatField(blank=True, null=True, verbose_name="longitude")),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="communities.area",
                        verbose_name="part of",
                    ),
                ),
            ],
            options={
                "verbose_name": "area",
                "verbose_name_plural": "areas",
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(fields=("name", "kind", "parent"), name="one_area_per_name"),
                    models.UniqueConstraint(
                        condition=models.Q(("parent__isnull", True)),
                        fields=("name", "kind"),
                        name="one_area_without_parent",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Community",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=80, unique=True, verbose_name="address")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("question", models.CharField(blank=True, max_length=300, verbose_name="question")),
                ("common_interest", models.TextField(blank=True, verbose_name="common interest")),
                (
                    "domain_about",
                    models.TextField(blank=True, db_default="", default="", verbose_name="domain: what it is about"),
                ),
                (
                    "community_about",
                    models.TextField(
                        blank=True, db_default="", default="", verbose_name="community: who we are together"
                    ),
                ),
                (
                    "practice_about",
                    models.TextField(
                        blank=True, db_default="", default="", verbose_name="practice: what we do together"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("thematic", "thematic: around a theme of the programme"),
                            ("regional", "regional: around a question of an area"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("active", "running"),
                            ("closed", "closed"),
                            ("archived", "archived"),
                        ],
                        default="draft",
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                (
                    "phase",
                    models.CharField(
                        choices=[
                            ("explore", "exploring"),
                            ("develop", "developing"),
                            ("sustain", "sustaining"),
                            ("finished", "finished"),
                        ],
                        db_default="explore",
                        default="explore",
                        max_length=20,
                        verbose_name="phase",
                    ),
                ),
                (
                    "phase_before",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("explore", "exploring"),
                            ("develop", "developing"),
                            ("sustain", "sustaining"),
                            ("finished", "finished"),
                        ],
                        db_default="",
                        default="",
                        max_length=20,
                    ),
                ),
                ("modules", models.JSONField(blank=True, db_default=[], default=list, verbose_name="modules")),
                ("started_at", models.DateTimeField(blank=True, null=True, verbose_name="started")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed")),
                (
                    "closing_words",
                    models.TextField(blank=True, db_default="", default="", verbose_name="words at closing"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("member_count", models.PositiveIntegerField(default=0, verbose_name="members")),
                ("version", models.PositiveIntegerField(default=1)),
                ("rhythm_version", models.PositiveIntegerField(db_default=1, default=1)),
                (
                    "area",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="communities",
                        to="communities.area",
                        verbose_name="area",
                    ),
                ),
                (
                    "cohort",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="communities",
                        to="communities.cohort",
                        verbose_name="cohort",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="communities_created",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "circle",
                "verbose_name_plural": "circles",
            },
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
            name="ContactPerson",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "name",
                    models.CharField(
                        blank=True,
                        max_length=200,
                        validators=[
                            django.core.validators.RegexValidator(
                                "[\\r\\n]", "A name stands on one line.", inverse_match=True
                            )
                        ],
                        verbose_name="name",
                    ),
                ),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail address")),
                ("function", models.CharField(blank=True, max_length=200, verbose_name="function and organisation")),
                ("about", models.CharField(blank=True, max_length=200, verbose_name="can be asked about")),
                ("version", models.PositiveIntegerField(db_default=1, default=1)),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contact_persons",
                        to="communities.community",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contact_person_of",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="member",
                    ),
                ),
            ],
            options={
                "verbose_name": "contact person",
                "verbose_name_plural": "contact persons",
                "ordering": ["position", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("email", ""), ("name", ""), ("user__isnull", False)),
                            models.Q(
                                ("user__isnull", True),
                                models.Q(("name", ""), _negated=True),
                                models.Q(("email", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="contact_person_can_be_reached",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("user__isnull", False)),
                        fields=("community", "user"),
                        name="one_contact_person_per_member",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContactMessage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "sender_name",
                    models.CharField(
                        max_length=120,
                        validators=[
                            django.core.validators.RegexValidator(
                                "[\\r\\n]", "A name stands on one line.", inverse_match=True
                            )
                        ],
                        verbose_name="your name",
                    ),
                ),
                ("sender_email", models.EmailField(max_length=254, verbose_name="your e-mail address")),
                ("text", models.TextField(max_length=5000, verbose_name="your message")),
                ("created_at", models.DateTimeField(auto_now_add=True, db_index=True)),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="messages",
                        to="communities.contactperson",
                    ),
                ),
            ],
            options={
                "verbose_name": "message to a contact person",
                "verbose_name_plural": "messages to contact persons",
            },
        ),
        migrations.CreateModel(
            name="Follow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="follows", to="communities.community"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="follows",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "follower",
                "verbose_name_plural": "followers",
                "constraints": [models.UniqueConstraint(fields=("community", "user"), name="one_follow")],
            },
        ),
        migrations.CreateModel(
            name="FormerName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("slug", models.SlugField(blank=True, max_length=80, null=True, unique=True, verbose_name="address")),
                ("until", models.DateTimeField(auto_now_add=True, verbose_name="until")),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_names",
                        to="communities.community",
                    ),
                ),
            ],
            options={
                "verbose_name": "former name",
                "verbose_name_plural": "former names",
                "ordering": ["-until", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Handover",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("giver_stays", models.BooleanField(default=False, verbose_name="stays coordinator too")),
                ("note", models.TextField(blank=True, verbose_name="what the other should know")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("offered", "offered"),
                            ("accepted", "accepted"),
                            ("declined", "declined"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="offered",
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                ("offered_at", models.DateTimeField(auto_now_add=True, verbose_name="offered on")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered on")),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="handovers",
                        to="communities.community",
                    ),
                ),
                (
                    "giver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="handovers_given",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "receiver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="handovers_received",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "handover",
                "verbose_name_plural": "handovers",
                "ordering": ["-offered_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status", "offered")),
                        fields=("community", "giver"),
                        name="one_open_handover",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("giver", models.F("receiver")), _negated=True),
                        name="handover_to_somebody_else",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportJob",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("people", "people"), ("organisations", "organisations")],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("file_name", models.CharField(blank=True, max_length=200, verbose_name="file")),
                ("defaults", models.JSONField(blank=True, default=dict)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("reading", "being read"),
                            ("ready", "waits for you"),
                            ("applying", "being carried out"),
                            ("done", "done"),
                            ("cancelled", "cancelled"),
                            ("failed", "could not be read"),
                        ],
                        default="reading",
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                ("error", models.TextField(blank=True)),
                ("total", models.PositiveIntegerField(default=0)),
                ("done", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("moved_at", models.DateTimeField(auto_now=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="import_jobs",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="import_jobs",
                        to="communities.community",
                    ),
                ),
                (
                    "file",
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
                "verbose_name": "list that is read in",
                "verbose_name_plural": "lists that are read in",
                "ordering": ["-created_at", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("status__in", ["reading", "applying"])),
                        fields=["moved_at"],
                        name="imports_under_way",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "people"), _negated=True), ("community__isnull", False), _connector="OR"
                        ),
                        name="import_of_people_has_a_circle",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="row")),
                ("text", models.TextField()),
                ("fields", models.JSONField(default=dict)),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("new", "new"),
                            ("changed", "changed"),
                            ("same", "nothing new"),
                            ("unclear", "unclear"),
                            ("wrong", "can't be read"),
                            ("twice", "twice in this list"),
                            ("member", "is in the circle already"),
                            ("invited", "has been invited already"),
                            ("declined", "declined before"),
                        ],
                        max_length=20,
                        verbose_name="verdict",
                    ),
                ),
                ("remark", models.CharField(blank=True, max_length=500)),
                ("is_wanted", models.BooleanField(default=False)),
                ("target", models.PositiveBigIntegerField(blank=True, null=True)),
                ("is_done", models.BooleanField(default=False)),
                (
                    "job",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="communities.importjob"
                    ),
                ),
            ],
            options={
                "verbose_name": "row of a list",
                "verbose_name_plural": "rows of a list",
                "ordering": ["number"],
                "indexes": [
                    models.Index(fields=["job", "verdict", "number"], name="import_rows_by_verdict"),
                    models.Index(
                        condition=models.Q(("is_done", False), ("is_wanted", True)),
                        fields=["job", "number"],
                        name="import_rows_to_do",
                    ),
                ],
                "constraints": [models.UniqueConstraint(fields=("job", "number"), name="one_import_row_per_number")],
            },
        ),
        migrations.CreateModel(
            name="JoinLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("nonce", models.CharField(max_length=32)),
                ("token_hash", models.CharField(max_length=64, unique=True)),
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
                        verbose_name="role",
                    ),
                ),
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
                        verbose_name="sector",
                    ),
                ),
                ("ends_at", models.DateTimeField(verbose_name="until")),
                (
                    "limit",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(300),
                        ],
                        verbose_name="for how many people",
                    ),
                ),
                ("used", models.PositiveSmallIntegerField(default=0, verbose_name="joined with it")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed on")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="join_links",
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
                "verbose_name": "open link",
                "verbose_name_plural": "open links",
                "ordering": ["-created_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("used__lte", models.F("limit"))), name="join_link_within_its_limit"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Organisation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200, unique=True, verbose_name="name")),
                ("slug", models.SlugField(max_length=80, null=True, unique=True, verbose_name="address")),
                ("plain_name", models.CharField(blank=True, db_default="", db_index=True, default="", max_length=200)),
                ("search_text", models.TextField(blank=True, db_default="", default="")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("mbo", "school for vocational education (mbo)"),
                            ("hbo", "university of applied sciences (hbo)"),
                            ("wo", "university (wo)"),
                            ("knowledge", "knowledge institute"),
                            ("care", "care"),
                            ("welfare", "welfare"),
                            ("housing", "housing"),
                            ("municipality", "municipality"),
                            ("residents", "residents' initiative"),
                            ("company", "company"),
                            ("other", "other"),
                        ],
                        default="other",
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "sector",
                    models.CharField(
                        choices=[
                            ("education", "education"),
                            ("research", "research"),
                            ("practice", "practice"),
                            ("residents", "residents"),
                        ],
                        default="practice",
                        max_length=20,
                        verbose_name="sector",
                    ),
                ),
                ("in_housing", models.BooleanField(db_default=False, default=False, verbose_name="housing")),
                ("in_care", models.BooleanField(db_default=False, default=False, verbose_name="care")),
                ("in_welfare", models.BooleanField(db_default=False, default=False, verbose_name="welfare")),
                ("in_education", models.BooleanField(db_default=False, default=False, verbose_name="education")),
                ("description", models.TextField(blank=True, db_default="", default="", verbose_name="description")),
                ("expertise", models.TextField(blank=True, db_default="", default="", verbose_name="expertise")),
                (
                    "ror",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        max_length=9,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^0[a-hj-km-np-tv-z0-9]{6}[0-9]{2}$", "A ROR code looks like 05xvt9f17."
                            )
                        ],
                        verbose_name="ROR code",
                    ),
                ),
                (
                    "website",
                    models.URLField(blank=True, db_default="", default="", max_length=500, verbose_name="website"),
                ),
                ("version", models.PositiveIntegerField(db_default=1, default=1)),
                (
                    "area",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="communities.area",
                        verbose_name="area",
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
                (
                    "logo",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="files.file",
                        verbose_name="logo",
                    ),
                ),
            ],
            options={
                "verbose_name": "organisation",
                "verbose_name_plural": "organisations",
                "ordering": ["name"],
                "indexes": [models.Index(fields=["sector", "kind"], name="organisations_by_sector")],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                        verbose_name="sector",
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
                        verbose_name="role",
                    ),
                ),
                (
                    "second_role",
                    models.CharField(
                        blank=True,
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
                        db_default="",
                        default="",
                        max_length=20,
                        verbose_name="second role",
                    ),
                ),
                (
                    "function",
                    models.CharField(blank=True, db_default="", default="", max_length=120, verbose_name="function"),
                ),
                (
                    "study_programme",
                    models.CharField(
                        blank=True, db_default="", default="", max_length=120, verbose_name="study programme"
                    ),
                ),
                (
                    "study_level",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("mbo2", "mbo 2"),
                            ("mbo3", "mbo 3"),
                            ("mbo4", "mbo 4"),
                            ("ad", "associate degree"),
                            ("hbo", "hbo bachelor"),
                            ("wo", "university bachelor"),
                            ("master", "master"),
                        ],
                        db_default="",
                        default="",
                        max_length=20,
                        verbose_name="level",
                    ),
                ),
                ("study_year", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="year of study")),
                ("joined_at", models.DateTimeField(auto_now_add=True, verbose_name="joined")),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="takes part from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                ("alumnus_since", models.DateTimeField(blank=True, null=True, verbose_name="alumnus since")),
                ("left_at", models.DateTimeField(blank=True, null=True, verbose_name="left")),
                (
                    "left_reason",
                    models.CharField(blank=True, db_default="", default="", max_length=300, verbose_name="reason"),
                ),
                ("version", models.PositiveIntegerField(db_default=1, default=1)),
                (
                    "area",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="communities.area",
                        verbose_name="area",
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to="communities.community",
                    ),
                ),
                (
                    "left_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="communities.organisation",
                        verbose_name="organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "membership",
                "verbose_name_plural": "memberships",
                "indexes": [
                    models.Index(
                        condition=models.Q(("left_at__isnull", True)),
                        fields=["user", "role"],
                        include=("community",),
                        name="my_circles",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("alumnus_since__isnull", True), ("ends_on__isnull", False), ("left_at__isnull", True)
                        ),
                        fields=["ends_on"],
                        name="memberships_that_end",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("left_at__isnull", True)),
                        fields=("community", "user"),
                        name="one_active_membership",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("starts_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="membership_ends_after_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("second_role", models.F("role")), _negated=True),
                        name="second_role_is_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="JoinRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("motivation", models.TextField(max_length=2000, verbose_name="why you want to join")),
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
                        verbose_name="role",
                    ),
                ),
                (
                    "organisation_name",
                    models.CharField(
                        blank=True, db_default="", default="", max_length=200, verbose_name="organisation"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "waits for an answer"),
                            ("accepted", "accepted"),
                            ("declined", "declined"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="open",
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("answer_note", models.CharField(blank=True, max_length=500, verbose_name="a word with the answer")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "answered_by",
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
                        related_name="join_requests",
                        to="communities.community",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="join_requests",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="communities.organisation",
                        verbose_name="organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "request to join",
                "verbose_name_plural": "requests to join",
                "ordering": ["created_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status", "open")),
                        fields=("community", "user"),
                        name="one_open_join_request",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail address")),
                (
                    "given_name",
                    models.CharField(
                        blank=True,
                        max_length=80,
                        validators=[
                            django.core.validators.RegexValidator(
                                "[\\r\\n]", "A name stands on one line.", inverse_match=True
                            )
                        ],
                        verbose_name="first name",
                    ),
                ),
                (
                    "tussenvoegsel",
                    models.CharField(
                        blank=True,
                        max_length=20,
                        validators=[
                            django.core.validators.RegexValidator(
                                "[\\r\\n]", "A name stands on one line.", inverse_match=True
                            )
                        ],
                        verbose_name="name prefix",
                    ),
                ),
                (
                    "family_name",
                    models.CharField(
                        blank=True,
                        max_length=80,
                        validators=[
                            django.core.validators.RegexValidator(
                                "[\\r\\n]", "A name stands on one line.", inverse_match=True
                            )
                        ],
                        verbose_name="last name",
                    ),
                ),
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
                        verbose_name="sector",
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
                        verbose_name="role",
                    ),
                ),
                (
                    "function",
                    models.CharField(blank=True, db_default="", default="", max_length=120, verbose_name="function"),
                ),
                (
                    "study_programme",
                    models.CharField(
                        blank=True, db_default="", default="", max_length=120, verbose_name="study programme"
                    ),
                ),
                (
                    "study_level",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("mbo2", "mbo 2"),
                            ("mbo3", "mbo 3"),
                            ("mbo4", "mbo 4"),
                            ("ad", "associate degree"),
                            ("hbo", "hbo bachelor"),
                            ("wo", "university bachelor"),
                            ("master", "master"),
                        ],
                        db_default="",
                        default="",
                        max_length=20,
                        verbose_name="level",
                    ),
                ),
                ("study_year", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="year of study")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("prepared", "not sent yet"),
                            ("sent", "sent"),
                            ("accepted", "accepted"),
                            ("declined", "declined"),
                            ("revoked", "withdrawn"),
                            ("corrected", "sent on to another address"),
                        ],
                        default="prepared",
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                ("nonce", models.CharField(blank=True, max_length=32)),
                ("token_hash", models.CharField(blank=True, max_length=64, null=True, unique=True)),
                ("expires_at", models.DateTimeField(blank=True, null=True, verbose_name="valid until")),
                ("claimed_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent on")),
                ("opened_at", models.DateTimeField(blank=True, null=True, verbose_name="opened on")),
                ("reminded_at", models.DateTimeField(blank=True, null=True, verbose_name="reminded on")),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("times_sent", models.PositiveSmallIntegerField(db_default=0, default=0)),
                (
                    "decline_reason",
                    models.CharField(blank=True, db_default="", default="", max_length=500, verbose_name="reason"),
                ),
                (
                    "accepted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="invitations_accepted",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="communities.area",
                        verbose_name="area",
                    ),
                ),
                (
                    "claimed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="invitations_claimed",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitations",
                        to="communities.community",
                    ),
                ),
                (
                    "invited_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="invitations_sent",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="communities.organisation",
                        verbose_name="organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "invitation",
                "verbose_name_plural": "invitations",
                "indexes": [
                    models.Index(
                        condition=models.Q(("reminded_at__isnull", True), ("status", "sent")),
                        fields=["sent_at"],
                        name="invitations_to_remind",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("community"),
                        django.db.models.functions.text.Lower("email"),
                        condition=models.Q(("status__in", ["prepared", "sent"])),
                        name="one_open_invitation",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "sent"), _negated=True),
                            models.Q(("expires_at__isnull", False), ("token_hash__isnull", False)),
                            _connector="OR",
                        ),
                        name="invitation_sent_has_a_link_that_ends",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Commitment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("interest", models.TextField(blank=True, verbose_name="interest in the question")),
                ("contributes", models.TextField(blank=True, verbose_name="what it contributes")),
                ("signed_by", models.CharField(blank=True, max_length=200, verbose_name="signed by")),
                ("signed_on", models.DateField(blank=True, null=True, verbose_name="signed on")),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="commitments",
                        to="communities.community",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="commitments",
                        to="communities.organisation",
                        verbose_name="organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "committed organisation",
                "verbose_name_plural": "committed organisations",
                "ordering": ["organisation__name"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("community", "organisation"), name="one_commitment_per_organisation"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("signed_by", ""), ("signed_on__isnull", True)),
                            models.Q(models.Q(("signed_by", ""), _negated=True), ("signed_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="commitment_signature_is_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OrganisationContact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "level",
                    models.CharField(
                        choices=[("board", "board"), ("management", "management"), ("practice", "on the work floor")],
                        max_length=20,
                        verbose_name="level",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("function", models.CharField(blank=True, max_length=120, verbose_name="function")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail address")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="telephone")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contacts",
                        to="communities.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "contact",
                "verbose_name_plural": "contacts",
                "ordering": ["level", "name"],
            },
        ),
        migrations.CreateModel(
            name="PhaseCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("point", models.CharField(max_length=40, verbose_name="point")),
                ("done_at", models.DateTimeField(auto_now_add=True, verbose_name="done on")),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="phase_checks",
                        to="communities.community",
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "point of the checklist",
                "verbose_name_plural": "points of the checklist",
                "constraints": [models.UniqueConstraint(fields=("community", "point"), name="one_tick_per_point")],
            },
        ),
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
            model_name="programme",
            name="areas",
            field=models.ManyToManyField(
                blank=True, related_name="programmes", to="communities.area", verbose_name="areas it works in"
            ),
        ),
        migrations.AddField(
            model_name="programme",
            name="created_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="programmes_created",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="programme",
            name="infographic",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="files.file",
                verbose_name="infographic",
            ),
        ),
        migrations.AddField(
            model_name="programme",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="parts",
                to="communities.programme",
                verbose_name="part of",
            ),
        ),
        migrations.CreateModel(
            name="Partnership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField(verbose_name="partner from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "contribution",
                    models.CharField(
                        choices=[
                            ("none", "no contribution"),
                            ("promised", "promised"),
                            ("invoiced", "invoiced"),
                            ("paid", "paid"),
                        ],
                        default="none",
                        max_length=20,
                        verbose_name="contribution",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                ("version", models.PositiveIntegerField(db_default=1, default=1)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="partnerships",
                        to="communities.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="partnerships",
                        to="communities.programme",
                    ),
                ),
            ],
            options={
                "verbose_name": "partner",
                "verbose_name_plural": "partners",
                "ordering": ["organisation__name"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ends_on__isnull", True)),
                        fields=("programme", "organisation"),
                        name="one_open_partnership",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                        ),
                        name="partnership_ends_after_it_starts",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="community",
            name="programme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="communities",
                to="communities.programme",
                verbose_name="programme",
            ),
        ),
        migrations.AddField(
            model_name="cohort",
            name="programme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="cohorts", to="communities.programme"
            ),
        ),
        migrations.CreateModel(
            name="ProgrammeBlock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "kind",
                    models.CharField(
                        choices=[("text", "text"), ("picture", "picture"), ("quote", "quote")],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=120, verbose_name="heading")),
                ("text", models.TextField(blank=True, verbose_name="text")),
                ("said_by", models.CharField(blank=True, max_length=200, verbose_name="said by")),
                ("picture_text", models.CharField(blank=True, max_length=300, verbose_name="what the picture shows")),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "picture",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="files.file",
                        verbose_name="picture",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="blocks", to="communities.programme"
                    ),
                ),
            ],
            options={
                "verbose_name": "block",
                "verbose_name_plural": "blocks",
                "ordering": ["position", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("picture__isnull", True), models.Q(("picture_text", ""), _negated=True), _connector="OR"
                        ),
                        name="block_picture_has_a_text",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ProgrammeLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("url", models.URLField(max_length=500, verbose_name="web address")),
                ("version", models.PositiveIntegerField(db_default=1, default=1)),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="links", to="communities.programme"
                    ),
                ),
            ],
            options={
                "verbose_name": "link",
                "verbose_name_plural": "links",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ProgrammeMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("coordinator", "programme coordinator"),
                            ("broker", "alliance broker"),
                            ("editor", "editor"),
                        ],
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="team", to="communities.programme"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="programme_roles",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "team member",
                "verbose_name_plural": "team members",
                "constraints": [
                    models.UniqueConstraint(fields=("programme", "user", "role"), name="one_row_per_programme_role")
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
            name="Recognition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=120, verbose_name="recognition")),
                ("issuer", models.CharField(max_length=200, verbose_name="given by")),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                ("reason", models.TextField(verbose_name="reason")),
                ("url", models.URLField(blank=True, max_length=500, verbose_name="web address")),
                ("version", models.PositiveIntegerField(db_default=1, default=1)),
                (
                    "community",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recognitions",
                        to="communities.community",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recognitions",
                        to="communities.programme",
                    ),
                ),
            ],
            options={
                "verbose_name": "recognition",
                "verbose_name_plural": "recognitions",
                "ordering": ["-starts_on", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("community__isnull", False), ("programme__isnull", True)),
                            models.Q(("community__isnull", True), ("programme__isnull", False)),
                            _connector="OR",
                        ),
                        name="recognition_has_one_scope",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                        ),
                        name="recognition_ends_after_it_starts",
                    ),
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
        migrations.CreateModel(
            name="Theme",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("description", models.TextField(blank=True, db_default="", default="", verbose_name="description")),
                (
                    "lead_name",
                    models.CharField(
                        blank=True, db_default="", default="", max_length=200, verbose_name="name of the theme lead"
                    ),
                ),
                ("is_archived", models.BooleanField(db_default=False, default=False, verbose_name="put away")),
                ("version", models.PositiveIntegerField(db_default=1, default=1)),
                (
                    "lead",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="themes_led",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="theme lead",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="themes", to="communities.programme"
                    ),
                ),
            ],
            options={
                "verbose_name": "theme",
                "verbose_name_plural": "themes",
                "ordering": ["name"],
                "constraints": [models.UniqueConstraint(fields=("programme", "name"), name="one_theme_per_name")],
            },
        ),
        migrations.CreateModel(
            name="TeamInvitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail address")),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("coordinator", "programme coordinator"),
                            ("broker", "alliance broker"),
                            ("editor", "editor"),
                        ],
                        max_length=20,
                        verbose_name="task",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("sent", "sent"),
                            ("accepted", "accepted"),
                            ("declined", "declined"),
                            ("revoked", "withdrawn"),
                        ],
                        default="sent",
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                ("nonce", models.CharField(max_length=32)),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("expires_at", models.DateTimeField(verbose_name="valid until")),
                ("sent_at", models.DateTimeField(verbose_name="sent on")),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "accepted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "invited_by",
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="team_invitations",
                        to="communities.programme",
                    ),
                ),
                (
                    "theme",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="communities.theme",
                        verbose_name="theme",
                    ),
                ),
            ],
            options={
                "verbose_name": "invitation to a team",
                "verbose_name_plural": "invitations to a team",
                "ordering": ["-sent_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(models.Q(("role", ""), _negated=True), ("theme__isnull", True)),
                            models.Q(("role", ""), ("theme__isnull", False)),
                            _connector="OR",
                        ),
                        name="team_invitation_asks_one_thing",
                    ),
                    models.UniqueConstraint(
                        models.F("programme"),
                        django.db.models.functions.text.Lower("email"),
                        models.F("role"),
                        condition=models.Q(("status", "sent"), ("theme__isnull", True)),
                        name="one_open_team_invitation",
                    ),
                    models.UniqueConstraint(
                        models.F("theme"),
                        django.db.models.functions.text.Lower("email"),
                        condition=models.Q(("status", "sent"), ("theme__isnull", False)),
                        name="one_open_theme_invitation",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Profile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("function", models.CharField(blank=True, max_length=120, verbose_name="function")),
                ("brings", models.TextField(blank=True, verbose_name="what I bring")),
                ("seeks", models.TextField(blank=True, verbose_name="what I look for")),
                (
                    "orcid",
                    models.CharField(
                        blank=True,
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
                    "photo_for",
                    models.CharField(
                        choices=[
                            ("nobody", "only me"),
                            ("circles", "people of my circles"),
                            ("members", "everybody with an account"),
                            ("everybody", "everybody"),
                        ],
                        default="circles",
                        max_length=20,
                    ),
                ),
                (
                    "organisation_for",
                    models.CharField(
                        choices=[
                            ("nobody", "only me"),
                            ("circles", "people of my circles"),
                            ("members", "everybody with an account"),
                            ("everybody", "everybody"),
                        ],
                        default="circles",
                        max_length=20,
                    ),
                ),
                (
                    "brings_for",
                    models.CharField(
                        choices=[
                            ("nobody", "only me"),
                            ("circles", "people of my circles"),
                            ("members", "everybody with an account"),
                            ("everybody", "everybody"),
                        ],
                        default="circles",
                        max_length=20,
                    ),
                ),
                (
                    "seeks_for",
                    models.CharField(
                        choices=[
                            ("nobody", "only me"),
                            ("circles", "people of my circles"),
                            ("members", "everybody with an account"),
                            ("everybody", "everybody"),
                        ],
                        default="circles",
                        max_length=20,
                    ),
                ),
                (
                    "themes_for",
                    models.CharField(
                        choices=[
                            ("nobody", "only me"),
                            ("circles", "people of my circles"),
                            ("members", "everybody with an account"),
                            ("everybody", "everybody"),
                        ],
                        default="circles",
                        max_length=20,
                    ),
                ),
                (
                    "orcid_for",
                    models.CharField(
                        choices=[
                            ("nobody", "only me"),
                            ("circles", "people of my circles"),
                            ("members", "everybody with an account"),
                            ("everybody", "everybody"),
                        ],
                        default="circles",
                        max_length=20,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="profiles",
                        to="communities.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="profile",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "themes",
                    models.ManyToManyField(
                        blank=True, related_name="profiles", to="communities.theme", verbose_name="themes"
                    ),
                ),
            ],
            options={
                "verbose_name": "profile",
                "verbose_name_plural": "profiles",
            },
        ),
        migrations.AddField(
            model_name="community",
            name="theme",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="communities",
                to="communities.theme",
                verbose_name="theme",
            ),
        ),
        migrations.AddConstraint(
            model_name="programme",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("infographic__isnull", True), models.Q(("infographic_text", ""), _negated=True), _connector="OR"
                ),
                name="infographic_has_a_text",
            ),
        ),
        migrations.AddConstraint(
            model_name="programme",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("parent__isnull", True), models.Q(("parent", models.F("pk")), _negated=True), _connector="OR"
                ),
                name="programme_is_not_part_of_itself",
            ),
        ),
        migrations.AddConstraint(
            model_name="cohort",
            constraint=models.UniqueConstraint(fields=("programme", "name"), name="one_cohort_per_name"),
        ),
        migrations.AddConstraint(
            model_name="cohort",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                ),
                name="cohort_ends_after_it_starts",
            ),
        ),
        migrations.AddIndex(
            model_name="community",
            index=models.Index(fields=["status", "-started_at"], name="circles_by_status"),
        ),
        migrations.AddIndex(
            model_name="community",
            index=models.Index(fields=["programme", "status", "phase"], name="circles_by_phase"),
        ),
        migrations.AddConstraint(
            model_name="community",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status", "draft"),
                    models.Q(("kind", "thematic"), ("theme__isnull", False)),
                    models.Q(("area__isnull", False), ("kind", "regional"), models.Q(("question", ""), _negated=True)),
                    _connector="OR",
                ),
                name="circle_has_a_theme_or_an_area_and_question",
            ),
        ),
        migrations.AddConstraint(
            model_name="community",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("started_at__isnull", True), ("status", "draft")),
                    models.Q(models.Q(("status", "draft"), _negated=True), ("started_at__isnull", False)),
                    _connector="OR",
                ),
                name="circle_started_has_a_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="community",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("closed_at__isnull", False), ("phase", "finished"), ("status__in", ["closed", "archived"])
                    ),
                    models.Q(
                        models.Q(("status__in", ["closed", "archived"]), _negated=True),
                        models.Q(("phase", "finished"), _negated=True),
                        ("closed_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="circle_closed_is_finished",
            ),
        ),
    ]
    operations = [NewTables(tables)]
