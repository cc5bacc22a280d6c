"""Contract, second half: what code of before wrote in the columns of STARR(T) meanwhile gets its place as well.

The models know these columns no more; here they do for the last time. Running it again changes nothing.
"""

from importlib import import_module

from django.db import migrations, models

moved = import_module("casework.migrations.0011_move_answers")


def columns():
    """Return the columns as the first half left them."""
    return [
        migrations.AddField("reflection", name, models.TextField(name, blank=True, db_default=""))
        for name in moved.COLUMNS
    ]


class Migration(migrations.Migration):
    dependencies = [("casework", "0022_weighing_of_cases")]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=columns()),
        migrations.RunPython(moved.fill, migrations.RunPython.noop),
    ]
