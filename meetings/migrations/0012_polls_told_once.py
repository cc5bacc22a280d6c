from django.db import migrations, models


class Migration(migrations.Migration):
    """When the reminder of a date poll, and the word that it is time to choose, went out: each once."""

    dependencies = [("meetings", "0011_publish_known_programmes")]

    operations = [
        migrations.AddField("datepoll", "reminded_at", models.DateTimeField(null=True, blank=True, editable=False)),
        migrations.AddField("datepoll", "due_told_at", models.DateTimeField(null=True, blank=True, editable=False)),
    ]
