import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from leerkring.core.new_tables import NewTables


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0037_checks_of_outcomes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    tables = [
        migrations.CreateModel(
            name="VersionDoi",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100, unique=True, verbose_name="DOI")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "being registered"),
                            ("findable", "registered"),
                            ("registered", "registered, and hidden because it was withdrawn"),
                            ("failed", "not registered"),
                        ],
                        default="waiting",
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                ("next_at", models.DateTimeField(blank=True, null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("problem", models.CharField(blank=True, max_length=300)),
                ("asked_at", models.DateTimeField(verbose_name="asked")),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="doi_record",
                        to="casework.outcomeversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "DOI of a version",
                "verbose_name_plural": "DOIs of versions",
                "indexes": [
                    models.Index(
                        condition=models.Q(("next_at__isnull", False)),
                        fields=["next_at"],
                        name="version_dois_to_ask",
                    )
                ],
            },
        ),
    ]
    operations = [
        migrations.AddField(
            model_name="outcomeversion",
            name="doi",
            field=models.CharField(
                blank=True, db_default="", default="", editable=False, max_length=100, verbose_name="DOI"
            ),
        ),
        NewTables(tables),
    ]
