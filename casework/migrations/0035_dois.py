import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0034_origins"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="outcome",
            name="doi",
            field=models.CharField(
                blank=True, db_default="", default="", editable=False, max_length=100, verbose_name="DOI"
            ),
        ),
        migrations.CreateModel(
            name="OutcomeDoi",
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
                    "outcome",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="doi_record", to="casework.outcome"
                    ),
                ),
            ],
            options={
                "verbose_name": "DOI of an outcome",
                "verbose_name_plural": "DOIs of outcomes",
                "indexes": [
                    models.Index(
                        condition=models.Q(("next_at__isnull", False)), fields=["next_at"], name="dois_to_ask"
                    )
                ],
            },
        ),
    ]
