from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Authors and coordinators are asked some time later what became of an outcome."""

    dependencies = [
        ("casework", "0014_portfolios"),
        ("communities", "0012_rhythm"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="outcome",
            name="next_uptake_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name="outcome",
            index=models.Index(
                condition=models.Q(("next_uptake_at__isnull", False), ("status", "published")),
                fields=["next_uptake_at"],
                name="outcomes_to_ask_about",
            ),
        ),
    ]
