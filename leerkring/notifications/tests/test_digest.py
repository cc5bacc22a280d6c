"""What is in a digest."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from leerkring.accounts.models import User
from leerkring.notifications import sections
from leerkring.notifications.delivery import deliver_due
from leerkring.notifications.digest import prepare_digests
from leerkring.notifications.digest_schedule import SETTLED, find_due_digests
from leerkring.notifications.kinds import Mail, Skip
from leerkring.notifications.models import Message
from leerkring.notifications.moments import KIND
from leerkring.notifications.sections import DigestLine, register_section

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
# A Monday; 7.00 in Amsterdam is 6.00 UTC in winter.
MONDAY = datetime(2027, 1, 11, 6, 0, tzinfo=UTC)
SUNDAY = MONDAY - timedelta(days=1)


@pytest.fixture(autouse=True)
def no_sections(monkeypatch):
    monkeypatch.setattr(sections, "_sections", {})


@pytest.fixture
def reader(db):
    return User.objects.create_user("lezer@example.nl", given_name="Lezer", date_joined=MONDAY - timedelta(days=40))


def windows(user):
    contexts = Message.objects.filter(recipient=user, kind=KIND).order_by("pk").values_list("context", flat=True)
    return [
        (datetime.fromisoformat(context["since"]), datetime.fromisoformat(context["until"])) for context in contexts
    ]


def add_news(name, **lines):
    """Register a section that says the same to everybody."""
    found = [DigestLine(community, text, f"https://x.nl/{community}") for community, text in lines.items()]
    register_section(name, lambda asked: dict.fromkeys(asked, found))


def test_digest_gathers_the_sections_by_circle(reader):
    find_due_digests(MONDAY)
    add_news("20-cases", Lingewaard="Nieuwe casus")
    add_news("10-meetings", Lingewaard="Bijeenkomst verzet", Velp="Nieuwe bijeenkomst")

    [answer] = prepare_digests(list(Message.objects.all())).values()

    assert isinstance(answer, Mail)
    assert [(circle.community, [line.text for line in circle.lines]) for circle in answer.context["circles"]] == [
        ("Lingewaard", ["Bijeenkomst verzet", "Nieuwe casus"]),
        ("Velp", ["Nieuwe bijeenkomst"]),
    ]


def test_sections_are_asked_once_for_everybody(reader, make):
    asked = []
    register_section("10", lambda found: asked.append(dict(found)) or {})
    other = make.user("Ander", date_joined=SUNDAY)
    find_due_digests(MONDAY)

    prepare_digests(list(Message.objects.all()))
    assert [set(found) for found in asked] == [{reader.pk, other.pk}]
    assert asked[0][other.pk] == (SUNDAY, MONDAY - SETTLED)


def test_empty_digest_is_not_sent(reader):
    find_due_digests(MONDAY)
    assert list(prepare_digests(list(Message.objects.all())).values()) == [Skip("nothing new")]


def test_digests_that_piled_up_become_one(reader):
    asked = []
    register_section("10", lambda found: asked.append(dict(found)) or {reader.pk: [DigestLine("A", "b", "c")]})
    find_due_digests(MONDAY)
    find_due_digests(MONDAY + timedelta(days=7))
    first, second = Message.objects.order_by("pk")

    answers = prepare_digests([first, second])

    assert answers[first.pk] == Skip("part of a later digest")
    assert isinstance(answers[second.pk], Mail)
    assert asked == [{reader.pk: (windows(reader)[0][0], windows(reader)[1][1])}]


def test_digest_arrives_in_the_readers_language_with_a_way_out(reader, mail_server, time_machine):
    time_machine.move_to(MONDAY + timedelta(minutes=1))
    find_due_digests(MONDAY)
    add_news("10", Lingewaard="Bijeenkomst <verzet> & meer")

    assert deliver_due()["sent"] == 1

    [mail] = mail_server.mails
    text, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert "Lingewaard\n* Bijeenkomst <verzet> & meer\n  https://x.nl/Lingewaard" in text.replace("\r\n", "\n")
    assert "Bijeenkomst &lt;verzet&gt; &amp; meer</a>" in html
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
