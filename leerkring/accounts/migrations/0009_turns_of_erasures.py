"""When an erasure was last tried, so that one that breaks waits behind the others."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_trail"),
    ]

    operations = [
        migrations.AddField(
            model_name="erasurerequest",
            name="tried_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
