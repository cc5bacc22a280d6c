"""Nobody can tell who said what of a circle: no table, no log, no page."""

# Fixtures are named where they come from and where they are asked for.
# ruff: noqa: F811

import re

import pytest
import time_machine
from django.apps import apps
from django.contrib import admin
from django.core.management.color import no_style
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from communities.actions.health import (
    close_check,
)
from communities.health_box import BoxLost, opened, sealed
from communities.models import HealthCheck, HealthReceipt

from .test_health import NAMES, answered, check, in_days, of_all, path, people  # noqa: F401

pytestmark = pytest.mark.django_db


def test_box_has_one_length_and_never_the_same_letters():
    names = {name: [0] * 5 for name in NAMES}
    full = {name: [3, 0, 20, 400, 1] for name in NAMES}

    assert len(sealed(0, names)) == len(sealed(424, full))
    assert sealed(0, names) != sealed(0, names)
    assert opened(sealed(424, full), NAMES) == (424, full)
    assert opened("", NAMES) == (0, names)


def test_box_does_not_open_with_another_key_and_the_round_ends_without_a_result(check, people, settings, caplog):
    answered(check, people, [4] * 6)
    old = settings.SECRET_KEY
    settings.SECRET_KEY = "another" * 10
    with pytest.raises(BoxLost):
        opened(HealthCheck.objects.get().box, NAMES)
    settings.SECRET_KEY_FALLBACKS = [old]
    assert opened(HealthCheck.objects.get().box, NAMES)[0] == 6
    settings.SECRET_KEY_FALLBACKS = []

    row = close_check(check)

    assert (row.people, row.result, row.is_open) == (0, {}, False)
    assert "can't be opened" in caplog.text


def whole_database() -> str:
    """Return every row of every table, with the sealed box and the ids of receipts, both of chance, cut out."""
    with connection.cursor() as cursor:
        found = {}
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows = [without_chance(repr(row)) for row in cursor.fetchall()]
            # PostgreSQL puts a row that was changed where there is room.
            found[table] = sorted(rows) if connection.vendor == "postgresql" else rows
    return "\n".join(f"{table} {row}" for table, rows in found.items() for row in rows)


def without_chance(text: str) -> str:
    text = re.sub(r"gAAAA[\w=-]+", lambda box: f"<{len(box[0])}>", text)
    return re.sub(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", "<id>", text)


def count_again():
    """Let rows get the numbers they would have got if nothing had been taken back."""
    with connection.cursor() as cursor:
        for command in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
            cursor.execute(command)


def difference(one, other) -> list[str]:
    """Return the lines in which two worlds differ."""
    pairs = zip("".join(one).splitlines(), "".join(other).splitlines(), strict=True)
    return [f"{line[:200]} | {twin[:200]}" for line, twin in pairs if line != twin]


class Undo(Exception):
    """Takes back what was done, so that the same can be done otherwise."""


def told(check, people, values, browsers, caplog, *, close):
    """Return all that is left when these people sent in these values by the page, each at the same moments."""
    caplog.clear()
    count_again()
    try:
        with transaction.atomic():
            for person, value in zip(people, values, strict=True):
                answer = browsers[person].post(path("answer", check), of_all(value))
                assert answer.status_code == 302
            if close:
                close_check(check)
            left = whole_database() + without_chance(caplog.text)
            page = browsers[people[0]].get(path("detail", check, of_round=False)).text
            raise Undo  # noqa: TRY301
    except Undo:
        return left, re.sub(r'(csrfmiddlewaretoken" value=|X-CSRFToken": )\S+', "", page)


@pytest.mark.parametrize("close", [False, True], ids=["open", "closed"])
def test_who_said_what_leaves_no_trace_in_any_table_log_or_page(check, people, as_user, caplog, close):
    """Swap what two people answer: nothing that is kept, logged or shown is otherwise, so nothing tells them apart."""
    caplog.set_level("DEBUG")
    browsers = {person: as_user(person) for person in people}
    sent = [(1, 5, 3, 3, 3, 3), (5, 1, 3, 3, 3, 3), (3, 3, 3, 3, 5, 1)]
    with time_machine.travel(timezone.now(), tick=False):
        first, *others = [told(check, people, values, browsers, caplog, close=close) for values in sent]
    assert [difference(first, other) for other in others] == [[], []]


def test_while_it_is_open_the_database_does_not_even_tell_what_all_of_them_said(check, people, as_user, caplog):
    browsers = {person: as_user(person) for person in people}
    with time_machine.travel(timezone.now(), tick=False):
        low, high = [told(check, people, [value] * 6, browsers, caplog, close=False) for value in (1, 5)]
    assert difference(low, high) == []


def test_swapping_would_show_if_anything_were_kept(check, people, as_user, caplog):
    """The comparison sees a difference where there is one: the average after closing."""
    browsers = {person: as_user(person) for person in people}
    with time_machine.travel(timezone.now(), tick=False):
        low, high = [told(check, people, [value] * 6, browsers, caplog, close=True) for value in (1, 5)]
    assert difference(low, high) != []


def test_receipt_knows_no_moment_and_no_answer_and_the_administration_shows_neither():
    assert {field.name for field in HealthReceipt._meta.get_fields()} == {"id", "check_round", "user"}
    assert not {HealthCheck, HealthReceipt} & set(admin.site._registry)
    pointing = {
        model.__name__
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.related_model in {HealthCheck, HealthReceipt} and field.concrete
    }
    assert pointing == {"HealthReceipt"}


def test_database_keeps_no_result_beside_an_open_box(check):
    for facts in ({"people": 3}, {"result": {"safety": {"mean": 1}}}, {"closed_at": timezone.now(), "box": "x"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            HealthCheck.objects.update(**facts)


def test_whoever_is_erased_takes_their_receipt_along_and_their_answer_still_counts(check, people):
    answered(check, people, [5] * 5 + [1])
    people[-1].delete()

    assert HealthReceipt.objects.count() == 5
    assert close_check(check).people == 6
