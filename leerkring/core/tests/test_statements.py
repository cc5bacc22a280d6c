"""Statements that PostgreSQL keeps; SQLite is sent the SQL itself."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from communities.models import Community
from leerkring.core.prepared import _made, prepared


def _named(user, name, moment):
    """A question with a value, a moment, something that is always so, and a sign that drivers read as a place."""
    rows = Community.objects.filter(name=name, started_at__lte=moment, status=Community.Status.ACTIVE)
    return rows.filter(question__contains="").order_by("pk")


def asked(user, *values):
    with CaptureQueriesContext(connection) as captured:
        rows = prepared(_named, user, *values)
    [query] = captured.captured_queries
    return rows, query["sql"]


def kept():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement ~ '^PREPARE leerkring_.*question'")
        return cursor.fetchone()[0]


def test_rows_are_those_of_the_values_each_time_they_are_asked(community, member):
    now = timezone.now()
    for name, found in [("Lingewaard", [community]), ("100% 'zeker'", []), ("Lingewaard", [community])]:
        assert asked(member, name, now)[0] == found
    assert asked(member, "Lingewaard", community.started_at - timedelta(seconds=1))[0] == []


@pytest.mark.grown
def test_statement_is_sent_once_per_connection(community, member):
    _made.cache_clear()
    before, now = kept(), timezone.now()
    texts = {asked(member, name, now)[1].split("(")[0] for name in ("Lingewaard", "Gemert")}
    assert len(texts) == 1 and texts.pop().startswith("EXECUTE leerkring_")
    assert kept() == before + 1


@pytest.mark.grown
@pytest.mark.django_db(transaction=True)
def test_statement_is_sent_again_when_the_connection_was_opened_again(community, member):
    now = timezone.now()
    assert asked(member, "Lingewaard", now)[0] == [community]
    connection.close()
    assert asked(member, "Lingewaard", now)[0] == [community]


@pytest.mark.grown
@pytest.mark.django_db(transaction=True)
def test_statement_is_sent_again_when_a_migration_changed_the_type_of_a_column(community, member):
    now = timezone.now()
    assert prepared(_named, member, "Lingewaard", now) == [community]
    length = Community._meta.get_field("name").max_length
    try:
        alter_name(length + 1)
        assert prepared(_named, member, "Lingewaard", now) == [community]
    finally:
        alter_name(length)
    assert prepared(_named, member, "Lingewaard", now) == [community]


def alter_name(length):
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE communities_community ALTER COLUMN name TYPE varchar({length})")


@pytest.mark.grown
def test_statement_stays_when_the_transaction_it_came_in_is_undone(community, member):
    _made.cache_clear()
    now = timezone.now()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        asked(member, "Lingewaard", now)
        raise ZeroDivisionError
    assert asked(member, "Lingewaard", now)[0] == [community]


@pytest.mark.grown
def test_fault_in_a_broken_transaction_is_one_of_the_database(community, member):
    _made.cache_clear()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        with pytest.raises(DatabaseError):
            cursor.execute("SELECT nothing")
        asked(member, "Lingewaard", timezone.now())


def test_whole_sql_is_sent_where_connections_are_lent_out(community, member, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    _made.cache_clear()
    rows, sql = asked(member, "Lingewaard", timezone.now())
    assert rows == [community] and sql.startswith("SELECT ")
    _made.cache_clear()
