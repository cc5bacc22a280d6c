"""Break-glass: an administrator opens a case, with a reason, a log, a notice and an end."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse
from django.utils import timezone

from casework import mails
from casework.actions.opening import open_case
from casework.models import Case, CaseOpening, CaseReading
from leerkring.core.errors import Refused
from leerkring.core.permissions import has_permission
from leerkring.notifications.models import Message

REASON = "De politie vraagt met een bevel om deze tekst."
URL = "/casussen/noodtoegang/"


@pytest.fixture
def operator(staff, as_user):
    """The browser of an administrator with a second factor."""
    Authenticator.objects.create(user=staff, type="totp", data={"secret": "x"})
    return as_user(staff)


@pytest.mark.promise(7)
def test_administrator_reads_nothing_until_they_open_it_and_an_hour_later_nothing_any_more(case, staff):
    assert not has_permission(staff, "casework.view_case", case)
    open_case(case.pk, by=staff, reason=REASON)
    assert has_permission(staff, "casework.view_case", case)
    CaseOpening.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert not has_permission(staff, "casework.view_case", case)


def test_opening_gives_no_other_right_and_ends_with_being_administrator(case, staff, outsider):
    open_case(case.pk, by=staff, reason=REASON)
    rights = ("change", "withdraw", "grade", "review", "report", "delete", "discuss")
    assert not any(has_permission(staff, f"casework.{right}_case", case) for right in rights)
    staff.is_staff = False
    staff.save()
    assert not has_permission(staff, "casework.view_case", case)


@pytest.mark.promise(7)
def test_opening_is_told_to_its_owner_at_once_with_the_reason(case, staff, member):
    Message.objects.all().delete()
    open_case(case.pk, by=staff, reason=REASON)

    row = Message.objects.select_related("recipient").get()
    mail = mails.prepare_opened([row])[row.pk]

    assert row.recipient == member
    assert (mail.context["who"], mail.context["reason"]) == (staff.full_name, REASON)
    assert "anarie" not in str(mail.context)


@pytest.mark.parametrize("state", ["draft", "expired", "missing", "no reason", "no administrator"])
def test_opening_is_refused(case, staff, outsider, state):
    if state in ("draft", "expired"):
        Case.objects.update(status=state)
    number = 987654321 if state == "missing" else case.pk
    with pytest.raises(Refused):
        open_case(
            number,
            by=outsider if state == "no administrator" else staff,
            reason="Zo." if state == "no reason" else REASON,
        )
    assert CaseOpening.objects.count() == 0


def test_page_opens_logs_and_shows_the_case(operator, case, staff):
    assert case.title not in operator.get(URL).text
    assert operator.post(URL, {"number": case.pk, "reason": "Kort"}).status_code == 422
    assert operator.post(URL, {"number": "99999999999999999999", "reason": REASON}).status_code == 422

    page = operator.post(URL, {"number": case.pk, "reason": REASON}, follow=True)

    assert "Kanarie situatie" in page.text
    assert CaseReading.objects.get().reader == staff
    log = operator.get(URL).text
    assert REASON in log and "anarie" not in log


def test_owner_sees_it_on_the_case(case, staff, member, as_user):
    open_case(case.pk, by=staff, reason=REASON)
    assert REASON in as_user(member).get(case.get_absolute_url()).text


def test_page_asks_a_second_factor_and_is_for_administrators_only(as_user, staff, member, coordinator):
    assert as_user(staff).get(URL).url == reverse("mfa_index")
    assert {as_user(person).get(URL).status_code for person in (member, coordinator)} == {404}
