"""The index, and what each database searches it with."""

from django.db import migrations, models

import leerkring.search.models

FTS = (
    "CREATE VIRTUAL TABLE search_text USING fts5"
    "(title, summary, body, tokenize = \"unicode61 remove_diacritics 0 tokenchars '_'\")"
)


def make_index(apps, schema_editor):
    """Make the index of words: of PostgreSQL on the column, of SQLite as a table of its own."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE INDEX search_entry_words ON search_entry USING gin (words)")
    else:
        schema_editor.execute(FTS)


def drop_index(apps, schema_editor):
    """The other way; on PostgreSQL it goes with the table."""
    if schema_editor.connection.vendor != "postgresql":
        schema_editor.execute("DROP TABLE search_text")


class Migration(migrations.Migration):
    """Nothing is filled here: the apps above do, in a migration of their own or with ``reindex``."""

    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.CharField(max_length=40)),
                ("object_id", models.BigIntegerField()),
                ("head", leerkring.search.models.Vector(editable=False, null=True)),
                ("words", leerkring.search.models.Vector(editable=False, null=True)),
            ],
            options={
                "verbose_name": "entry of the index",
                "verbose_name_plural": "entries of the index",
                "constraints": [
                    models.UniqueConstraint(fields=("source", "object_id"), name="one_entry_per_thing"),
                ],
            },
        ),
        migrations.RunPython(make_index, drop_index, elidable=False),
    ]
