"""Proposing dates: a rhythm, what speaks against a day, and taking dates over for drafts."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from communities.models import Community, Membership
from conftest import CLOSED
from leerkring.core.errors import Refused
from leerkring.notifications.models import Message
from meetings.actions.cycle import plan_cycle
from meetings.actions.draft_dates import redate_drafts
from meetings.clashes import Clash, Slot, clashes_with
from meetings.dates import holidays_of
from meetings.forms.meeting import initial_of
from meetings.models import Cycle, Meeting, SchoolHoliday
from meetings.shown.remark import clash_words, meeting_remarks, when_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def elsewhere(programme, area, make):
    """Return a function that makes another running circle with a meeting, and these people in it."""

    def build(*people, slug="elders", days=7, **fields):
        facts = {"programme": programme, "question": "?", "kind": "regional", "area": area}
        circle = Community.objects.create(
            slug=slug, name=f"Kring {slug}", status="active", started_at=timezone.now(), **facts
        )
        for person in people:
            make.join(person, circle, Membership.Role.STUDENT)
        return make.meeting(Cycle.objects.create(community=circle, number=1), days=days, **fields)

    return build


def slot_of(meeting):
    return Slot(meeting.starts_at, meeting.ends_at)


# --- Clashes ----------------------------------------------------------------------------------------------------


def test_clashes_name_members_who_meet_elsewhere_then(meeting, member, host, coordinator, outsider, elsewhere):
    elsewhere(member, outsider)
    found = clashes_with([slot_of(meeting)], community=meeting.cycle.community, reader=coordinator)
    assert [(each.person, each.circle) for each in found[0]] == [("Daan Willems", "Kring elders")]


def test_clashes_count_a_person_once_and_every_person(meeting, member, host, coordinator, elsewhere):
    elsewhere(member, host)
    elsewhere(member, slug="nog-een")
    found = clashes_with([slot_of(meeting)], community=meeting.cycle.community, reader=coordinator)
    assert [each.person for each in found[0]] == ["Anouk Thijssen", "Daan Willems"]


@pytest.mark.parametrize("fields", [{"days": 8}, {"status": "draft"}, {"status": "cancelled"}])
def test_clashes_leave_out_what_is_at_another_time_or_does_not_go_on(fields, meeting, member, coordinator, elsewhere):
    elsewhere(member, **fields)
    assert clashes_with([slot_of(meeting)], community=meeting.cycle.community, reader=coordinator) == [[]]


def test_clashes_leave_out_who_left_either_circle_and_circles_that_are_closed(
    meeting, member, host, former_member, coordinator, elsewhere
):
    there = elsewhere(member, former_member)
    there.cycle.community.memberships.filter(user=member).update(left_at=timezone.now())
    closed = elsewhere(host, slug="dicht")
    Community.objects.filter(pk=closed.cycle.community_id).update(**CLOSED)
    assert clashes_with([slot_of(meeting)], community=meeting.cycle.community, reader=coordinator) == [[]]


def test_clashes_leave_out_what_begins_as_the_other_ends(meeting, member, coordinator, elsewhere):
    there = elsewhere(member)
    before = Slot(there.starts_at - timedelta(hours=2), there.starts_at)
    after = Slot(there.ends_at, there.ends_at + timedelta(hours=2))
    within = Slot(there.starts_at + timedelta(minutes=1), there.starts_at + timedelta(minutes=2))
    found = clashes_with([before, after, within], community=meeting.cycle.community, reader=coordinator)
    assert [len(each) for each in found] == [0, 0, 1]


def test_clash_words_name_no_circle_that_the_reader_does_not_see():
    words = clash_words([Clash("Daan Willems", ""), Clash("Noor Kok", "Elst")])
    assert words == "2 leden hebben dan al een bijeenkomst van een andere leerkring: Daan Willems, Noor Kok (Elst)."


def test_clashes_take_one_query_at_any_number_of_dates(
    meeting, member, host, coordinator, elsewhere, django_assert_num_queries
):
    elsewhere(member)
    elsewhere(member, host, slug="b")
    for count in (1, 3):
        with django_assert_num_queries(1):
            clashes_with([slot_of(meeting)] * count, community=meeting.cycle.community, reader=coordinator)


def test_clash_words_name_five_people_and_count_the_rest(meeting, community, coordinator, elsewhere, make):
    people = [make.user(f"Lid{number}", "Peters") for number in range(7)]
    for person in people:
        make.join(person, community, "professional")
    elsewhere(*people)
    found = clashes_with([slot_of(meeting)], community=community, reader=coordinator)
    words = clash_words(found[0])
    assert words.startswith("7 leden hebben dan al een bijeenkomst") and words.endswith("en nog 2.")


# --- What speaks against a meeting ------------------------------------------------------------------------------


def remarks(meeting, reader):
    row = Meeting.objects.with_circle().get(pk=meeting.pk)
    return [words for each in meeting_remarks([row], row.cycle.community, reader) for words in each.words]


def test_remarks_name_holiday_clash_and_host_that_left(
    meeting, community, area, member, host, coordinator, elsewhere, host_organisation
):
    area.holiday_region = "midden"
    area.save()
    SchoolHoliday.objects.create(region="midden", name="kermis", first=meeting.date, last=meeting.date)
    elsewhere(member)
    community.memberships.filter(user=host).update(left_at=timezone.now())

    assert remarks(meeting, coordinator) == [
        "Deze dag valt in een vakantie of is een feestdag: kermis.",
        "1 lid heeft dan al een bijeenkomst van een andere leerkring: Daan Willems (Kring elders).",
        "Van gastheer gemeente Lingewaard doet niemand meer mee in deze leerkring. Vraag of jullie daar nog "
        "terechtkunnen.",
    ]


def test_remarks_say_nothing_of_a_host_that_never_took_part(cycle, make, coordinator):
    lender = make.organisation("Dorpshuis", kind="welfare")
    row = make.meeting(cycle, days=next_workday(cycle.community), host=lender, place="Dorpshuis")
    assert remarks(row, coordinator) == []


def next_workday(community):
    """Return in how many days the first Tuesday comes that is no holiday, from a week on."""
    today = timezone.localdate()
    tuesday = today + timedelta(days=7 + (1 - today.weekday()) % 7)
    return (holidays_of(community).first_working_date(tuesday) - today).days


@pytest.mark.parametrize("fields", [{"days": -3}, {"status": "cancelled"}])
def test_remarks_say_nothing_of_what_is_over_or_does_not_go_on(fields, cycle, make, coordinator):
    assert remarks(make.meeting(cycle, place="", **fields), coordinator) == []


def test_cycle_page_shows_remarks_to_coordinators_only(meeting, member, coordinator, as_user, elsewhere, cycle):
    elsewhere(member)
    assert "heeft dan al een bijeenkomst" in as_user(coordinator).get(cycle.get_absolute_url()).content.decode()
    assert "heeft dan al een bijeenkomst" not in as_user(member).get(cycle.get_absolute_url()).content.decode()


def test_when_of_a_meeting_is_its_moment(meeting):
    assert when_of(meeting).slot == slot_of(meeting)


# --- Dates for drafts -------------------------------------------------------------------------------------------


@pytest.fixture
def drafts(cycle, make):
    return [make.meeting(cycle, number, days=40 + number, status="draft") for number in (1, 2, 3)]


@pytest.fixture
def wanted():
    return [timezone.localdate() + timedelta(days=60 + 42 * number) for number in range(3)]


def dates_of(cycle):
    return list(cycle.meetings.order_by("number").values_list("date", flat=True))


def test_redate_drafts_moves_them_in_order_and_tells_nobody(cycle, drafts, wanted, coordinator, member):
    redate_drafts(cycle, by=coordinator, dates=wanted)
    redate_drafts(cycle, by=coordinator, dates=wanted)

    assert dates_of(cycle) == wanted and not Message.objects.exists()
    row = cycle.meetings.first()
    assert (row.starts_at.date(), row.start_time) == (wanted[0], drafts[0].start_time)


def test_redate_drafts_leaves_planned_meetings_alone(cycle, drafts, wanted, coordinator, make):
    planned = make.meeting(cycle, 9, days=10)
    redate_drafts(cycle, by=coordinator, dates=wanted)
    planned.refresh_from_db()
    assert planned.date == timezone.localdate() + timedelta(days=10)


def test_redate_drafts_refuses_what_does_not_fit(cycle, drafts, wanted, coordinator):
    before = dates_of(cycle)
    for dates in [wanted[:2], [], wanted[::-1], [timezone.localdate(), *wanted[1:]], [wanted[0]] * 3]:
        with pytest.raises(Refused):
            redate_drafts(cycle, by=coordinator, dates=dates)
    assert dates_of(cycle) == before


def test_redate_drafts_refuses_when_they_were_planned_or_the_circle_closed(cycle, drafts, wanted, coordinator):
    cycle.learning_goal = "Leren."
    Community.objects.update(**CLOSED)
    with pytest.raises(Refused):
        redate_drafts(cycle, by=coordinator, dates=wanted)
    Community.objects.update(status="active", phase="start", closed_at=None)
    plan_cycle(cycle, by=coordinator)
    with pytest.raises(Refused):
        redate_drafts(cycle, by=coordinator, dates=wanted)


def test_dates_page_shows_a_rhythm_and_takes_it_over(cycle, drafts, coordinator, as_user):
    client, url = as_user(coordinator), reverse("meetings:cycle_dates", kwargs={"pk": cycle.pk})
    first = (timezone.localdate() + timedelta(days=50)).isoformat()
    rhythm = {"plan-weekday": "1", "plan-weeks": "4", "plan-first": first, "plan-region": ""}
    proposals = client.get(url, rhythm).context["proposals"]

    assert [each.to.weekday() for each in proposals] == [1, 1, 1]
    assert dates_of(cycle) == [each.date for each in drafts]
    response = client.post(url, {"date": [each.to.isoformat() for each in proposals]})
    assert response.url == cycle.get_absolute_url()
    assert dates_of(cycle) == [each.to for each in proposals]


WRONG = [("weekday", "8"), ("weeks", "0"), ("weeks", "99"), ("first", "30-02-2099"), ("first", "2020-01-01")]


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_dates_page_says_what_is_wrong_with_a_rhythm(name, value, cycle, drafts, coordinator, as_user):
    rhythm = {"plan-weekday": "1", "plan-weeks": "4", "plan-first": "2099-01-01", "plan-region": ""}
    rhythm[f"plan-{name}"] = value
    response = as_user(coordinator).get(reverse("meetings:cycle_dates", kwargs={"pk": cycle.pk}), rhythm)
    assert response.status_code == 422 and not response.context["proposals"]


def test_dates_page_warns_by_the_holidays_of_the_region_that_was_chosen(cycle, drafts, area, coordinator, as_user):
    area.holiday_region = "zuid"
    area.save()
    first, last = timezone.localdate() + timedelta(days=50), timezone.localdate() + timedelta(days=400)
    SchoolHoliday.objects.create(region="zuid", name="lang", first=first, last=last)
    rhythm = {"plan-weekday": "1", "plan-weeks": "4", "plan-first": first.isoformat(), "plan-region": ""}
    url = reverse("meetings:cycle_dates", kwargs={"pk": cycle.pk})
    assert not any(each.remarks for each in as_user(coordinator).get(url, rhythm).context["proposals"])


@pytest.mark.parametrize("dates", [[], ["onzin"], ["2020-01-01"] * 3, ["2099-01-01"] * 40])
def test_dates_page_refuses_dates_that_were_not_proposed(dates, cycle, drafts, coordinator, as_user):
    client, url = as_user(coordinator), reverse("meetings:cycle_dates", kwargs={"pk": cycle.pk})
    assert client.post(url, {"date": dates}).status_code in (302, 409)
    assert dates_of(cycle) == [each.date for each in drafts]


@pytest.mark.parametrize("role", ["member", "host", "former_member", "outsider", "staff"])
def test_dates_page_is_for_coordinators(role, cycle, drafts, as_user, request):
    url = reverse("meetings:cycle_dates", kwargs={"pk": cycle.pk})
    assert as_user(request.getfixturevalue(role)).get(url).status_code == 404


def test_dates_page_query_count_does_not_grow(cycle, drafts, make, coordinator, as_user, queries):
    client, url = as_user(coordinator), reverse("meetings:cycle_dates", kwargs={"pk": cycle.pk})
    rhythm = {"plan-weekday": "1", "plan-weeks": "4", "plan-first": "2099-01-01", "plan-region": "zuid"}
    three = queries(lambda: client.get(url, rhythm))
    for number in (4, 5):
        make.meeting(cycle, number, days=50 + number, status="draft")
    assert three == queries(lambda: client.get(url, rhythm)) == 5


# --- Setting up -------------------------------------------------------------------------------------------------


@pytest.fixture
def setup_page(draft_circle, coordinator, as_user):
    client, url = as_user(coordinator), reverse("meetings:cycle_setup", kwargs={"slug": draft_circle.slug})
    return lambda **fields: client.post(url, fields) if fields else client.get(url)


def typed(*days, **fields):
    rows = {"form-TOTAL_FORMS": len(days), "form-INITIAL_FORMS": 0, "learning_goal": "Leren."}
    for number, day in enumerate(days):
        rows |= {f"form-{number}-date": day, f"form-{number}-start_time": "10:00", f"form-{number}-end_time": "12:00"}
    first = (timezone.localdate() + timedelta(days=50)).isoformat()
    plan = {"plan-weekday": "2", "plan-weeks": "3", "plan-first": first, "plan-count": "3", "plan-region": ""}
    return rows | plan | {"action": "propose"} | fields


def test_setup_proposes_dates_by_a_rhythm_and_keeps_what_was_typed(setup_page):
    response = setup_page(**typed("2099-01-01", "31-02-2099", **{"form-0-theme": "Kennismaken"}))
    forms = response.context["formset"].forms
    assert [form["date"].value().weekday() for form in forms] == [2, 2, 2]
    assert forms[0]["theme"].value() == "Kennismaken" and forms[2]["start_time"].value() == "10:00"
    assert response.context["form"]["learning_goal"].value() == "Leren."
    assert not Meeting.objects.exists()


def test_setup_keeps_a_meeting_too_many_on_which_somebody_worked(setup_page):
    days = ["2099-01-01", "2099-02-01", "2099-03-01"]
    response = setup_page(**typed(*days, **{"plan-count": "1", "form-2-place": "De Brink"}))
    assert [form["place"].value() or "" for form in response.context["formset"].forms] == ["", "De Brink"]


def test_setup_says_what_is_wrong_with_a_rhythm_and_keeps_the_dates(setup_page):
    response = setup_page(**typed("2099-01-01", **{"plan-count": "13"}))
    assert response.status_code == 422
    assert [form["date"].value() for form in response.context["formset"].forms] == ["2099-01-01"]


def test_setup_says_beside_a_date_what_speaks_against_it(setup_page):
    # Christmas, a Saturday, and a day on which nobody is away.
    response = setup_page(**typed("2027-12-25", "2028-01-08", "2028-01-11", action="add"))
    words = [form.remarks for form in response.context["formset"].forms]
    assert words[0] == ["Deze dag valt in een vakantie of is een feestdag: Eerste kerstdag."]
    assert words[1:3] == [["Deze dag valt in het weekend."], []]
    assert "Eerste kerstdag" in response.content.decode()


# --- Changing a meeting -----------------------------------------------------------------------------------------


@pytest.fixture
def save(meeting, coordinator, as_user):
    """Return a function that changes the meeting on its page."""

    def post(**fields):
        meeting.refresh_from_db()
        known = {name: value or "" for name, value in initial_of(meeting).items()} | {"version": meeting.version}
        url = reverse("meetings:meeting_change", kwargs={"pk": meeting.pk})
        return as_user(coordinator).post(url, known | fields, follow=True)

    return post


def test_change_to_a_holiday_is_done_and_said(save, meeting):
    response = save(date="2099-12-25")
    assert "Deze dag valt in een vakantie of is een feestdag: Eerste kerstdag." in response.content.decode()
    meeting.refresh_from_db()
    assert meeting.date.isoformat() == "2099-12-25"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"date": "30-02-2099"}, "is geen datum die bestaat"),
        ({"date": "2020-01-02"}, "is voorbij"),
        ({"start_time": "12:00", "end_time": "11:00"}, "Het einde"),
        ({"start_time": "12:00", "end_time": "12:00"}, "Het einde"),
        ({"start_time": "25:00"}, "25:00"),
    ],
)
def test_change_to_what_cannot_be_is_refused_and_kept_as_typed(fields, words, save, meeting):
    response = save(**fields, place="De Brink")
    page = response.content.decode()
    assert response.status_code == 422 and words in page and 'value="De Brink"' in page
    meeting.refresh_from_db()
    assert meeting.version == 1
