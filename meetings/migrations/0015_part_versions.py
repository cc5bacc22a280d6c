from django.db import migrations, models


class Migration(migrations.Migration):
    """Of two organisers who write one part of an event, the second is told what the first wrote."""

    dependencies = [("meetings", "0014_picture_versions")]

    operations = [
        migrations.AddField("eventpart", "version", models.PositiveIntegerField(db_default=1, default=1)),
    ]
