import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from leerkring.core.new_tables import NewTables


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0030_reviews_and_sign_offs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    tables = [
        migrations.CreateModel(
            name="OutcomeWriter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seen_at", models.DateTimeField(blank=True, null=True)),
                ("page", models.UUIDField(blank=True, null=True)),
                ("saved_page", models.UUIDField(blank=True, null=True)),
                ("began_with", models.PositiveIntegerField(blank=True, null=True)),
                ("kept_at", models.DateTimeField(blank=True, null=True, verbose_name="kept at")),
                ("title", models.CharField(blank=True, max_length=200, verbose_name="title")),
                ("abstract", models.TextField(blank=True, verbose_name="abstract")),
                ("body", models.TextField(blank=True, verbose_name="text")),
                (
                    "outcome",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="writers", to="casework.outcome"
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
                "verbose_name": "writer of a text",
                "verbose_name_plural": "writers of texts",
                "constraints": [
                    models.UniqueConstraint(fields=("outcome", "user"), name="one_writer_per_text_and_person"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("began_with__isnull", True), ("kept_at__isnull", True), ("page__isnull", True)),
                            models.Q(
                                ("began_with__isnull", False), ("kept_at__isnull", False), ("page__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="kept_text_knows_its_beginning",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReplacedText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField()),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("abstract", models.TextField(blank=True, verbose_name="abstract")),
                ("body", models.TextField(blank=True, verbose_name="text")),
                ("at", models.DateTimeField()),
                (
                    "outcome",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replaced_texts",
                        to="casework.outcome",
                    ),
                ),
            ],
            options={
                "verbose_name": "text that was saved over",
                "verbose_name_plural": "texts that were saved over",
                "constraints": [
                    models.UniqueConstraint(fields=("outcome", "version"), name="one_replaced_text_per_version")
                ],
            },
        ),
    ]
    operations = [NewTables(tables)]
