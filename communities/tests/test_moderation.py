"""Messages that can't stay: reported, hidden with a reason, shown again."""

from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from communities.actions.discussion import close_topic
from communities.actions.moderation import hide_post, report_post, settle_report, show_post
from communities.actions.post import add_post, change_post, remove_post, start_topic
from communities.models import Community, Membership, Post, PostReport, Topic
from conftest import CLOSED
from leerkring.core.errors import Refused
from leerkring.core.permissions import has_permission
from leerkring.notifications.delivery import deliver_due

pytestmark = pytest.mark.django_db
TEXT, REASON = "Mevrouw Jansen uit Gendt belde.", "Er staat een naam in."


@pytest.fixture
def topic(talking, coordinator, host) -> Topic:
    return start_topic(talking, by=host, title="Signalen", text="Wat zien jullie?", key=uuid4())


@pytest.fixture
def post(topic, member) -> Post:
    return add_post(topic, by=member, text=TEXT, key=uuid4())


def path(name, post):
    return reverse(f"communities:post_{name}", kwargs={"slug": post.topic.community.slug, "pk": post.pk})


def sent():
    deliver_due()
    return [(letter.to[0].split("<")[-1].split(".")[0], letter.subject) for letter in mail.outbox]


def test_report_is_asked_of_coordinators_once_and_its_words_stay_in_the_portal(post, host):
    for _time in range(2):
        report_post(post, by=host, reason=REASON)

    assert PostReport.objects.count() == 1
    assert ("marit", "Er is een bericht gemeld in Lingewaard") in sent()
    assert all(REASON not in letter.body and TEXT not in letter.body for letter in mail.outbox)


def test_hiding_settles_reports_and_tells_the_author_but_not_why(post, host, coordinator):
    report_post(post, by=host, reason=REASON)
    for _time in range(2):
        hide_post(post, by=coordinator, reason="Dit herkent iemand.")

    assert not PostReport.objects.filter(settled_at__isnull=True).exists()
    # The report that was settled is nobody's question any more.
    assert [subject for who, subject in sent() if who != "anouk"] == ["Een bericht van jou is verborgen"]
    assert "herkent" not in mail.outbox[-1].body


def test_hidden_message_is_read_by_its_author_with_the_reason_and_by_coordinators(post, coordinator, host, as_user):
    hide_post(post, by=coordinator, reason=REASON)

    readers = {"author": post.author, "coordinator": coordinator, "other": host}
    pages = {name: as_user(person).get(post.topic.get_absolute_url()).text for name, person in readers.items()}

    assert [name for name, page in pages.items() if TEXT in page and REASON in page] == ["author", "coordinator"]
    assert TEXT not in pages["other"] and REASON not in pages["other"]
    assert "Verborgen door een coördinator." in pages["other"]


def test_message_is_shown_again(post, coordinator, host, as_user):
    hide_post(post, by=coordinator, reason=REASON)
    for _time in range(2):
        as_user(coordinator).post(path("show", post))

    assert TEXT in as_user(host).get(post.topic.get_absolute_url()).text
    assert show_post(post, by=coordinator).hidden_reason == ""


def test_what_is_gone_or_without_a_reason_is_refused(post, member, coordinator, host):
    with pytest.raises(Refused):
        hide_post(post, by=coordinator, reason="  ")
    hide_post(post, by=coordinator, reason=REASON)
    with pytest.raises(Refused, match="verborgen"):
        change_post(post, by=member, version=2, text="Een mevrouw belde.")
    remove_post(post, by=member)
    assert Post.objects.get(pk=post.pk).hidden_reason == ""
    for deed in (
        lambda: report_post(post, by=host, reason=REASON),
        lambda: hide_post(post, by=coordinator, reason=REASON),
    ):
        with pytest.raises(Refused):
            deed()


def test_report_is_settled_once_and_may_be_made_again(post, host, coordinator, as_user):
    report = report_post(post, by=host, reason=REASON)
    settle = reverse("communities:post_report_settle", kwargs={"slug": post.topic.community.slug, "pk": report.pk})
    assert [as_user(coordinator).post(settle).status_code for _time in range(2)] == [302, 404]
    settle_report(report, by=coordinator)

    assert report_post(post, by=host, reason="Toch.").pk != report.pk


@pytest.mark.parametrize("number", [1, 3])
def test_list_of_reports_asks_as_much_for_more_rows(topic, member, host, coordinator, as_user, number,
                                                   django_assert_num_queries):  # fmt: skip
    for count in range(number):
        report_post(add_post(topic, by=member, text=f"{count}", key=uuid4()), by=host, reason=REASON)
        settled = add_post(topic, by=member, text=f"{count}!", key=uuid4())
        settle_report(report_post(settled, by=host, reason=REASON), by=coordinator)
    browser = as_user(coordinator)

    with django_assert_num_queries(5):
        page = browser.get(reverse("communities:post_report_list", kwargs={"slug": topic.community.slug}))
    assert len(page.context["open"]) == len(page.context["settled"]) == number


# --- Who may what -----------------------------------------------------------------------------------------------

PEOPLE = ("visitor", "outsider", "former_member", "alumnus", "staff", "member", "host", "coordinator")


@pytest.fixture
def cast(request, community, make):
    alumnus = make.user("Al", "Umnus")
    make.join(alumnus, community, Membership.Role.RESIDENT, alumnus_since=timezone.now())
    names = [name for name in PEOPLE if name not in {"visitor", "alumnus"}]
    people = {name: request.getfixturevalue(name) for name in names}
    return people | {"visitor": AnonymousUser(), "alumnus": alumnus}


OTHERS, INSIDE = {"host", "coordinator"}, {"alumnus", "member", "host", "coordinator"}
TABLE = {
    # state: who reads it, reacts, reports, hides, shows again
    "there": (INSIDE, OTHERS, OTHERS, {"coordinator"}, set()),
    "hidden": ({"member", "coordinator"}, set(), set(), set(), {"coordinator"}),
    "removed": (set(), set(), set(), set(), set()),
    "topic closed": (INSIDE, set(), OTHERS, {"coordinator"}, set()),
    "circle closed": (INSIDE, set(), set(), {"coordinator"}, set()),
    "archived": (INSIDE, set(), set(), set(), set()),
}


@pytest.mark.parametrize("state", list(TABLE))
def test_role_by_state(post, cast, state):
    if state == "hidden":
        hide_post(post, by=cast["coordinator"], reason=REASON)
    elif state == "removed":
        remove_post(post, by=cast["member"])
    elif state == "topic closed":
        close_topic(post.topic, by=cast["host"])
    elif state != "there":
        Community.objects.update(**CLOSED | {"status": "closed" if state == "circle closed" else "archived"})

    rules = ("read_post", "add_reaction", "report_post", "hide_post", "show_post")
    found = tuple(
        {name for name in PEOPLE if has_permission(cast[name], f"communities.{rule}", post)} for rule in rules
    )

    assert found == TABLE[state]


def test_reports_are_for_coordinators(post, cast):
    report = report_post(post, by=cast["host"], reason=REASON)

    for rule, row in (("view_reports", post.topic.community), ("settle_report", report)):
        assert {name for name in PEOPLE if has_permission(cast[name], f"communities.{rule}", row)} == {"coordinator"}
