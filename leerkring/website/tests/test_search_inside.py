"""Search finds what circles say among themselves: by who may read it, and not a word longer than it stands there."""

import re
from uuid import uuid4

import pytest
from django.core.management import call_command

from communities.actions.discussion import change_topic
from communities.actions.glossary import accept_term, add_term, remove_term, share_term
from communities.actions.membership import end_membership
from communities.actions.moderation import hide_post, show_post
from communities.actions.post import add_post, change_post, remove_post, start_topic
from communities.models import Community, Membership
from leerkring.search.models import Entry

pytestmark = pytest.mark.django_db
KINDS = ["communities.topic", "communities.post", "communities.term"]


def found(browser, words) -> list[str]:
    """Return where the things on the page stand."""
    page = browser.get("/zoeken/", {"q": words}).text
    return re.findall(r'<a class="stretched-link" href="([^"]+)">', page)


@pytest.fixture
def talking(community, coordinator):
    community.modules = ["discussion", "glossary"]
    community.save(update_fields=["modules"])
    return community


@pytest.fixture
def topic(talking, member):
    return start_topic(talking, by=member, title="De keukentafel", text="Wie heeft er stroopwafels?", key=uuid4())


@pytest.fixture
def reply(topic, host):
    return add_post(topic, by=host, text="Ik bak zandkoekjes.", key=uuid4())


@pytest.fixture
def term(talking, coordinator):
    return add_term(talking, by=coordinator, term="indicatie", meaning="Besluit over zorg.", practice="Zorgbesluit.")


def test_topic_is_found_by_its_title_and_a_message_by_its_words(topic, reply, as_user, member):
    browser = as_user(member)
    assert topic.get_absolute_url() in found(browser, "keukentafel")
    assert found(browser, "zandkoekjes") == [topic.url_of(reply.number)]
    assert "Ik bak zandkoekjes." in browser.get("/zoeken/", {"q": "zandkoekjes"}).text


@pytest.mark.parametrize("who", ["outsider", "former_member", "staff"])
@pytest.mark.parametrize("words", ["keukentafel", "zandkoekjes", "zorgbesluit"])
def test_who_is_not_in_the_circle_finds_nothing_of_it(words, who, topic, reply, term, as_user, visitor, request):
    assert found(as_user(request.getfixturevalue(who)), words) == found(visitor, words) == []


def test_losing_a_membership_holds_at_once(topic, reply, as_user, member, coordinator):
    browser = as_user(member)
    assert found(browser, "zandkoekjes")
    end_membership(Membership.objects.get(user=member, left_at=None), by=coordinator)
    assert found(browser, "zandkoekjes") == []


def test_words_that_were_changed_or_taken_back_are_not_found_any_more(topic, reply, as_user, member, host):
    browser = as_user(member)
    changed = change_post(reply, by=host, version=reply.version, text="Ik bak speculaas.")
    assert (found(browser, "zandkoekjes"), len(found(browser, "speculaas"))) == ([], 1)
    remove_post(changed, by=host)
    assert found(browser, "speculaas") == []
    assert not Entry.objects.filter(source="communities.post", object_id=reply.pk).exists()


def test_hidden_message_is_found_by_who_wrote_it_and_coordinators(topic, reply, as_user, member, host, coordinator):
    hide_post(reply, by=coordinator, reason="Te persoonlijk.")
    seen = {person: bool(found(as_user(person), "zandkoekjes")) for person in (member, host, coordinator)}
    assert seen == {member: False, host: True, coordinator: True}
    assert found(as_user(host), "persoonlijk") == []
    show_post(reply, by=coordinator)
    assert found(as_user(member), "zandkoekjes")


def test_topic_with_another_title_is_found_by_that(topic, as_user, member):
    change_topic(topic, by=member, version=topic.version, title="De eettafel")
    browser = as_user(member)
    assert topic.get_absolute_url() in found(browser, "eettafel")
    assert topic.get_absolute_url() not in found(browser, "keukentafel")


def test_word_is_found_by_how_a_sector_uses_it_until_it_goes(term, as_user, member):
    browser = as_user(member)
    assert found(browser, "zorgbesluit") == [term.get_absolute_url()]
    remove_term(term, by=member)
    assert found(browser, "zorgbesluit") == []


def test_shared_word_is_found_in_the_other_circles_of_the_programme(term, community, make, as_user, coordinator):
    elsewhere = Community.objects.create(
        programme=community.programme, name="Elst", slug="elst", question="Hoe?", kind="regional",
        area=community.area, status="active", started_at=community.started_at,
    )  # fmt: skip
    neighbour = make.user("Joke")
    make.join(neighbour, elsewhere, Membership.Role.PROFESSIONAL)
    assert found(as_user(neighbour), "zorgbesluit") == []
    share_term(accept_term(term, by=coordinator), by=coordinator, is_shared=True)
    assert found(as_user(neighbour), "zorgbesluit") == [term.get_absolute_url()]


def test_index_that_is_made_anew_holds_the_same(topic, reply, term, as_user, member):
    before = sorted(Entry.objects.filter(source__in=KINDS).values_list("source", "object_id"))
    Entry.objects.filter(source__in=KINDS).delete()
    call_command("reindex", verbosity=0)
    assert sorted(Entry.objects.filter(source__in=KINDS).values_list("source", "object_id")) == before
    assert found(as_user(member), "zandkoekjes") == [topic.url_of(reply.number)]
