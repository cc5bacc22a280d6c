"""Tables that are made in one go."""

import pytest
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from leerkring.core.new_tables import NewTables

APP = "shelves"
HOUSE = {"leerkring", "communities", "meetings", "casework"}


def key():
    return ("id", models.AutoField(primary_key=True))


def steps():
    """Two tables that point at each other, and a rule that is added afterwards."""
    box = models.ForeignKey(f"{APP}.box", on_delete=models.CASCADE)
    lid = models.ForeignKey(f"{APP}.lid", on_delete=models.CASCADE, null=True)
    size = models.CheckConstraint(condition=models.Q(size__gt=0), name="shelves_box_has_a_size")
    return [
        migrations.CreateModel("Box", [key(), ("size", models.IntegerField())]),
        migrations.CreateModel("Lid", [key(), ("box", box)]),
        migrations.AddField("box", "lid", lid),
        migrations.AddConstraint("box", size),
        migrations.AddIndex("box", models.Index(fields=["size"], name="shelves_box_by_size")),
    ]


def made_by(operations):
    """Run the steps from nothing, look at what is there, and undo them; return columns and constraints per table."""
    states = [ProjectState()]
    for operation in operations:
        states.append(states[-1].clone())
        operation.state_forwards(APP, states[-1])
        with connection.schema_editor() as editor:
            operation.database_forwards(APP, editor, states[-2], states[-1])
    with connection.cursor() as cursor:
        tables = ["shelves_box", "shelves_lid"]
        found = {table: _facts(cursor, table) for table in tables}
    for number, operation in reversed(list(enumerate(operations))):
        with connection.schema_editor() as editor:
            operation.database_backwards(APP, editor, states[number + 1], states[number])
    assert not {"shelves_box", "shelves_lid"} & set(connection.introspection.table_names())
    return found


def second_steps(migration):
    """Return the steps about a table that the same migration makes."""
    made = {step.name_lower for step in migration.operations if isinstance(step, migrations.CreateModel)}
    return [step for step in migration.operations if getattr(step, "model_name_lower", None) in made]


def _facts(cursor, table):
    columns = connection.introspection.get_table_description(cursor, table)
    constraints = connection.introspection.get_constraints(cursor, table).values()
    what = ("columns", "primary_key", "unique", "foreign_key", "check", "index")
    rules = sorted(str([rule[name] for name in what]) for rule in constraints)
    return sorted((column.name, column.null_ok) for column in columns), rules


@pytest.mark.django_db(transaction=True)
def test_tables_made_together_are_those_made_one_by_one():
    together = made_by([NewTables(steps())])

    assert together == made_by(steps())
    assert [name for name, _null in together["shelves_box"][0]] == ["id", "lid_id", "size"]


def test_step_about_a_table_that_was_there_before_is_refused():
    with pytest.raises(ValueError, match="not made here"):
        NewTables([*steps(), migrations.AddField("shelf", "name", models.TextField())])


def test_migrations_take_no_second_step_for_a_table_that_they_make():
    """Each such step costs who upgrades, and who starts for the first time, all models once more."""
    migrations_here = MigrationLoader(None).disk_migrations
    replaced = {key for migration in migrations_here.values() for key in migration.replaces}
    found = [
        f"{migration}: {step.describe()}"
        for key, migration in migrations_here.items()
        if key not in replaced and type(migration).__module__.split(".")[0] in HOUSE
        for step in second_steps(migration)
    ]
    assert found == []


def test_second_step_for_a_table_is_seen():
    migration = migrations.Migration("0001_boxes", APP)
    migration.operations = steps()
    assert [step.model_name for step in second_steps(migration)] == ["box", "box", "box"]
    migration.operations = [NewTables(steps()), migrations.AddField("shelf", "name", models.TextField())]
    assert second_steps(migration) == []
