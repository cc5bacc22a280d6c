"""What hangs on a message: reactions, who is named in it, and files."""

from uuid import uuid4

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from communities.actions.discussion import close_topic, mark_read, set_wish
from communities.actions.mention import named_in
from communities.actions.moderation import hide_post
from communities.actions.post import MOST_FILES, add_post, change_post, remove_post, start_topic
from communities.actions.reaction import set_reaction
from communities.models import Membership, Post, PostFile, PostReaction, Topic
from leerkring.core.errors import Refused
from leerkring.files.models import File
from leerkring.notifications.delivery import deliver_due
from leerkring.notifications.models import Message

pytestmark = pytest.mark.django_db
MENTIONED, POSTED = "communities.discussion_mentioned", "communities.discussion_posted"


@pytest.fixture
def topic(talking, coordinator, member) -> Topic:
    return start_topic(talking, by=member, title="Wie weet het?", text="Zeg het.", key=uuid4())


@pytest.fixture
def joris(community, make):
    person = make.user("Joris", "Plas", tussenvoegsel="van der")
    make.join(person, community, Membership.Role.LECTURER)
    return person


def say(topic, by, text="Ik.", **more) -> Post:
    return add_post(topic, by=by, text=text, key=uuid4(), **more)


def path(name, post):
    return reverse(f"communities:post_{name}", kwargs={"slug": post.topic.community.slug, "pk": post.pk})


def told(kind=MENTIONED):
    return list(Message.objects.filter(kind=kind).order_by("pk").values_list("recipient__given_name", flat=True))


# --- Reactions --------------------------------------------------------------------------------------------------


def test_each_reacts_once_in_each_way_and_takes_it_back(topic, host, coordinator):
    post = topic.posts.get()
    for person in (host, host, coordinator):
        set_reaction(post, by=person, kind="thanks", is_on=True)
    set_reaction(post, by=host, kind="learned", is_on=True)
    for _time in range(2):
        set_reaction(post, by=coordinator, kind="thanks", is_on=False)

    assert sorted(post.reactions.values_list("user", "kind")) == sorted([(host.pk, "thanks"), (host.pk, "learned")])


def test_nobody_reacts_to_themselves_or_to_what_is_gone_or_over(topic, member, host, coordinator):
    post = topic.posts.get()
    with pytest.raises(Refused):
        set_reaction(post, by=member, kind="thanks", is_on=True)
    hide_post(post, by=coordinator, reason="Een naam.")
    with pytest.raises(Refused):
        set_reaction(post, by=host, kind="thanks", is_on=True)
    other = say(topic, member)
    close_topic(topic, by=member)
    with pytest.raises(Refused):
        set_reaction(other, by=host, kind="thanks", is_on=True)


@pytest.mark.parametrize("data", [{}, {"give": "hart"}, {"give": "x" * 999}, {"take": "1"}])
def test_reaction_that_is_none_changes_nothing(topic, host, as_user, data):
    as_user(host).post(path("react", topic.posts.get()), data)

    assert not PostReaction.objects.exists()


def test_page_counts_reactions_and_marks_ones_own(topic, host, coordinator, as_user):
    post = topic.posts.get()
    for person in (host, coordinator):
        as_user(person).post(path("react", post), {"give": "thanks"})

    page = as_user(host).get(topic.get_absolute_url())

    thanks, *others = page.context["said"][0].reactions
    assert (thanks.kind, thanks.count, thanks.is_mine) == ("thanks", 2, True)
    assert {one.count for one in others} == {0}
    as_user(host).post(path("react", post), {"take": "thanks"})
    assert post.reactions.count() == 1


# --- Naming people ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@Joris van der Plas, weet jij dit?", ["Joris"]),
        ("Vraag het @joris  VAN der plas.", ["Joris"]),
        ("@Joris en @Daan Willems", ["Joris", "Daan"]),
        ("@Jorissen", []),
        ("joris@Joris.nl of a@Daan", []),
        ("`@Joris` en [@Daan](https://a.nl)", []),
        ("@Joris van der Plassen", ["Joris"]),
        ("@ Joris, @iedereen, @" + "a" * 9_000, []),
        ("**@Daan**: _@Joris_", ["Daan", "Joris"]),
        ("@Riet Derksen", []),
    ],
)
def test_names_are_found_with_prefix_and_nowhere_in_code_or_addresses(text, names, joris, member, host):
    assert [person.given_name for person in named_in(text, [joris, member, host])] == names


def test_first_name_of_two_names_nobody_and_a_whole_name_of_two_names_both(make):
    people = [make.user("Jan", "Bos", email=f"jan{number}@example.nl") for number in range(2)]

    assert named_in("@Jan", people) == []
    assert set(named_in("@Jan Bos", people)) == set(people)


