"""Who signed up, as the organiser keeps them; and what is erased of them."""

import io
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from leerkring.core.errors import Refused
from meetings.actions.registration import (
    add_registration,
    erase_registrations,
    remove_registration,
)
from meetings.models import Registration

from .event_rows import make_event, sign_up
from .test_registration import link, statuses

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(community):
    return make_event(community)


def test_organiser_adds_somebody_who_is_told_and_may_cancel(event, coordinator, mails, as_user):
    path = reverse("meetings:registration_list", kwargs={"slug": event.slug})
    browser = as_user(coordinator)
    for _press in range(2):
        browser.post(path, {"name": "Gerda Peters", "email": "Gerda@example.nl", "organisation": ""})
    assert statuses(event) == {"Gerda Peters": "confirmed"}
    sent = mails()
    assert list(sent) == ["gerda@example.nl"] and link(event.registrations.get()) in sent["gerda@example.nl"].body


def test_organiser_removes_somebody_who_is_told_once(event, coordinator, mails):
    row = sign_up(event)
    mails()
    for _press in range(2):
        remove_registration(row, by=coordinator)
    sent = mails()
    assert "van de lijst gehaald" in sent["noor@example.nl"].body
    assert statuses(event) == {"Noor Willemsen": "cancelled"}


def test_organiser_adds_nobody_to_an_event_that_has_begun(event, coordinator):
    with time_machine.travel(event.starts_at + timedelta(minutes=1)), pytest.raises(Refused):
        add_registration(event, by=coordinator, email="a@example.nl", language="nl", name="A")


def test_list_goes_along_as_a_spreadsheet_without_formulas(event, coordinator, as_user):
    row = sign_up(event)
    Registration.objects.filter(pk=row.pk).update(name="=1+1", remark="Geen vlees")
    response = as_user(coordinator).get(reverse("meetings:registration_export", kwargs={"slug": event.slug}))
    cells = list(load_workbook(io.BytesIO(response.content)).active.iter_rows(min_row=2))[0]
    assert [cells[0].value, cells[0].data_type, cells[1].value, cells[5].value] == [
        "=1+1", "s", "noor@example.nl", "Geen vlees",
    ]  # fmt: skip


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_as_many_queries_however_many_signed_up(count, event, coordinator, as_user, queries):
    for number in range(count):
        sign_up(event, f"Naam{number} Jansen")
    browser = as_user(coordinator)
    assert queries(lambda: browser.get(reverse("meetings:registration_list", kwargs={"slug": event.slug}))) == 3


# --- Erasing ------------------------------------------------------------------------------------------------------


def test_erase_registrations_keeps_only_what_is_counted_30_days_after(event, coordinator, as_user, visitor):
    row = sign_up(event, organisation="Thuiszorg", remark="Geen vlees")
    path = link(row)
    with time_machine.travel(event.ends_at + timedelta(days=29)):
        erase_registrations(timezone.now())
        assert visitor.get(path).status_code == 200
    with time_machine.travel(event.ends_at + timedelta(days=31)):
        for _tick in range(2):
            erase_registrations(timezone.now())
        row.refresh_from_db()
        kept = (row.name, row.email, row.remark, row.nonce, row.token_hash, row.organisation, row.status)
        assert kept == ("", "", "", "", None, "Thuiszorg", "confirmed")
        assert visitor.get(path).status_code == 404
        page = as_user(coordinator).get(reverse("meetings:registration_list", kwargs={"slug": event.slug}))
        assert "1 persoon" in page.text
