"""Contract, at last: nothing reads the columns of STARR(T), and what an author took out of a text is gone with them."""

from importlib import import_module

from django.db import migrations

moved = import_module("casework.migrations.0011_move_answers")


class Migration(migrations.Migration):
    dependencies = [("casework", "0023_move_answers_once_more")]

    operations = [migrations.RemoveField("reflection", name) for name in moved.COLUMNS]
