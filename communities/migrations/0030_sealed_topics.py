"""Topics that nobody but coordinators reads while a report in them is open."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("communities", "0029_page_with_people"),
    ]

    operations = [
        migrations.AddField(
            model_name="topic",
            name="sealed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
