import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

from leerkring.core.new_tables import NewTables


class Migration(migrations.Migration):
    """Files of a circle, in folders and with versions."""

    dependencies = [
        ("communities", "0020_stories"),
        ("files", "0002_held_files"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    tables = [
        migrations.CreateModel(
            name="Folder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="folders", to="communities.community"
                    ),
                ),
            ],
            options={
                "verbose_name": "folder",
                "verbose_name_plural": "folders",
                "ordering": [django.db.models.functions.text.Lower("name"), "pk"],
            },
        ),
        migrations.CreateModel(
            name="SharedFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("added_at", models.DateTimeField(auto_now_add=True)),
                ("binned_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "added_by",
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
                        related_name="shared_files",
                        to="communities.community",
                    ),
                ),
                (
                    "folder",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="communities.folder",
                    ),
                ),
            ],
            options={
                "verbose_name": "file of a circle",
                "verbose_name_plural": "files of circles",
                "ordering": [django.db.models.functions.text.Lower("name"), "pk"],
            },
        ),
        migrations.CreateModel(
            name="SharedFileVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
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
                    "file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.file"
                    ),
                ),
                (
                    "shared",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="communities.sharedfile",
                    ),
                ),
            ],
            options={
                "verbose_name": "version of a file",
                "verbose_name_plural": "versions of files",
                "ordering": ["-number"],
            },
        ),
        migrations.AddConstraint(
            model_name="folder",
            constraint=models.UniqueConstraint(
                models.F("community"), django.db.models.functions.text.Lower("name"), name="one_folder_per_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="sharedfile",
            constraint=models.UniqueConstraint(
                models.F("folder"),
                django.db.models.functions.text.Lower("name"),
                condition=models.Q(("binned_at__isnull", True)),
                name="one_file_per_name_in_folder",
            ),
        ),
        migrations.AddConstraint(
            model_name="sharedfile",
            constraint=models.UniqueConstraint(
                models.F("community"),
                django.db.models.functions.text.Lower("name"),
                condition=models.Q(("binned_at__isnull", True), ("folder__isnull", True)),
                name="one_file_per_name_outside_folders",
            ),
        ),
        migrations.AddConstraint(
            model_name="sharedfileversion",
            constraint=models.UniqueConstraint(fields=("shared", "number"), name="one_file_version_per_number"),
        ),
    ]
    operations = [NewTables(tables)]
