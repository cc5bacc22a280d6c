"""When a digest is due, that its windows leave no hole, and what is in it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from leerkring.accounts.models import User
from leerkring.notifications import digest, sections
from leerkring.notifications.delivery import deliver_due
from leerkring.notifications.digest import find_due_digests, next_moment, prepare_digests
from leerkring.notifications.kinds import Mail, Skip
from leerkring.notifications.models import Message, Preference
from leerkring.notifications.preferences import save_preference, unsubscribe
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
    contexts = (
        Message.objects.filter(recipient=user, kind=digest.KIND).order_by("pk").values_list("context", flat=True)
    )
    return [
        (datetime.fromisoformat(context["since"]), datetime.fromisoformat(context["until"])) for context in contexts
    ]


def add_news(name, **lines):
    """Register a section that says the same to everybody."""
    found = [DigestLine(community, text, f"https://x.nl/{community}") for community, text in lines.items()]
    register_section(name, lambda asked: dict.fromkeys(asked, found))


# --- When -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("choice", "after", "expected"),
    [
        ({}, SUNDAY, MONDAY),
        ({}, MONDAY, MONDAY + timedelta(days=7)),
        ({}, MONDAY - timedelta(seconds=1), MONDAY),
        ({"digest": "daily"}, SUNDAY, MONDAY),
        ({"digest": "daily", "digest_hour": 8}, SUNDAY, SUNDAY + timedelta(hours=1)),
        ({"digest_weekday": 6}, SUNDAY, SUNDAY + timedelta(days=7)),
        ({"digest": "none"}, SUNDAY, None),
        # Over the night in which the clock goes forward, seven on the clock is an hour earlier in the world.
        ({}, datetime(2027, 3, 27, tzinfo=UTC), datetime(2027, 3, 29, 5, 0, tzinfo=UTC)),
        # 2.00 does not exist that night; the digest comes, once.
        (
            {"digest": "daily", "digest_hour": 2},
            datetime(2027, 3, 27, 12, tzinfo=UTC),
            datetime(2027, 3, 28, 1, tzinfo=UTC),
        ),
    ],
)
def test_next_moment(choice, after, expected):
    assert next_moment(Preference(**choice), AMSTERDAM, after=after) == expected


def test_next_moment_follows_the_persons_own_zone():
    moment = next_moment(Preference(), ZoneInfo("America/Paramaribo"), after=SUNDAY)
    assert moment == datetime(2027, 1, 11, 10, 0, tzinfo=UTC)


# --- Who ------------------------------------------------------------------------------------------------------


def test_digest_is_written_on_its_day_and_once(reader):
    assert find_due_digests(SUNDAY) == 0
    assert find_due_digests(MONDAY) == 1
    assert find_due_digests(MONDAY + timedelta(minutes=1)) == 0
    assert len(windows(reader)) == 1


def test_windows_join_without_hole_or_overlap(reader):
    for week in range(3):
        find_due_digests(MONDAY + timedelta(days=7 * week))

    [first, second, third] = windows(reader)
    assert first == (MONDAY - digest.SETTLED - digest.FIRST_WINDOW, MONDAY - digest.SETTLED)
    assert (second[0], third[0]) == (first[1], second[1])


def test_window_covers_the_whole_outage(reader):
    find_due_digests(MONDAY)
    find_due_digests(MONDAY + timedelta(days=23))

    [first, second] = windows(reader)
    assert second == (first[1], MONDAY + timedelta(days=23) - digest.SETTLED)
    assert Preference.objects.get().next_digest_at == MONDAY + timedelta(days=28)


def test_window_does_not_move_when_the_row_is_not_written(reader, monkeypatch):
    find_due_digests(SUNDAY)
    monkeypatch.setattr(digest, "notify_all", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        find_due_digests(MONDAY)
    monkeypatch.undo()

    assert Preference.objects.get().last_digest_at is None
    assert find_due_digests(MONDAY + timedelta(minutes=1)) == 1


def test_newcomer_gets_the_first_digest_from_the_day_they_joined(db):
    joined = MONDAY - timedelta(hours=20)
    newcomer = User.objects.create_user("nieuw@example.nl", given_name="Nieuw", date_joined=joined)
    find_due_digests(MONDAY)
    assert windows(newcomer) == [(joined, MONDAY - digest.SETTLED)]


def test_newcomer_just_before_the_moment_is_not_missed(reader):
    find_due_digests(MONDAY - timedelta(minutes=30))
    late = User.objects.create_user("laat@example.nl", given_name="Laat", date_joined=MONDAY - timedelta(minutes=20))

    find_due_digests(MONDAY)
    find_due_digests(MONDAY + timedelta(minutes=31))
    assert windows(late) == [(late.date_joined, MONDAY + timedelta(minutes=29))]


def test_closed_account_and_who_wants_none_get_no_digest(reader, make):
    closed = make.user("Weg", date_joined=SUNDAY)
    unsubscribe(reader, digest.KIND)
    find_due_digests(SUNDAY)
    User.objects.filter(pk=closed.pk).update(is_active=False)

    find_due_digests(MONDAY)
    assert not Message.objects.exists()


def test_looking_when_nothing_is_due_walks_over_nobody(reader, make, django_assert_num_queries):
    find_due_digests(SUNDAY)
    for number in range(3):
        make.user(f"Nog {number}")
    with django_assert_num_queries(4):  # the hourly gate, and one look between BEGIN and COMMIT
        find_due_digests(SUNDAY + timedelta(minutes=1))


def test_finding_takes_the_same_queries_for_one_and_for_many(reader, make, django_assert_num_queries):
    find_due_digests(SUNDAY)
    with django_assert_num_queries(11) as few:
        find_due_digests(MONDAY)
    for number in range(3):
        make.user(f"Nog {number}", date_joined=SUNDAY)
    find_due_digests(MONDAY + timedelta(hours=2))
    with django_assert_num_queries(11) as many:
        find_due_digests(MONDAY + timedelta(days=7))
    assert len(few) == len(many)
    assert Message.objects.count() == 5


def test_everybody_is_enrolled_when_there_are_many(make, db, monkeypatch):
    monkeypatch.setattr(digest, "BATCH", 2)
    for number in range(5):
        make.user(f"Lid {number}", date_joined=SUNDAY)

    find_due_digests(MONDAY)
    assert Preference.objects.count() == 5
    assert Message.objects.count() == 5


def test_choice_moves_the_next_digest(reader, time_machine):
    time_machine.move_to(SUNDAY)
    preference = save_preference(reader, digest="daily", digest_weekday=0, digest_hour=20, muted_kinds=[])
    assert preference.next_digest_at == SUNDAY.replace(hour=19)


# --- What -----------------------------------------------------------------------------------------------------


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
    assert asked[0][other.pk] == (SUNDAY, MONDAY - digest.SETTLED)


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
