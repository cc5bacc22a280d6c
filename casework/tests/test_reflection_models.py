"""The models of reflection: what the data says, and that what was answered before has moved along."""

import importlib

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import translation

from casework.models import Reflection
from casework.reflection_models import all_models, answered, get_model

KEYS = ["starr", "korthagen", "gibbs", "kolb", "rolfe", "diep", "free"]


def test_there_are_seven_models_each_in_two_languages():
    assert list(all_models()) == KEYS
    for model in all_models().values():
        words = [model.name, model.when, *(question.title for question in model.questions)]
        words += [question.prompt for question in model.questions if question.prompt]
        assert all({"nl", "en"} == text.keys() and all(text.values()) for text in words), model.key


@pytest.mark.parametrize("key", KEYS)
def test_keys_of_a_model_are_unique_and_hide_no_field_of_the_form(key):
    keys = [question.key for question in get_model(key).questions]
    assert len(keys) == len(set(keys))
    assert not {"title", "page", "version", *Reflection.ABOUT} & set(keys)


def test_words_follow_the_language_of_the_reader():
    title = get_model("rolfe").questions[1].title
    with translation.override("en"):
        assert str(title) == "So what?"
    with translation.override("nl"):
        assert str(title) == "Dus wat?"


def test_korthagen_asks_eight_cells_in_pairs_of_me_and_the_other():
    grid = next(part for part in get_model("korthagen").parts if part.is_grid)
    assert [[cell.key for cell in row] for row in grid.rows] == [
        [f"{who}_{what}" for who in ("me", "other")] for what in ("wanted", "did", "thought", "felt")
    ]


def test_answered_leaves_out_what_is_empty():
    parts = answered(get_model("korthagen"), {"me_did": "Ik zweeg.", "awareness": "Stilte."})
    assert [(part.title, part.text, len(part.rows)) for part in parts] == [
        ("Terugblikken", "", 1),
        ("Bewustwording", "Stilte.", 0),
    ]


def test_unknown_model_falls_back_to_the_standard_one():
    assert get_model("bestaat-niet").key == "starr"


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["0010_reflection_models", "0023_move_answers_once_more"])
def test_migration_moves_answers_and_twice_changes_nothing(reflection, name):
    migration = importlib.import_module("casework.migrations.0011_move_answers")
    # PostgreSQL changes no table of which rows wait for a check.
    connection.check_constraints()
    with connection.cursor() as cursor:
        for column in migration.COLUMNS:
            cursor.execute(f"ALTER TABLE casework_reflection ADD COLUMN {column} text NOT NULL DEFAULT ''")
    # The steps that a portal took before the squashed one stood.
    state = MigrationLoader(None, replace_migrations=False).project_state(("casework", name)).apps
    state.get_model("casework", "Reflection").objects.update(answers={}, task="Luisteren")

    migration.fill(state, None)
    migration.fill(state, None)

    reflection.refresh_from_db()
    assert reflection.answers == {"task": "Luisteren"}


@pytest.mark.django_db
def test_the_columns_of_before_are_gone():
    with connection.cursor() as cursor:
        found = {
            column.name for column in connection.introspection.get_table_description(cursor, "casework_reflection")
        }
    assert "answers" in found
    assert not found & {"situation", "task", "action", "result", "reflection", "transfer"}
