"""Read the newest outcomes of one kind from an index alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0041_incidents_of_texts"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="outcome",
            index=models.Index(
                condition=models.Q(("status", "published")),
                fields=["kind", "access", "-published_at", "-id"],
                name="outcomes_by_choice",
            ),
        ),
    ]
