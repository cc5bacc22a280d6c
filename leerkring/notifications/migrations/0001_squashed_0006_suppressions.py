import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from leerkring.core.new_tables import NewTables


class Migration(migrations.Migration):
    # A new database takes this one step; one that stands takes those that it lacks.
    replaces = [
        ("notifications", "0001_initial"),
        ("notifications", "0002_ledger_scope"),
        ("notifications", "0003_wishes"),
        ("notifications", "0004_copy_muted_kinds"),
        ("notifications", "0005_forget_muted_kinds"),
        ("notifications", "0006_suppressions"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_squashed_0001_initial"),
        ("accounts", "__first__"),
    ]

    tables = [
        migrations.CreateModel(
            name="Pulse",
            fields=[
                ("name", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "pulse",
                "verbose_name_plural": "pulses",
            },
        ),
        migrations.CreateModel(
            name="Preference",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="preference",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "digest",
                    models.CharField(
                        choices=[("daily", "Every day"), ("weekly", "Every week"), ("none", "Never")],
                        default="weekly",
                        max_length=10,
                        verbose_name="digest",
                    ),
                ),
                (
                    "digest_weekday",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Monday"),
                            (1, "Tuesday"),
                            (2, "Wednesday"),
                            (3, "Thursday"),
                            (4, "Friday"),
                            (5, "Saturday"),
                            (6, "Sunday"),
                        ],
                        default=0,
                        verbose_name="day",
                    ),
                ),
                (
                    "digest_hour",
                    models.PositiveSmallIntegerField(
                        default=7, validators=[django.core.validators.MaxValueValidator(23)], verbose_name="hour"
                    ),
                ),
                ("last_digest_at", models.DateTimeField(blank=True, null=True)),
                ("next_digest_at", models.DateTimeField(blank=True, null=True)),
                (
                    "channels",
                    models.JSONField(
                        blank=True,
                        db_default=models.Value({}, models.JSONField()),
                        default=dict,
                        verbose_name="how it comes",
                    ),
                ),
                (
                    "quiet_from",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(23)],
                        verbose_name="quiet from",
                    ),
                ),
                (
                    "quiet_until",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(23)],
                        verbose_name="quiet until",
                    ),
                ),
                ("paused_until", models.DateField(blank=True, null=True, verbose_name="paused until")),
                ("version", models.PositiveIntegerField(db_default=1, default=1)),
            ],
            options={
                "verbose_name": "notification settings",
                "verbose_name_plural": "notification settings",
                "indexes": [
                    models.Index(
                        condition=models.Q(("next_digest_at__isnull", False)),
                        fields=["next_digest_at"],
                        name="digests_by_moment",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("quiet_from__isnull", True), ("quiet_until__isnull", True)),
                            models.Q(
                                ("quiet_from__isnull", False),
                                ("quiet_until__isnull", False),
                                models.Q(("quiet_from", models.F("quiet_until")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="quiet_hours_begin_and_end",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Suppression",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mark", models.CharField(max_length=64, unique=True)),
                (
                    "cause",
                    models.CharField(
                        blank=True,
                        choices=[("bounce", "mail to this address comes back"), ("complaint", "reported as unwanted")],
                        max_length=10,
                        verbose_name="cause",
                    ),
                ),
                ("suppressed_at", models.DateTimeField(blank=True, null=True, verbose_name="not written to since")),
                ("soft_bounces", models.PositiveIntegerField(default=0, verbose_name="passing failures")),
                ("confirmed_at", models.DateTimeField(blank=True, null=True, verbose_name="confirmed again")),
                ("events", models.JSONField(blank=True, default=list)),
            ],
            options={
                "verbose_name": "address without mail",
                "verbose_name_plural": "addresses without mail",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cause", ""), ("suppressed_at__isnull", True)),
                            models.Q(("suppressed_at__isnull", False), models.Q(("cause", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="suppressed_for_a_cause",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.EmailField(blank=True, max_length=254, verbose_name="address")),
                ("language", models.CharField(blank=True, max_length=5, verbose_name="language")),
                ("kind", models.CharField(max_length=60, verbose_name="kind")),
                ("key", models.CharField(max_length=200, verbose_name="key")),
                ("scope", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="circle")),
                ("topic", models.CharField(blank=True, max_length=40, verbose_name="topic")),
                ("context", models.JSONField(blank=True, default=dict, verbose_name="context")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("due", "waiting"),
                            ("claimed", "being sent"),
                            ("sent", "sent"),
                            ("bounced", "came back"),
                            ("skipped", "not sent, for a reason"),
                            ("uncertain", "perhaps sent"),
                            ("dead", "failed"),
                        ],
                        default="due",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("send_after", models.DateTimeField(verbose_name="send after")),
                ("try_after", models.DateTimeField(blank=True, null=True, verbose_name="try after")),
                ("claim", models.CharField(blank=True, max_length=32)),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                ("message_id", models.CharField(blank=True, max_length=120)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="made at")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent at")),
                ("uncertain_at", models.DateTimeField(blank=True, null=True)),
                ("erase_after", models.DateTimeField(blank=True, null=True)),
                (
                    "recipient",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="messages",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recipient",
                    ),
                ),
            ],
            options={
                "verbose_name": "message",
                "verbose_name_plural": "messages",
                "indexes": [
                    models.Index(
                        condition=models.Q(("try_after__isnull", False)), fields=["try_after"], name="messages_waiting"
                    ),
                    models.Index(
                        condition=models.Q(("erase_after__isnull", False)),
                        fields=["erase_after"],
                        name="messages_to_erase",
                    ),
                    models.Index(
                        condition=models.Q(("state", "dead")), fields=["erase_after"], name="messages_given_up"
                    ),
                    models.Index(
                        condition=models.Q(("scope__isnull", False)),
                        fields=["scope", "send_after"],
                        name="messages_by_scope",
                    ),
                    models.Index(
                        condition=models.Q(("recipient__isnull", False)),
                        fields=["recipient", "send_after"],
                        name="messages_by_person",
                    ),
                    models.Index(
                        condition=models.Q(("claim", ""), _negated=True), fields=["claim"], name="messages_by_claim"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("recipient__isnull", False)),
                        fields=("recipient", "key"),
                        name="one_message_per_person_and_key",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("recipient__isnull", True)),
                        fields=("address", "key"),
                        name="one_message_per_address_and_key",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("recipient__isnull", False), models.Q(("address", ""), _negated=True), _connector="OR"
                        ),
                        name="message_goes_to_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["due", "claimed"]), ("try_after__isnull", False)),
                            models.Q(
                                models.Q(("state__in", ["due", "claimed"]), _negated=True), ("try_after__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="message_waits_or_is_done_with",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Mute",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scope", models.PositiveBigIntegerField(verbose_name="circle")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="mutes", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "muted circle",
                "verbose_name_plural": "muted circles",
                "constraints": [models.UniqueConstraint(fields=("user", "scope"), name="one_mute")],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=60)),
                ("key", models.CharField(max_length=200)),
                ("context", models.JSONField(blank=True, default=dict)),
                ("for_digest", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "notice",
                "verbose_name_plural": "notices",
                "indexes": [
                    models.Index(fields=["user", "-created_at"], name="notices_by_person"),
                    models.Index(
                        condition=models.Q(("read_at__isnull", True)), fields=["user"], name="notices_unread"
                    ),
                    models.Index(
                        condition=models.Q(("for_digest", True)),
                        fields=["user", "created_at"],
                        name="notices_for_digest",
                    ),
                    models.Index(fields=["created_at"], name="notices_by_age"),
                ],
                "constraints": [models.UniqueConstraint(fields=("user", "key"), name="one_notice_per_person_and_key")],
            },
        ),
    ]
    operations = [NewTables(tables)]
