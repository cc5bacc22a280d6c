"""What is said in a topic: safely shown, changed with its history, and taken back without leaving a hole."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from communities.actions.discussion import close_topic
from communities.actions.post import add_post, change_post, remove_post, start_topic
from communities.models import Post, PostVersion, Topic
from leerkring.core.errors import Overtaken, Refused

pytestmark = pytest.mark.django_db
BEFORE, AFTER = "Dinsdag kan ik.", "Woensdag kan ik."


@pytest.fixture
def topic(talking, coordinator, member) -> Topic:
    return start_topic(talking, by=member, title="Wanneer?", text=BEFORE, key=uuid4())


@pytest.fixture
def post(topic) -> Post:
    return topic.posts.get()


def path(name, post):
    return reverse(f"communities:post_{name}", kwargs={"slug": post.topic.community.slug, "pk": post.pk})


def write_at(topic):
    return reverse("communities:post_create", kwargs={"slug": topic.community.slug, "pk": topic.pk})


# --- What happens -----------------------------------------------------------------------------------------------


def test_changed_post_keeps_what_it_said_and_when(post, member):
    change_post(post, by=member, version=1, text=AFTER)
    row = change_post(post, by=member, version=1, text=AFTER)

    assert (row.text, row.version) == (AFTER, 2)
    assert list(row.versions.values_list("number", "text", "at")) == [(1, BEFORE, post.posted_at)]


def test_change_on_an_old_page_is_overtaken(post, member):
    change_post(post, by=member, version=1, text=AFTER)

    with pytest.raises(Overtaken):
        change_post(post, by=member, version=1, text="Donderdag.")


def test_removed_post_leaves_its_place_and_no_word(post, member, host, as_user):
    change_post(post, by=member, version=1, text=AFTER)
    add_post(post.topic, by=host, text="Goed idee.", key=uuid4())
    for _time in range(2):
        row = remove_post(post, by=member)

    assert (row.text, row.removed_at is None) == ("", False)
    assert not PostVersion.objects.exists()
    page = as_user(host).get(post.topic.get_absolute_url()).text
    assert "Verwijderd door de schrijver." in page and "Goed idee." in page
    with pytest.raises(Refused, match="verwijderd"):
        change_post(post, by=member, version=3, text=AFTER)


def test_nothing_is_changed_in_a_closed_topic(post, member):
    close_topic(post.topic, by=member)

    with pytest.raises(Refused, match="gesloten"):
        change_post(post, by=member, version=1, text=AFTER)


# --- Pages ------------------------------------------------------------------------------------------------------

# What must not come out of a message, and what is typed for it.
HOSTILE = {
    "<script": "<script>alert(1)</script>",
    "<img": "<img src=x onerror=alert(1)>",
    'href="javascript:': "[klik](javascript:alert(1))",
    'href="data:': "[klik](data:text/html;base64,PHNjcmlwdD4=)",
    'href="//': "[klik](//evil.example)",
    'src="https://evil': "![x](https://evil.example/spoor.png)",
    " onclick=": '[klik](https://a.nl "x\\" onclick=\\"alert(1)") https://a.nl/"onclick=alert(1)',
    'style="': '<p style="position:fixed">x</p>',
    "<h1>Ho": "# Ho",
    "<iframe": "<iframe src=//evil>",
}


@pytest.mark.parametrize("what", list(HOSTILE))
def test_message_runs_and_fetches_nothing(what, topic, host, as_user):
    add_post(topic, by=host, text=HOSTILE[what], key=uuid4())

    html = as_user(host).get(topic.get_absolute_url()).context["said"][1].html

    tags = "".join(re.findall(r"<[^>]*>", re.sub(r'="[^"]*&quot;[^"]*"', "", html)))
    assert html and what not in tags


def test_bare_addresses_become_links_and_no_others(topic, host, as_user):
    text = "Zie https://voorbeeld.nl/a?b=1&c=2. `https://code.nl` [al](https://link.nl) <https://auto.nl>"
    add_post(topic, by=host, text=text, key=uuid4())

    html = as_user(host).get(topic.get_absolute_url()).context["said"][1].html

    assert '<a href="https://voorbeeld.nl/a?b=1&amp;c=2" rel="noopener nofollow">' in html
    assert html.count("<a ") == 3 and "<code>https://code.nl</code>" in html


@pytest.mark.parametrize("data", [{"text": ""}, {"text": "  "}, {"text": "a" * 10_001}])
def test_form_keeps_what_was_typed_and_says_what_is_wrong(topic, host, as_user, data):
    page = as_user(host).post(write_at(topic), data | {"key": uuid4()})

    assert page.status_code == 200 and "text" in page.context["form"].errors
    assert topic.posts.count() == 1


@pytest.mark.parametrize("key", ["", "x", str(uuid4()) * 9])
def test_key_that_is_none_does_no_harm(topic, host, as_user, key):
    page = as_user(host).post(write_at(topic), {"text": "Hoi.", "key": key})

    assert topic.posts.count() == (1 if page.status_code == 200 else 2)


def test_sending_twice_is_one_message(topic, host, as_user):
    data = {"text": "Hoi.", "key": uuid4()}
    for _time in range(2):
        assert as_user(host).post(write_at(topic), data).status_code == 302

    assert topic.posts.count() == 2


def test_writing_in_what_was_closed_meanwhile_gives_the_words_back(topic, host, member, as_user):
    close_topic(topic, by=member)

    page = as_user(host).post(write_at(topic), {"text": "Nog één ding hierover."})

    assert page.status_code == 403 and "Nog één ding hierover." in page.text


def test_two_changes_of_one_version_show_both(post, member, as_user):
    change_post(post, by=member, version=1, text=AFTER)

    page = as_user(member).post(path("change", post), {"text": "Vrijdag.", "version": 1})

    assert page.status_code == 409 and AFTER in page.text and "Vrijdag." in page.text


def test_history_is_read_by_who_reads_the_post(post, member, host, outsider, as_user, django_assert_num_queries):
    change_post(post, by=member, version=1, text=AFTER)

    browser = as_user(host)
    with django_assert_num_queries(5):
        page = browser.get(path("detail", post)).text

    assert BEFORE in page and AFTER in page
    assert as_user(outsider).get(path("detail", post)).status_code == 404
    remove_post(post, by=member)
    assert as_user(host).get(path("detail", post)).status_code == 404


def test_removing_asks_first(post, member, as_user):
    assert "voorgoed" in as_user(member).get(path("remove", post)).text
    assert Post.objects.get().removed_at is None

    as_user(member).post(path("remove", post))

    assert Post.objects.get().removed_at
