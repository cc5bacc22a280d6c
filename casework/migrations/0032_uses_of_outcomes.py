import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from leerkring.core.new_tables import NewTables


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0031_several_writers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    tables = [
        migrations.CreateModel(
            name="Uptake",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rule", models.CharField(blank=True, max_length=20)),
                (
                    "use",
                    models.CharField(
                        choices=[
                            ("practice", "used in practice"),
                            ("education", "used in education"),
                            ("not", "not used (yet)"),
                        ],
                        max_length=20,
                        verbose_name="what became of it",
                    ),
                ),
                (
                    "where",
                    models.CharField(
                        blank=True,
                        max_length=160,
                        validators=[
                            django.core.validators.RegexValidator(
                                "[\\r\\n]", "A name stands on one line.", inverse_match=True
                            )
                        ],
                        verbose_name="where",
                    ),
                ),
                ("story", models.CharField(blank=True, max_length=600, verbose_name="how it is used")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waits for the authors"),
                            ("shown", "shown to everybody"),
                            ("hidden", "not shown"),
                        ],
                        default="waiting",
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                ("told_at", models.DateTimeField(verbose_name="told")),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "decided_by",
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="uptakes", to="casework.outcome"
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
                "verbose_name": "use of an outcome",
                "verbose_name_plural": "uses of outcomes",
                "ordering": ["-told_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("rule", ""), _negated=True),
                        fields=("outcome", "user", "rule"),
                        name="one_answer_per_question_and_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("state", "waiting")),
                            models.Q(models.Q(("state", "waiting"), _negated=True), ("decided_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="decided_uptake_has_a_moment",
                    ),
                ],
            },
        ),
    ]
    operations = [NewTables(tables)]
