"""Fields that no form has, sent along with every form: they change nothing of what is written."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection, models, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from .access import PAGES, address, part_of

# Which fields a form binds; it compares numbers of rows, which PostgreSQL never gives out twice.
pytestmark = pytest.mark.once

OURS = ("accounts", "files", "notifications", "communities", "meetings", "casework")
# What differs per request: moments, seconds since a session began, tokens, hashes.
DIFFERS = re.compile(
    r'"left_at" = \d+|'
    r"'[A-Z\d]{6}'|'\d{4}-\d\d-\d\d[T ][^']*'|'[\w+/=.:~-]{16,}'|\b\d{4}-\d\d-\d\dT[\d:.+Z]+|\b[\w-]{22,}\b"
)
BESIDE = ("django_session", "accounts_deed")
WRITES = ("INSERT", "UPDATE", "DELETE")
# The most fields of one request (``DATA_UPLOAD_MAX_NUMBER_FIELDS``), less those of a form.
AT_ONCE = 300
# What a form or button on another page sends there.
SENT_FROM_ELSEWHERE = {
    "casework:response_quote": {"may_be_quoted"},
    "communities:join_request_answer": {"answer"},
    "communities:topic_follow": {"wish"},
    "meetings:certificate_choices": {"may_be_named"},
}
# How many forms of each part were sent so that they were taken: fewer, and this test would look at less than it says.
LEAST = {"casework": 50, "communities": 90, "meetings": 50, "notifications": 5}
SENDS = [name for name, page in PAGES.items() if page.post]


def value_for(field: models.Field, outsider: int) -> str:
    """Return what somebody would like to smuggle into this column."""
    if isinstance(field, models.ForeignKey):
        return str(outsider)
    if field.choices:
        return str(list(field.flatchoices)[-1][0])
    return "on" if isinstance(field, models.BooleanField) else "2001-01-01"


def smuggled(outsider: int) -> dict[str, str]:
    """Return a value for each column that says who, when, whether, or in what state."""
    kinds = (models.ForeignKey, models.BooleanField, models.DateTimeField)
    fields = [
        field for label in OURS for model in apps.get_app_config(label).get_models() for field in model._meta.fields
    ]
    chosen = [field for field in fields if isinstance(field, kinds) or field.choices]
    values = {name: value_for(field, outsider) for field in chosen for name in (field.name, field.attname)}
    return values | {"is_staff": "on", "is_superuser": "on", "id": str(outsider), "pk": str(outsider)}


def filled(form: Any) -> tuple[dict[str, Any], set[str]]:
    """Return what somebody would send who fills in what is still empty, and all the names of the form."""
    names = {name for name in form.fields if name}
    data = dict.fromkeys(names, "") | {name: value for name, value in form.form_values() if name in names}
    for field in form.xpath(".//input | .//select | .//textarea"):
        if field.name in data and not data[field.name]:
            data[field.name] = _filling(field)
    return {name: value for name, value in data.items() if value and name != "csrfmiddlewaretoken"}, names


def _filling(field: Any) -> str:
    kind = field.get("type", "text") if field.tag == "input" else field.tag
    if kind == "select":
        return next((value for value in field.value_options if value), "")
    soon = timezone.localtime() + timedelta(days=10)
    words = {"date": f"{soon:%Y-%m-%d}", "time": "10:00", "datetime-local": f"{soon:%Y-%m-%dT10:00}", "number": "1"}
    words |= {"email": "nieuw@example.nl", "url": "https://example.nl/", "checkbox": "on", "file": "", "hidden": ""}
    words |= {"radio": field.get("value", ""), "tel": "0612345678"}
    return words.get(kind, "Een paar woorden.")


def forms_of(browser: Any, path: str, page: Any) -> Iterator[tuple[dict[str, Any], set[str]]]:
    """Yield what can be sent to an address: by its own page, else what the table of access sends."""
    found = html.fromstring(browser.get(path, follow=True).content).forms if page.get else []
    own = [filled(form) for form in found if form.method == "POST" and form.action in (None, "", path)]
    yield from own or [(dict(page.data), set())]


def writes(browser: Any, path: str, data: dict[str, Any]) -> list[str]:
    """Post, undo it, and return what it wrote, without what differs each time."""
    cache.clear()
    with transaction.atomic(), CaptureQueriesContext(connection) as asked:
        browser.post(path, data)
        transaction.set_rollback(True)
    statements = [query["sql"] for query in asked.captured_queries if query["sql"].startswith(WRITES)]
    # A session keeps what is said to its owner, the trail that a form was taken; neither holds anything of the form.
    kept = [statement for statement in statements if not any(table in statement for table in BESIDE)]
    return [DIFFERS.sub("…", statement) for statement in kept]


@pytest.mark.parametrize("part_of_portal", sorted({part_of(name) for name in SENDS}))
def test_extra_fields_change_nothing_of_what_is_written(part_of_portal, world):
    extras, wrote, changed = smuggled(world.people["outsider"].pk), set(), {}
    for name in SENDS:
        if part_of(name) != part_of_portal:
            continue
        page, path = PAGES[name], address(name, world)
        browser = world.browsers[min(page.post - {"visitor"} or page.post)]
        browser.raise_request_exception = False
        for data, known in forms_of(browser, path, page):
            plain = writes(browser, path, data)
            if not plain:
                continue
            wrote.add(name)
            known |= SENT_FROM_ELSEWHERE.get(name, set())
            names = sorted(extras.keys() - data.keys() - known)
            for start in range(0, len(names), AT_ONCE):
                more = {key: extras[key] for key in names[start : start + AT_ONCE]}
                got = writes(browser, path, more | data)
                if got != plain:
                    changed[name] = next(
                        (pair for pair in zip(plain, got) if pair[0] != pair[1]), (len(plain), len(got))
                    )
    assert len(wrote) >= LEAST.get(part_of_portal, 0)
    assert changed == {}
