"""Planning a series: the actions and step 2 of setting up."""

import re
from datetime import date, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from communities.models import Area, Community, Organisation
from leerkring.core.errors import Refused
from meetings.actions.cycle import missing_in_setup, plan_cycle, save_cycle_draft, setup_facts
from meetings.dates import holidays_in
from meetings.models import Cycle, Meeting

pytestmark = pytest.mark.django_db
SOON = timezone.localdate() + timedelta(days=30)


@pytest.fixture
def save(draft_circle, coordinator, plan):
    def save_draft(*days, goal="Eenzaamheid eerder zien.", **fields) -> Cycle:
        plans = [plan(SOON + timedelta(days=day), **fields) for day in days]
        return save_cycle_draft(draft_circle, learning_goal=goal, meetings=plans, by=coordinator)

    return save_draft


@pytest.fixture
def page(draft_circle, coordinator, as_user):
    """Step 2 in the browser of the coordinator: ``page()`` reads, ``page({...})`` sends."""
    client, url = as_user(coordinator), reverse("meetings:cycle_setup", kwargs={"slug": draft_circle.slug})
    return lambda data=None: client.get(url) if data is None else client.post(url, data)


def fields(*days, goal="Samen zien wie er ontbreekt.", action="save", **overrides):
    data = {"learning_goal": goal, "action": action, "form-TOTAL_FORMS": len(days), "form-INITIAL_FORMS": len(days)}
    for number, day in enumerate(days):
        row = {"date": day, "start_time": "09:30", "end_time": "16:30", "theme": f"Thema {number + 1}"}
        data |= {f"form-{number}-{name}": value for name, value in row.items()}
    return data | {name.replace("__", "-"): value for name, value in overrides.items()}


def iso(days):
    return (SOON + timedelta(days=days)).isoformat()


def test_save_cycle_draft_keeps_the_meetings_in_order(save):
    cycle = save(0, 42, host="gemeente Duiven", place="Zaal 2")

    assert [(m.number, m.date, m.status) for m in cycle.meetings.all()] == [
        (1, SOON, "draft"),
        (2, SOON + timedelta(days=42), "draft"),
    ]
    assert Organisation.objects.get(name="gemeente Duiven").hosted.count() == 2


def test_save_cycle_draft_again_changes_and_removes_but_doubles_nothing(save):
    first = [meeting.pk for meeting in save(0, 42, 84).meetings.all()]
    again = save(0, 49)

    assert Cycle.objects.count() == 1
    assert [meeting.pk for meeting in again.meetings.all()] == first[:2]


def test_save_cycle_draft_finds_a_host_whatever_its_capitals(save, host_organisation):
    save(0, host="  Gemeente   LINGEWAARD ")

    assert Meeting.objects.get().host == host_organisation


def test_save_cycle_draft_is_refused_when_the_circle_has_started(save, draft_circle):
    Community.objects.update(status=Community.Status.ACTIVE, started_at=timezone.now())
    with pytest.raises(Refused):
        save(0)


def test_plan_cycle_plans_all_meetings_and_twice_is_harmless(save, coordinator):
    cycle = save(0, 42)
    plan_cycle(cycle, by=coordinator)
    planned_at = Meeting.objects.first().planned_at
    plan_cycle(cycle, by=coordinator)

    meetings = list(cycle.meetings.all())
    assert {meeting.status for meeting in meetings} == {"planned"}
    assert meetings[0].planned_at == planned_at
    assert meetings[0].next_reminder_at == planned_at


def test_plan_cycle_is_refused_with_reasons_when_incomplete(save, coordinator):
    cycle = save(-60, -61, goal=" ")
    with pytest.raises(Refused) as refusal:
        plan_cycle(cycle, by=coordinator)

    assert len(refusal.value.messages) == 4
    assert set(cycle.meetings.values_list("status", flat=True)) == {"draft"}


def test_missing_in_setup_asks_for_a_meeting_first(draft_circle, save):
    assert len(missing_in_setup(draft_circle)) == 1
    assert setup_facts(draft_circle) == []
    save(0, place="Zaal 2")
    assert missing_in_setup(draft_circle) == []
    assert len(setup_facts(draft_circle)) == 2


def test_first_proposal_is_a_thursday_that_leaves_time_to_invite(school_holidays):
    assert holidays_in("midden").first_proposal(date(2026, 11, 22)) == date(2027, 1, 7)
    assert holidays_in("").first_proposal(date(2026, 11, 22)) == date(2026, 12, 31)


def test_page_proposes_four_meetings_outside_holidays(page, draft_circle, school_holidays):
    Area.objects.update(holiday_region="midden")
    forms = page().context["formset"].forms

    assert len(forms) == 4
    assert {form["date"].value().weekday() for form in forms} == {3}
    assert forms[0]["start_time"].value() == time(9, 30)


