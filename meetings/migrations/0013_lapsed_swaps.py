from django.db import migrations, models

WORDS = [
    ("open", "waits for an answer"),
    ("accepted", "accepted"),
    ("declined", "declined"),
    ("withdrawn", "withdrawn"),
    ("lapsed", "lapsed"),
]


class Migration(migrations.Migration):
    """An offer to change turns that nobody answered in time is not open for ever; no column changes."""

    dependencies = [("meetings", "0012_polls_told_once")]

    operations = [
        migrations.AlterField(
            "hostswap",
            "status",
            models.CharField(choices=WORDS, default="open", max_length=20, verbose_name="status"),
        ),
    ]
