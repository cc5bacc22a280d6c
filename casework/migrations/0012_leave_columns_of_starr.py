"""Contract, first half: the models know the columns of STARR(T) no more. They go in the release after this one."""

from django.db import migrations

COLUMNS = ("situation", "task", "action", "result", "reflection", "transfer")


class Migration(migrations.Migration):
    dependencies = [("casework", "0011_move_answers")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveField("reflection", name) for name in COLUMNS]
        )
    ]
