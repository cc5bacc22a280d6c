"""Read the stories of the whole portal from an index, as a list and newest first."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("communities", "0031_programme_tallies"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="story",
            index=models.Index(
                condition=models.Q(("is_public", True)),
                fields=["-is_good_example", "-published_at", "-id"],
                name="stories_for_everybody",
            ),
        ),
        migrations.AddIndex(
            model_name="story",
            index=models.Index(
                condition=models.Q(("is_public", True)), fields=["-published_at", "-id"], name="stories_newest"
            ),
        ),
    ]
