"""What mail servers report by mail, and from whom they believe our mail to be."""

from email import message_from_bytes

import pytest

from leerkring.notifications import bounce_mail
from leerkring.notifications.delivery import deliver_due
from leerkring.notifications.inbound import receive
from leerkring.notifications.models import Message, Suppression

pytestmark = pytest.mark.django_db
BOUNCE, COMPLAINT = Suppression.Cause.BOUNCE, Suppression.Cause.COMPLAINT
State = Message.State
SECRET = "post:een-geheim-van-meer-dan-dertig-tekens"
POSTMARK = "/post/berichten/postmark/"


@pytest.fixture
def sent(settings, write, member, mail_server):
    """A mail to the member that went out from an address of its own."""
    settings.REPLY_ADDRESS = "antwoord@kring.example"
    write(member)
    deliver_due()
    return Message.objects.get()


def dsn(to, *, status="5.1.1", action="failed", whom="daan.willems@example.nl", kind="delivery-status"):
    return f"""From: MAILER-DAEMON@elders.nl
To: {to}
Subject: Undelivered
Content-Type: multipart/report; report-type={kind}; boundary=grens

--grens
Content-Type: text/plain

Sorry.
--grens
Content-Type: message/{kind}

Reporting-MTA: dns; elders.nl

Final-Recipient: rfc822; {whom}
Action: {action}
Status: {status}

--grens--
""".encode()


def test_mail_goes_out_from_an_address_of_its_own_and_shows_the_portal(sent, mail_server, settings):
    assert mail_server.senders == [bounce_mail.envelope_from(sent)]
    assert mail_server.mails[0]["From"] == settings.DEFAULT_FROM_EMAIL


@pytest.mark.parametrize(
    ("facts", "outcome", "suppressed", "soft"),
    [
        ({}, "hard bounce", True, 0),
        ({"status": "5.2.1"}, "hard bounce", True, 0),
        ({"status": "5.2.2"}, "soft bounce", False, 1),
        ({"status": "5.7.1"}, "soft bounce", False, 1),
        ({"whom": "vroeger@example.nl"}, "soft bounce", False, 1),
        ({"action": "delayed", "status": "4.4.1"}, "no bounce", False, 0),
        ({"kind": "disposition-notification"}, "no bounce", False, 0),
        ({"kind": "feedback-report"}, "complaint", True, 0),
    ],
)
def test_report_by_mail_means_what_it_says(facts, outcome, suppressed, soft, sent, member):
    for _ in range(2):
        assert receive(dsn(bounce_mail.envelope_from(sent), **facts)).outcome == outcome
    row = Suppression.objects.of(member.email).first()
    assert bool(row and row.suppressed_at) is suppressed
    assert (row.soft_bounces if row else 0) == soft
    sent.refresh_from_db()
    assert sent.state == (State.SENT if outcome == "no bounce" else State.BOUNCED)


def test_report_by_mail_that_is_forged_or_about_nothing_is_left(sent, member):
    address = bounce_mail.envelope_from(sent)
    forged = address.replace(f"b-{sent.pk}-", f"b-{sent.pk}-0")
    assert receive(dsn(forged)).outcome == "bounce of nobody"
    assert receive(dsn("antwoord+b@kring.example")).outcome == "bounce of nobody"
    assert receive(f"To: {address}\nSubject: Ik ben er niet\n\nTot maandag".encode()).outcome == "no bounce"
    Message.objects.all().delete()
    assert receive(dsn(address)).outcome == "bounce of a mail that is gone"
    assert not Suppression.objects.exists()


def test_report_by_mail_may_be_badly_made(sent):
    raw = dsn(bounce_mail.envelope_from(sent)).replace(b"message/delivery-status", b"text/plain")
    assert receive(raw).outcome == "no bounce"
    assert message_from_bytes(raw)["To"] == bounce_mail.envelope_from(sent)


def test_envelope_is_the_portals_own_when_it_receives_no_mail(write, member, mail_server, settings):
    settings.REPLY_ADDRESS = ""
    write(member)
    deliver_due()
    assert mail_server.senders == ["portaal@leerkring.example"]
