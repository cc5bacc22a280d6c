"""Topics of a circle: beginning, reading on, following, answering and closing them."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from communities.actions.discussion import change_topic, close_topic, mark_answer, mark_read, reopen_topic, set_wish
from communities.actions.post import add_post, remove_post, start_topic
from communities.mails.discussion import collect_discussions
from communities.models import PER_PAGE, Community, Membership, Post, Topic, TopicReader
from conftest import CLOSED
from leerkring.core.errors import Overtaken, Refused
from leerkring.core.permissions import has_permission
from leerkring.notifications.delivery import deliver_due
from leerkring.notifications.models import Message

pytestmark = pytest.mark.django_db
TITLE, TEXT = "Wie kent een rustige ontmoetingsplek?", "Ik zoek een plek **zonder** muziek."


@pytest.fixture
def topic(talking, member) -> Topic:
    return start_topic(talking, by=member, title=TITLE, text=TEXT, key=uuid4())


def say(topic, by, text="Het buurthuis.") -> Post:
    return add_post(topic, by=by, text=text, key=uuid4())


def path(name, topic, **parts):
    return reverse(f"communities:topic_{name}", kwargs={"slug": topic.community.slug, "pk": topic.pk} | parts)


def list_of(community):
    return reverse("communities:topic_list", kwargs={"slug": community.slug})


def place(topic, person):
    return topic.readers.values_list("read", "wish").get(user=person)


# --- What happens -----------------------------------------------------------------------------------------------


def test_topic_begins_with_its_first_post_and_is_followed_by_who_began_it(topic, member):
    assert (topic.title, topic.post_count, topic.started_by) == (TITLE, 1, member)
    assert list(topic.posts.values_list("number", "text", "author")) == [(1, TEXT, member.pk)]
    assert place(topic, member) == (1, "follow")


def test_same_form_twice_is_one_topic_and_one_post(talking, member):
    key = uuid4()
    first, again = (start_topic(talking, by=member, title=TITLE, text=TEXT, key=key) for _time in range(2))
    said, once_more = (add_post(first, by=member, text="Nog iets.", key=UUID(int=7)) for _time in range(2))

    assert (first, said) == (again, once_more)
    assert (Topic.objects.count(), Post.objects.count()) == (1, 2)


def test_posts_are_numbered_without_gaps(topic, host, member):
    for person in (host, member, host):
        say(topic, person)

    topic.refresh_from_db()
    assert list(topic.posts.values_list("number", flat=True)) == [1, 2, 3, 4]
    assert topic.post_count == 4 and topic.last_posted_at == topic.posts.last().posted_at


def test_nobody_talks_where_it_is_off_or_over(talking, topic, member):
    Community.objects.update(modules=[])
    for deed in (
        lambda: say(topic, member),
        lambda: start_topic(talking, by=member, title="T", text="T", key=uuid4()),
    ):
        with pytest.raises(Refused, match="staat uit"):
            deed()
    Community.objects.update(modules=["discussion"], **CLOSED)
    with pytest.raises(Refused, match="loopt niet"):
        say(topic, member)


def test_closed_topic_takes_no_post_until_it_is_open_again(topic, member, host):
    for _time in range(2):
        close_topic(topic, by=member)
    with pytest.raises(Refused, match="gesloten"):
        say(topic, host)
    for _time in range(2):
        reopen_topic(topic, by=member)

    assert say(topic, host).number == 2


def test_title_is_changed_by_one_at_a_time(topic, member, coordinator):
    change_topic(topic, by=coordinator, version=1, title="Anders")
    change_topic(topic, by=coordinator, version=1, title="Anders")

    with pytest.raises(Overtaken):
        change_topic(topic, by=member, version=1, title="Nog anders")


def test_answer_is_another_post_that_is_there(topic, member, host):
    post = say(topic, host)
    for _time in range(2):
        assert mark_answer(topic, by=member, post=post).answer == post

    remove_post(post, by=host)

    topic.refresh_from_db()
    assert topic.answer is None
    for wrong in (post, topic.posts.first()):
        with pytest.raises(Refused):
            mark_answer(topic, by=member, post=wrong)


def test_read_goes_forward_only_and_no_further_than_the_last(topic, host, member):
    say(topic, member)
    topic.refresh_from_db()
    for number, reached in [(1, 1), (99, 2), (1, 2)]:
        mark_read(topic, by=host, number=number)
        assert place(topic, host) == (reached, "")


def test_erased_people_leave_what_they_said_without_a_name(topic, member, host, coordinator, as_user):
    say(topic, host)
    for person in (member, host):
        person.delete()

    page = as_user(coordinator).get(topic.get_absolute_url()).text

    assert page.count("Iemand die niet meer in het portaal is") == 2
    assert "Daan Willems" not in page and "Anouk Thijssen" not in page and "Het buurthuis." in page


# --- Who hears of it --------------------------------------------------------------------------------------------


def sent():
    deliver_due()
    return [(letter.to[0].split("@")[0].split("<")[-1], letter.subject) for letter in mail.outbox]


def test_followers_hear_of_it_once_until_they_read_on(topic, member, host, coordinator):
    for text in ("Een.", "Twee."):
        say(topic, host, text)
    assert sent() == [("daan.willems", f"Nieuws in “{TITLE}”")]
    body = mail.outbox[0].body
    assert "Een." not in body and f"{topic.get_absolute_url()}#bericht-2" in body

    topic.refresh_from_db()
    mark_read(topic, by=member, number=3)
    say(topic, host, "Drie.")

    assert len(sent()) == 2


def test_mail_is_skipped_for_who_read_muted_left_or_has_nothing_to_read(topic, member, host, make):
    people = [make.user(f"Lezer{number}") for number in range(2)]
    for person in people:
        make.join(person, topic.community, Membership.Role.RESIDENT)
        set_wish(topic, by=person, wish="follow")
    say(topic, host)
    topic.refresh_from_db()
    mark_read(topic, by=member, number=2)
    set_wish(topic, by=people[0], wish="mute")
    Membership.objects.filter(user=people[1]).update(left_at=timezone.now())

    assert sent() == []

    set_wish(topic, by=people[0], wish="follow")
    remove_post(say(topic, host), by=host)
    assert sent() == []


def test_who_muted_a_topic_stays_so_when_they_write(topic, host):
    set_wish(topic, by=host, wish="mute")
    say(topic, host)

    assert place(topic, host) == (2, "mute")
    assert not Message.objects.filter(recipient=host).exists()


def test_digest_tells_members_how_much_was_said(topic, host, django_assert_num_queries):
    for _time in range(2):
        say(topic, host)
    removed = say(topic, host)
    remove_post(removed, by=host)
    Post.objects.filter(number=1).update(posted_at=timezone.now() - timedelta(days=3))
    now = timezone.now()

    with django_assert_num_queries(2):
        [talk] = collect_discussions([topic.community_id], (now - timedelta(days=7), now))

    line = talk.line_for((now - timedelta(days=1), now))
    assert str(line.text) == f"Gesprek: 2 nieuwe berichten in “{TITLE}”"
    assert line.url.endswith("#bericht-2") and not talk.is_public
    assert talk.line_for((now - timedelta(days=9), now - timedelta(days=8))) is None


# --- Who may what -----------------------------------------------------------------------------------------------

PEOPLE = ("visitor", "outsider", "former_member", "alumnus", "staff", "broker", "member", "host", "coordinator")
INSIDE = {"alumnus", "member", "host", "coordinator"}
ACTIVE = {"member", "host", "coordinator"}


@pytest.fixture
def cast(request, community, make):
    alumnus = make.user("Al", "Umnus")
    make.join(alumnus, community, Membership.Role.RESIDENT, alumnus_since=timezone.now())
    names = [name for name in PEOPLE if name not in {"visitor", "alumnus"}]
    people = {name: request.getfixturevalue(name) for name in names}
    return people | {"visitor": AnonymousUser(), "alumnus": alumnus}


def who(cast, rule, row):
    return {name for name in PEOPLE if has_permission(cast[name], f"communities.{rule}", row)}


TABLE = {
    # state: who writes, who leads it, who changes the member's post, who removes it
    "open": (ACTIVE, {"member", "coordinator"}, {"member"}, {"member"}),
    "topic closed": (set(), {"member", "coordinator"}, set(), {"member"}),
    "circle closed": (set(), set(), set(), set()),
    "archived": (set(), set(), set(), set()),
}


@pytest.mark.parametrize("state", list(TABLE))
def test_role_by_state(topic, cast, state):
    post = topic.posts.get()
    if state == "topic closed":
        close_topic(topic, by=cast["member"])
    elif state != "open":
        Community.objects.update(**CLOSED | {"status": "closed" if state == "circle closed" else "archived"})
    found = (
        who(cast, "add_post", topic),
        who(cast, "lead_topic", topic),
        who(cast, "change_post", post),
        who(cast, "remove_post", post),
    )

    assert found == TABLE[state]
    for rule, row in (("view_topic", topic), ("view_post", post), ("read_post", post)):
        assert who(cast, rule, row) == INSIDE
    assert who(cast, "follow_topic", topic) == ACTIVE
    assert who(cast, "moderate_topic", topic) == {"coordinator"}


def test_lists_are_for_who_is_in_the_circle(talking, cast):
    assert who(cast, "view_discussion", talking) == INSIDE
    assert who(cast, "add_topic", talking) == ACTIVE


# --- Pages ------------------------------------------------------------------------------------------------------


def test_pages_carry_a_topic_from_question_to_answer(talking, member, host, as_user):
    new = reverse("communities:topic_create", kwargs={"slug": talking.slug})
    as_user(member).post(new, {"title": TITLE, "text": TEXT, "key": uuid4()})
    topic = Topic.objects.get()
    write = reverse("communities:post_create", kwargs={"slug": talking.slug, "pk": topic.pk})
    answer = as_user(host).post(write, {"text": "Het **buurthuis**.", "key": uuid4()})
    assert answer["Location"] == topic.url_of(2)
    post = topic.posts.get(number=2)
    chosen = reverse("communities:post_answer", kwargs={"slug": talking.slug, "pk": post.pk})
    as_user(member).post(chosen, {"is_answer": "1"})

    page = as_user(member).get(topic.get_absolute_url()).text
    assert "<strong>buurthuis</strong>" in page and "het antwoord" in page.lower()
    assert "beantwoord" in as_user(member).get(list_of(talking)).text
    as_user(member).post(chosen, {"is_answer": "0"})
    topic.refresh_from_db()
    assert topic.answer is None


def test_list_says_what_is_new_and_leads_there(topic, host, member, as_user):
    say(topic, host)

    page = as_user(member).get(list_of(topic.community))

    assert page.context["topics"][0]["url"] == topic.url_of(2)
    assert "1 nieuw" in page.text
    as_user(member).post(path("read", topic), {"number": 2})
    assert "1 nieuw" not in as_user(member).get(list_of(topic.community)).text


def test_page_marks_where_one_left_off_and_scripts_note_reading_without_leaving(topic, host, member, as_user):
    say(topic, host)

    page = as_user(member).get(topic.get_absolute_url())

    assert [one.is_first_unread for one in page.context["said"]] == [False, True]
    assert as_user(member).post(path("read", topic), {"number": 2}, headers={"HX-Request": "true"}).status_code == 204
    page = as_user(member).get(topic.get_absolute_url())
    assert "Ik heb tot hier gelezen" not in page.text


@pytest.mark.parametrize("number", ["", "0", "-1", "x", "1" * 40, "\x00"])
def test_number_that_is_none_changes_nothing(topic, host, as_user, number):
    as_user(host).post(path("read", topic), {"number": number})

    assert not TopicReader.objects.filter(user=host, read__gt=0).exists()


def test_wish_that_is_none_changes_nothing(topic, host, as_user):
    as_user(host).post(path("follow", topic), {"wish": "alles"})
    assert not topic.readers.filter(user=host).exists()

    as_user(host).post(path("follow", topic), {"wish": "follow"})
    assert place(topic, host) == (0, "follow")


def test_switched_off_the_topics_are_read_and_nobody_is_asked_to_write(topic, member, as_user):
    Community.objects.update(modules=[])

    page = as_user(member).get(topic.get_absolute_url()).text
    assert TITLE in page and "Versturen" not in page
    listed = as_user(member).get(list_of(topic.community)).text
    assert TITLE in listed and "staat uit" in listed and "Begin een onderwerp" not in listed
    assert 'aria-current="page">Gesprek' not in listed


def test_two_titles_at_once_show_both(topic, member, coordinator, as_user):
    change_topic(topic, by=coordinator, version=1, title="Eerder")

    page = as_user(member).post(path("change", topic), {"title": "Later", "version": 1})

    assert page.status_code == 409
    assert "Eerder" in page.text and 'value="Later"' in page.text


@pytest.mark.parametrize("number", [1, 3])
def test_pages_ask_as_much_for_more_rows(talking, member, host, as_user, django_assert_num_queries, number):
    topics = [start_topic(talking, by=member, title=f"T{n}", text="T", key=uuid4()) for n in range(number)]
    for n in range(number):
        say(topics[0], host, f"Bericht {n}")
    browser = as_user(member)

    with django_assert_num_queries(5):
        listed = browser.get(list_of(talking))
    with django_assert_num_queries(8):
        page = browser.get(topics[0].get_absolute_url())
    assert (len(listed.context["topics"]), len(page.context["said"])) == (number, number + 1)


def test_ten_thousand_messages_are_read_page_by_page(topic, host, member, as_user, django_assert_num_queries):
    facts = {"topic": topic, "author": host, "posted_at": timezone.now()}
    Post.objects.bulk_create(
        [Post(number=number, text=f"Bericht {number}", key=uuid4(), **facts) for number in range(2, 10_001)],
        batch_size=2_000,
    )
    Topic.objects.update(post_count=10_000)
    browser = as_user(member)

    for wanted, first in [("1", 1), ("200", 199 * PER_PAGE + 1), ("400", 399 * PER_PAGE + 1), ("9" * 30, 9_976)]:
        with django_assert_num_queries(8):
            page = browser.get(f"{topic.get_absolute_url()}?page={wanted}")
        assert [one.post.number for one in page.context["said"]] == list(range(first, first + PER_PAGE))
    assert page.context["last_number"] == 10_000