def test_who_is_named_is_told_once_and_not_twice_as_a_follower(topic, member, host, joris, outsider):
    post = say(topic, host, "@Daan @Joris van der Plas @Anouk @Riet Derksen")
    change_post(post, by=host, version=1, text="@Daan en @Joris: kom je?")

    assert sorted(told()) == ["Daan", "Joris"]
    assert told(POSTED) == []
    assert sorted(post.mentions.values_list("user", flat=True)) == sorted([member.pk, joris.pk])


def test_who_is_named_later_is_told_then(topic, host, member, joris):
    post = say(topic, host, "Wie?")
    change_post(post, by=host, version=1, text="@Joris?")

    assert told() == ["Joris"]


def test_mail_says_who_and_where_and_nothing_of_what_was_said(topic, host, joris):
    say(topic, host, "@Joris, mevrouw is gevallen.")
    deliver_due()

    [letter] = [one for one in mail.outbox if "joris" in one.to[0]]
    assert letter.subject == "Je wordt genoemd in “Wie weet het?”"
    assert "Anouk Thijssen" in letter.body and "gevallen" not in letter.body


@pytest.mark.parametrize("how", ["muted before", "muted", "read", "left", "removed", "no longer named"])
def test_mail_is_not_sent_when_it_is_of_no_use_any_more(how, topic, host, joris):
    if how == "muted before":
        set_wish(topic, by=joris, wish="mute")
    post = say(topic, host, "@Joris?")
    topic.refresh_from_db()
    if how == "muted":
        set_wish(topic, by=joris, wish="mute")
    elif how == "read":
        mark_read(topic, by=joris, number=2)
    elif how == "left":
        Membership.objects.filter(user=joris).delete()
    elif how == "removed":
        remove_post(post, by=host)
    elif how == "no longer named":
        change_post(post, by=host, version=1, text="Laat maar.")
    deliver_due()

    assert [one for one in mail.outbox if "joris" in one.to[0]] == []


def test_page_makes_names_bold_and_shows_whom_one_can_name(topic, host, joris, as_user):
    say(topic, host, "@Joris van der Plas <b>@Joris</b>")

    page = as_user(host).get(topic.get_absolute_url())

    html = page.context["said"][1].html
    assert html.count("<strong>@Joris") == 2 and "<b>" not in html
    assert "@Joris van der Plas" in page.context["names"] or "Joris van der Plas" in page.context["names"]


# --- Files ------------------------------------------------------------------------------------------------------


def text_file(name="lijst.txt", content=b"melk\neieren\n"):
    return SimpleUploadedFile(name, content)


def test_files_come_with_a_message_for_who_reads_it(topic, host, member, outsider, former_member, as_user):
    write = reverse("communities:post_create", kwargs={"slug": topic.community.slug, "pk": topic.pk})
    as_user(host).post(write, {"text": "Hier.", "key": uuid4(), "files": [text_file(), text_file("b.txt", b"b")]})

    urls = [file.get_absolute_url() for file in File.objects.all()]
    assert len(urls) == 2
    page = as_user(member).get(topic.get_absolute_url()).text
    assert all(url in page for url in urls)
    assert {as_user(member).get(url).status_code for url in urls} == {200}
    for person in (outsider, former_member):
        assert {as_user(person).get(url).status_code for url in urls} == {404}


def test_files_of_a_hidden_message_are_hidden_and_of_a_removed_one_gone(
    topic, host, member, coordinator, as_user, django_capture_on_commit_callbacks
):
    post = say(topic, host, files=[text_file()])
    url = File.objects.get().get_absolute_url()
    hide_post(post, by=coordinator, reason="Een naam.")
    assert [as_user(person).get(url).status_code for person in (member, host, coordinator)] == [404, 200, 200]

    with django_capture_on_commit_callbacks(execute=True):
        remove_post(post, by=host)

    assert not PostFile.objects.exists() and not File.objects.exists()


@pytest.mark.parametrize(
    "files",
    [
        [text_file("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>")],
        [text_file("a.exe", b"MZ\x00\x01")],
        [text_file("leeg.txt", b"")],
        [text_file(f"{number}.txt") for number in range(MOST_FILES + 1)],
    ],
)
def test_wrong_files_are_refused_and_the_words_stay(files, topic, host, as_user):
    write = reverse("communities:post_create", kwargs={"slug": topic.community.slug, "pk": topic.pk})

    page = as_user(host).post(write, {"text": "Dit blijft staan.", "key": uuid4(), "files": files})

    assert page.status_code in (200, 409) and "Dit blijft staan." in page.text
    assert topic.posts.count() == 1 and not File.objects.exists()
