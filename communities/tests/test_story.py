"""Stories: written, proposed, published; good with a result; and quotes for as long as people agree."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from communities.actions.story import (
    add_quote,
    add_story,
    answer_quote,
    change_story,
    propose_story,
    remove_picture,
    remove_story,
    review_story,
    set_picture,
    withdraw_story,
)
from communities.models import Community, Membership, ProgrammeMember, Story, StoryQuote
from conftest import CLOSED
from leerkring.core.errors import Overtaken, Refused
from leerkring.core.permissions import has_permission
from leerkring.files.models import File
from leerkring.files.tests.samples import picture
from leerkring.notifications.delivery import deliver_due

pytestmark = pytest.mark.django_db
STEPS = {
    "activity": "Ik liep een dag mee met de wijkverpleegkundige.",
    "gained": "Ik zag wat zij ziet.",
    "applied": "Ik vraag nu zelf door.",
    "result": "Vier mensen vonden de buurthuiskamer.",
    "insight": "",
}
FACTS = {"title": "Een dag mee in Huissen", **STEPS}
YES = {"publish": True, "is_public": True, "is_good_example": True}
WORDS = {"text": "Eindelijk vroeg iemand wat ik zelf wilde.", "said_by": "Anouk, ambtenaar"}


@pytest.fixture
def story(community, coordinator, member) -> Story:
    return add_story(community, by=member, **FACTS)


@pytest.fixture
def proposed(story, member) -> Story:
    return propose_story(story, by=member)


@pytest.fixture
def published(proposed, coordinator) -> Story:
    return review_story(proposed, by=coordinator, version=2, **YES)


@pytest.fixture
def editor(programme, make):
    user = make.user("Eva", "Redactie")
    ProgrammeMember.objects.create(programme=programme, user=user, role="editor")
    return user


def path(name, story, pk=None):
    return reverse(f"communities:{name}", kwargs={"slug": story.community.slug, "pk": pk or story.pk})


def list_of(community):
    return reverse("communities:story_list", kwargs={"slug": community.slug})


# --- From draft to published ------------------------------------------------------------------------------------


def test_story_is_proposed_and_published_and_everybody_is_told(published, member, coordinator, editor):
    published.refresh_from_db()
    assert (published.status, published.is_good_example, published.published_by) == ("published", True, coordinator)

    deliver_due()
    assert [letter.subject for letter in mail.outbox] == ["Je verhaal van Lingewaard is gepubliceerd"]
    assert FACTS["title"] not in mail.outbox[0].body


def test_who_publishes_is_told_that_a_story_waits(editor, proposed):
    deliver_due()
    assert [letter.subject for letter in mail.outbox] == ["Een verhaal van Lingewaard wacht op publicatie"] * 2


def test_every_deed_twice_is_once(published, community, member, coordinator):
    assert add_story(community, by=member, **FACTS).pk != published.pk
    assert add_story(community, by=member, **FACTS) == add_story(community, by=member, **FACTS)
    assert review_story(published, by=coordinator, version=2, **YES).version == 3
    assert withdraw_story(published, by=member).version == 4
    assert withdraw_story(published, by=member).version == 4
    assert propose_story(published, by=member).version == 5
    assert propose_story(published, by=member).version == 5


def test_story_that_is_given_back_says_what_can_still_be_done(proposed, coordinator, member):
    with pytest.raises(Refused):
        review_story(proposed, by=coordinator, version=2, publish=False, is_public=True, is_good_example=True)
    row = review_story(
        proposed, by=coordinator, version=2, publish=False, is_public=True, is_good_example=True, remark="Wie zei dat?"
    )

    assert (row.status, row.remark, row.is_public, row.is_good_example) == ("draft", "Wie zei dat?", False, False)
    assert propose_story(row, by=member).remark == ""


def test_good_example_needs_a_result_and_keeps_it(community, member, coordinator, published):
    bare = propose_story(add_story(community, by=member, **FACTS | {"result": " "}), by=member)
    with pytest.raises(Refused, match="concreet resultaat"):
        review_story(bare, by=coordinator, version=2, **YES)
    with pytest.raises(Refused):
        change_story(published, by=coordinator, version=3, **FACTS | {"result": ""})
    with pytest.raises(IntegrityError), transaction.atomic():
        Story.objects.filter(pk=bare.pk).update(is_good_example=True)


def test_story_without_its_steps_is_not_proposed(community, member, proposed, coordinator):
    with pytest.raises(Refused):
        propose_story(add_story(community, by=member, title="Leeg"), by=member)
    with pytest.raises(Refused):
        change_story(proposed, by=coordinator, version=2, **FACTS | {"gained": ""})


def test_deeds_on_an_old_page_are_overtaken_or_refused(proposed, coordinator, editor):
    change_story(proposed, by=coordinator, version=2, **FACTS | {"title": "Anders"})
    with pytest.raises(Overtaken):
        review_story(proposed, by=editor, version=2, **YES)
    with pytest.raises(Overtaken):
        change_story(proposed, by=editor, version=2, **FACTS)
    review_story(proposed, by=editor, version=3, **YES)
    with pytest.raises(Refused, match="intussen geantwoord"):
        review_story(
            proposed, by=coordinator, version=3, publish=False, is_public=False, is_good_example=False, remark="?"
        )


def test_only_a_draft_is_thrown_away_and_twice_is_harmless(story, proposed, member):
    with pytest.raises(Refused):
        remove_story(proposed, by=member)
    Story.objects.update(status="draft")
    for _time in range(2):
        remove_story(story, by=member)
    with pytest.raises(Refused, match="weggegooid"):
        change_story(story, by=member, version=1, **FACTS)


def test_nothing_is_written_in_a_circle_that_has_closed(community, member, story):
    Community.objects.update(**CLOSED)
    for deed in (
        lambda: add_story(community, by=member, **FACTS),
        lambda: propose_story(story, by=member),
        lambda: change_story(story, by=member, version=1, **FACTS | {"title": "Anders"}),
    ):
        with pytest.raises(Refused, match="loopt niet"):
            deed()


def test_story_of_somebody_erased_stays_without_a_name(published, member, coordinator, as_user):
    member.delete()

    page = as_user(coordinator).get(published.get_absolute_url()).text

    assert FACTS["title"] in page and "Iemand die niet meer in het portaal is" in page


# --- Pictures ---------------------------------------------------------------------------------------------------


def upload():
    return SimpleUploadedFile("foto.png", picture(), "image/png")


def test_picture_has_words_is_replaced_and_goes_with_the_draft(story, member):
    first = set_picture(story, by=member, version=1, picture_text="Een keukentafel.", picture=upload()).picture
    second = set_picture(story, by=member, version=2, picture_text="Twee stoelen.", picture=upload()).picture
    assert not File.objects.filter(pk=first.pk).exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Story.objects.update(picture_text="")
    remove_picture(story, by=member)
    assert not File.objects.filter(pk=second.pk).exists()
    set_picture(story, by=member, version=4, picture_text="Een deur.", picture=upload())
    remove_story(story, by=member)
    assert not File.objects.exists()


def test_picture_is_seen_by_who_reads_the_story(story, member, coordinator, outsider, as_user):
    picture = set_picture(story, by=member, version=1, picture_text="Een keukentafel.", picture=upload()).picture
    url = picture.get_absolute_url()
    assert [as_user(person).get(url).status_code for person in (member, coordinator, outsider)] == [200, 404, 404]
    propose_story(story, by=member)
    review_story(story, by=coordinator, version=3, **YES)
    assert as_user(outsider).get(url).status_code == 200


def test_picture_page_says_what_is_wrong_and_loses_nothing(story, member, as_user):
    browser = as_user(member)
    wrong = SimpleUploadedFile("foto.png", b"geen foto", "image/png")
    page = browser.post(path("story_picture", story), {"picture": wrong, "picture_text": "Een deur", "version": 1})
    assert page.status_code == 422 and "Een deur" in page.text
    page = browser.post(path("story_picture", story), {"picture_text": "Een deur", "version": 1})
    assert page.context["form"].errors
    assert browser.post(
        path("story_picture", story), {"picture": upload(), "picture_text": "Een deur", "version": 1}
    ).status_code == 302  # fmt: skip
    assert browser.post(path("story_picture", story), {"picture_text": "Een raam", "version": 1}).status_code == 409


# --- Quotes -----------------------------------------------------------------------------------------------------


@pytest.fixture
def quote(published, coordinator, host) -> StoryQuote:
    return add_quote(published, by=coordinator, person=host, **WORDS)


def pages_with(words, story, browser):
    """Return on which public pages the words stand."""
    programme = reverse("communities:programme_stories", kwargs={"programme_slug": story.community.programme.slug})
    pages = (story.get_absolute_url(), list_of(story.community), story.community.get_absolute_url(), programme)
    return [page for page in pages if words in browser.get(page).text]


def test_quote_is_shown_once_agreed_and_gone_at_once_when_that_is_withdrawn(quote, published, host, client, as_user):
    assert pages_with(WORDS["text"], published, client) == []
    answer_quote(quote, by=host, agrees=True)
    assert pages_with(WORDS["text"], published, client) == [published.get_absolute_url()]

    as_user(host).post(path("quote_answer", published, quote.pk), {"agrees": "no"})

    assert pages_with(WORDS["text"], published, client) == []
    row = StoryQuote.objects.get()
    assert (row.consent, row.text, row.said_by) == ("withdrawn", "", "")


def test_withdrawn_words_come_back_with_nothing(quote, host):
    for _time in range(2):
        answer_quote(quote, by=host, agrees=False)
    with pytest.raises(Refused):
        answer_quote(quote, by=host, agrees=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        StoryQuote.objects.update(text="Toch.")


def test_who_is_quoted_is_asked_by_mail_without_the_words(quote, host):
    deliver_due()

    (letter,) = [one for one in mail.outbox if "Mag je woord" in one.subject]
    assert letter.to[0].startswith("Anouk") or "anouk" in letter.to[0]
    assert WORDS["text"] not in letter.body and f"/verhalen/citaten/{quote.pk}/" in letter.body


def test_who_left_the_circle_still_takes_their_words_back(quote, published, host, as_user):
    Membership.objects.filter(user=host).update(left_at=timezone.now())
    Community.objects.update(**CLOSED)
    Story.objects.update(is_public=False)

    browser = as_user(host)
    assert WORDS["text"] in browser.get(path("quote_answer", published, quote.pk)).text
    browser.post(path("quote_answer", published, quote.pk), {"agrees": "no"})
    assert StoryQuote.objects.get().consent == "withdrawn"


def test_words_of_somebody_erased_go_with_them(quote, host):
    answer_quote(quote, by=host, agrees=True)
    host.delete()
    assert not StoryQuote.objects.exists()


def test_who_has_no_account_agreed_somehow(published, coordinator, outsider):
    with pytest.raises(Refused):
        add_quote(published, by=coordinator, **WORDS)
    with pytest.raises(Refused):
        add_quote(published, by=coordinator, person=outsider, **WORDS)
    row = add_quote(published, by=coordinator, consent_note="Op papier, 14 januari.", **WORDS)
    assert row.consent == "given"
    assert add_quote(published, by=coordinator, consent_note="Op papier.", **WORDS) == row


def test_how_somebody_agreed_stands_on_no_page(published, coordinator, as_user):
    add_quote(published, by=coordinator, consent_note="Op papier, 14 januari.", **WORDS)
    assert "Op papier" not in as_user(coordinator).get(published.get_absolute_url()).text


@pytest.mark.parametrize("data", [{}, {"agrees": "misschien"}])
def test_answer_that_is_none_changes_nothing(quote, published, host, as_user, data):
    as_user(host).post(path("quote_answer", published, quote.pk), data)
    assert StoryQuote.objects.get().consent == "asked"


# --- Who may what -----------------------------------------------------------------------------------------------

PEOPLE = (
    "visitor",
    "outsider",
    "former_member",
    "alumnus",
    "staff",
    "broker",
    "editor",
    "member",
    "host",
    "coordinator",
)
INSIDE = {"alumnus", "member", "host", "coordinator"}
REVIEWERS = {"coordinator", "editor"}
DRAFT = {"view": {"member"}, "change": {"member"}, "propose": {"member"}, "remove": {"member"}}
PROPOSED = {"view": REVIEWERS | {"member"}, "change": REVIEWERS, "review": REVIEWERS}
FOR_CIRCLE = {"view": INSIDE | {"editor"}, "change": REVIEWERS, "withdraw": REVIEWERS | {"member"}}
RULES = ("view", "change", "propose", "remove", "review", "withdraw")


@pytest.fixture
def cast(request, community, make):
    alumnus = make.user("Al", "Umnus")
    make.join(alumnus, community, Membership.Role.RESIDENT, alumnus_since=timezone.now())
    names = [name for name in PEOPLE if name not in {"visitor", "alumnus"}]
    people = {name: request.getfixturevalue(name) for name in names}
    return people | {"visitor": AnonymousUser(), "alumnus": alumnus}


def who(cast, rule, row):
    return {name for name in PEOPLE if has_permission(cast[name], f"communities.{rule}", row)}


def of(cast, story):
    return {rule: found for rule in RULES if (found := who(cast, f"{rule}_story", story))}


def test_role_by_state(story, cast, member, coordinator):
    assert of(cast, story) == DRAFT
    assert of(cast, propose_story(story, by=member)) == PROPOSED
    review_story(story, by=coordinator, version=2, publish=True, is_public=False, is_good_example=False)
    assert of(cast, story) == FOR_CIRCLE
    Story.objects.update(is_public=True)
    assert of(cast, story) == FOR_CIRCLE | {"view": set(PEOPLE)}


def test_role_by_state_of_the_circle(published, cast):
    Community.objects.update(**CLOSED)
    assert of(cast, published) == {"view": set(PEOPLE), "withdraw": REVIEWERS | {"member"}}
    Community.objects.update(status="archived")
    assert of(cast, published)["view"] == INSIDE | {"editor"}


def test_role_by_consent(quote, cast, host):
    rules = ("view_story_quote", "answer_story_quote", "remove_story_quote")
    handle = REVIEWERS | {"member"}
    assert [who(cast, rule, quote) for rule in rules] == [handle | {"host"}, {"host"}, handle]
    answer_quote(quote, by=host, agrees=True)
    assert [who(cast, rule, quote) for rule in rules] == [set(PEOPLE), {"host"}, handle]
    answer_quote(quote, by=host, agrees=False)
    assert [who(cast, rule, quote) for rule in rules] == [set(), set(), handle]
