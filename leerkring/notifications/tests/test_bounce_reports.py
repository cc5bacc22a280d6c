"""What mail services may tell us of mail that came back, and what each of them means."""

import base64
import json

import pytest
import time_machine

from leerkring.notifications import bounces
from leerkring.notifications.delivery import deliver_due
from leerkring.notifications.mail_services import SERVICES, problems, says_it_passes
from leerkring.notifications.models import Message, Suppression

pytestmark = pytest.mark.django_db
BOUNCE, COMPLAINT = Suppression.Cause.BOUNCE, Suppression.Cause.COMPLAINT
State = Message.State
SECRET = "post:een-geheim-van-meer-dan-dertig-tekens"
POSTMARK = "/post/berichten/postmark/"


@pytest.fixture
def service(settings, client):
    """Return a function that posts a report as Postmark does."""
    settings.MAIL_SERVICES, settings.ANYMAIL = ["postmark"], {"WEBHOOK_SECRET": SECRET}

    def post(report, secret=SECRET, path=POSTMARK):
        word = base64.b64encode(secret.encode()).decode()
        return client.post(
            path, json.dumps(report), content_type="application/json", headers={"Authorization": f"Basic {word}"}
        )

    return post


def report(member, **facts):
    hard = {"RecordType": "Bounce", "ID": 42, "Type": "HardBounce", "TypeCode": 1, "Email": member.email}
    return hard | {"MessageID": "x", "BouncedAt": "2027-01-14T10:00:00Z"} | facts


@time_machine.travel("2027-01-14T11:00:00Z", tick=False)
def test_report_of_a_hard_bounce_suppresses_and_again_is_harmless(service, member, told):
    assert [service(report(member)).status_code for _ in range(3)] == [200, 200, 200]
    assert told == [(member.email, member, BOUNCE)]


@pytest.mark.parametrize(
    ("facts", "cause", "soft"),
    [
        ({"Type": "SpamComplaint", "TypeCode": 512, "RecordType": "SpamComplaint"}, COMPLAINT, 0),
        ({"Type": "Transient", "TypeCode": 2}, None, 1),
        ({"Type": "SoftBounce", "TypeCode": 4096}, None, 1),
        ({"Type": "VirusNotification", "TypeCode": 100008}, None, 1),
        ({"RecordType": "Delivery", "DeliveredAt": "2027-01-14T10:00:00Z", "Recipient": "x@y.nl"}, None, 0),
    ],
)
def test_report_of_something_else_means_what_it_says(facts, cause, soft, service, member):
    assert service(report(member, **facts)).status_code == 200
    row = Suppression.objects.of(member.email).first()
    assert (row.cause if row else "") == (cause or "")
    assert (row.soft_bounces if row else 0) == soft


def test_report_marks_the_mail_in_the_ledger(service, write, member, mail_server):
    message = write(member)
    deliver_due()
    message.refresh_from_db()
    service(report(member, MessageID=message.message_id.strip("<>")))

    message.refresh_from_db()
    assert (message.state, message.reason) == (State.BOUNCED, bounces.CAME_BACK[BOUNCE])


@pytest.mark.parametrize("ident", ["", "<>", "abc", "1", f"{'9' * 30}.1@x", "<1.2@elders>"])
def test_report_of_an_unknown_mail_marks_nothing(ident, write, member, mail_server):
    write(member)
    deliver_due()
    assert bounces.mark_bounced(ident, "x") is None
    assert Message.objects.get().state == State.SENT


@pytest.mark.parametrize("secret", ["", "post:verkeerd", SECRET + "x", "é:ü"])
def test_forged_report_is_refused(secret, service, member):
    assert service(report(member), secret=secret).status_code == 401
    assert not Suppression.objects.exists()


def test_forged_reports_are_slowed_down(service, member, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"inbound_refused": "2/m/ip"}
    answers = [service(report(member), secret="a:b").status_code for _ in range(4)]
    assert answers == [401, 401, 429, 429]


@pytest.mark.parametrize("body", [[], {}, "x", {"RecordType": "Bounce"}, None, {"RecordType": "Bounce", "Email": 5}])
def test_report_that_makes_no_sense_breaks_nothing(body, service):
    assert service(body).status_code in (200, 400)
    assert not Suppression.objects.exists()


@pytest.mark.parametrize("name", ["brevo", "nobody"])
def test_service_that_the_settings_do_not_name_has_no_page(name, service, member):
    assert service(report(member), path=f"/post/berichten/{name}/").status_code == 404


@pytest.mark.parametrize("name", SERVICES)
def test_each_service_asks_for_the_secret(name, settings, client):
    key = "een-sleutel"
    settings.MAIL_SERVICES = [name]
    settings.ANYMAIL = {
        "WEBHOOK_SECRET": SECRET,
        "MAILGUN_WEBHOOK_SIGNING_KEY": key,
        "MAILERSEND_SIGNING_SECRET": key,
    }
    assert client.post(f"/post/berichten/{name}/", "{}", content_type="application/json").status_code == 401


@pytest.mark.parametrize(
    ("raw", "passes"),
    [
        ({"Type": "SoftBounce"}, True),
        ({"event": "soft_bounce"}, True),
        ({"event": "hard_bounce"}, False),
        ({"type": "activity.soft_bounced"}, True),
        ({"bounce": {"bounceType": "Transient"}}, True),
        ({"bounce": {"bounceType": "Permanent"}}, False),
        ({"msys": {"message_event": {"bounce_class": "22"}}}, True),
        ({"msys": {"message_event": {"bounce_class": "10"}}}, False),
        ({"hard_bounce": False}, True),
        ({"hard_bounce": True}, False),
        ("tekst", False),
        (None, False),
    ],
)
def test_services_say_themselves_what_passes(raw, passes):
    assert says_it_passes(raw) is passes


def test_settings_of_services_are_checked():
    assert problems([], {"WEBHOOK_SECRET": ""}) == []
    assert problems(["postmark"], {"WEBHOOK_SECRET": SECRET}) == []
    assert len(problems(["postmark"], {"WEBHOOK_SECRET": "x" * 40})) == 1
    assert len(problems(["mailgun", "duif"], {"WEBHOOK_SECRET": SECRET})) == 2
