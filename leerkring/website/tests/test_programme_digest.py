"""What a digest tells of the programmes that its reader follows."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from communities.actions.follow import follow_community, follow_programme
from communities.models import Area, Community, Membership, Programme
from conftest import make_user
from leerkring.notifications.digest import prepare_digests
from leerkring.notifications.digest_schedule import SETTLED, find_due_digests
from leerkring.notifications.models import Message, Preference
from leerkring.website import news, programme_digest
from leerkring.website.programme_digest import collect_programmes
from meetings.tests.event_rows import make_event

from .test_feed import recognise, tell
from .test_news import publish

pytestmark = pytest.mark.django_db


def make_circle(programme, name, started_at):
    facts = {"kind": "regional", "status": "active", "question": "Hoe dan?", "area": Area.objects.get()}
    return Community.objects.create(
        programme=programme, slug=name.lower().replace(" ", "-"), name=name, started_at=started_at, **facts
    )


@pytest.fixture
def community(community):
    """A circle that began long ago."""
    Community.objects.filter(pk=community.pk).update(started_at=timezone.now() - timedelta(days=400))
    return community


@pytest.fixture
def other(community, programme):
    """A second circle of the programme."""
    return make_circle(programme, "Gemert", timezone.now() - timedelta(days=400))


def window(days=7):
    now = timezone.now()
    return now - timedelta(days=days), now + timedelta(minutes=1)


def heard(person, days=7):
    return [str(line.text) for line in collect_programmes({person.pk: window(days)}).get(person.pk, [])]


def everything_new(circle):
    """Let a circle make one of each kind of thing public, a minute apart; an old one of each is no news."""
    now = timezone.now()
    long_ago = now - timedelta(days=30)
    recognise(circle, starts_on=timezone.localdate() - timedelta(days=1))
    recognise(circle, title="Oud", starts_on=timezone.localdate() - timedelta(days=30))
    for days, at in (("Nieuw", now - timedelta(minutes=1)), ("Oud", long_ago)):
        tell(circle, title=f"{days} verhaal", published_at=at)
        publish(circle, f"{days} paper", slug=f"{days}-{circle.pk}".lower(), published_at=at - timedelta(minutes=1))
        event = make_event(circle, days=9, slug=f"cafe-{days}-{circle.pk}".lower(), title=f"{days} café")
        type(event).objects.filter(pk=event.pk).update(published_at=at - timedelta(minutes=2))
    Community.objects.filter(pk=circle.pk).update(started_at=now - timedelta(minutes=5))


def test_follower_hears_each_kind_newest_first_in_a_line_with_a_link(community, outsider, settings):
    settings.SITE_URL = "https://leerkring.example.nl"
    follow_programme(community.programme, by=outsider)
    everything_new(community)

    lines = collect_programmes({outsider.pk: window()})[outsider.pk]

    assert [str(line.text) for line in lines] == [
        "Nieuw verhaal · Verhaal · Zorgalliantie",
        "Nieuw paper · Paper · Zorgalliantie",
        "Nieuw café · Aangekondigd: zorgalliantiecafé · Zorgalliantie",
        "Er begon een leerkring: Lingewaard · Leerkring · Zorgalliantie",
        "Koploper voor Lingewaard · Erkenning · Zorgalliantie",
    ]
    assert all(line.is_new for line in lines)
    assert {line.url.partition("/")[0] for line in lines} == {"https:"}
    assert lines[0].url.startswith("https://leerkring.example.nl/leerkringen/lingewaard/verhalen/")
    with translation.override("en"):
        assert str(lines[0].text) == "Nieuw verhaal · Story · Zorgalliantie"


def test_digest_comes_for_who_is_in_no_circle_at_all(community, outsider):
    follow_programme(community.programme, by=outsider)
    now = timezone.now() + SETTLED * 2
    Preference.objects.update_or_create(
        user=outsider, defaults={"next_digest_at": now, "last_digest_at": now - timedelta(days=7)}
    )
    tell(community, title="De dinsdagtafel")
    find_due_digests(now)
    message = Message.objects.select_related("recipient").get(recipient=outsider)

    mail = prepare_digests([message])[message.pk]

    (part,) = mail.context["for_you"]
    assert str(part.title) == "Uit programma’s die je volgt"
    assert [str(line.text) for line in part.lines] == ["De dinsdagtafel · Verhaal · Zorgalliantie"]


def test_what_the_programme_itself_does_is_told(programme, outsider):
    follow_programme(programme, by=outsider)
    event = make_event(programme, days=9, slug="masterclass", title="Masterclass")
    type(event).objects.filter(pk=event.pk).update(published_at=timezone.now())

    assert heard(outsider) == ["Masterclass · Aangekondigd: zorgalliantiecafé · Zorgalliantie"]


def test_lines_speak_the_word_of_their_programme(community, outsider):
    Programme.objects.update(noun_singular="leergemeenschap", noun_plural="leergemeenschappen")
    follow_programme(Programme.objects.get(), by=outsider)
    Community.objects.filter(pk=community.pk).update(started_at=timezone.now())

    assert heard(outsider) == ["Er begon een leergemeenschap: Lingewaard · Leergemeenschap · Zorgalliantie"]


def test_nothing_is_told_that_is_not_for_everybody_or_of_another_programme(community, outsider):
    elsewhere = Programme.objects.create(name="Elders", slug="elders")
    follow_programme(elsewhere, by=outsider)
    everything_new(community)
    assert heard(outsider) == []

    follow_programme(community.programme, by=outsider)
    Community.objects.filter(pk=community.pk).update(status="draft", started_at=None)
    tell(community, title="Alleen voor ons", is_public=False)
    assert not [line for line in heard(outsider) if "Alleen voor ons" in line or "begon" in line]


def test_who_hears_of_a_circle_anyway_does_not_hear_it_twice(community, other, member, outsider):
    for person in (member, outsider):
        follow_programme(community.programme, by=person)
    follow_community(other, by=outsider)
    tell(community, title="Uit Lingewaard")
    tell(other, title="Uit Gemert")
    of_gemert = ["Uit Gemert · Verhaal · Zorgalliantie"]
    assert heard(member) == of_gemert
    assert heard(outsider) == ["Uit Lingewaard · Verhaal · Zorgalliantie"]

    Membership.objects.filter(user=member).update(alumnus_since=timezone.now())
    assert heard(member) == of_gemert


def test_each_reader_hears_of_their_own_window(community, outsider, staff):
    for person in (outsider, staff):
        follow_programme(community.programme, by=person)
    tell(community, title="Van eergisteren", published_at=timezone.now() - timedelta(days=2))
    tell(community, title="Van zojuist")

    lines = collect_programmes({outsider.pk: window(1), staff.pk: window(7)})

    assert [str(line.text).partition(" · ")[0] for line in lines[outsider.pk]] == ["Van zojuist"]
    assert [str(line.text).partition(" · ")[0] for line in lines[staff.pk]] == ["Van zojuist", "Van eergisteren"]


def test_busy_programme_is_cut_with_a_way_to_the_rest_and_hides_no_quiet_one(community, outsider, monkeypatch):
    monkeypatch.setattr(programme_digest, "MOST", 2)
    monkeypatch.setattr(news, "MOST", 3)
    quiet = Programme.objects.create(name="Stil", slug="stil")
    make_circle(quiet, "Rustig", timezone.now() - timedelta(days=2))
    for programme in (community.programme, quiet):
        follow_programme(programme, by=outsider)
    for number in range(5):
        tell(community, title=f"Verhaal {number}", published_at=timezone.now() - timedelta(minutes=number))

    lines = collect_programmes({outsider.pk: window()})[outsider.pk]

    assert [str(line.text).partition(" · ")[0] for line in lines] == [
        "Er begon een leerkring: Rustig", "Verhaal 0", "Verhaal 1", "Er is meer van Zorgalliantie",
    ]  # fmt: skip
    assert lines[-1].url.endswith(community.programme.get_absolute_url())


@pytest.mark.parametrize("rows", [1, 3])
def test_questions_are_as_many_for_one_as_for_three(rows, area, django_assert_num_queries):
    people = [make_user(f"Volger{number}") for number in range(rows)]
    for number, person in enumerate(people):
        own = Programme.objects.create(name=f"Programma {number}", slug=f"programma-{number}")
        circle = make_circle(own, f"Kring {number}", timezone.now())
        everything_new(circle)
        follow_programme(own, by=person)
    with django_assert_num_queries(8):
        found = collect_programmes({person.pk: window() for person in people})
    assert {len(lines) for lines in found.values()} == {5}


def test_who_follows_no_programme_costs_one_question(outsider, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert collect_programmes({outsider.pk: window()}) == {}