def test_page_saves_and_goes_on_and_shows_it_again(page, draft_circle):
    response = page(fields(iso(0), iso(42)))

    assert response.url == reverse("communities:invitation_setup", kwargs={"slug": draft_circle.slug})
    again = page()
    assert [form["theme"].value() for form in again.context["formset"].forms] == ["Thema 1", "Thema 2"]
    assert again.context["form"]["learning_goal"].value() == "Samen zien wie er ontbreekt."


def test_page_going_back_keeps_what_was_typed(page, draft_circle):
    response = page(fields(iso(0), action="back"))

    assert response.url == reverse("communities:community_setup", kwargs={"slug": draft_circle.slug})
    assert Meeting.objects.get().theme == "Thema 1"


def test_page_adds_a_meeting_without_losing_wrong_input(page):
    response = page(fields("30-02-2027", iso(42), action="add"))

    forms = response.context["formset"].forms
    assert response.status_code == 200 and Meeting.objects.count() == 0
    assert forms[0]["date"].value() == "30-02-2027"
    assert forms[2]["date"].value() >= SOON + timedelta(days=84)
    assert 'type="text" name="form-0-date" value="30-02-2027"' in response.content.decode()


def test_page_adds_a_meeting_after_a_day_beyond_all_calendars(page):
    forms = page(fields("9999-12-31", action="add")).context["formset"].forms
    assert [form["date"].value() for form in forms][0] == "9999-12-31" and len(forms) == 2


def test_page_of_a_circle_that_started_meanwhile_says_so_and_keeps_what_was_typed(page, draft_circle):
    Community.objects.filter(pk=draft_circle.pk).update(status=Community.Status.ACTIVE, started_at=timezone.now())
    response = page(fields(iso(0)))
    assert response.status_code == 409 and Meeting.objects.count() == 0
    assert "al gestart" in response.context["form"].non_field_errors()[0]
    assert "Thema 1" in response.content.decode()


def test_page_removes_the_meeting_of_that_number_but_never_the_last(page):
    response = page(fields(iso(0), iso(42), action="remove-1"))
    assert [form["theme"].value() for form in response.context["formset"].forms] == ["Thema 2"]

    response = page(fields(iso(0), action="remove-1"))
    assert len(response.context["formset"].forms) == 1


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"form__0__date": "30-02-2027"}, "date", "30-02-2027"),
        ({"form__0__date": "2020-01-09"}, "date", "voorbij"),
        ({"form__0__date": "0001-01-01", "form__0__start_time": "00:00"}, "date", "jaar"),
        ({"form__0__date": "9999-12-31"}, "date", "jaar"),
        ({"form__0__date": iso(43)}, "", ""),
        ({"form__0__end_time": "08:00"}, "end_time", "einde"),
        ({"form__0__start_time": "25:00"}, "start_time", "25:00"),
        ({"form__0__date": ""}, "date", ""),
    ],
)
def test_page_says_beside_the_field_what_is_wrong_and_keeps_the_rest(page, wrong, field, words):
    response = page(fields(iso(0), iso(42), **wrong))

    forms = response.context["formset"].forms
    assert response.status_code == 422 and Meeting.objects.count() == 0
    errors = forms[0].errors.get(field) if field else forms[1].errors["date"]
    assert errors and words in errors[0]
    assert forms[1]["theme"].value() == "Thema 2"
    assert "error-summary" in response.content.decode()


def test_page_saves_when_enter_presses_its_first_button(page):
    buttons = re.findall(r'<button[^>]*name="action" value="([^"]+)"', page().content.decode())
    assert buttons[0] == "save" and "remove-1" in buttons


def test_page_asks_for_a_goal(page):
    response = page(fields(iso(0), goal=""))
    assert response.status_code == 422 and response.context["form"].errors["learning_goal"]


def test_page_takes_no_empty_meeting_for_granted(page):
    data = fields(iso(0), iso(42)) | {"form-INITIAL_FORMS": 0}
    data |= {f"form-1-{name}": "" for name in ["date", "start_time", "end_time", "theme"]}
    assert page(data).status_code == 422


def test_page_survives_a_broken_count(page):
    data = fields(iso(0)) | {"form-TOTAL_FORMS": "many"}
    assert page(data).status_code == 422
    assert page(data | {"action": "add"}).status_code == 200


@pytest.mark.parametrize("role", ["member", "host", "former_member", "outsider", "staff"])
def test_page_is_the_coordinators_alone(role, draft_circle, as_user, request):
    url = reverse("meetings:cycle_setup", kwargs={"slug": draft_circle.slug})
    client = as_user(request.getfixturevalue(role))
    assert client.get(url).status_code == client.post(url, {}).status_code == 404


def test_page_leads_to_the_meetings_when_the_circle_has_started(community, coordinator, as_user):
    response = as_user(coordinator).get(reverse("meetings:cycle_setup", kwargs={"slug": community.slug}))
    assert response.url == reverse("meetings:community_agenda", kwargs={"slug": community.slug})


def test_page_query_count_does_not_grow_with_meetings(page, save, queries):
    save(0)
    one = queries(page)
    save(0, 42, 84)
    assert one == queries(page) == 9
