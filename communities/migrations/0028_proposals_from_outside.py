import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from leerkring.core.new_tables import NewTables


class Migration(migrations.Migration):
    """Issues that residents and organisations propose from outside."""

    dependencies = [
        ("communities", "0027_tallies"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="community",
            name="takes_proposals",
            field=models.BooleanField(db_default=False, default=False),
        ),
        NewTables(
            [
                migrations.CreateModel(
                    name="Proposal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "title",
                            models.CharField(
                                max_length=200,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "[\\r\\n]", "A name stands on one line.", inverse_match=True
                                    )
                                ],
                                verbose_name="issue",
                            ),
                        ),
                        ("text", models.TextField(verbose_name="what is going on")),
                        (
                            "voice",
                            models.CharField(
                                choices=[("resident", "as a resident"), ("organisation", "for an organisation")],
                                max_length=20,
                                verbose_name="for whom",
                            ),
                        ),
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
                        (
                            "name",
                            models.CharField(
                                blank=True,
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
                        ("language", models.CharField(default="nl", max_length=5, verbose_name="language")),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("unconfirmed", "address not confirmed yet"),
                                    ("waiting", "waits for the coordinators"),
                                    ("accepted", "taken over"),
                                    ("declined", "not taken over"),
                                ],
                                default="unconfirmed",
                                max_length=20,
                                verbose_name="status",
                            ),
                        ),
                        ("nonce", models.CharField(max_length=32)),
                        ("token_hash", models.CharField(blank=True, max_length=64, null=True, unique=True)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        ("answer", models.TextField(blank=True, verbose_name="what do you answer?")),
                        ("erased_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "answered_by",
                            models.ForeignKey(
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
                                related_name="proposals",
                                to="communities.community",
                            ),
                        ),
                        (
                            "issue",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="proposal",
                                to="communities.issue",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "proposal from outside",
                        "verbose_name_plural": "proposals from outside",
                        "ordering": ["created_at", "pk"],
                        "indexes": [models.Index(fields=["community", "status"], name="proposals_by_status")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("answered_at__isnull", True),
                                        ("confirmed_at__isnull", True),
                                        ("status", "unconfirmed"),
                                    ),
                                    models.Q(
                                        ("answered_at__isnull", True),
                                        ("confirmed_at__isnull", False),
                                        ("status", "waiting"),
                                    ),
                                    models.Q(
                                        ("answered_at__isnull", False),
                                        ("confirmed_at__isnull", False),
                                        ("status__in", ["accepted", "declined"]),
                                    ),
                                    _connector="OR",
                                ),
                                name="proposal_is_confirmed_then_answered",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("voice", "organisation"), _negated=True),
                                    models.Q(("organisation", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="proposal_names_its_organisation",
                            ),
                        ],
                    },
                ),
            ]
        ),
    ]
