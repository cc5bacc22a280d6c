import django.db.models.deletion
from django.db import migrations, models

# Words that are spelled almost as what somebody looks for. In the extension that comes with PostgreSQL itself and that
# the owner of a database may add; SQLite looks by its words alone.
EXPERTISE = (
    "CREATE INDEX organisations_by_trigram ON communities_organisation USING gin (expertise gin_trgm_ops)"
    " WHERE expertise <> ''"
)
BRINGS = "CREATE INDEX profiles_by_trigram ON communities_profile USING gin (brings gin_trgm_ops) WHERE is_findable"


def add_trigrams(apps, schema_editor):
    """Let PostgreSQL compare words by their trigrams."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        schema_editor.execute(EXPERTISE)
        schema_editor.execute(BRINGS)


def drop_trigrams(apps, schema_editor):
    """The other way; the extension may serve others and stays."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX organisations_by_trigram")
        schema_editor.execute("DROP INDEX profiles_by_trigram")


class Migration(migrations.Migration):
    """Who may be found, where they stand, and how much time they have."""

    dependencies = [
        ("communities", "0016_health_checks"),
    ]

    operations = [
        migrations.AddField(
            model_name="profile",
            name="area",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="communities.area",
                verbose_name="area",
            ),
        ),
        migrations.AddField(
            model_name="profile",
            name="capacity",
            field=models.CharField(
                blank=True,
                choices=[
                    ("none", "no time now"),
                    ("little", "a few hours, now and then"),
                    ("more", "half a day a week, or more"),
                ],
                db_default="",
                default="",
                max_length=10,
                verbose_name="time",
            ),
        ),
        migrations.AddField(
            model_name="profile",
            name="is_findable",
            field=models.BooleanField(db_default=False, default=False, verbose_name="may be found"),
        ),
        migrations.AddField(
            model_name="profile",
            name="sector",
            field=models.CharField(
                blank=True,
                choices=[
                    ("education", "education"),
                    ("research", "research"),
                    ("practice", "practice"),
                    ("residents", "residents"),
                ],
                db_default="",
                default="",
                max_length=20,
                verbose_name="sector",
            ),
        ),
        migrations.AddConstraint(
            model_name="profile",
            constraint=models.CheckConstraint(
                condition=models.Q(is_findable=False) | ~models.Q(sector=""), name="who_is_found_has_a_sector"
            ),
        ),
        migrations.RunPython(add_trigrams, drop_trigrams, elidable=False),
    ]
