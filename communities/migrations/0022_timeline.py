import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """What the timeline of a circle tells: steps to another phase, and when an assignment was finished."""

    dependencies = [
        ("communities", "0021_files"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="assignment",
            name="finished_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name="PhaseMove",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "phase",
                    models.CharField(
                        choices=[
                            ("explore", "exploring"),
                            ("develop", "developing"),
                            ("sustain", "sustaining"),
                            ("finished", "finished"),
                        ],
                        max_length=20,
                        verbose_name="phase",
                    ),
                ),
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
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="phase_moves",
                        to="communities.community",
                    ),
                ),
            ],
            options={
                "verbose_name": "step to another phase",
                "verbose_name_plural": "steps to other phases",
                "ordering": ["at", "pk"],
            },
        ),
    ]
