"""Assignments: offering, signing up, choosing, doing and finishing; and who sees what of it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from communities.actions import assignment as actions
from communities.actions.organisation_merge import merge_organisations
from communities.models import Assignment, AssignmentApplication, Community, Membership
from conftest import CLOSED
from leerkring.core.errors import Overtaken, Refused
from leerkring.core.permissions import has_permission
from leerkring.notifications.delivery import deliver_due
from leerkring.notifications.models import Message

pytestmark = pytest.mark.django_db
MOTIVE = "Kanarie motivatie"


@pytest.fixture
def values(organisation, coordinator):
    today = timezone.localdate()
    days = {"starts_on": today, "closes_on": today + timedelta(days=7), "ends_on": today + timedelta(days=60)}
    facts = {"title": "Wie kent de buurt?", "text": "Spreek tien bewoners.", "organisation": organisation}
    return facts | days | {"level": "hbo", "year": 2, "places": 1, "supervisor": coordinator}


@pytest.fixture
def draft(community, values, coordinator) -> Assignment:
    return actions.add_assignment(community, values, by=coordinator)


@pytest.fixture
def opened(draft, coordinator) -> Assignment:
    return actions.move_assignment(draft, "published", by=coordinator)


@pytest.fixture
def student(make, community):
    """Return a function that makes another student of the circle."""

    def add(name):
        person = make.user(name)
        make.join(person, community, "student", sector="education")
        return person

    return add


@pytest.fixture
def started(opened, member, coordinator) -> Assignment:
    application = actions.apply_for(opened, MOTIVE, by=member)
    actions.answer_application(application, "chosen", by=coordinator)
    return actions.move_assignment(opened, "started", by=coordinator)


def url(name, row):
    return reverse(f"communities:{name}", kwargs={"pk": row.pk})


def told(kind):
    return list(Message.objects.filter(kind=f"communities.assignment_{kind}").values_list("recipient", flat=True))


# --- Offering ---------------------------------------------------------------------------------------------------


def test_adding_twice_is_one_draft(draft, community, values, coordinator):
    assert actions.add_assignment(community, values, by=coordinator) == draft
    assert draft.status == "draft"


def test_nothing_is_added_to_a_closed_circle(community, values, coordinator):
    Community.objects.filter(pk=community.pk).update(**CLOSED)
    with pytest.raises(Refused):
        actions.add_assignment(community, values, by=coordinator)


def test_changing_is_refused_when_somebody_saved_in_between(draft, values, coordinator):
    actions.change_assignment(draft, values | {"title": "Anders"}, by=coordinator, version=1)
    with pytest.raises(Overtaken):
        actions.change_assignment(draft, values, by=coordinator, version=1)


def test_places_never_go_below_who_was_chosen(opened, values, member, student, coordinator):
    actions.change_assignment(opened, values | {"places": 2}, by=coordinator, version=opened.version)
    for person in (member, student("Noor")):
        actions.answer_application(actions.apply_for(opened, MOTIVE, by=person), "chosen", by=coordinator)
    opened.refresh_from_db()
    with pytest.raises(Refused, match="2 mensen"):
        actions.change_assignment(opened, values, by=coordinator, version=opened.version)


@pytest.mark.parametrize(
    ("status", "allowed"),
    [
        ("draft", {"published", "withdrawn"}),
        ("published", {"withdrawn"}),
        ("started", {"finished", "withdrawn"}),
        ("finished", set()),
        ("withdrawn", set()),
    ],
)
def test_only_the_next_step_can_be_taken(draft, coordinator, status, allowed):
    for to in set(Assignment.Status.values) - {status}:
        Assignment.objects.filter(pk=draft.pk).update(status=status, result="R")
        if to in allowed:
            assert actions.move_assignment(draft, to, by=coordinator, result="R").status == to
        else:
            with pytest.raises(Refused):
                actions.move_assignment(draft, to, by=coordinator, result="R")


def test_a_step_taken_twice_is_harmless_and_finishing_asks_a_result(started, coordinator):
    assert actions.move_assignment(started, "started", by=coordinator).status == "started"
    with pytest.raises(Refused, match="wat eruit kwam"):
        actions.move_assignment(started, "finished", by=coordinator, result="  ")
    assert actions.move_assignment(started, "finished", by=coordinator, result="Tien gesprekken").result
    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.update(result="")


# --- Signing up -------------------------------------------------------------------------------------------------


def test_signing_up_from_two_tabs_is_one_application_and_one_mail(opened, member, coordinator):
    first = actions.apply_for(opened, MOTIVE, by=member)
    assert actions.apply_for(opened, "Nog eens", by=member) == first
    assert told("applied") == [coordinator.pk]


@pytest.mark.parametrize("how", ["closed", "withdrawn", "left", "circle"])
def test_signing_up_is_refused_when_it_is_over(opened, member, community, how):
    if how == "closed":
        Assignment.objects.update(closes_on=timezone.localdate() - timedelta(days=1))
    if how == "withdrawn":
        Assignment.objects.update(status="withdrawn")
    if how == "left":
        Membership.objects.filter(user=member).update(left_at=timezone.now())
    if how == "circle":
        Community.objects.filter(pk=community.pk).update(**CLOSED)
    with pytest.raises(Refused):
        actions.apply_for(opened, MOTIVE, by=member)
    assert not AssignmentApplication.objects.exists()


def test_without_a_supervisor_the_coordinators_hear_it(opened, member, coordinator):
    Assignment.objects.update(supervisor=None)
    actions.apply_for(opened, MOTIVE, by=member)
    assert told("applied") == [coordinator.pk]


def test_never_more_are_chosen_than_there_are_places(opened, member, student, coordinator):
    first, second = (actions.apply_for(opened, MOTIVE, by=person) for person in (member, student("Noor")))
    actions.answer_application(first, "chosen", by=coordinator)
    actions.answer_application(first, "chosen", by=coordinator)
    with pytest.raises(Refused, match="Alle plaatsen"):
        actions.answer_application(second, "chosen", by=coordinator)
    assert told("answered") == [member.pk]
    actions.answer_application(first, "declined", by=coordinator)
    assert actions.answer_application(second, "chosen", by=coordinator).status == "chosen"


def test_an_application_that_was_taken_back_can_not_be_answered(opened, member, coordinator):
    application = actions.apply_for(opened, MOTIVE, by=member)
    actions.withdraw_application(opened, by=member)
    actions.withdraw_application(opened, by=member)
    with pytest.raises(Refused):
        actions.answer_application(application, "chosen", by=coordinator)


def test_an_erased_applicant_leaves_the_place_free(opened, student, member, coordinator):
    gone = student("Noor")
    actions.answer_application(actions.apply_for(opened, MOTIVE, by=gone), "chosen", by=coordinator)
    gone.delete()
    application = actions.apply_for(opened, MOTIVE, by=member)
    assert actions.answer_application(application, "chosen", by=coordinator).status == "chosen"


def test_what_an_erased_person_wrote_down_stays_without_their_name(started, member):
    actions.add_record(started, by=member, kind="research", day=timezone.localdate(), text="Tien gesprekken")
    member.delete()
    assert [(row.text, row.author) for row in started.records.all()] == [("Tien gesprekken", None)]


def test_starting_declines_who_waits_and_asks_that_somebody_was_chosen(opened, member, student, coordinator):
    with pytest.raises(Refused, match="wie het doet"):
        actions.move_assignment(opened, "started", by=coordinator)
    other = student("Noor")
    actions.apply_for(opened, MOTIVE, by=other)
    actions.answer_application(actions.apply_for(opened, MOTIVE, by=member), "chosen", by=coordinator)
    actions.move_assignment(opened, "started", by=coordinator)
    assert opened.applications.get(applicant=other).status == "declined"
    assert told("answered") == [member.pk, other.pk]
    with pytest.raises(Refused):
        actions.withdraw_application(opened, by=member)


def test_a_client_that_is_merged_away_is_the_one_that_stays(opened, organisation, host_organisation, coordinator):
    merge_organisations(organisation, into=host_organisation, by=coordinator)
    opened.refresh_from_db()
    assert opened.organisation == host_organisation


def test_writing_down_twice_is_once_and_only_while_it_runs(started, member, coordinator):
    facts = {"kind": "activity", "day": timezone.localdate(), "text": "Meegelopen"}
    assert actions.add_record(started, by=member, **facts) == actions.add_record(started, by=member, **facts)
    actions.move_assignment(started, "finished", by=coordinator, result="Klaar")
    with pytest.raises(Refused):
        actions.add_record(started, by=member, **facts | {"text": "Later"})


# --- Mail -------------------------------------------------------------------------------------------------------


def test_mails_tell_what_happened_and_no_word_of_why(opened, member, coordinator):
    application = actions.apply_for(opened, MOTIVE, by=member)
    deliver_due()
    actions.answer_application(application, "chosen", by=coordinator)
    deliver_due()
    actions.move_assignment(opened, "withdrawn", by=coordinator)
    deliver_due()
    assert [(sent.to[0].partition(" <")[0], sent.subject) for sent in mail.outbox] == [
        (coordinator.full_name, f"{member.full_name} meldt zich aan voor een opdracht"),
        (member.full_name, "Je gaat een opdracht doen"),
        (member.full_name, "Een opdracht is ingetrokken"),
    ]
    assert all("Kanarie" not in str(sent.message()) for sent in mail.outbox)


def test_mail_is_not_sent_when_it_no_longer_holds(opened, member, coordinator):
    application = actions.apply_for(opened, MOTIVE, by=member)
    actions.answer_application(application, "chosen", by=coordinator)
    actions.answer_application(application, "declined", by=coordinator)
    actions.withdraw_application(opened, by=member)
    deliver_due()
    assert mail.outbox == []


# --- Who may ----------------------------------------------------------------------------------------------------

ROLES = ["visitor", "outsider", "former", "member", "applicant", "chosen", "host", "area_lecturer", "coordinator"]
ROLES += ["near", "far", "staff"]
GUIDES, DOERS = {"area_lecturer", "coordinator"}, {"member", "near"}
BOARD = {"member", "applicant", "chosen", "host", "near"} | GUIDES
TABLE = [
    ("view", "draft", GUIDES | {"applicant", "chosen"}),
    ("view", "published", BOARD),
    ("view", "started", BOARD),
    ("view", "finished", BOARD),
    ("view", "withdrawn", GUIDES | {"applicant", "chosen"}),
    ("guide", "draft", GUIDES),
    ("guide", "finished", GUIDES),
    ("change", "draft", GUIDES),
    ("change", "published", GUIDES),
    ("change", "started", GUIDES),
    ("change", "finished", set()),
    ("change", "withdrawn", set()),
    ("change", "closed", set()),
    ("apply", "draft", set()),
    ("apply", "published", DOERS | {"applicant", "chosen"}),
    ("apply", "started", set()),
    ("apply", "closed", set()),
    ("reflect", "draft", set()),
    ("reflect", "published", {"chosen"}),
    ("reflect", "started", {"chosen"}),
    ("reflect", "finished", {"chosen"}),
    ("reflect", "withdrawn", set()),
    ("reflect", "closed", set()),
    ("record", "published", set()),
    ("record", "started", GUIDES | {"chosen"}),
    ("record", "finished", set()),
    ("record", "closed", set()),
]


@pytest.fixture
def people(request, draft, community, programme, make, student):
    named = {"visitor": AnonymousUser(), "applicant": student("Noor"), "chosen": student("Kevin")}
    fixtures = {"former": "former_member"} | {name: name for name in ("outsider", "member", "host", "staff")}
    named |= {role: request.getfixturevalue(fixture) for role, fixture in fixtures.items()}
    named |= {role: make.user(role.title()) for role in ("area_lecturer", "near", "far")}
    make.join(named["area_lecturer"], community, "area_lecturer", sector="education")
    facts = {"kind": "regional", "question": "?", "status": "active", "area": community.area}
    for role, of in (("near", programme), ("far", type(programme).objects.create(name="Ver", slug="ver"))):
        circle = Community.objects.create(programme=of, slug=role, name=role, started_at=timezone.now(), **facts)
        make.join(named[role], circle, "student", sector="education")
    for role, status in (("applicant", "waiting"), ("chosen", "chosen")):
        draft.applications.create(applicant=named[role], motivation="M", status=status)
    return named | {"coordinator": draft.supervisor}


@pytest.mark.parametrize(("rule", "state", "allowed"), TABLE)
def test_assignments_are_for_these_people(draft, people, community, rule, state, allowed):
    Assignment.objects.update(status="started" if state == "closed" else state, result="R")
    if state == "closed":
        Assignment.objects.update(status="published" if rule == "apply" else "started")
        Community.objects.filter(pk=community.pk).update(**CLOSED)
    draft.refresh_from_db()
    found = {role for role in ROLES if has_permission(people[role], f"communities.{rule}_assignment", draft)}
    assert found == allowed


def test_applications_are_read_by_who_guides_and_by_oneself(draft, people):
    row = draft.applications.get(applicant=people["applicant"])
    found = {role for role in ROLES if has_permission(people[role], "communities.view_application", row)}
    assert found == GUIDES | {"applicant"}


# --- Pages ------------------------------------------------------------------------------------------------------


def test_from_offer_to_result_on_the_pages(as_user, community, values, organisation, member, coordinator):
    guide, doer = as_user(coordinator), as_user(member)
    data = values | {"organisation": organisation.name, "supervisor": coordinator.pk}
    guide.post(reverse("communities:assignment_create", kwargs={"slug": community.slug}), data)
    row = Assignment.objects.get()
    assert doer.get(row.get_absolute_url()).status_code == 404
    guide.post(url("assignment_move", row), {"to": "published"})
    assert "Wie kent de buurt?" in doer.get(reverse("communities:assignment_list")).text
    doer.post(url("assignment_apply", row), {"motivation": MOTIVE})
    page = guide.get(row.get_absolute_url()).text
    assert MOTIVE in page and MOTIVE not in doer.get(row.get_absolute_url()).text
    guide.post(url("application_answer", row.applications.get()), {"answer": "chosen"})
    guide.post(url("assignment_move", row), {"to": "started"})
    record = {"kind": "research", "day": timezone.localdate(), "text": "Tien gesprekken gevoerd"}
    doer.post(url("assignment_record", row), record)
    assert "Daan" in guide.get(reverse("communities:assignment_desk")).text
    guide.post(url("assignment_finish", row), {"result": "Een kaart van de buurt"})
    page = doer.get(row.get_absolute_url()).text
    assert "Een kaart van de buurt" in page and "Tien gesprekken gevoerd" in page
    assert "Afgerond, met een resultaat" in doer.get(reverse("communities:assignment_list")).text


def test_the_form_says_what_is_wrong(as_user, community, values, organisation, coordinator):
    today = timezone.localdate()
    data = values | {"organisation": organisation.name, "supervisor": coordinator.pk, "places": 0}
    data |= {"ends_on": today - timedelta(days=1), "year": 99}
    page = as_user(coordinator).post(reverse("communities:assignment_create", kwargs={"slug": community.slug}), data)
    assert set(page.context["form"].errors) == {"ends_on", "places", "year", "closes_on"}
    assert not Assignment.objects.exists()


def test_the_board_filters_by_level_and_leaves_out_what_is_strange(as_user, opened, member):
    client, board = as_user(member), reverse("communities:assignment_list")
    shown = {level: opened.title in client.get(board, {"level": level}).text for level in ("hbo", "mbo", "work", "x")}
    assert shown == {"hbo": True, "mbo": False, "work": False, "x": True}
    assert client.get(board, {"area": "99", "theme": "x"}).status_code == 200


def test_after_closing_the_page_says_so_and_offers_no_button(as_user, opened, member):
    Assignment.objects.update(closes_on=timezone.localdate() - timedelta(days=1))
    client = as_user(member)
    assert "Aanmelden kan niet meer" in client.get(opened.get_absolute_url()).text
    page = client.post(url("assignment_apply", opened), {"motivation": MOTIVE})
    assert page.status_code == 409 and MOTIVE in page.text


@pytest.mark.parametrize("number", [1, 3])
def test_pages_ask_the_same_number_of_questions(
    as_user, opened, coordinator, student, django_assert_num_queries, number
):
    for count in range(number):
        actions.apply_for(opened, MOTIVE, by=student(f"Lid{count}"))
    client = as_user(coordinator)
    for address, queries in ((opened.get_absolute_url(), 9), (reverse("communities:assignment_desk"), 5)):
        client.get(address)
        with django_assert_num_queries(queries):
            client.get(address)


def test_desk_says_who_guides_which(as_user, opened, coordinator, host):
    """A coordinator sees all of the circle, under the name of each supervisor."""
    second = Assignment.objects.get(pk=opened.pk)
    Assignment.objects.filter(pk=opened.pk).update(supervisor=host)
    second.pk, second.supervisor, second.title = None, None, "Zonder begeleider"
    second.save()
    page = as_user(coordinator).get(reverse("communities:assignment_desk")).text
    assert host.full_name in page and "Zonder begeleider" in page.partition("Nog geen begeleider")[2]
