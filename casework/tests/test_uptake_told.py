"""Telling what became of an outcome: by who is asked, by readers, and what others see of it."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from casework import uptake_mails as mails
from casework.actions import uptake_told as actions
from casework.models import Outcome, OutcomeAuthor, Uptake
from casework.uptake_links import Asked, read_uptake_token, uptake_url
from communities.models import Membership
from leerkring.core.errors import Refused
from leerkring.core.robots import new_stamp
from leerkring.notifications.delivery import deliver_due
from leerkring.notifications.kinds import Skip
from leerkring.notifications.models import Message

from .test_outcome import url
from .test_permissions import people, who_may  # noqa: F401 (a fixture)

TOLD = {"use": "practice", "where": "Wijkteam Huissen", "story": "We beginnen elk overleg met vraag 3."}
RULE = "uptake_90"


@pytest.fixture
def stamp():
    """Of a page that a reader opened a minute ago."""
    with time_machine.travel(timezone.now() - timedelta(minutes=1)):
        return new_stamp()


def path_of(outcome, person, rule=RULE):
    return uptake_url(Asked(outcome.pk, person.pk, rule)).split("/", 3)[3].join(["/", ""])


def told(outcome, by=None, **more):
    return actions.tell_uptake(outcome, TOLD | more, by=by)


@pytest.mark.parametrize("state", ["draft", "published", "withdrawn"])
def test_who_tells_and_who_decides(people, outcome, published, state):  # noqa: F811
    facts = {"draft": {"published_at": None}, "withdrawn": {"withdrawn_at": timezone.now()}}
    Outcome.objects.update(status=state, **facts.get(state, {}))
    everybody = set(people)

    assert who_may(people, "casework.tell_uptake", outcome) == (everybody if state == "published" else set())


# --- Who is asked -----------------------------------------------------------------------------------------------


def test_link_in_the_mail_leads_to_one_question_and_its_answer_can_change(client, published, member):
    path = path_of(published, member)

    assert client.get(path).status_code == 200 and not Uptake.objects.exists()
    for use in ("practice", "education", "education"):
        assert client.post(path, TOLD | {"use": use}).status_code == 200

    row = Uptake.objects.get()
    assert (row.user, row.rule, row.use, row.state) == (member, RULE, "education", "shown")
    assert client.get(path).context["form"]["use"].value() == "education"


def test_not_used_needs_no_more_words_and_is_no_news_for_readers(client, published, member):
    client.post(path_of(published, member), {"use": "not"})

    assert Uptake.objects.get().use == "not"
    assert not published.uptakes.shown().exists()


@pytest.mark.parametrize("data", [{"use": ""}, {"use": "x"}, {"use": "practice"}, TOLD | {"story": "BSN 111222333"}])
def test_answer_that_lacks_something_says_what(client, published, member, data):
    assert client.post(path_of(published, member), data).status_code == 422
    assert not Uptake.objects.exists()


@pytest.mark.parametrize("what", ["altered", "old", "withdrawn", "no author any more", "nobody"])
def test_link_that_works_no_more_keeps_nothing(client, published, member, what):
    path = path_of(published, member)
    later = timezone.now()
    if what == "altered":
        path = path[:-2] + "/"
    if what == "old":
        later += timedelta(days=91)
    if what == "withdrawn":
        Outcome.objects.update(status="withdrawn", withdrawn_at=later)
    if what == "no author any more":
        OutcomeAuthor.objects.update(user=None)
    if what == "nobody":
        path = reverse("casework:uptake_answer", kwargs={"token": "é:\ud7ff"})
    with time_machine.travel(later):
        assert client.post(path, TOLD).status_code == 404
    assert not Uptake.objects.exists()


def test_token_says_who_was_asked_what(published, member):
    token = path_of(published, member).rstrip("/").rsplit("/", 1)[1]

    assert read_uptake_token(token) == Asked(published.pk, member.pk, RULE)
    assert read_uptake_token("x") is None


# --- Readers ----------------------------------------------------------------------------------------------------


def test_reader_without_account_tells_it_and_nobody_sees_it_yet(visitor, published, member, coordinator, stamp):
    answer = visitor.post(url("uptake_tell", published), TOLD | {"stamp": stamp})

    assert answer.url == url("uptake_thanks", published)
    assert Uptake.objects.get().state == "waiting"
    assert "Wijkteam Huissen" not in visitor.get(published.get_absolute_url()).text
    asked = Message.objects.filter(kind=actions.KIND).values_list("recipient", flat=True)
    assert set(asked) == {member.pk, coordinator.pk}


def test_telling_twice_is_once_and_too_often_is_refused(published, host):
    assert told(published, host) == told(published, host)

    for number in range(actions.MOST_A_DAY - 1):
        told(published, story=f"Anders {number}")
    with pytest.raises(Refused):
        told(published, story="Nog een")
    assert Uptake.objects.count() == actions.MOST_A_DAY


def test_what_is_withdrawn_takes_no_use(published):
    Outcome.objects.update(status="withdrawn", withdrawn_at=timezone.now())

    with pytest.raises(Refused):
        told(published)


def test_robot_is_stopped(visitor, published, stamp):
    for data in ({"stamp": ""}, {"stamp": new_stamp()}, {"stamp": stamp, "nickname": "x"}):
        assert visitor.post(url("uptake_tell", published), TOLD | data).status_code == 422
    assert visitor.post(url("uptake_tell", published), TOLD | {"use": "not", "stamp": stamp}).status_code == 422
    assert not Uptake.objects.exists()


def test_author_who_tells_it_shows_it_at_once_and_asks_nobody(as_user, visitor, published, member, stamp):
    as_user(member).post(url("uptake_tell", published), TOLD | {"stamp": stamp})

    assert "Wijkteam Huissen" in visitor.get(published.get_absolute_url()).text
    assert not Message.objects.filter(kind=actions.KIND).exists()


def test_many_from_one_network_are_stopped(visitor, published, stamp):
    for number in range(6):
        answer = visitor.post(url("uptake_tell", published), TOLD | {"stamp": stamp, "story": f"Zo {number}"})

    assert answer.status_code == 429 and Uptake.objects.count() == 5


# --- Who decides ------------------------------------------------------------------------------------------------


def test_author_reads_and_shows_or_hides(as_user, visitor, published, member):
    row, client = told(published), as_user(member)
    assert "Wijkteam Huissen" in client.get(url("uptake_list", published)).text

    for deed, state, is_seen in (("show", "shown", True), ("show", "shown", True), ("hide", "hidden", False)):
        client.post(url("uptake_decide", published, pk=row.pk), {deed: "1"})
        row.refresh_from_db()
        assert row.state == state and row.decided_by == member
        assert published.uptakes.shown().exists() == is_seen


@pytest.mark.parametrize("who", ["host", "outsider", "staff", "former_member"])
def test_others_neither_read_nor_decide(request, as_user, published, who):
    row, client = told(published), as_user(request.getfixturevalue(who))

    assert client.get(url("uptake_list", published)).status_code == 404
    assert client.post(url("uptake_decide", published, pk=row.pk), {"show": "1"}).status_code == 404


def test_deciding_about_what_is_gone_is_refused(published, member):
    row = told(published)
    Uptake.objects.all().delete()

    with pytest.raises(Refused):
        actions.decide_uptake(row, by=member, is_shown=True)


@pytest.mark.parametrize("number", [1, 3])
def test_list_asks_the_same_number_of_questions(as_user, published, member, host, number, django_assert_num_queries):
    for each in range(number):
        told(published, host, story=f"Zo {each}")
    client = as_user(member)
    client.get(url("uptake_list", published))

    with django_assert_num_queries(4):
        client.get(url("uptake_list", published))


# --- Mail -------------------------------------------------------------------------------------------------------


def prepared():
    messages = list(Message.objects.filter(kind=actions.KIND).select_related("recipient"))
    return [mails.prepare_told(messages)[message.pk] for message in messages]


def test_mail_tells_that_there_is_something_and_no_word_of_it(published, member, coordinator):
    told(published)
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        deliver_due()

    letters = [letter for letter in mail.outbox if published.title in letter.subject]
    assert len(letters) == 2
    assert url("uptake_list", published) in letters[0].body and "Huissen" not in letters[0].body


@pytest.mark.parametrize("what", ["decided", "gone", "withdrawn", "left"])
def test_mail_that_came_too_late_is_not_sent(published, member, what):
    row = told(published)
    if what == "decided":
        actions.decide_uptake(row, by=member, is_shown=False)
    if what == "gone":
        Uptake.objects.all().delete()
    if what == "withdrawn":
        Outcome.objects.update(status="withdrawn", withdrawn_at=timezone.now())
    if what == "left":
        Membership.objects.update(left_at=timezone.now())
        OutcomeAuthor.objects.update(user=None)

    assert all(isinstance(answer, Skip) for answer in prepared())
