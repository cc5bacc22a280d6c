"""Mail that came back or was reported: what it means for an address, and how it is set right."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail as outbox
from django.utils import timezone

from leerkring.notifications import bounces
from leerkring.notifications.actions import notify
from leerkring.notifications.address_check import make_check
from leerkring.notifications.delivery import deliver_due
from leerkring.notifications.models import Message, Suppression
from leerkring.notifications.models.suppression import mark_of

pytestmark = pytest.mark.django_db
BOUNCE, COMPLAINT = Suppression.Cause.BOUNCE, Suppression.Cause.COMPLAINT
State = Message.State
SECRET = "post:een-geheim-van-meer-dan-dertig-tekens"
POSTMARK = "/post/berichten/postmark/"


# --- Addresses ---------------------------------------------------------------------------------------------------


@pytest.mark.promise(18)
@pytest.mark.parametrize("cause", [BOUNCE, COMPLAINT])
def test_address_is_not_written_to_any_more_and_the_apps_hear_of_it_once(
    cause, write, member, host, mail_server, told
):
    assert bounces.suppress(member.email.upper(), cause)
    assert not bounces.suppress(member.email, cause)
    write(member)
    write(host)

    assert deliver_due() == {"sent": 1, "skipped": 1}
    assert Message.objects.get(recipient=member).reason == bounces.SUPPRESSED
    assert told == [(member.email, member, cause)]


def test_address_is_kept_by_nobody(member):
    bounces.suppress(member.email, BOUNCE)
    [row] = Suppression.objects.values()
    assert member.email not in str(row)
    assert str(Suppression.objects.get()) == mark_of(member.email)[:8]


def test_address_stays_known_under_an_earlier_key(member, settings):
    bounces.suppress(member.email, BOUNCE)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "y" * 50
    assert bounces.suppression_of(member.email)
    bounces.note_soft_bounce(member.email)
    assert Suppression.objects.get().soft_bounces == 1


def test_address_of_somebody_without_account_is_suppressed_too(write, mail_server, told):
    write("gast@example.nl")
    bounces.suppress("Gast@example.nl", BOUNCE)

    assert deliver_due() == {"skipped": 1}
    assert told == [("gast@example.nl", None, BOUNCE)]


@pytest.mark.parametrize("address", ["", "vreemd@elders.nl"])
def test_address_that_we_never_wrote_to_leaves_no_row(address, told):
    assert not bounces.suppress(address, BOUNCE)
    bounces.note_soft_bounce(address)
    assert not Suppression.objects.exists()
    assert told == []


def test_what_somebody_asks_for_reaches_a_suppressed_address(add_kind, write, member, mail_server):
    add_kind("tests.code", asked_for=True)
    bounces.suppress(member.email, BOUNCE)
    write(member, kind="tests.code")
    assert deliver_due()["sent"] == 1


def test_soft_bounce_is_counted_and_changes_nothing(write, member, mail_server, told):
    for event in ("1", "2", "2", ""):
        bounces.note_soft_bounce(member.email, event=event)
    write(member)

    assert deliver_due()["sent"] == 1
    assert Suppression.objects.get().soft_bounces == 3
    assert told == []


def test_confirmed_address_is_written_to_again_and_old_reports_count_no_more(write, member, mail_server, told):
    bounces.suppress(member.email, BOUNCE, event="1")
    bounces.confirm_address(member.email)
    bounces.confirm_address(member.email)
    write(member)
    assert deliver_due()["sent"] == 1

    assert not bounces.suppress(member.email, BOUNCE, event="1")
    assert not bounces.suppress(member.email, BOUNCE, event="2", at=timezone.now() - timedelta(hours=1))
    assert bounces.suppress(member.email, BOUNCE, event="3", at=timezone.now() + timedelta(minutes=1))
    assert len(told) == 2


def test_events_that_are_remembered_stay_few(member):
    for number in range(30):
        bounces.note_soft_bounce(member.email, event=str(number))
    assert Suppression.objects.get().events == [str(number) for number in range(10, 30)]


def test_looking_for_addresses_takes_one_query(member, host, django_assert_num_queries):
    bounces.suppress(member.email, BOUNCE)
    with django_assert_num_queries(1):
        assert bounces.suppressed_among({member.email, host.email, "x@example.nl"}) == {member.email}


@pytest.mark.parametrize(
    ("answer", "is_gone"),
    [("550 5.1.1 no such user", True), ("550 5.7.1 we dislike you", False), ("550 no", False), ("450 5.1.1 x", False)],
)
def test_refusal_at_the_door_suppresses_when_the_address_does_not_exist(answer, is_gone, write, member, mail_server):
    mail_server.on_rcpt = lambda address: answer
    message = write(member)
    deliver_due()
    found = bounces.suppression_of(member.email)
    assert (found.events if found else []) == ([f"refused:{message.pk}"] if is_gone else [])


def test_delivery_goes_on_when_noting_a_refusal_breaks(write, member, host, mail_server, monkeypatch, caplog):
    def broken(*args, **kwargs):
        raise ValueError("broken")

    monkeypatch.setattr(bounces, "suppress", broken)
    mail_server.on_rcpt = lambda address: "550 5.1.1 no" if address == member.email else None
    write(member)
    write(host)
    assert deliver_due()["sent"] == 1
    assert "could not be noted" in caplog.text


# --- Setting it right --------------------------------------------------------------------------------------------

CHECK = "/meldingen/adres/"


def test_somebody_sees_that_mail_comes_back_and_sets_it_right(as_user, member, mail_server):
    bounces.suppress(member.email, BOUNCE)
    browser = as_user(member)
    assert "Je krijgt nu geen mail van ons" in browser.get("/meldingen/instellingen/").text

    response = browser.post(CHECK, follow=True)
    assert member.email in response.text
    assert deliver_due()["sent"] == 1
    text = mail_server.mails[0].get_body(("plain",)).get_content()
    path = next(word for word in text.split() if CHECK in word).partition("8000")[2]

    looked = browser.get(path)
    assert (looked.status_code, bool(bounces.suppression_of(member.email))) == (200, True)
    for _ in range(2):
        assert browser.post(path).status_code == 200
    assert bounces.suppression_of(member.email) is None
    assert "Je krijgt nu geen mail van ons" not in browser.get("/meldingen/instellingen/").text


def test_asking_for_a_check_is_harmless_when_nothing_is_wrong(as_user, member):
    as_user(member).post(CHECK)
    assert not Message.objects.exists()


def test_asking_for_a_check_over_and_over_stops(as_user, member):
    bounces.suppress(member.email, BOUNCE)
    browser = as_user(member)
    with time_machine.travel(datetime(2027, 1, 14, 9, tzinfo=UTC), tick=False) as clock:
        for _ in range(5):
            browser.post(CHECK)
            clock.shift(timedelta(minutes=1))
    assert Message.objects.filter(kind="notifications.address_check").count() == 3


def test_check_is_not_sent_when_the_address_was_confirmed_meanwhile(as_user, member, mail_server):
    bounces.suppress(member.email, BOUNCE)
    as_user(member).post(CHECK)
    bounces.confirm_address(member.email)
    assert deliver_due() == {"skipped": 1}


def test_check_link_is_for_this_person_at_this_address(client, member):
    bounces.suppress(member.email, BOUNCE)
    with time_machine.travel(timezone.now() - timedelta(days=4)):
        old = make_check(member)
    good = make_check(member)
    for token in (old, "onzin", good[:-1], "W10:x:y"):
        assert client.post(f"{CHECK}{token}/").status_code == 404
    type(member).objects.update(email="nieuw@example.nl")
    assert client.post(f"{CHECK}{good}/").status_code == 404
    assert Suppression.objects.in_force().exists()
    assert outbox.outbox == []


def test_sign_in_code_reaches_a_suppressed_address(member, mail_server):
    """Without it, one wrong report would lock somebody out of the page where it can be set right."""
    bounces.suppress(member.email, COMPLAINT)
    facts = {"mail": "login_code", "at": timezone.now().isoformat(), "code": "123456"}
    notify(member, "accounts.mail", key="code", context=facts)
    assert deliver_due()["sent"] == 1
