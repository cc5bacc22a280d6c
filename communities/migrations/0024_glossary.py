import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Words of circles, and how each sector uses them."""

    dependencies = [
        ("communities", "0023_introductions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Term",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("term", models.CharField(max_length=80, verbose_name="word")),
                ("meaning", models.TextField(verbose_name="meaning")),
                ("education", models.TextField(blank=True, verbose_name="in education")),
                ("research", models.TextField(blank=True, verbose_name="in research")),
                ("practice", models.TextField(blank=True, verbose_name="in practice")),
                ("residents", models.TextField(blank=True, verbose_name="among residents")),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("is_shared", models.BooleanField(default=False)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="terms", to="communities.community"
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "word in a glossary",
                "verbose_name_plural": "words in glossaries",
                "ordering": [django.db.models.functions.text.Lower("term"), "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("community"), django.db.models.functions.text.Lower("term"), name="one_term_per_word"
                    )
                ],
            },
        ),
    ]
