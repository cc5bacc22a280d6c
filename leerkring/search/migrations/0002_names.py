"""Names as they sound and as they begin: for who mistypes them, and for who is still typing."""

import django.db.models.deletion
from django.db import migrations, models

import leerkring.search.models

TRIGRAM = "CREATE VIRTUAL TABLE search_title USING fts5(title, tokenize = 'trigram')"


def make_index(apps, schema_editor):
    """Make the index of three letters, of each database its own; whoever owns a PostgreSQL database may do that."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        schema_editor.execute("CREATE INDEX search_entry_title ON search_entry USING gin (title gin_trgm_ops)")
    else:
        schema_editor.execute(TRIGRAM)


def drop_index(apps, schema_editor):
    """The other way; on PostgreSQL it goes with the column."""
    if schema_editor.connection.vendor != "postgresql":
        schema_editor.execute("DROP TABLE search_title")


def empty(apps, schema_editor):
    """Empty the index: whoever starts the portal fills what is empty, with names now (``prepare``)."""
    apps.get_model("search", "Entry").objects.all().delete()
    if schema_editor.connection.vendor != "postgresql":
        schema_editor.execute("DELETE FROM search_text")


class Migration(migrations.Migration):
    """Emptied first, so that the column is added to a table without rows."""

    dependencies = [("search", "0001_initial")]
    operations = [
        migrations.RunPython(empty, migrations.RunPython.noop, elidable=True),
        migrations.AddField(
            model_name="entry",
            name="title",
            field=models.TextField(db_default="", default="", editable=False),
        ),
        migrations.CreateModel(
            name="Start",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="starts", to="search.entry"
                    ),
                ),
                ("text", leerkring.search.models.Ordered(editable=False)),
            ],
            options={
                "verbose_name": "beginning of a word",
                "verbose_name_plural": "beginnings of words",
                "indexes": [models.Index(fields=["text", "entry"], name="starts_by_text")],
            },
        ),
        migrations.RunPython(make_index, drop_index, elidable=False),
    ]
