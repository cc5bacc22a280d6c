from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0032_uses_of_outcomes"),
    ]

    operations = [
        migrations.AddField(
            model_name="feedbackround",
            name="ended_told_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
    ]
