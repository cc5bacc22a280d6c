import pytest
from django.db import connection


@pytest.mark.grown
@pytest.mark.django_db
def test_postgresql_compiles_no_query():
    with connection.cursor() as cursor:
        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)
