"""What stands in the way: reported, owned, worked on, removed or accepted; and added up."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from communities.actions.membership import end_membership
from communities.actions.obstacle import (
    assign_obstacle,
    change_obstacle,
    close_obstacle,
    plan_obstacle,
    possible_owners,
    reopen_obstacle,
    report_obstacle,
    take_up_obstacle,
)
from communities.models import Community, Membership, Obstacle, ObstacleStep, ProgrammeMember
from communities.obstacles import summed
from conftest import CLOSED
from leerkring.core.errors import Overtaken, Refused
from leerkring.core.permissions import has_permission
from leerkring.notifications.delivery import deliver_due
from leerkring.notifications.models import Message

pytestmark = pytest.mark.django_db
FACTS = {"title": "Roosters sluiten niet aan", "description": "Mbo en hbo hebben andere weken.", "kind": "time"}
REASON = "De roosters gaan in september gelijk lopen."


@pytest.fixture
def obstacle(community, coordinator, member) -> Obstacle:
    return report_obstacle(community, by=member, **FACTS)


@pytest.fixture
def owned(obstacle, coordinator, host) -> Obstacle:
    return assign_obstacle(obstacle, by=coordinator, version=1, owner=host)


@pytest.fixture
def planned(owned, host) -> Obstacle:
    return plan_obstacle(owned, by=host, version=2, action="Bellen met de roostermakers.")


@pytest.fixture
def removed(planned, host) -> Obstacle:
    return close_obstacle(planned, by=host, version=3, outcome="removed", conclusion=REASON)


@pytest.fixture
def editor(programme, make):
    user = make.user("Eva", "Redactie")
    ProgrammeMember.objects.create(programme=programme, user=user, role="editor")
    return user


def path(name, obstacle, **parts):
    return reverse(f"communities:obstacle_{name}", kwargs={"slug": obstacle.community.slug, "pk": obstacle.pk} | parts)


def story(obstacle):
    return [(step.kind, step.by_id) for step in obstacle.steps.all()]


def sent():
    deliver_due()
    return sorted((letter.to[0].split(" <")[0].split(".")[0], letter.subject) for letter in mail.outbox)


# --- What happens -----------------------------------------------------------------------------------------------


def test_obstacle_goes_from_report_to_removed_and_tells_who_did_what(removed, member, coordinator, host):
    removed.refresh_from_db()

    assert (removed.status, removed.owner, removed.conclusion) == ("removed", host, REASON)
    assert story(removed) == [
        ("reported", member.pk), ("assigned", coordinator.pk), ("action", host.pk), ("removed", host.pk),
    ]  # fmt: skip
    assert removed.steps.last().note == REASON


def test_each_is_told_what_concerns_them(removed, member, coordinator, host):
    rows = Message.objects.filter(kind__startswith="communities.obstacle").select_related("recipient").order_by("pk")

    assert [(row.recipient, row.kind) for row in rows] == [
        (coordinator, "communities.obstacle_reported"),
        (host, "communities.obstacle_owned"),
        (member, "communities.obstacle_moved"),
    ]


def test_mails_say_that_something_happened_and_never_what_was_written(removed, member):
    found = sent()

    # Only what still holds goes out: it is nobody's question any more.
    assert [subject for _who, subject in found] == ["Nieuws over een belemmering in Lingewaard"]
    assert FACTS["title"] not in mail.outbox[0].body and REASON not in mail.outbox[0].body


def test_mail_about_a_report_goes_to_who_coordinates(obstacle):
    assert [subject for _who, subject in sent()] == ["Er is een belemmering gemeld in Lingewaard"]


def test_mail_to_an_owner_is_skipped_when_they_left(owned, community, host, coordinator):
    end_membership(community.memberships.get(user=host), by=coordinator)

    assert "Jij zorgt voor een belemmering in Lingewaard" not in [subject for _who, subject in sent()]


def test_every_deed_twice_is_once(planned, coordinator, host, member, broker):
    again = [
        lambda: report_obstacle(planned.community, by=member, **FACTS),
        lambda: assign_obstacle(planned, by=coordinator, version=1, owner=host),
        lambda: plan_obstacle(planned, by=host, version=2, action="Bellen met de roostermakers."),
    ]
    for deed in again:
        deed()
    for _time in range(2):
        take_up_obstacle(planned, by=broker)
    for _time in range(2):
        close_obstacle(planned, by=host, version=4, outcome="accepted", conclusion="Het kan niet anders.")
    for _time in range(2):
        reopen_obstacle(planned, by=coordinator)

    kinds = [kind for kind, _by in story(planned)]
    assert kinds == ["reported", "assigned", "action", "taken_up", "accepted", "reopened"]
    planned.refresh_from_db()
    assert (planned.status, planned.conclusion, planned.closed_at) == ("action", "", None)


def test_deeds_on_an_old_page_are_overtaken(obstacle, coordinator, member, host):
    change_obstacle(obstacle, by=coordinator, version=1, **FACTS | {"title": "Anders"})

    for deed in (
        lambda: change_obstacle(obstacle, by=member, version=1, **FACTS),
        lambda: assign_obstacle(obstacle, by=coordinator, version=1, owner=host),
        lambda: close_obstacle(obstacle, by=coordinator, version=1, outcome="removed", conclusion="Weg."),
    ):
        with pytest.raises(Overtaken):
            deed()


def test_deeds_are_refused_once_it_is_over(removed, coordinator, member, broker):
    for deed in (
        lambda: change_obstacle(removed, by=coordinator, version=4, **FACTS | {"title": "Anders"}),
        lambda: assign_obstacle(removed, by=coordinator, version=4, owner=member),
        lambda: plan_obstacle(removed, by=coordinator, version=4, action="Iets"),
        lambda: close_obstacle(removed, by=coordinator, version=4, outcome="accepted", conclusion="Toch."),
        lambda: take_up_obstacle(removed, by=broker),
    ):
        with pytest.raises(Refused, match="intussen afgerond"):
            deed()


def test_plan_needs_an_owner_and_an_end_needs_a_reason(obstacle, coordinator):
    with pytest.raises(Refused):
        plan_obstacle(obstacle, by=coordinator, version=1, action="Bellen.")
    for outcome, words in (("removed", "  "), ("reported", "Hm.")):
        with pytest.raises(Refused):
            close_obstacle(obstacle, by=coordinator, version=1, outcome=outcome, conclusion=words)


def test_owner_is_of_the_circle_and_of_the_team_once_it_was_taken_up(obstacle, coordinator, broker, outsider):
    for person in (broker, outsider):
        with pytest.raises(Refused):
            assign_obstacle(obstacle, by=coordinator, version=1, owner=person)

    take_up_obstacle(obstacle, by=broker)

    assert broker in possible_owners(obstacle.__class__.objects.get(pk=obstacle.pk))
    assert assign_obstacle(obstacle, by=coordinator, version=2, owner=broker).owner == broker
    with pytest.raises(Refused):
        assign_obstacle(obstacle, by=coordinator, version=3, owner=outsider)


def test_nothing_is_reported_in_a_circle_that_has_closed(community, member):
    Community.objects.update(**CLOSED)

    with pytest.raises(Refused):
        report_obstacle(community, by=member, **FACTS)


def test_erased_people_leave_an_obstacle_that_waits_for_an_owner(planned, host, member, coordinator, as_user):
    host.delete()
    member.delete()
    planned.refresh_from_db()

    assert planned.needs_owner and planned.steps.count() == 3
    page = as_user(coordinator).get(planned.get_absolute_url()).text
    assert "Iemand die niet meer in het portaal is" in page and "Wacht op een eigenaar" in page


# --- Who may what -----------------------------------------------------------------------------------------------

PEOPLE = (
    "visitor",
    "outsider",
    "former_member",
    "alumnus",
    "staff",
    "editor",
    "member",
    "host",
    "coordinator",
    "broker",
)
INSIDE = {"alumnus", "member", "host", "coordinator"}


@pytest.fixture
def cast(request, community, make):
    alumnus = make.user("Al", "Umnus")
    make.join(alumnus, community, Membership.Role.RESIDENT, alumnus_since=timezone.now())
    names = [name for name in PEOPLE if name not in {"visitor", "alumnus"}]
    people = {name: request.getfixturevalue(name) for name in names}
    return people | {"visitor": AnonymousUser(), "alumnus": alumnus}


def who(cast, rule, row):
    return {name for name in PEOPLE if has_permission(cast[name], f"communities.{rule}", row)}


def states(obstacle, coordinator, host, broker):
    """Yield each state of an obstacle that the member reported, with its name."""
    row = obstacle
    yield "reported", row
    yield "owned", assign_obstacle(row, by=coordinator, version=1, owner=host)
    yield "action", plan_obstacle(row, by=host, version=2, action="Bellen.")
    yield "taken up", take_up_obstacle(row, by=broker)
    yield "removed", close_obstacle(row, by=host, version=4, outcome="removed", conclusion="Weg.")


CHANGE = {"reported": {"member", "coordinator"}, "removed": set()}
ASSIGN = {"taken up": {"coordinator", "broker"}, "removed": set()}
WORK = {"reported": {"coordinator"}, "taken up": {"host", "coordinator", "broker"}, "removed": set()}
TAKE_UP = {"taken up": set(), "removed": set()}
REOPEN = {"removed": {"coordinator", "broker"}}


def test_role_by_state(obstacle, cast):
    for state, row in states(obstacle, cast["coordinator"], cast["host"], cast["broker"]):
        found = {
            rule: who(cast, f"{rule}_obstacle", row)
            for rule in ("view", "change", "assign", "work_on", "take_up", "reopen")
        }
        assert (state, found) == (state, {
            "view": INSIDE | {"broker"},
            "change": CHANGE.get(state, {"coordinator"}),
            "assign": ASSIGN.get(state, {"coordinator"}),
            "work_on": WORK.get(state, {"host", "coordinator"}),
            "take_up": TAKE_UP.get(state, {"broker"}),
            "reopen": REOPEN.get(state, set()),
        })  # fmt: skip


@pytest.mark.parametrize("taken_up", [False, True])
def test_after_closing_only_the_programme_goes_on_with_what_it_took_up(owned, cast, taken_up):
    if taken_up:
        take_up_obstacle(owned, by=cast["broker"])
    Community.objects.update(**CLOSED)

    for rule in ("assign", "work_on"):
        assert who(cast, f"{rule}_obstacle", owned) == ({"broker"} if taken_up else set())
    assert who(cast, "change_obstacle", owned) == set()
    assert who(cast, "add_obstacle", owned.community) == set()


def test_lists_are_for_who_takes_part_and_for_who_handles_obstacles(community, programme, cast):
    assert who(cast, "view_obstacles", community) == INSIDE
    assert who(cast, "add_obstacle", community) == INSIDE - {"alumnus"}
    assert who(cast, "handle_obstacles", programme) == {"broker"}


def test_owner_who_left_works_on_it_no_more(owned, host, coordinator):
    end_membership(owned.community.memberships.get(user=host), by=coordinator)

    assert not has_permission(host, "communities.work_on_obstacle", owned)


# --- Pages ------------------------------------------------------------------------------------------------------


def test_pages_carry_an_obstacle_to_its_end(community, coordinator, member, host, broker, as_user):
    new = reverse("communities:obstacle_create", kwargs={"slug": community.slug})
    as_user(member).post(new, FACTS)
    row = Obstacle.objects.get()
    as_user(broker).post(path("take_up", row))
    as_user(coordinator).post(path("assign", row), {"owner": host.pk, "version": 2})
    as_user(host).post(path("plan", row), {"action": "Bellen.", "action_due": "2030-01-01", "version": 3})
    answer = as_user(host).post(path("close", row), {"outcome": "removed", "conclusion": REASON, "version": 4})

    assert answer["Location"] == row.get_absolute_url()
    row.refresh_from_db()
    assert (row.status, row.conclusion) == ("removed", REASON)
    page = as_user(member).get(row.get_absolute_url()).text
    assert "Opgepakt door het programma" in page and REASON in page and "Marit Hoekstra" in page


@pytest.mark.parametrize(
    ("name", "data", "wrong"),
    [
        ("change", {"title": "a\nb"}, {"title"}),
        ("change", {"kind": "anders"}, {"kind"}),
        ("assign", {"owner": "999"}, {"owner"}),
        ("plan", {"action": ""}, {"action"}),
        ("close", {"outcome": "reported", "conclusion": "Hm."}, {"outcome"}),
        ("close", {"outcome": "removed", "conclusion": ""}, {"conclusion"}),
    ],
)
def test_forms_say_what_is_wrong(owned, coordinator, as_user, name, data, wrong):
    page = as_user(coordinator).post(path(name, owned), {"version": 2} | FACTS | data)

    assert set(page.context["form"].errors) == wrong


def test_two_saves_of_one_version_show_both(owned, coordinator, as_user):
    change_obstacle(owned, by=coordinator, version=2, **FACTS | {"title": "Eerder"})

    page = as_user(coordinator).post(path("change", owned), FACTS | {"title": "Later", "version": 2})

    assert page.status_code == 409
    assert "Eerder" in page.text and 'value="Later"' in page.text


def test_closing_what_somebody_else_closed_says_so(removed, coordinator, as_user):
    assert as_user(coordinator).get(path("close", removed)).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_lists_ask_as_much_for_more_rows(community, programme, coordinator, member, broker, as_user,
                                         django_assert_num_queries, number):  # fmt: skip
    for count in range(number):
        row = report_obstacle(community, by=member, **FACTS | {"title": f"Nummer {count}"})
        assign_obstacle(row, by=coordinator, version=1, owner=member)
    circle, team = as_user(member), as_user(broker)

    with django_assert_num_queries(5):
        listed = circle.get(reverse("communities:obstacle_list", kwargs={"slug": community.slug}))
    with django_assert_num_queries(6):
        added_up = team.get(reverse("communities:programme_obstacles", kwargs={"programme_slug": programme.slug}))
    assert len(listed.context["open"]) == len(added_up.context["open"]) == number


def test_programme_adds_up_over_its_circles_and_no_others(community, programme, coordinator, member, broker, make):
    report_obstacle(community, by=member, **FACTS)
    facts = {"kind": "regional", "area": community.area, "question": "?", "status": "active"}
    for number, of in enumerate((programme, type(programme).objects.create(name="Ander", slug="ander"))):
        circle = Community.objects.create(
            programme=of, slug=f"k{number}", name=f"K{number}", started_at=timezone.now(), **facts
        )
        row = report_obstacle(circle, by=member, **FACTS)
        close_obstacle(row, by=member, version=1, outcome="accepted", conclusion="Nu eenmaal zo.")
        report_obstacle(circle, by=member, **FACTS | {"title": "Nog een"})

    found = summed(programme, broker)

    assert [(row.open, row.circles, row.removed, row.accepted) for row in found["kinds"]] == [(2, 2, 0, 1)]
    assert len(found["open"]) == 2


def test_desk_of_the_programme_says_how_many_are_open(obstacle, broker, programme, as_user):
    page = as_user(broker).get(reverse("communities:programme_desk", kwargs={"programme_slug": programme.slug})).text

    assert "1 open" in page


def test_history_has_a_row_per_deed_only(obstacle, member):
    change_obstacle(obstacle, by=member, version=1, **FACTS)

    assert ObstacleStep.objects.count() == 1
