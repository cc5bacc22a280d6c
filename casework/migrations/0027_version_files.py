"""Other forms of a published version beside its PDF."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0026_references_and_figures"),
        ("files", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="VersionFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("docx", "Word"),
                            ("epub", "EPUB, for an e-reader"),
                            ("xml", "JATS, for catalogues"),
                            ("zip", "Markdown with BibTeX"),
                        ],
                        max_length=10,
                        verbose_name="form",
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("expected_at", models.DateTimeField(auto_now_add=True)),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="files.file",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="files", to="casework.outcomeversion"
                    ),
                ),
            ],
            options={
                "verbose_name": "file of a version",
                "verbose_name_plural": "files of versions",
                "indexes": [
                    models.Index(
                        condition=models.Q(("file__isnull", True)),
                        fields=["expected_at"],
                        name="version_files_to_make",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("version", "form"), name="one_file_per_form_of_a_version")
                ],
            },
        ),
    ]
