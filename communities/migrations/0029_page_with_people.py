from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Who asked to be named on the page with people."""

    dependencies = [
        ("communities", "0028_proposals_from_outside"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="profile",
            name="is_listed",
            field=models.BooleanField(db_default=False, default=False, verbose_name="on the page with people"),
        ),
        migrations.AddIndex(
            model_name="profile",
            index=models.Index(condition=models.Q(("is_listed", True)), fields=["user"], name="profiles_listed"),
        ),
    ]
