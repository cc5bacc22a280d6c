import uuid
from importlib import import_module

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import meetings.models.certificate
import meetings.models.clock
from leerkring.core.new_tables import NewTables

fill_school_holidays = import_module("meetings.migrations.0009_fill_school_holidays").fill


class Migration(migrations.Migration):
    # A new database takes this one step; one that stands takes those that it lacks.
    replaces = [
        ("meetings", "0001_initial"),
        ("meetings", "0002_guests"),
        ("meetings", "0003_cycle_version_and_answers_for_others"),
        ("meetings", "0004_capacity"),
        ("meetings", "0005_host_swaps"),
        ("meetings", "0006_facts_of_a_day"),
        ("meetings", "0007_events_told_and_ordered"),
        ("meetings", "0008_reopened_reports"),
        ("meetings", "0009_fill_school_holidays"),
        ("meetings", "0010_programme_changes"),
        ("meetings", "0011_publish_known_programmes"),
        ("meetings", "0012_polls_told_once"),
        ("meetings", "0013_lapsed_swaps"),
        ("meetings", "0014_picture_versions"),
        ("meetings", "0015_part_versions"),
        ("meetings", "0016_reports_told_once"),
        ("meetings", "0017_rhythm"),
        ("meetings", "0018_look_at_meetings"),
        ("meetings", "0019_certificates"),
        ("meetings", "0020_residents_as_audience"),
    ]

    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("communities", "0001_squashed_0012_rhythm"),
        ("files", "0001_squashed_0001_initial"),
    ]

    tables = [
        migrations.CreateModel(
            name="DateOption",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("date", models.DateField(verbose_name="date")),
                ("start_time", models.TimeField(verbose_name="from")),
                ("end_time", models.TimeField(verbose_name="until")),
            ],
            options={
                "verbose_name": "proposed date",
                "verbose_name_plural": "proposed dates",
                "ordering": ["date", "start_time"],
            },
        ),
        migrations.CreateModel(
            name="CertificateChoices",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "register",
                    models.CharField(
                        blank=True,
                        max_length=120,
                        validators=[
                            django.core.validators.RegexValidator(
                                "[\\r\\n]", "A name stands on one line.", inverse_match=True
                            )
                        ],
                        verbose_name="register",
                    ),
                ),
                (
                    "register_number",
                    models.CharField(
                        blank=True,
                        max_length=60,
                        validators=[
                            django.core.validators.RegexValidator(
                                "[\\r\\n]", "A name stands on one line.", inverse_match=True
                            )
                        ],
                        verbose_name="number in the register",
                    ),
                ),
                (
                    "may_be_named",
                    models.BooleanField(default=False, verbose_name="my name may stand on certificates of others"),
                ),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="certificate_choices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "choices for certificates",
                "verbose_name_plural": "choices for certificates",
            },
        ),
        migrations.CreateModel(
            name="Cycle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(default=1, verbose_name="number")),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="name")),
                ("learning_goal", models.TextField(blank=True, verbose_name="learning goal")),
                ("version", models.PositiveIntegerField(db_default=1, default=1)),
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
                "constraints": [models.UniqueConstraint(fields=("community", "number"), name="one_cycle_per_number")],
            },
        ),
        migrations.CreateModel(
            name="DatePoll",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("chosen", "a date is chosen"),
                            ("stopped", "stopped without a choice"),
                        ],
                        default="open",
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                ("closes_on", models.DateField(verbose_name="answer until")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("reminded_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("due_told_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "chosen",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="meetings.dateoption",
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
                "verbose_name": "date poll",
                "verbose_name_plural": "date polls",
            },
        ),
        migrations.AddField(
            model_name="dateoption",
            name="poll",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="options", to="meetings.datepoll"
            ),
        ),
        migrations.CreateModel(
            name="DateVote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "answer",
                    models.CharField(
                        choices=[("yes", "suits me"), ("maybe", "if need be"), ("no", "does not suit me")],
                        max_length=10,
                        verbose_name="answer",
                    ),
                ),
                ("answered_at", models.DateTimeField(verbose_name="answered")),
                (
                    "option",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="votes", to="meetings.dateoption"
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
                "verbose_name": "vote for a date",
                "verbose_name_plural": "votes for dates",
                "constraints": [models.UniqueConstraint(fields=("option", "user"), name="one_vote_per_option")],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("cafe", "alliance café"),
                            ("masterclass", "masterclass"),
                            ("safari", "learning safari"),
                            ("feedback", "feedback session"),
                            ("training", "training"),
                            ("study_trip", "study trip"),
                            ("research", "applied research"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "title",
                    models.CharField(
                        max_length=160,
                        validators=[
                            django.core.validators.RegexValidator(
                                "[\\r\\n]", "A name stands on one line.", inverse_match=True
                            )
                        ],
                        verbose_name="title",
                    ),
                ),
                ("slug", models.SlugField(max_length=80, unique=True, verbose_name="address")),
                ("lead", models.CharField(blank=True, max_length=300, verbose_name="in one sentence")),
                ("description", models.TextField(blank=True, verbose_name="description")),
                (
                    "visibility",
                    models.CharField(
                        choices=[("public", "everybody"), ("members", "only who takes part")],
                        default="public",
                        max_length=10,
                        verbose_name="for",
                    ),
                ),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="place")),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="street, number and town")),
                ("travel", models.TextField(blank=True, verbose_name="getting there")),
                ("online_url", models.URLField(blank=True, max_length=500, verbose_name="link to take part online")),
                ("date", models.DateField(verbose_name="date")),
                ("last_date", models.DateField(verbose_name="last day")),
                ("start_time", models.TimeField(verbose_name="from")),
                ("end_time", models.TimeField(verbose_name="until")),
                ("time_zone", models.CharField(default="Europe/Amsterdam", max_length=64, verbose_name="time zone")),
                ("starts_at", models.DateTimeField(editable=False)),
                ("ends_at", models.DateTimeField(editable=False)),
                ("capacity", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="places")),
                ("registration_until", models.DateField(blank=True, null=True, verbose_name="sign up until")),
                ("costs", models.CharField(blank=True, max_length=160, verbose_name="costs")),
                (
                    "lecturer",
                    models.CharField(
                        blank=True,
                        max_length=160,
                        validators=[
                            django.core.validators.RegexValidator(
                                "[\\r\\n]", "A name stands on one line.", inverse_match=True
                            )
                        ],
                        verbose_name="lecturer",
                    ),
                ),
                ("lecturer_about", models.TextField(blank=True, verbose_name="about the lecturer")),
                ("learning_goals", models.TextField(blank=True, verbose_name="what you learn")),
                ("route", models.TextField(blank=True, verbose_name="route")),
                ("document_title", models.CharField(blank=True, max_length=200, verbose_name="document")),
                ("document_version", models.CharField(blank=True, max_length=40, verbose_name="version")),
                ("document_url", models.URLField(blank=True, max_length=500, verbose_name="link to the document")),
                (
                    "audience",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("researchers", "researchers"),
                            ("practice", "professionals from practice"),
                            ("policy", "policy makers"),
                            ("residents", "residents"),
                            ("everybody", "everybody"),
                        ],
                        max_length=20,
                        verbose_name="audience",
                    ),
                ),
                ("question", models.TextField(blank=True, verbose_name="question")),
                ("researchers", models.CharField(blank=True, max_length=300, verbose_name="who does it")),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "draft"), ("published", "published"), ("cancelled", "cancelled")],
                        default="draft",
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                ("cancel_reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                (
                    "published_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="published"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("next_reminder_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("facts_before", models.JSONField(blank=True, editable=False, null=True)),
                ("facts_before_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("sequence", models.PositiveIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "community",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
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
                    "host",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
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
                        verbose_name="municipality",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="communities.programme",
                    ),
                ),
            ],
            options={
                "verbose_name": "event",
                "verbose_name_plural": "events",
                "ordering": ["starts_at", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "published")), fields=["starts_at"], name="events_published"
                    ),
                    models.Index(
                        condition=models.Q(("next_reminder_at__isnull", False), ("status", "published")),
                        fields=["next_reminder_at"],
                        name="events_to_remind",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("programme__isnull", False), ("community__isnull", False), _connector="OR"
                        ),
                        name="event_has_an_organiser",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="event_ends_after_it_starts"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("published_at__isnull", True), ("status", "draft")),
                            models.Q(models.Q(("status", "draft"), _negated=True), ("published_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="published_event_has_a_moment",
                    ),
                ],
            },
            bases=(meetings.models.clock.OnTheClock, models.Model),
        ),
        migrations.CreateModel(
            name="EventFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=160, verbose_name="title")),
                ("position", models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name="position")),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="files", to="meetings.event"
                    ),
                ),
                (
                    "file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="files.file"
                    ),
                ),
            ],
            options={
                "verbose_name": "material of an event",
                "verbose_name_plural": "materials of events",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="EventPart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                ("title", models.CharField(max_length=160, verbose_name="title")),
                ("person", models.CharField(blank=True, max_length=160, verbose_name="who tells")),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="place")),
                ("starts", models.TimeField(blank=True, null=True, verbose_name="from")),
                ("text", models.TextField(blank=True, verbose_name="what happens there")),
                ("version", models.PositiveIntegerField(db_default=1, default=1)),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="meetings.event"
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
            ],
            options={
                "verbose_name": "part of an event",
                "verbose_name_plural": "parts of events",
                "ordering": ["position"],
                "constraints": [models.UniqueConstraint(fields=("event", "position"), name="one_part_per_position")],
            },
        ),
        migrations.CreateModel(
            name="Guest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("expert", "guest expert"), ("co_organiser", "co-organiser")],
                        default="expert",
                        max_length=20,
                        verbose_name="as",
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        max_length=120,
                        validators=[
                            django.core.validators.RegexValidator(
                                "[\\r\\n]", "A name stands on one line.", inverse_match=True
                            )
                        ],
                        verbose_name="name",
                    ),
                ),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail address")),
                (
                    "organisation",
                    models.CharField(
                        blank=True,
                        max_length=160,
                        validators=[
                            django.core.validators.RegexValidator(
                                "[\\r\\n]", "A name stands on one line.", inverse_match=True
                            )
                        ],
                        verbose_name="organisation",
                    ),
                ),
                ("language", models.CharField(default="nl", max_length=5, verbose_name="language")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("invited", "not answered yet"),
                            ("confirmed", "is coming"),
                            ("declined", "can't come"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="invited",
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                ("confirmed_for", models.DateTimeField(blank=True, null=True)),
                ("remark", models.CharField(blank=True, max_length=300, verbose_name="remark")),
                ("bio", models.TextField(blank=True, verbose_name="about you")),
                ("needs", models.TextField(blank=True, verbose_name="what you need")),
                ("nonce", models.CharField(blank=True, max_length=32)),
                ("token_hash", models.CharField(blank=True, max_length=64, null=True, unique=True)),
                ("invited_at", models.DateTimeField(verbose_name="invited")),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("revision", models.PositiveIntegerField(default=0)),
                ("erased_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "invited_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "guest",
                "verbose_name_plural": "guests",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="GuestFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="files.file"
                    ),
                ),
                (
                    "guest",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="files", to="meetings.guest"
                    ),
                ),
            ],
            options={
                "verbose_name": "file of a guest",
                "verbose_name_plural": "files of guests",
                "ordering": ["pk"],
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
                ("room", models.CharField(blank=True, db_default="", max_length=120, verbose_name="room")),
                ("travel", models.TextField(blank=True, verbose_name="getting there")),
                (
                    "public_transport",
                    models.CharField(blank=True, db_default="", max_length=300, verbose_name="public transport"),
                ),
                ("parking", models.CharField(blank=True, db_default="", max_length=300, verbose_name="parking")),
                (
                    "step_free",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "step-free"), ("partly", "partly step-free"), ("no", "not step-free")],
                        db_default="",
                        max_length=10,
                        verbose_name="access without steps",
                    ),
                ),
                (
                    "format",
                    models.CharField(
                        choices=[
                            ("location", "on location"),
                            ("hybrid", "on location and online"),
                            ("online", "online"),
                        ],
                        db_default="location",
                        default="location",
                        max_length=10,
                        verbose_name="how we meet",
                    ),
                ),
                (
                    "online_url",
                    models.URLField(
                        blank=True, db_default="", max_length=500, verbose_name="link to take part online"
                    ),
                ),
                ("date", models.DateField(verbose_name="date")),
                ("start_time", models.TimeField(verbose_name="from")),
                ("end_time", models.TimeField(verbose_name="until")),
                ("time_zone", models.CharField(default="Europe/Amsterdam", max_length=64, verbose_name="time zone")),
                ("starts_at", models.DateTimeField(editable=False)),
                ("ends_at", models.DateTimeField(editable=False)),
                ("capacity", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="places")),
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
                ("programme_published_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("programme_version", models.PositiveIntegerField(db_default=1, default=1)),
                ("rhythm_version", models.PositiveIntegerField(db_default=1, default=1)),
                ("presence_signed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="meetings", to="meetings.cycle"
                    ),
                ),
                (
                    "facilitator",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="facilitator",
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
                (
                    "presence_signed_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "meeting",
                "verbose_name_plural": "meetings",
                "ordering": ["cycle", "number"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "planned")), fields=["starts_at"], name="meetings_planned"
                    ),
                    models.Index(
                        condition=models.Q(("next_reminder_at__isnull", False), ("status", "planned")),
                        fields=["next_reminder_at"],
                        name="meetings_to_remind",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("cycle", "number"), name="one_meeting_per_number"),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="meeting_ends_after_it_starts"
                    ),
                ],
            },
            bases=(meetings.models.clock.OnTheClock, models.Model),
        ),
        migrations.CreateModel(
            name="Insight",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("insight", "insight"), ("question", "knowledge question")],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("text", models.CharField(max_length=500, verbose_name="in one or two sentences")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="insights", to="meetings.meeting"
                    ),
                ),
            ],
            options={
                "verbose_name": "insight",
                "verbose_name_plural": "insights and knowledge questions",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="HostTask",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("task", models.CharField(max_length=40)),
                ("done_at", models.DateTimeField(verbose_name="done")),
                (
                    "done_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="host_tasks", to="meetings.meeting"
                    ),
                ),
            ],
            options={
                "verbose_name": "task of a host",
                "verbose_name_plural": "tasks of hosts",
                "constraints": [models.UniqueConstraint(fields=("meeting", "task"), name="one_tick_per_task")],
            },
        ),
        migrations.CreateModel(
            name="HostSwap",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("remark", models.CharField(blank=True, max_length=300, verbose_name="remark")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "waits for an answer"),
                            ("accepted", "accepted"),
                            ("declined", "declined"),
                            ("withdrawn", "withdrawn"),
                            ("lapsed", "lapsed"),
                        ],
                        default="open",
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                ("offered_at", models.DateTimeField(verbose_name="offered")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered")),
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
                    "host",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="communities.organisation"
                    ),
                ),
                (
                    "offered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "other_host",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="communities.organisation"
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="swaps_offered",
                        to="meetings.meeting",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="swaps_asked", to="meetings.meeting"
                    ),
                ),
            ],
            options={
                "verbose_name": "swap of hosts",
                "verbose_name_plural": "swaps of hosts",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status", "open")), fields=("meeting",), name="one_open_swap_per_meeting"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "open")), fields=("other",), name="one_open_swap_per_other"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("meeting", models.F("other")), _negated=True), name="swap_of_two_meetings"
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="guest",
            name="meeting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="guests", to="meetings.meeting"
            ),
        ),
        migrations.AddField(
            model_name="datepoll",
            name="meeting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="date_polls", to="meetings.meeting"
            ),
        ),
        migrations.CreateModel(
            name="CertificateBatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("working", "being made"),
                            ("done", "done"),
                            ("cancelled", "stopped"),
                            ("failed", "could not be made"),
                        ],
                        default="working",
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                ("error", models.TextField(blank=True)),
                ("total", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("moved_at", models.DateTimeField(auto_now=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="certificate_batches",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="certificate_batches",
                        to="meetings.cycle",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="certificate_batches",
                        to="meetings.meeting",
                    ),
                ),
            ],
            options={
                "verbose_name": "batch of certificates",
                "verbose_name_plural": "batches of certificates",
                "ordering": ["-created_at", "-pk"],
                "indexes": [models.Index(fields=["moved_at"], name="certificate_batches_by_move")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cycle__isnull", True), ("meeting__isnull", False)),
                            models.Q(("cycle__isnull", False), ("meeting__isnull", True)),
                            _connector="OR",
                        ),
                        name="batch_is_for_a_meeting_or_a_cycle",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CalendarReply",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sequence", models.PositiveIntegerField(default=0)),
                ("written_at", models.DateTimeField()),
                ("received_at", models.DateTimeField(auto_now_add=True)),
                ("answer", models.CharField(max_length=10)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("taken", "taken over"),
                            ("older", "a later answer was there already"),
                            ("refused", "could not be taken over"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calendar_replies",
                        to="meetings.meeting",
                    ),
                ),
            ],
            options={
                "verbose_name": "answer from a calendar",
                "verbose_name_plural": "answers from calendars",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("meeting", "user", "written_at", "sequence"), name="one_reply_per_moment"
                    )
                ],
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
                (
                    "part",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "the whole day"),
                            ("morning", "only the morning"),
                            ("afternoon", "only the afternoon"),
                        ],
                        db_default="",
                        max_length=10,
                        verbose_name="part of the day",
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        blank=True,
                        choices=[("", "on location"), ("online", "online")],
                        db_default="",
                        max_length=10,
                        verbose_name="how",
                    ),
                ),
                ("remark", models.CharField(blank=True, max_length=300, verbose_name="remark")),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("site", "on the site"),
                            ("mail", "from the mail"),
                            ("coordinator", "by a coordinator"),
                            ("calendar", "from a calendar"),
                        ],
                        default="site",
                        max_length=20,
                    ),
                ),
                ("answered_at", models.DateTimeField(verbose_name="answered")),
                ("revision", models.PositiveIntegerField(default=1)),
                (
                    "is_waiting",
                    models.BooleanField(db_default=False, default=False, verbose_name="on the waiting list"),
                ),
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
                "indexes": [
                    models.Index(condition=models.Q(("is_waiting", True)), fields=["meeting"], name="meetings_waiting")
                ],
                "constraints": [models.UniqueConstraint(fields=("meeting", "user"), name="one_answer_per_person")],
            },
        ),
        migrations.CreateModel(
            name="ActionItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("what", models.CharField(max_length=300, verbose_name="what")),
                ("owner_name", models.CharField(blank=True, max_length=120, verbose_name="who, without account")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="when")),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "open"), ("done", "done"), ("dropped", "dropped")],
                        default="open",
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                ("result", models.CharField(blank=True, max_length=500, verbose_name="what came of it")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("next_reminder_on", models.DateField(blank=True, editable=False, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="action_items",
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
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="action_items",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="action_items",
                        to="meetings.meeting",
                    ),
                ),
            ],
            options={
                "verbose_name": "action item",
                "verbose_name_plural": "action items",
                "ordering": ["due_on", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("next_reminder_on__isnull", False), ("status", "open")),
                        fields=["next_reminder_on"],
                        name="actions_to_remind",
                    ),
                    models.Index(
                        condition=models.Q(("status", "open")), fields=["community", "due_on"], name="actions_open"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", True), ("status", "open")),
                            models.Q(models.Q(("status", "open"), _negated=True), ("closed_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="closed_action_has_a_moment",
                    )
                ],
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
                "constraints": [models.UniqueConstraint(fields=("meeting", "version"), name="one_change_per_version")],
            },
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
        migrations.CreateModel(
            name="Needs",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("diet", models.CharField(blank=True, max_length=200, verbose_name="what you don't eat or drink")),
                ("access", models.CharField(blank=True, max_length=200, verbose_name="what you need to take part")),
                (
                    "attendance",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="needs", to="meetings.attendance"
                    ),
                ),
            ],
            options={
                "verbose_name": "needs",
                "verbose_name_plural": "needs",
            },
        ),
        migrations.CreateModel(
            name="NewsItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("news", "news"), ("publication", "publication"), ("experience", "experience")],
                        default="news",
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("url", models.URLField(blank=True, max_length=500, verbose_name="link")),
                ("text", models.TextField(blank=True, verbose_name="why it matters to us")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="news", to="meetings.meeting"
                    ),
                ),
            ],
            options={
                "verbose_name": "news item",
                "verbose_name_plural": "current affairs",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Photo",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("caption", models.CharField(max_length=200, verbose_name="what is in it")),
                ("is_public", models.BooleanField(default=False, verbose_name="may be shown outside the circle")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(db_default=1, default=1)),
                (
                    "added_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="files.file"
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="photos", to="meetings.meeting"
                    ),
                ),
            ],
            options={
                "verbose_name": "picture",
                "verbose_name_plural": "pictures",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Presence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="name")),
                (
                    "way",
                    models.CharField(
                        choices=[("location", "on location"), ("online", "online, with image and sound")],
                        default="location",
                        max_length=10,
                        verbose_name="how",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[("qr", "with the code on the wall"), ("list", "on the list")], max_length=10
                    ),
                ),
                ("from_time", models.TimeField(verbose_name="from")),
                ("until_time", models.TimeField(verbose_name="until")),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "guest",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="presences",
                        to="meetings.guest",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="presences", to="meetings.meeting"
                    ),
                ),
                (
                    "recorded_by",
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
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="presences",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "presence",
                "verbose_name_plural": "presence",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("meeting", "user"), name="one_presence_per_person"),
                    models.UniqueConstraint(fields=("meeting", "guest"), name="one_presence_per_guest"),
                    models.CheckConstraint(
                        condition=models.Q(("until_time__gt", models.F("from_time"))),
                        name="presence_ends_after_it_starts",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Certificate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "serial",
                    models.CharField(
                        default=meetings.models.certificate.new_serial,
                        max_length=10,
                        unique=True,
                        verbose_name="number",
                    ),
                ),
                (
                    "token",
                    models.CharField(
                        default=meetings.models.certificate.new_token, editable=False, max_length=22, unique=True
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=200, verbose_name="name")),
                ("role", models.CharField(blank=True, max_length=20, verbose_name="role")),
                ("date", models.DateField(verbose_name="date")),
                ("from_time", models.TimeField(verbose_name="from")),
                ("until_time", models.TimeField(verbose_name="until")),
                (
                    "way",
                    models.CharField(
                        choices=[("location", "on location"), ("online", "online, with image and sound")],
                        max_length=10,
                        verbose_name="how",
                    ),
                ),
                ("minutes", models.PositiveSmallIntegerField(verbose_name="net contact time in minutes")),
                ("activities", models.JSONField(default=dict)),
                ("participants", models.PositiveSmallIntegerField(verbose_name="number of participants")),
                ("facts", models.JSONField(default=dict)),
                ("confirmed_at", models.DateTimeField(verbose_name="confirmed")),
                ("issued_at", models.DateTimeField(auto_now_add=True, verbose_name="issued")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn")),
                (
                    "withdrawn_because",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("corrected", "the attendance was corrected"),
                            ("absent", "the person was not there after all"),
                            ("renewed", "it was issued again with the name of now"),
                        ],
                        max_length=20,
                        verbose_name="reason",
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "facilitator",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "replaced_by",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="replaces",
                        to="meetings.certificate",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=meetings.models.certificate.forget_holder,
                        related_name="certificates",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="certificates",
                        to="meetings.meeting",
                    ),
                ),
                (
                    "presence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="certificates",
                        to="meetings.presence",
                    ),
                ),
            ],
            options={
                "verbose_name": "certificate of participation",
                "verbose_name_plural": "certificates of participation",
                "ordering": ["-date", "-pk"],
                "indexes": [models.Index(fields=["date"], name="certificates_by_date")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("presence",),
                        name="one_valid_certificate_per_presence",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until_time__gt", models.F("from_time"))),
                        name="certificate_ends_after_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at__isnull", True), ("withdrawn_because", "")),
                            models.Q(
                                ("withdrawn_at__isnull", False), models.Q(("withdrawn_because", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="withdrawn_certificate_has_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PresenceCorrection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("before", models.JSONField(default=dict)),
                ("after", models.JSONField(default=dict)),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("corrected_at", models.DateTimeField(auto_now_add=True)),
                (
                    "corrected_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "presence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="corrections", to="meetings.presence"
                    ),
                ),
            ],
            options={
                "verbose_name": "correction of the presence list",
                "verbose_name_plural": "corrections of the presence list",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ProgrammeChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField()),
                ("first_version", models.PositiveIntegerField()),
                ("before", models.JSONField(default=list)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="programme_changes",
                        to="meetings.meeting",
                    ),
                ),
            ],
            options={
                "verbose_name": "change of a programme",
                "verbose_name_plural": "changes of programmes",
                "ordering": ["version"],
                "constraints": [
                    models.UniqueConstraint(fields=("meeting", "version"), name="one_programme_change_per_version")
                ],
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
                    "working_form",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("presentation", "presentation"),
                            ("discussion", "discussion"),
                            ("work_session", "work session"),
                            ("simulation", "simulation"),
                            ("visit", "visit"),
                            ("round", "round"),
                            ("meal", "meal together"),
                            ("other", "other"),
                        ],
                        db_default="",
                        max_length=20,
                        verbose_name="working form",
                    ),
                ),
                (
                    "responsible",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("host", "host"),
                            ("programme", "programme"),
                            ("co_organiser", "co-organiser"),
                            ("member", "member"),
                            ("guest", "guest expert"),
                        ],
                        db_default="",
                        max_length=20,
                        verbose_name="taken care of by",
                    ),
                ),
                ("materials", models.TextField(blank=True, db_default="", verbose_name="what is needed")),
                ("tables", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="tables")),
                ("version", models.PositiveIntegerField(db_default=1, default=1)),
                (
                    "guest",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="items",
                        to="meetings.guest",
                        verbose_name="guest",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="items", to="meetings.meeting"
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="member",
                    ),
                ),
            ],
            options={
                "verbose_name": "programme item",
                "verbose_name_plural": "programme items",
                "ordering": ["position"],
                "constraints": [models.UniqueConstraint(fields=("meeting", "position"), name="one_item_per_position")],
            },
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("about", models.CharField(blank=True, max_length=200)),
                ("text", models.TextField(blank=True, verbose_name="notes")),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "changed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="notes", to="meetings.meeting"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="notes",
                        to="meetings.programmeitem",
                    ),
                ),
            ],
            options={
                "verbose_name": "note",
                "verbose_name_plural": "notes",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("item",), name="one_note_per_item"),
                    models.UniqueConstraint(
                        condition=models.Q(("about", ""), ("item__isnull", True)),
                        fields=("meeting",),
                        name="one_note_about_the_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Registration",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "name",
                    models.CharField(
                        max_length=120,
                        validators=[
                            django.core.validators.RegexValidator(
                                "[\\r\\n]", "A name stands on one line.", inverse_match=True
                            )
                        ],
                        verbose_name="name",
                    ),
                ),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail address")),
                (
                    "organisation",
                    models.CharField(
                        blank=True,
                        max_length=160,
                        validators=[
                            django.core.validators.RegexValidator(
                                "[\\r\\n]", "A name stands on one line.", inverse_match=True
                            )
                        ],
                        verbose_name="organisation",
                    ),
                ),
                ("remark", models.CharField(blank=True, max_length=300, verbose_name="remark")),
                ("language", models.CharField(default="nl", max_length=5, verbose_name="language")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("unconfirmed", "address not confirmed yet"),
                            ("confirmed", "is coming"),
                            ("waiting", "on the waiting list"),
                            ("cancelled", "cancelled"),
                        ],
                        default="unconfirmed",
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                ("nonce", models.CharField(blank=True, max_length=32)),
                ("token_hash", models.CharField(blank=True, max_length=64, null=True, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("revision", models.PositiveIntegerField(default=0)),
                ("erased_at", models.DateTimeField(blank=True, null=True)),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="registrations", to="meetings.event"
                    ),
                ),
                (
                    "user",
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
                "verbose_name": "registration",
                "verbose_name_plural": "registrations",
                "ordering": ["pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("erased_at__isnull", True)),
                        fields=["event"],
                        name="registrations_to_erase",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("event"),
                        django.db.models.functions.text.Lower("email"),
                        condition=models.Q(("erased_at__isnull", True)),
                        name="one_registration_per_address",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "draft"), ("approved", "approved")],
                        default="draft",
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                ("introduction", models.TextField(blank=True, verbose_name="introduction")),
                ("text", models.TextField(blank=True)),
                ("approved_at", models.DateTimeField(blank=True, null=True, verbose_name="approved")),
                ("reopen_reason", models.CharField(blank=True, db_default="", max_length=300, verbose_name="reason")),
                ("summary", models.TextField(blank=True, verbose_name="public summary")),
                ("summary_asked_at", models.DateTimeField(blank=True, null=True)),
                ("summary_published_at", models.DateTimeField(blank=True, null=True, verbose_name="published")),
                ("version", models.PositiveIntegerField(default=1)),
                ("told_version", models.PositiveIntegerField(db_default=0, default=0, editable=False)),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "meeting",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="report", to="meetings.meeting"
                    ),
                ),
                (
                    "reopened_by",
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
                "verbose_name": "report",
                "verbose_name_plural": "reports",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("approved_at__isnull", True), ("status", "draft")),
                            models.Q(
                                ("approved_at__isnull", False),
                                ("status", "approved"),
                                models.Q(("text", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="approved_report_is_kept",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("summary_published_at__isnull", True),
                            models.Q(("summary", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="published_summary_is_not_empty",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SchoolHoliday",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "region",
                    models.CharField(
                        choices=[("noord", "north"), ("midden", "middle"), ("zuid", "south")],
                        max_length=10,
                        verbose_name="region",
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("first", models.DateField(verbose_name="first day")),
                ("last", models.DateField(verbose_name="last day")),
            ],
            options={
                "verbose_name": "school holiday",
                "verbose_name_plural": "school holidays",
                "ordering": ["first", "region"],
                "constraints": [
                    models.UniqueConstraint(fields=("region", "name", "first"), name="one_holiday_per_start"),
                    models.CheckConstraint(
                        condition=models.Q(("last__gte", models.F("first"))), name="holiday_ends_after_it_starts"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ValueMoment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(blank=True, max_length=60, verbose_name="your first name")),
                ("text", models.CharField(max_length=500, verbose_name="what I take along")),
                ("page", models.UUIDField(unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="value_moments",
                        to="meetings.meeting",
                    ),
                ),
                (
                    "user",
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
                "verbose_name": "value moment",
                "verbose_name_plural": "value moments",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("meeting", "user"), name="one_value_moment_per_member")
                ],
            },
        ),
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("nonce", models.CharField(max_length=32)),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="made")),
                ("last_used_on", models.DateField(blank=True, null=True, verbose_name="last used")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="revoked")),
                (
                    "community",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="communities.community",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calendar_feeds",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "calendar feed",
                "verbose_name_plural": "calendar feeds",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at__isnull", True)),
                        fields=("user", "community"),
                        name="one_feed_per_circle",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("community__isnull", True), ("revoked_at__isnull", True)),
                        fields=("user",),
                        name="one_feed_of_all_circles",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CertificateCopy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("pdf", models.BinaryField()),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="copies",
                        to="meetings.certificatebatch",
                    ),
                ),
                (
                    "certificate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="copies", to="meetings.certificate"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "paper of a certificate",
                "verbose_name_plural": "papers of certificates",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("batch", "certificate"), name="one_copy_per_certificate")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="dateoption",
            constraint=models.UniqueConstraint(fields=("poll", "date", "start_time"), name="one_option_per_moment"),
        ),
        migrations.AddConstraint(
            model_name="dateoption",
            constraint=models.CheckConstraint(
                condition=models.Q(("end_time__gt", models.F("start_time"))), name="option_ends_after_it_starts"
            ),
        ),
        migrations.AddIndex(
            model_name="guest",
            index=models.Index(
                condition=models.Q(("erased_at__isnull", True)), fields=["meeting"], name="guests_to_erase"
            ),
        ),
        migrations.AddConstraint(
            model_name="guest",
            constraint=models.UniqueConstraint(
                models.F("meeting"),
                django.db.models.functions.text.Lower("email"),
                condition=models.Q(("erased_at__isnull", True), models.Q(("status", "withdrawn"), _negated=True)),
                name="one_guest_per_address",
            ),
        ),
        migrations.AddConstraint(
            model_name="guest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status", "withdrawn"),
                    ("erased_at__isnull", False),
                    ("token_hash__isnull", False),
                    _connector="OR",
                ),
                name="guest_has_a_link",
            ),
        ),
        migrations.AddConstraint(
            model_name="datepoll",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "open")), fields=("meeting",), name="one_open_poll_per_meeting"
            ),
        ),
        migrations.AddConstraint(
            model_name="datepoll",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", True), ("status", "open")),
                    models.Q(models.Q(("status", "open"), _negated=True), ("closed_at__isnull", False)),
                    _connector="OR",
                ),
                name="closed_poll_has_a_moment",
            ),
        ),
    ]
    operations = [NewTables(tables), migrations.RunPython(fill_school_holidays, migrations.RunPython.noop)]
