"""Part of the day, way of taking part, and what somebody needs."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from communities.models import Membership
from leerkring.core.errors import Refused
from leerkring.notifications.models import Message
from meetings.actions.attendance import Details, answer_meeting
from meetings.actions.capacity import set_capacity
from meetings.actions.meeting import cancel_meeting
from meetings.actions.needs import Wishes, erase_needs
from meetings.models import Attendance, Meeting, Needs
from meetings.shown.attendance import people
from meetings.tokens import make_token

pytestmark = pytest.mark.django_db
NUTS = Wishes(diet="geen noten", access="een plek bij het scherm")


@pytest.fixture
def hybrid(meeting):
    Meeting.objects.update(format="hybrid")
    meeting.refresh_from_db()
    return meeting


def mails():
    return Message.objects.filter(kind="meetings.answer").count()


# --- Part of the day, and the way -------------------------------------------------------------------------------


def test_another_part_of_the_day_is_another_answer_and_one_mail(meeting, member):
    answer_meeting(meeting, by=member, answer="yes")
    attendance = answer_meeting(meeting, by=member, answer="yes", details=Details(part="morning"))
    answer_meeting(meeting, by=member, answer="yes", details=Details(part="morning"))
    answer_meeting(meeting, by=member, answer="yes")

    attendance.refresh_from_db()
    assert (attendance.part, attendance.revision, mails()) == ("morning", 2, 2)


def test_part_and_way_go_with_a_no(hybrid, member):
    answer_meeting(hybrid, by=member, answer="yes", details=Details(part="morning", way="online"))
    attendance = answer_meeting(hybrid, by=member, answer="no", details=Details(part="morning", way="online"))
    assert (attendance.part, attendance.way) == ("", "")


def test_way_is_only_kept_for_a_hybrid_meeting(meeting, member):
    attendance = answer_meeting(meeting, by=member, answer="yes", details=Details(way="online"))
    assert attendance.way == "" and attendance.details(meeting) == []


def test_part_of_the_day_keeps_the_place_and_the_place_in_line(meeting, member, host):
    Meeting.objects.update(capacity=1)
    answer_meeting(meeting, by=member, answer="yes")
    assert answer_meeting(meeting, by=host, answer="yes").is_waiting
    said = answer_meeting(meeting, by=host, answer="yes").answered_at

    assert not answer_meeting(meeting, by=member, answer="yes", details=Details(part="afternoon")).is_waiting
    waiting = answer_meeting(meeting, by=host, answer="yes", details=Details(part="afternoon"))
    assert (waiting.is_waiting, waiting.answered_at) == (True, said)


def test_who_takes_part_online_needs_no_place(hybrid, member, host, coordinator):
    set_capacity(hybrid, by=coordinator, capacity=1, known=None)
    answer_meeting(hybrid, by=coordinator, answer="yes")
    assert not answer_meeting(hybrid, by=member, answer="yes", details=Details(way="online")).is_waiting
    assert answer_meeting(hybrid, by=host, answer="yes").is_waiting

    answer_meeting(hybrid, by=coordinator, answer="yes", details=Details(way="online"))
    assert not Attendance.objects.get(user=host).is_waiting
    assert answer_meeting(hybrid, by=member, answer="yes", details=Details(way="")).is_waiting


def test_people_are_shown_with_their_part_of_the_day(hybrid, member, host):
    Meeting.objects.update(capacity=5)
    hybrid.refresh_from_db()
    answer_meeting(hybrid, by=member, answer="yes", details=Details(part="morning", way="online"))
    answer_meeting(hybrid, by=host, answer="yes", details=Details(part="afternoon"))

    shown = people(hybrid, member)
    assert {person["name"]: person["line"] for person in shown.coming} == {
        "Daan Willems": "student · alleen de ochtend, online",
        "Anouk Thijssen": "gemeente Lingewaard · alleen de middag",
    }
    assert shown.parts == ["1 alleen ’s ochtends", "1 alleen ’s middags", "1 online"]
    assert shown.places == "Er zijn nog 4 van de 5 plekken vrij." and shown.my_details == "alleen de ochtend · online"


def test_database_tells_a_member_only_their_own_needs(meeting, member, host):
    answer_meeting(meeting, by=member, answer="yes", details=Details(needs=NUTS))
    answer_meeting(meeting, by=host, answer="yes", details=Details(needs=Wishes(diet="vegan")))
    rows = meeting.attendances.with_own_needs(member)
    assert {row.user_id: (row.own_diet, row.own_access) for row in rows} == {
        member.pk: (NUTS.diet, NUTS.access),
        host.pk: ("", ""),
    }


# --- Asking -----------------------------------------------------------------------------------------------------


def test_site_asks_more_once_somebody_comes(meeting, member, as_user):
    client, url = as_user(member), reverse("meetings:answer", kwargs={"pk": meeting.pk})
    assert 'name="diet"' not in client.get(meeting.get_absolute_url()).content.decode()

    client.post(url, {"answer": "yes", "remark": ""})
    assert 'name="diet"' in client.get(meeting.get_absolute_url()).content.decode()
    client.post(url, {"answer": "yes", "part": "morning", "diet": "geen noten", "access": "", "remark": ""})

    page = client.get(meeting.get_absolute_url()).content.decode()
    assert "geen noten" in page and Needs.objects.get().attendance.user == member
    assert 'name="way"' not in page


def test_pressing_another_answer_without_the_fields_keeps_the_needs(meeting, member):
    answer_meeting(meeting, by=member, answer="yes", details=Details(needs=NUTS))
    answer_meeting(meeting, by=member, answer="maybe")
    assert Needs.objects.get().diet == NUTS.diet


def test_no_and_empty_fields_erase_the_needs(meeting, member, host):
    for person in (member, host):
        answer_meeting(meeting, by=person, answer="yes", details=Details(needs=NUTS))
    answer_meeting(meeting, by=member, answer="no", details=Details(needs=NUTS))
    answer_meeting(meeting, by=host, answer="yes", details=Details(needs=Wishes("", "")))
    assert not Needs.objects.exists()


def test_mail_page_asks_the_same_and_shows_what_was_said(hybrid, member, visitor):
    link = reverse("meetings:answer_by_mail", kwargs={"token": make_token(hybrid.pk, member.pk)})
    data = {"answer": "yes", "part": "afternoon", "way": "online", "diet": "halal", "access": "lift", "remark": ""}
    assert visitor.post(link, data).status_code == 302

    page = visitor.get(link)
    shown = {name: page.context["form"][name].value() or "" for name in data}
    # Whoever the mail was passed on to reads nothing of it; sending the page again changes nothing of it.
    assert shown == data | {"diet": "", "access": ""} and "halal" not in page.content.decode()
    visitor.post(link, shown | {"access": "plek vooraan"})
    assert (Needs.objects.get().diet, Needs.objects.get().access) == ("halal", "plek vooraan")
    assert visitor.post(link, data | {"part": "night"}).status_code == 422


def test_coordinator_who_answers_for_somebody_keeps_what_they_said_themselves(meeting, member, coordinator, as_user):
    answer_meeting(meeting, by=member, answer="maybe", details=Details(needs=NUTS))
    url = reverse("meetings:answer_for", kwargs={"pk": meeting.pk})
    data = {"person": member.pk, "answer": "yes", "part": "morning", "diet": "", "access": "", "remark": ""}
    as_user(coordinator).post(url, data)
    assert (Needs.objects.get().diet, Attendance.objects.get().part) == (NUTS.diet, "morning")

    as_user(coordinator).post(url, data | {"diet": "halal"})
    assert Needs.objects.get().diet == "halal"


def test_needs_stand_in_no_mail_and_no_log(meeting, member, coordinator, deliver, caplog):
    caplog.set_level("DEBUG")
    answer_meeting(meeting, by=coordinator, person=member, answer="yes", details=Details(needs=NUTS))
    mail = deliver()[member.email]
    assert "noten" not in str(mail.message()) + str(Message.objects.values_list("context")) + caplog.text


def test_mail_names_the_part_of_the_day(hybrid, member, deliver):
    answer_meeting(hybrid, by=member, answer="yes", details=Details(part="morning", way="online"))
    assert "alleen de ochtend, online" in deliver()[member.email].body


# --- Erasing ----------------------------------------------------------------------------------------------------


def wish(meeting, user):
    row = Attendance.objects.create(meeting=meeting, user=user, answer="yes", answered_at=timezone.now())
    return Needs.objects.create(attendance=row, diet="geen noten")


def test_erase_needs_goes_by_the_week_after_the_meeting(meeting, member):
    wish(meeting, member)
    due = meeting.ends_at + Needs.KEPT
    assert erase_needs(due - timedelta(seconds=1)) == 0
    assert (erase_needs(due), erase_needs(due)) == (1, 0)
    assert Attendance.objects.exists()


def test_erase_needs_follows_who_left_and_what_was_cancelled(meeting, member, host, cycle, make, coordinator):
    wish(meeting, member)
    other = make.meeting(cycle, 2)
    wish(other, host)
    Membership.objects.filter(user=member).update(left_at=timezone.now())
    cancel_meeting(other, by=coordinator, reason="Ziek")
    kept = wish(meeting, coordinator)

    assert erase_needs(timezone.now()) == 2
    assert list(Needs.objects.all()) == [kept]


def test_view_needs_is_for_the_person_and_coordinators(meeting, member, host, coordinator, outsider, staff):
    wish(meeting, member)
    asked = {"member": member, "host": host, "coordinator": coordinator, "outsider": outsider, "staff": staff}
    seen = {name for name, user in asked.items() if Needs.objects.permitted(user, "meetings.view_needs").exists()}
    assert seen == {"member", "coordinator"}
    assert not Needs.objects.permitted(AnonymousUser(), "meetings.view_needs").exists()


def test_answer_of_who_left_is_refused_with_needs_too(meeting, former_member):
    with pytest.raises(Refused):
        answer_meeting(meeting, by=former_member, answer="yes", details=Details(needs=NUTS))
    assert not Needs.objects.exists()
