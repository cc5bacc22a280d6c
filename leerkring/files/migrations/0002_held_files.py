from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Files that wait for a virus scanner."""

    dependencies = [
        ("files", "0001_squashed_0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="file",
            name="held_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="file",
            name="is_infected",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddIndex(
            model_name="file",
            index=models.Index(condition=models.Q(("held_at__isnull", False)), fields=["held_at"], name="files_held"),
        ),
    ]
