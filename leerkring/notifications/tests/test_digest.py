"""What is in a digest."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from leerkring.accounts.models import User
from leerkring.notifications import scopes, sections
from leerkring.notifications.delivery import deliver_due
from leerkring.notifications.digest import prepare_digests
from leerkring.notifications.digest_schedule import FIRST_WINDOW, SETTLED, find_due_digests
from leerkring.notifications.kinds import Mail, Skip
from leerkring.notifications.models import Message, Mute, Notice, Preference
from leerkring.notifications.moments import KIND
from leerkring.notifications.notices import collect_notices
from leerkring.notifications.preferences import unsubscribe
from leerkring.notifications.scopes import Readership, Scope, Source, register_scopes
from leerkring.notifications.sections import DigestLine, register_circle_section, register_personal_section

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
# A Monday; 7.00 in Amsterdam is 6.00 UTC in winter.
MONDAY = datetime(2027, 1, 11, 6, 0, tzinfo=UTC)
SUNDAY = MONDAY - timedelta(days=1)


@dataclass(frozen=True)
class Said:
    """What a circle of these tests tells, when that falls in the window."""

    circle: int
    text: str
    at: datetime = SUNDAY
    is_public: bool = False
    url: str = ""

    def line_for(self, window):
        since, until = window
        return DigestLine(self.text, self.url or f"https://x.nl/{self.text}") if since <= self.at < until else None


LINGEWAARD, VELP = Scope(1, "Lingewaard", "/l/"), Scope(2, "Velp", "/v/")


@pytest.fixture(autouse=True)
def registers(monkeypatch):
    """No sections and no circles but those of a test."""
    monkeypatch.setattr(sections, "_of_circles", {})
    monkeypatch.setattr(sections, "_personal", {})
    monkeypatch.setattr(scopes, "_sources", [])


@pytest.fixture
def reader(db):
    return User.objects.create_user("lezer@example.nl", given_name="Lezer", date_joined=MONDAY - timedelta(days=40))


def windows(user):
    contexts = Message.objects.filter(recipient=user, kind=KIND).order_by("pk").values_list("context", flat=True)
    return [
        (datetime.fromisoformat(context["since"]), datetime.fromisoformat(context["until"])) for context in contexts
    ]


def read_by(readers, *circles):
    """Say who reads which circles: {person: {circle: whether they take part}}."""
    found = Readership({scope.number: scope for scope in circles}, {who.pk: which for who, which in readers.items()})
    register_scopes(Source(lambda person: circles, lambda people: found))


def add_news(name, *news):
    """Register a section of circles, and return what it was asked."""
    asked = []
    register_circle_section(name, lambda circles, window: asked.append((set(circles), window)) or news)
    return asked


def told():
    """What stands in each digest: per reader, per circle, the lines."""
    answers = prepare_digests(list(Message.objects.select_related("recipient").order_by("pk")))
    return [
        {news.scope.name: [line.text for line in news.lines] for news in answer.context["circles"]}
        if isinstance(answer, Mail)
        else answer.reason
        for answer in answers.values()
    ]


def test_digest_gathers_the_sections_by_circle(reader):
    find_due_digests(MONDAY)
    read_by({reader: {1: True, 2: True}}, LINGEWAARD, VELP)
    add_news("20-cases", Said(1, "Nieuwe casus"))
    add_news("10-meetings", Said(2, "Nieuwe bijeenkomst"), Said(1, "Bijeenkomst verzet"))

    assert told() == [{"Lingewaard": ["Bijeenkomst verzet", "Nieuwe casus"], "Velp": ["Nieuwe bijeenkomst"]}]


def test_follower_hears_what_is_public_and_a_member_all(reader, make):
    follower = make.user("Volger", date_joined=MONDAY - timedelta(days=40))
    find_due_digests(MONDAY)
    read_by({reader: {1: True}, follower: {1: False}}, LINGEWAARD)
    add_news("10", Said(1, "binnen"), Said(1, "openbaar", is_public=True))

    assert told() == [{"Lingewaard": ["binnen", "openbaar"]}, {"Lingewaard": ["openbaar"]}]


def test_silent_circle_stays_out_for_that_reader_alone(reader, make):
    other = make.user("Ander", date_joined=MONDAY - timedelta(days=40))
    Mute.objects.create(user=reader, scope=1)
    find_due_digests(MONDAY)
    read_by({reader: {1: True, 2: True}, other: {1: True}}, LINGEWAARD, VELP)
    add_news("10", Said(1, "een"), Said(2, "twee"))

    assert told() == [{"Velp": ["twee"]}, {"Lingewaard": ["een"]}]


def test_sections_are_asked_once_for_everybody_and_circles_written_once(reader, make, monkeypatch):
    other = make.user("Ander", date_joined=MONDAY - timedelta(days=40))
    find_due_digests(MONDAY)
    read_by({reader: {1: True}, other: {1: True}}, LINGEWAARD)
    asked = add_news("10", Said(1, "een"))

    first, second = prepare_digests(list(Message.objects.select_related("recipient"))).values()

    assert asked == [({1}, (MONDAY - SETTLED - FIRST_WINDOW, MONDAY - SETTLED))]
    assert first.context["circles"][0] is second.context["circles"][0]


def test_of_one_thing_only_the_first_line_is_kept(reader):
    find_due_digests(MONDAY)
    read_by({reader: {1: True}}, LINGEWAARD)
    add_news("10", Said(1, "versie 2", url="/p/"), Said(1, "versie 1", url="/p/"))
    assert told() == [{"Lingewaard": ["versie 2"]}]


@pytest.mark.parametrize(
    ("days", "news_at", "expected"),
    [
        # The break runs from the 6th to the 20th. Before it begins all is told …
        (-7, datetime(2027, 1, 3, tzinfo=UTC), ["nieuws"]),
        # … in it what happened before it, and nothing of itself …
        (0, datetime(2027, 1, 5, tzinfo=UTC), ["nieuws"]),
        (0, datetime(2027, 1, 8, tzinfo=UTC), []),
        (7, datetime(2027, 1, 8, tzinfo=UTC), []),
        # … and after it all that happened in it, also what earlier digests left out.
        (14, datetime(2027, 1, 8, tzinfo=UTC), ["nieuws"]),
        (14, datetime(2027, 1, 22, tzinfo=UTC), ["nieuws"]),
        (21, datetime(2027, 1, 8, tzinfo=UTC), []),
    ],
)
def test_summer_break_of_a_circle_keeps_its_news_for_afterwards(reader, days, news_at, expected):
    Preference.objects.create(user=reader, next_digest_at=MONDAY - timedelta(days=7))
    for week in range(-7, days + 7, 7):
        Message.objects.all().delete()
        find_due_digests(MONDAY + timedelta(days=week))
    resting = replace(LINGEWAARD, breaks=((date(2027, 1, 6), date(2027, 1, 20)),))
    read_by({reader: {1: True}}, resting)
    add_news("10", Said(1, "nieuws", at=news_at))
    assert told() == [{"Lingewaard": expected} if expected else "nothing new"]


def test_what_waits_is_no_news_by_itself(reader, make):
    other = make.user("Ander", date_joined=MONDAY - timedelta(days=40))
    find_due_digests(MONDAY)
    lines = {reader.pk: [DigestLine("oud", "/o/", is_new=False)], other.pk: [DigestLine("nieuw", "/n/")]}
    register_personal_section("10", "Wacht op jou", lambda windows: lines)
    register_personal_section("20", "Wacht op jou", lambda windows: {other.pk: [DigestLine("oud", "/o/")]})

    first, second = prepare_digests(list(Message.objects.select_related("recipient").order_by("pk"))).values()

    assert first == Skip("nothing new")
    [part] = second.context["for_you"]
    assert [line.text for line in part.lines] == ["nieuw", "oud"]


def test_notices_for_the_digest_stand_in_it_once_and_as_they_hold_now(write, add_kind, reader, time_machine):
    add_kind("tests.news", bulk=True)
    Preference.objects.create(user=reader, channels={"tests.news": "digest"}, next_digest_at=MONDAY)
    time_machine.move_to(SUNDAY)
    for number in range(2):
        write(reader, kind="tests.news", subject_text=f"Bericht {number}", url="https://x.nl/b/")
    deliver_due()
    Notice.objects.filter(context__subject_text="Bericht 1").update(context={"skip": "gone"})
    register_personal_section("30", "Meldingen", collect_notices)
    find_due_digests(MONDAY)
    find_due_digests(MONDAY + timedelta(days=7))

    first, second = (
        prepare_digests([message])[message.pk] for message in Message.objects.filter(kind=KIND).order_by("pk")
    )
    [part] = first.context["for_you"]
    assert [str(line.text) for line in part.lines] == ["Bericht 0"]
    assert second == Skip("nothing new")


def test_digest_that_is_switched_off_in_between_is_not_sent(reader, mail_server):
    find_due_digests(MONDAY)
    unsubscribe(reader, KIND)
    deliver_due()
    assert Message.objects.get().reason == "switched off"


def test_empty_digest_is_not_sent(reader):
    find_due_digests(MONDAY)
    assert list(prepare_digests(list(Message.objects.all())).values()) == [Skip("nothing new")]


def test_digests_that_piled_up_become_one(reader):
    read_by({reader: {1: True}}, LINGEWAARD)
    asked = add_news("10", Said(1, "een"))
    find_due_digests(MONDAY)
    find_due_digests(MONDAY + timedelta(days=7))
    first, second = Message.objects.order_by("pk")

    answers = prepare_digests([first, second])

    assert answers[first.pk] == Skip("part of a later digest")
    assert isinstance(answers[second.pk], Mail)
    assert asked == [({1}, (windows(reader)[0][0], windows(reader)[1][1]))]


def test_digest_arrives_in_the_readers_language_with_a_way_out(reader, mail_server, time_machine):
    time_machine.move_to(MONDAY + timedelta(minutes=1))
    find_due_digests(MONDAY)
    read_by({reader: {1: True}}, LINGEWAARD)
    add_news("10", Said(1, "Bijeenkomst <verzet> & meer", url="https://x.nl/Lingewaard"))

    assert deliver_due()["sent"] == 1

    [mail] = mail_server.mails
    text, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert "Lingewaard\n* Bijeenkomst <verzet> & meer\n  https://x.nl/Lingewaard" in text.replace("\r\n", "\n")
    assert "Bijeenkomst &lt;verzet&gt; &amp; meer</a>" in html
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
