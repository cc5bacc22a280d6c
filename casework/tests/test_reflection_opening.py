"""Break-glass: an administrator opens a reflection, with a reason, a log, a notice and an end."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse
from django.utils import timezone

from casework.actions.reflection_opening import open_reflection
from casework.models import Reflection, ReflectionOpening, ReflectionReading
from leerkring.core.errors import Refused
from leerkring.core.permissions import has_permission
from leerkring.notifications.delivery import deliver_due

REASON = "De politie vraagt met een bevel om deze tekst."


def test_administrator_reads_nothing_until_they_open_it_and_an_hour_later_nothing_any_more(reflection, staff):
    assert not has_permission(staff, "casework.view_reflection", reflection)
    open_reflection(reflection.pk, by=staff, reason=REASON)
    assert has_permission(staff, "casework.view_reflection", reflection)
    ReflectionOpening.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert not has_permission(staff, "casework.view_reflection", reflection)


def test_opening_gives_no_other_right_and_ends_with_being_administrator(reflection, staff):
    open_reflection(reflection.pk, by=staff, reason=REASON)
    for right in ("respond", "change", "share"):
        assert not has_permission(staff, f"casework.{right}_reflection", reflection)
    staff.is_staff = False
    staff.save()
    assert not has_permission(staff, "casework.view_reflection", reflection)


def test_opening_is_told_to_the_author_with_the_reason_and_no_word_of_the_text(reflection, staff, mailoutbox):
    open_reflection(reflection.pk, by=staff, reason=REASON)
    deliver_due()
    assert [REASON in mail.body and staff.full_name in mail.body for mail in mailoutbox] == [True]
    assert "anarie" not in mailoutbox[0].body


@pytest.mark.parametrize("how", ["missing", "no reason", "no administrator"])
def test_opening_is_refused(reflection, staff, outsider, how):
    by, reason = (outsider if how == "no administrator" else staff), ("Kort" if how == "no reason" else REASON)
    with pytest.raises(Refused):
        open_reflection(0 if how == "missing" else reflection.pk, by=by, reason=reason)
    assert not ReflectionOpening.objects.exists()


def test_the_page_asks_a_second_proof_then_opens_and_logs(as_user, reflection, staff, member):
    client, address = as_user(staff), reverse("casework:reflection_opening_list")
    assert client.get(address).url == reverse("mfa_index")
    Authenticator.objects.create(user=staff, type="totp", data={"secret": "x"})
    assert client.post(address, {"number": reflection.pk, "reason": "Kort"}).status_code == 422
    opened = client.post(address, {"number": reflection.pk, "reason": REASON})
    page = client.get(opened.url)
    assert "Kanarie situation" in page.text and "may_be_quoted" not in page.text
    assert "De schrijver kreeg bericht" in page.text and "In vertrouwen met je gedeeld" not in page.text
    assert "Kanarie title" not in client.get(reverse("casework:reflection_list")).text
    assert REASON in client.get(address).text
    assert ReflectionReading.objects.get().reader == staff
    assert "Beheer" in as_user(member).get(reflection.get_absolute_url()).text


@pytest.mark.parametrize("who", ["member", "coordinator", "outsider"])
def test_the_page_does_not_exist_for_others(request, as_user, who):
    client = as_user(request.getfixturevalue(who))
    assert client.get(reverse("casework:reflection_opening_list")).status_code == 404


def test_the_log_stays_when_the_reflection_goes(reflection, staff):
    open_reflection(reflection.pk, by=staff, reason=REASON)
    Reflection.objects.all().delete()
    assert ReflectionOpening.objects.get().reason == REASON
