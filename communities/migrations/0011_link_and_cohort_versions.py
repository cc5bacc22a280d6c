from django.db import migrations, models


class Migration(migrations.Migration):
    """Two people who change the same link or cohort each hear of the other (rule 32)."""

    dependencies = [("communities", "0010_organisation_search")]

    operations = [
        migrations.AddField("cohort", "version", models.PositiveIntegerField(default=1, db_default=1)),
        migrations.AddField("programmelink", "version", models.PositiveIntegerField(default=1, db_default=1)),
    ]
