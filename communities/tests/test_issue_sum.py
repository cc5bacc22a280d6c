"""The agendas of a programme's circles, added up for who links them."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from communities import issue_sum
from communities.models import Community, Issue, ProgrammeMember
from leerkring.core.permissions import has_permission

pytestmark = pytest.mark.django_db
WHY = {"decision": "Daarom.", "approach": "Zo.", "decided_at": timezone.now()}


@pytest.fixture
def editor(programme, make):
    user = make.user("Ed", "Redacteur")
    ProgrammeMember.objects.create(programme=programme, user=user, role="editor")
    return user


@pytest.fixture
def issues(community, member) -> dict[str, Issue]:
    """One issue in each state; the one on the agenda got three dots of a resident, and two of a student."""
    facts = {"community": community, "text": "Geheim woord", "proposed_by": member}
    found = {
        status: Issue.objects.create(title=f"Vraag {status}?", status=status, answer="Ja.", **facts, **WHY)
        for status in Issue.Status.values
    }
    for sector, role, number, closed_at in (
        ("residents", "resident", 3, timezone.now()), ("education", "student", 2, timezone.now()),
        ("practice", "manager", 9, None),
    ):  # fmt: skip
        weighing = community.weighings.create(dots=5, closed_at=closed_at)
        weighing.issues.add(found["align"])
        weighing.ballots.create(sector=sector, role=role, user=member).rows.create(issue=found["align"], number=number)
    return found


def path(programme, **query):
    return reverse("communities:programme_agenda", kwargs={"programme_slug": programme.slug}, query=query)


def test_page_adds_up_and_shows_dots_of_closed_weighings(programme, issues, broker, as_user):
    page = as_user(broker).get(path(programme))
    assert [(line.code, line.issues, line.circles) for line in page.context["lines"]] == [
        ("align", 1, 1), ("committed", 1, 1), ("in_progress", 1, 1), ("answered", 1, 1),
    ]  # fmt: skip
    first = page.context["rows"][0]["row"]
    assert (first, first.all_dots, first.resident_dots) == (issues["align"], 5, 3)
    text = page.content.decode()
    assert "Geheim woord" not in text and "Vraag draft?" not in text and "Vraag withdrawn?" not in text
    assert issues["align"].get_absolute_url() not in text


def test_member_of_the_circle_goes_on_to_the_issue(programme, issues, member, as_user):
    ProgrammeMember.objects.create(programme=programme, user=member, role="broker")
    assert issues["align"].get_absolute_url() in as_user(member).get(path(programme)).content.decode()


def test_state_circle_and_order_are_chosen(programme, issues, broker, as_user, community):
    browser = as_user(broker)
    for query, titles in (
        ({"stand": "answered"}, ["Vraag answered?"]),
        ({"kring": community.slug, "stand": "align"}, ["Vraag align?"]),
        ({"stand": "draft"}, 4),
        ({"kring": community.name[1:5].upper(), "stand": "align"}, ["Vraag align?"]),
        ({"kring": "bestaat-niet"}, 0),
        ({"kring": "x" * 121, "volgorde": "x", "page": "z"}, 4),
    ):
        found = [item["row"].title for item in browser.get(path(programme, **query)).context["rows"]]
        assert (found if isinstance(titles, list) else len(found)) == titles
    newest = browser.get(path(programme, volgorde="nieuw")).context["rows"]
    assert newest[0]["row"] != issues["align"]


def test_choice_of_a_circle_is_as_large_with_many_circles(programme, issues, broker, as_user, monkeypatch, community):
    monkeypatch.setattr(issue_sum, "MOST_SUGGESTED", 2)
    facts = {"programme": programme, "kind": "regional", "question": "?", "area": community.area}
    for name in ("Arnhem", "Buren", "Zwolle", "Ede"):
        circle = Community.objects.create(
            slug=name.lower(), name=name, status="active", started_at=timezone.now(), **facts
        )
        if name != "Ede":
            Issue.objects.create(community=circle, title=f"Vraag van {name}?", text=".", status="align")
    browser = as_user(broker)

    first = browser.get(path(programme))
    last = browser.get(path(programme, kring="zwolle", stand="align"))

    assert (first.context["suggestions"], 'value="Zwolle"' in first.text) == (["Arnhem", "Buren"], False)
    assert [item["row"].title for item in last.context["rows"]] == ["Vraag van Zwolle?"]
    assert 'value="zwolle"' in last.text and last.context["query"] == "stand=align&kring=zwolle"


def test_circle_of_another_programme_is_not_added_up(programme, issues, broker, make, as_user):
    other = type(programme).objects.create(name="Elders", slug="elders", status="active")
    ProgrammeMember.objects.create(programme=other, user=broker, role="broker")
    assert as_user(broker).get(path(other)).context["rows"] == []


ROLES = ["broker", "boss", "editor", "coordinator", "member", "outsider", "former_member", "staff", "nobody"]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("state", [*Issue.Status.values, "draft circle"])
def test_who_counts_by_role_and_state(role, state, request, issues, community, broker, boss, editor):
    if state == "draft circle":
        Community.objects.filter(pk=community.pk).update(status="draft", started_at=None)
    row = issues.get(state, issues["align"])
    somebody = AnonymousUser() if role == "nobody" else request.getfixturevalue(role)
    may = role in ("broker", "boss") and state in ("align", "committed", "in_progress", "answered")
    assert has_permission(somebody, "communities.count_issue", row) == may


@pytest.mark.parametrize("count", [1, 3])
def test_page_asks_as_much_for_one_as_for_many(count, programme, community, broker, as_user):
    for number in range(count):
        Issue.objects.create(community=community, title=f"Vraag {number}?", text=".", status="align")
    browser = as_user(broker)
    with CaptureQueriesContext(connection) as asked:
        assert len(browser.get(path(programme)).context["rows"]) == count
    assert len(asked) == 7
