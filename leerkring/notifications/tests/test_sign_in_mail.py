"""Mail about signing in: from allauth through the outbox to what the reader sees."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.adapter import get_adapter
from allauth.core.context import request_context
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from leerkring.notifications.kinds import Mail, Skip
from leerkring.notifications.models import Message
from leerkring.notifications.render import render_mail, speaking_to
from leerkring.notifications.sign_in_mail import LIFETIMES, NOTICES, TEMPLATES, prepare

pytestmark = pytest.mark.django_db

FACTS = {
    "code": "123456",
    "from_email": "oud@example.nl",
    "to_email": "nieuw@example.nl",
    "deleted_email": "oud@example.nl",
    "provider": type("Provider", (), {"name": "SURFconext"}),
    "ip": "192.0.2.7",
    "user_agent": "Firefox",
}


@pytest.fixture
def send(rf):
    """Let allauth send a mail, and return its row."""

    def by_allauth(name: str, email: str = "daan.willems@example.nl", **facts) -> Message:
        request = rf.get("/")
        request.user = AnonymousUser()
        with request_context(request):
            get_adapter(request).send_mail(f"account/email/{name}", email, {"request": request} | FACTS | facts)
        return Message.objects.latest("pk")

    return by_allauth


def read(message: Message) -> tuple[str, str, str]:
    mail = prepare([message])[message.pk]
    assert isinstance(mail, Mail)
    with speaking_to(message.recipient, message.language):
        return render_mail(mail.template, mail.context, recipient=message.recipient)


def test_login_from_the_page_reaches_the_outbox(client, member, django_capture_on_commit_callbacks):
    client.post("/account/inloggen/", {"login": member.email})

    message = Message.objects.get()
    subject, text, html = read(message)
    assert (message.kind, message.recipient, message.state) == ("accounts.mail", member, "due")
    assert all(message.context["code"] in part for part in (subject, text, html))


@pytest.mark.parametrize("name", [*TEMPLATES, *NOTICES])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_mail_is_complete(send, member, name, language):
    member.language = language
    member.save()

    subject, text, html = read(send(name))

    assert subject and f'lang="{language}"' in html
    assert "{" not in subject + text and "None" not in text
    if name in LIFETIMES:
        assert "123456" in text and re.search(r"\b10 minut(en|es)\b", text)


def test_mail_speaks_the_language_of_its_reader(send, member):
    dutch = read(send("login_code"))[0]
    member.language = "en"
    member.save()

    assert read(send("login_code"))[0] == "123456 is your code to log in" != dutch


def test_two_codes_are_two_mails(send, member):
    send("login_code")
    send("login_code", code="654321")

    assert [message.context["code"] for message in Message.objects.order_by("pk")] == ["123456", "654321"]


def test_code_that_no_longer_counts_is_not_sent(send, member):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        message = send("login_code")
        clock.shift(timedelta(minutes=10))

        assert prepare([message])[message.pk] == Skip("expired")


def test_notice_is_sent_however_late(send, member):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        message = send("password_changed")
        clock.shift(timedelta(hours=5))

        assert isinstance(prepare([message])[message.pk], Mail)


def test_nothing_is_sent_to_who_is_switched_off(send, member):
    member.is_active = False
    member.save()

    message = send("password_changed")

    assert isinstance(prepare([message])[message.pk], Skip)


def test_mail_goes_to_an_address_without_account(send, db):
    message = send("unknown_account", "nobody@example.nl")

    assert (message.recipient, message.address) == (None, "nobody@example.nl")


def test_notice_of_a_new_address_goes_to_the_old_one(send, member):
    message = send("email_changed", "oud@example.nl")

    assert (message.recipient, message.address) == (None, "oud@example.nl")
    assert "nieuw@example.nl" in read(message)[1]


def test_prepare_asks_nothing_of_the_database(send, member, django_assert_num_queries):
    for _ in range(3):
        send("login_code")
    messages = list(Message.objects.select_related("recipient"))

    with django_assert_num_queries(0):
        prepare(messages)


def test_what_a_name_holds_is_shown_as_text(send, member):
    html = read(send("password_changed", user_agent="<b>x</b>"))[2]

    assert "<b>x</b>" not in html and "&lt;b&gt;x" in html
