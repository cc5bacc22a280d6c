import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0001_squashed_0025_concept_versions"),
        ("files", "0001_squashed_0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="outcomeversion",
            name="references",
            field=models.JSONField(blank=True, db_default=[], default=list, verbose_name="references"),
        ),
        migrations.CreateModel(
            name="OutcomeFigure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reach",
                    models.CharField(
                        choices=[
                            ("writers", "who writes the text"),
                            ("circle", "the circle"),
                            ("readers", "who reads the published text"),
                        ],
                        default="writers",
                        max_length=20,
                        verbose_name="who sees it",
                    ),
                ),
                (
                    "file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="files.file"
                    ),
                ),
                (
                    "outcome",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="figures", to="casework.outcome"
                    ),
                ),
            ],
            options={
                "verbose_name": "figure",
                "verbose_name_plural": "figures",
            },
        ),
        migrations.CreateModel(
            name="OutcomeReference",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=120, verbose_name="key")),
                ("item", models.JSONField()),
                ("words", models.TextField(editable=False)),
                (
                    "outcome",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="references", to="casework.outcome"
                    ),
                ),
            ],
            options={
                "verbose_name": "reference",
                "verbose_name_plural": "references",
                "ordering": ["key"],
                "constraints": [models.UniqueConstraint(fields=("outcome", "key"), name="one_work_per_key")],
            },
        ),
    ]
