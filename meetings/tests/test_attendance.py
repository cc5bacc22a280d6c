"""Answering, on the site and from a mail."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from communities.models import Community, Membership
from conftest import CLOSED
from leerkring.core.errors import Refused
from leerkring.notifications.models import Message
from meetings.actions.attendance import answer_meeting
from meetings.actions.meeting import cancel_meeting
from meetings.models import Attendance, Meeting
from meetings.tokens import make_token, read_token

pytestmark = pytest.mark.django_db


def keys():
    return sorted(Message.objects.filter(kind="meetings.answer").values_list("key", flat=True))


@pytest.fixture
def link(meeting, member):
    return reverse("meetings:answer_by_mail", kwargs={"token": make_token(meeting.pk, member.pk)})


def test_answer_meeting_keeps_the_answer_and_confirms_it(meeting, member):
    attendance = answer_meeting(meeting, by=member, answer="yes")

    assert (attendance.answer, attendance.channel, attendance.revision) == ("yes", "site", 1)
    assert keys() == [f"meetings.answer:{meeting.pk}:1"]


def test_answer_meeting_again_sends_nothing_and_another_answer_does(meeting, member):
    answer_meeting(meeting, by=member, answer="yes")
    answer_meeting(meeting, by=member, answer="yes")
    assert len(keys()) == 1
    assert answer_meeting(meeting, by=member, answer="no").revision == 2
    assert len(keys()) == 2 and Attendance.objects.count() == 1


def test_answer_meeting_keeps_the_remark_unless_another_is_given(meeting, member):
    answer_meeting(meeting, by=member, answer="yes", remark="Ik eet geen vlees.")
    assert answer_meeting(meeting, by=member, answer="maybe").remark == "Ik eet geen vlees."
    assert answer_meeting(meeting, by=member, answer="maybe", remark="").remark == ""


@pytest.mark.parametrize("status", ["draft", "cancelled"])
def test_answer_meeting_is_refused_when_it_does_not_go_on(status, cycle, make, member):
    with pytest.raises(Refused):
        answer_meeting(make.meeting(cycle, status=status), by=member, answer="yes")
    assert keys() == []


def test_answer_meeting_is_refused_when_it_is_over(cycle, make, member):
    with pytest.raises(Refused):
        answer_meeting(make.meeting(cycle, days=-1), by=member, answer="yes")


# --- On the site ------------------------------------------------------------------------------------------------


def test_answer_meeting_is_refused_when_the_circle_is_closed(meeting, member, community, as_user):
    Community.objects.filter(pk=community.pk).update(**CLOSED)

    with pytest.raises(Refused):
        answer_meeting(meeting, by=member, answer="yes")
    as_user(member).post(reverse("meetings:answer", kwargs={"pk": meeting.pk}), {"answer": "yes"})

    assert not Attendance.objects.exists() and keys() == []


def test_button_keeps_the_answer(meeting, member, as_user):
    client = as_user(member)
    response = client.post(reverse("meetings:answer", kwargs={"pk": meeting.pk}), {"answer": "yes"})

    assert response.url == meeting.get_absolute_url()
    assert Attendance.objects.get().answer == "yes"
    assert 'value="yes" aria-pressed="true"' in client.get(response.url).content.decode()


@pytest.mark.parametrize("data", [{}, {"answer": "perhaps"}])
def test_button_asks_again_when_the_answer_is_no_answer(data, meeting, member, as_user):
    client = as_user(member)
    response = client.post(reverse("meetings:answer", kwargs={"pk": meeting.pk}), data)
    assert len(list(get_messages(response.wsgi_request))) == 1 and not Attendance.objects.exists()


def test_button_says_so_when_the_meeting_was_cancelled(meeting, member, coordinator, as_user):
    cancel_meeting(meeting, by=coordinator, reason="De zaal is dicht.")
    response = as_user(member).post(reverse("meetings:answer", kwargs={"pk": meeting.pk}), {"answer": "yes"})
    assert response.status_code == 302 and not Attendance.objects.exists()


@pytest.mark.parametrize("role", ["outsider", "former_member", "staff"])
def test_button_is_for_members(role, meeting, as_user, request):
    client = as_user(request.getfixturevalue(role))
    url = reverse("meetings:answer", kwargs={"pk": meeting.pk})
    assert client.post(url, {"answer": "yes"}).status_code == 404 and not Attendance.objects.exists()


def test_reading_the_address_of_the_button_leads_to_the_meeting(meeting, member, as_user):
    response = as_user(member).get(reverse("meetings:answer", kwargs={"pk": meeting.pk}))
    assert response.url == meeting.get_absolute_url()


# --- From a mail, without signing in ----------------------------------------------------------------------------


def test_link_shows_the_answer_chosen_and_changes_nothing(link, visitor):
    for _ in range(2):
        response = visitor.get(link + "?answer=maybe")
        visitor.head(link + "?answer=maybe")

    assert response.context["form"]["answer"].value() == "maybe"
    assert "Daan Willems" in response.content.decode()
    assert not Attendance.objects.exists() and keys() == []


def test_link_shows_what_was_answered_before(link, meeting, member, visitor):
    answer_meeting(meeting, by=member, answer="yes", remark="Ik kom later.")
    form = visitor.get(link).context["form"]
    assert (form["answer"].value(), form["remark"].value()) == ("yes", "Ik kom later.")
    assert visitor.get(link + "?answer=no").context["form"]["answer"].value() == "no"


def test_button_of_the_link_keeps_the_answer_without_signing_in(link, visitor):
    response = visitor.post(link, {"answer": "yes", "remark": ""}, follow=True)

    attendance = Attendance.objects.get()
    assert (attendance.answer, attendance.channel) == ("yes", "mail")
    assert response.status_code == 200 and "answer_kept" in response.templates[0].name
    assert "_auth_user_id" not in visitor.session


def test_button_of_the_link_asks_again_when_nothing_is_chosen(link, visitor):
    assert visitor.post(link, {"remark": "Ik eet geen vlees."}).status_code == 422
    assert not Attendance.objects.exists()


def test_link_is_kept_by_no_cache(link, meeting, visitor):
    assert "no-store" in visitor.get(link).headers["Cache-Control"]
    visitor.post(link, {"answer": "yes"})
    assert "no-store" in visitor.get(link + "?kept=1").headers["Cache-Control"]


def test_link_works_for_its_own_meeting_and_person_only(link, meeting, cycle, make, visitor):
    other = make.meeting(cycle, 2, days=30)
    visitor.post(link, {"answer": "yes"})
    assert other.attendances.count() == 0 and meeting.attendances.count() == 1


@pytest.mark.parametrize("how", ["altered", "left", "inactive", "nonsense", "other_deed"])
def test_link_stops_working(how, link, meeting, member, visitor):
    if how == "left":
        Membership.objects.filter(user=member).update(left_at=timezone.now())
    if how == "inactive":
        type(member).objects.filter(pk=member.pk).update(is_active=False)
    token = {"altered": f"{meeting.pk}-{member.pk + 1}." + make_token(meeting.pk, member.pk).partition(".")[2]}
    url = reverse("meetings:answer_by_mail", kwargs={"token": token[how]}) if how in token else link
    if how in {"nonsense", "other_deed"}:
        from django.core.signing import Signer

        forged = Signer(salt="meetings.cancel", sep=".").sign(f"{meeting.pk}-{member.pk}")
        url = reverse("meetings:answer_by_mail", kwargs={"token": "x" if how == "nonsense" else forged})

    assert visitor.get(url).status_code == visitor.post(url, {"answer": "yes"}).status_code == 404
    assert not Attendance.objects.exists()


def test_link_expires_at_the_end_of_the_meeting(link, meeting, visitor):
    Meeting.objects.update(ends_at=timezone.now(), starts_at=timezone.now() - timedelta(hours=7))
    assert visitor.get(link).status_code == visitor.post(link, {"answer": "yes"}).status_code == 410
    assert not Attendance.objects.exists()


def test_link_of_a_cancelled_meeting_says_why(link, meeting, coordinator, visitor):
    cancel_meeting(meeting, by=coordinator, reason="De zaal is dicht.")
    response = visitor.get(link)
    assert response.status_code == 410 and "De zaal is dicht." in response.content.decode()


def test_token_reads_back_and_nothing_else_does():
    assert read_token(make_token(12, 34)) == (12, 34)
    assert read_token("") is read_token("12-34") is read_token(make_token(12, 34)[:-1]) is None


# --- For somebody else --------------------------------------------------------------------------------------------


def test_answer_for_somebody_is_theirs_and_keeps_who_gave_it(meeting, member, coordinator, deliver):
    attendance = answer_meeting(meeting, by=coordinator, person=member, answer="yes", channel="coordinator")

    assert (attendance.user, attendance.answered_by, attendance.channel) == (member, coordinator, "coordinator")
    mail = deliver()[member.email]
    assert "Marit Hoekstra heeft dit antwoord voor je ingevuld." in mail.body


def test_answer_for_somebody_is_their_own_again_once_they_change_it(meeting, member, coordinator, deliver):
    answer_meeting(meeting, by=coordinator, person=member, answer="yes", channel="coordinator")
    attendance = answer_meeting(meeting, by=member, answer="no")
    assert (attendance.answered_by, attendance.revision) == (None, 2)
    assert "Marit" not in deliver()[member.email].body


def test_answer_for_somebody_who_left_is_refused(meeting, former_member, coordinator):
    with pytest.raises(Refused):
        answer_meeting(meeting, by=coordinator, person=former_member, answer="yes")


def test_page_fills_in_an_answer_for_somebody(meeting, member, coordinator, as_user):
    client = as_user(coordinator)
    address = reverse("meetings:answer_for", kwargs={"pk": meeting.pk})
    assert "Daan Willems" in client.get(address).content.decode()
    assert client.post(address, {"person": member.pk, "answer": "no", "remark": "Ziek"}).status_code == 302
    assert "Daan Willems: kan niet (Marit Hoekstra)" in client.get(address).content.decode()
    assert (meeting.attendances.get().answer, meeting.attendances.get().remark) == ("no", "Ziek")


@pytest.mark.parametrize("wrong", [{"person": ""}, {"person": "x"}, {"answer": "x"}])
def test_page_for_somebody_says_what_is_wrong(wrong, meeting, member, coordinator, as_user):
    address = reverse("meetings:answer_for", kwargs={"pk": meeting.pk})
    answer = as_user(coordinator).post(address, {"person": member.pk, "answer": "yes"} | wrong)
    assert answer.status_code == 422 and not meeting.attendances.exists()


def test_page_for_somebody_takes_nobody_from_outside(meeting, outsider, former_member, coordinator, as_user):
    address = reverse("meetings:answer_for", kwargs={"pk": meeting.pk})
    for person in (outsider, former_member):
        assert as_user(coordinator).post(address, {"person": person.pk, "answer": "yes"}).status_code == 422


def test_page_for_somebody_asks_the_same_number_of_queries_for_three_people(
    meeting, member, coordinator, as_user, queries, make, community
):
    client, address = as_user(coordinator), reverse("meetings:answer_for", kwargs={"pk": meeting.pk})
    one = queries(lambda: client.get(address))
    for number in range(2):
        person = make.user(f"Lid{number}")
        make.join(person, community, "professional")
        answer_meeting(meeting, by=coordinator, person=person, answer="yes")
    assert queries(lambda: client.get(address)) == one == 4
