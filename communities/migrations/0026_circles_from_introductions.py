import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A circle that came of an introduction, and who is asked into it without showing their address."""

    dependencies = [
        ("communities", "0025_introduction_words"),
    ]

    operations = [
        migrations.AddField(
            model_name="introduction",
            name="circle",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="communities.community",
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="hides_address",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
