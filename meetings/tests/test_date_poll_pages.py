"""The pages of a date poll: asking, answering on the site and from the mail, choosing."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from leerkring.notifications.models import Message
from meetings.actions.date_poll import Option, choose_date, start_poll, stop_poll, vote
from meetings.actions.meeting import cancel_meeting
from meetings.models import DatePoll, DateVote, Meeting
from meetings.tokens import make_token, poll_token

pytestmark = pytest.mark.django_db
NO_ROWS = {"own-TOTAL_FORMS": "4", "own-INITIAL_FORMS": "0"}


@pytest.fixture
def poll(meeting, coordinator, member, host):
    days = [meeting.date, meeting.date + timedelta(days=7), meeting.date + timedelta(days=14)]
    options = [Option(day, meeting.start_time, meeting.end_time) for day in days]
    last = timezone.localdate() + timedelta(days=4)
    return start_poll(meeting, by=coordinator, options=options, closes_on=last, note="De zaal is bezet.")


@pytest.fixture
def dates(poll):
    return list(poll.options.all())


@pytest.fixture
def create(meeting, coordinator, as_user):
    """Return a function that asks for the form, or posts it."""
    client, url = as_user(coordinator), reverse("meetings:poll_create", kwargs={"pk": meeting.pk})
    last = (timezone.localdate() + timedelta(days=3)).isoformat()

    def ask(**fields):
        return client.post(url, NO_ROWS | {"closes_on": last} | fields) if fields else client.get(url)

    return ask


def url_of(poll, name="poll_detail"):
    return reverse(f"meetings:{name}", kwargs={"pk": poll.meeting_id, "poll_pk": poll.pk})


# --- Asking -----------------------------------------------------------------------------------------------------


def test_create_page_proposes_dates_around_the_one_it_has(create, meeting):
    form = create().context["form"]
    values = [value for value, _label in form.fields["proposals"].choices]
    assert any(value.startswith(meeting.date.isoformat()) for value in values) and len(values) >= 4
    assert all(label.endswith("9.30–16.30 uur") for _value, label in form.fields["proposals"].choices)


def test_create_page_asks_about_proposals_and_dates_of_ones_own(create, meeting):
    values = [value for value, _label in create().context["form"].fields["proposals"].choices]
    day = meeting.date + timedelta(days=40)
    own = {"own-0-date": day.isoformat(), "own-0-start_time": "13:00", "own-0-end_time": "17.00"}
    response = create(proposals=values[:2], note="Zaal bezet", **own)

    poll = DatePoll.objects.get()
    assert response.url == poll.get_absolute_url() and poll.note == "Zaal bezet"
    assert poll.options.count() == 3 and poll.options.get(date=day).start_time.hour == 13


def test_create_page_takes_what_it_shows_with_some_proposals_ticked(create):
    context = create().context
    rows = {field.html_name: field.value() for form in context["own"] for field in form}
    rows |= {field.html_name: field.value() for field in context["own"].management_form}
    values = [value for value, _label in context["form"].fields["proposals"].choices]
    closes_on = context["form"]["closes_on"].value()
    data = {name: "" if value is None else value for name, value in rows.items()} | {
        "proposals": values[-2:],
        "closes_on": closes_on,
    }
    assert create(**data).status_code == 302
    assert DatePoll.objects.get().options.count() == 2


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"note": "Bewaar dit"}, "Kies twee tot 12"),
        ({"own-1-date": "30-02-2099"}, "30-02-2099"),
        ({"own-1-date": "2020-01-02", "own-1-start_time": "9:00", "own-1-end_time": "10:00"}, "2020-01-02"),
        ({"own-1-date": "2099-01-02", "own-1-start_time": "9:00", "own-1-end_time": "8:00"}, "Het einde"),
        ({"closes_on": "gisteren"}, "gisteren"),
        ({"proposals": ["x"]}, "Kies opnieuw"),
    ],
)
def test_create_page_keeps_what_was_typed_when_something_is_wrong(fields, words, create):
    response = create(**fields)
    assert response.status_code == 422 and words in response.content.decode()
    assert not DatePoll.objects.exists()


def test_create_page_leads_to_the_question_that_is_open(poll, create):
    assert create().url == create(note="x").url == poll.get_absolute_url()


# --- Answering --------------------------------------------------------------------------------------------------


def test_detail_asks_each_date_and_shows_numbers_without_names(poll, dates, member, host, as_user):
    vote(poll, by=host, answers={dates[1].pk: "yes"})
    client = as_user(member)
    page = client.get(url_of(poll)).content.decode()
    assert page.count("<legend>") == 3 and "De zaal is bezet." in page
    assert "Anouk Thijssen" not in page and "past het best" in page

    response = client.post(url_of(poll), {f"option_{dates[0].pk}": "no", f"option_{dates[1].pk}": "maybe"})
    assert response.url == url_of(poll)
    assert list(DateVote.objects.filter(user=member).values_list("answer", flat=True)) == ["no", "maybe"]
    assert client.get(url_of(poll)).content.decode().count("checked") == 2


def test_detail_shows_who_said_what_to_coordinators(poll, dates, host, coordinator, as_user):
    vote(poll, by=host, answers={dates[1].pk: "yes"})
    page = as_user(coordinator).get(url_of(poll)).content.decode()
    assert "Anouk Thijssen: past mij" in page and "<li>Daan Willems</li>" in page


@pytest.mark.parametrize("answers", [{}, {"option_0": "yes"}, "zomaar"])
def test_detail_asks_again_when_nothing_was_said(answers, poll, dates, member, as_user):
    data = {f"option_{dates[0].pk}": answers} if isinstance(answers, str) else answers
    assert as_user(member).post(url_of(poll), data).status_code == 422
    assert not DateVote.objects.exists()


def test_detail_says_that_it_is_too_late(poll, dates, member, coordinator, as_user):
    client = as_user(member)
    choose_date(poll, by=coordinator, option=dates[1])
    response = client.post(url_of(poll), {f"option_{dates[0].pk}": "yes"}, follow=True)
    text = response.content.decode()
    assert "Je kunt niet meer antwoorden." in text and "Er is een datum gekozen" in text
    assert not DateVote.objects.exists()


# --- From the mail ----------------------------------------------------------------------------------------------


def test_mail_asks_and_its_link_opens_without_signing_in(poll, dates, member, deliver, visitor):
    mail = deliver()[member.email]
    path = reverse("meetings:poll_by_mail", kwargs={"token": poll_token(poll.pk, member.pk)})
    assert path in mail.body and "De zaal is bezet." not in mail.body
    assert "List-Unsubscribe" not in mail.extra_headers

    assert visitor.get(path).status_code == 200 and not DateVote.objects.exists()
    response = visitor.post(path, {f"option_{dates[2].pk}": "yes"})
    assert DateVote.objects.get().user == member
    assert "Bedankt, je antwoord is bewaard." in visitor.get(response.url).content.decode()


@pytest.mark.parametrize("token", ["onzin", "1-1.onzin"])
def test_link_that_is_not_ours_opens_nothing(token, visitor, db):
    path = reverse("meetings:poll_by_mail", kwargs={"token": token})
    assert visitor.get(path).status_code == visitor.post(path).status_code == 404


def test_link_of_another_deed_opens_nothing(poll, member, visitor):
    path = reverse("meetings:poll_by_mail", kwargs={"token": make_token(poll.pk, member.pk)})
    assert visitor.get(path).status_code == 404


def test_link_ends_with_membership_account_and_question(poll, dates, member, host, coordinator, community, visitor):
    paths = {
        who: reverse("meetings:poll_by_mail", kwargs={"token": poll_token(poll.pk, who.pk)}) for who in (member, host)
    }
    community.memberships.filter(user=member).update(left_at=timezone.now())
    assert visitor.get(paths[member]).status_code == 404
    stop_poll(poll, by=coordinator)
    response = visitor.post(paths[host], {f"option_{dates[0].pk}": "yes"})
    assert response.status_code == 410 and "Deze vraag is gestopt." in response.content.decode()
    type(host).objects.filter(pk=host.pk).update(is_active=False)
    assert visitor.get(paths[host]).status_code == 404
    assert not DateVote.objects.exists()


def test_link_after_the_last_day_says_that_a_date_is_chosen_now(poll, member, visitor):
    DatePoll.objects.update(closes_on=timezone.localdate() - timedelta(days=1))
    path = reverse("meetings:poll_by_mail", kwargs={"token": poll_token(poll.pk, member.pk)})
    response = visitor.get(path)
    assert response.status_code == 410 and "kiest nu een datum" in response.content.decode()


# --- Choosing ---------------------------------------------------------------------------------------------------


def test_close_page_puts_the_best_date_first_in_line_and_moves_the_meeting(poll, dates, host, coordinator, as_user):
    vote(poll, by=host, answers={dates[2].pk: "yes", dates[1].pk: "maybe"})
    client = as_user(coordinator)
    form = client.get(url_of(poll, "poll_close")).context["form"]
    assert form["option"].value() == dates[2].pk
    assert form.fields["option"].choice_hints[str(dates[2].pk)].startswith("Past: 1.")

    response = client.post(url_of(poll, "poll_close"), {"action": "choose", "option": dates[2].pk})
    assert response.url == poll.meeting.get_absolute_url()
    assert Meeting.objects.get().date == dates[2].date


def test_close_page_stops_without_a_choice(poll, coordinator, as_user):
    client = as_user(coordinator)
    assert client.post(url_of(poll, "poll_close"), {"action": "stop"}).status_code == 302
    assert DatePoll.objects.get().status == "stopped"
    again = client.post(url_of(poll, "poll_close"), {"action": "choose", "option": 1}, follow=True)
    assert "Deze vraag is al afgesloten." in again.content.decode()


@pytest.mark.parametrize("data", [{"action": "choose"}, {"action": "choose", "option": "9999"}])
def test_close_page_asks_for_one_of_the_dates(data, poll, coordinator, as_user):
    assert as_user(coordinator).post(url_of(poll, "poll_close"), data).status_code == 422
    assert DatePoll.objects.get().is_open


def test_close_page_of_a_cancelled_meeting_only_stops(poll, dates, coordinator, as_user):
    cancel_meeting(poll.meeting, by=coordinator, reason="Ziek.")
    client = as_user(coordinator)
    assert 'value="choose"' not in client.get(url_of(poll, "poll_close")).content.decode()
    assert client.post(url_of(poll, "poll_close"), {"action": "choose", "option": dates[1].pk}).status_code == 302
    assert DatePoll.objects.get().is_open and Meeting.objects.get().version == 2
    client.post(url_of(poll, "poll_close"), {"action": "stop"})
    assert DatePoll.objects.get().status == "stopped"


# --- On other pages ---------------------------------------------------------------------------------------------


def test_meeting_asks_members_while_it_is_open(poll, dates, member, coordinator, as_user):
    client = as_user(member)
    assert "Welke datum past jou?" in client.get(poll.meeting.get_absolute_url()).content.decode()
    vote(poll, by=member, answers={dates[0].pk: "yes"})
    assert "Er wordt een datum gezocht" in client.get(poll.meeting.get_absolute_url()).content.decode()
    stop_poll(poll, by=coordinator)
    assert poll.get_absolute_url() not in client.get(poll.meeting.get_absolute_url()).content.decode()


def test_meeting_leads_coordinators_to_a_new_question(meeting, coordinator, member, as_user):
    url = reverse("meetings:poll_create", kwargs={"pk": meeting.pk})
    assert url in as_user(coordinator).get(meeting.get_absolute_url()).content.decode()
    assert url not in as_user(member).get(meeting.get_absolute_url()).content.decode()


@pytest.mark.parametrize(("name", "count"), [("poll_detail", 7), ("poll_close", 7)])
def test_query_count_does_not_grow(name, count, poll, dates, coordinator, community, make, as_user, queries):
    client = as_user(coordinator)

    def more(number):
        person = make.user(f"Lid{number}")
        make.join(person, community, "professional")
        vote(poll, by=person, answers={date.pk: "yes" for date in dates})

    more(1)
    one = queries(lambda: client.get(url_of(poll, name)))
    more(2), more(3)
    assert one == queries(lambda: client.get(url_of(poll, name))) == count


# --- Reminders --------------------------------------------------------------------------------------------------


def test_reminder_goes_once_to_who_did_not_answer(poll, dates, member, host, deliver, tick):
    vote(poll, by=member, answers={dates[0].pk: "yes"})
    DatePoll.objects.update(created_at=timezone.now() - timedelta(days=3))
    assert tick() == 0
    DatePoll.objects.update(closes_on=timezone.localdate() + timedelta(days=2))
    assert (tick(), tick()) == (2, 0)
    assert sorted(
        Message.objects.filter(kind="meetings.poll_reminder").values_list("recipient__given_name", flat=True)
    ) == [
        "Anouk",
        "Marit",
    ]


def test_reminder_skips_who_was_only_just_asked(poll, tick):
    DatePoll.objects.update(closes_on=timezone.localdate() + timedelta(days=1))
    assert tick() == 0


def test_coordinators_are_told_once_when_it_is_time_to_choose(poll, coordinator, deliver, tick):
    Message.objects.all().delete()
    DatePoll.objects.update(closes_on=timezone.localdate() - timedelta(days=1))
    assert (tick(), tick()) == (1, 0)
    mail = deliver()[coordinator.email]
    assert url_of(poll, "poll_close") in mail.body and mail.subject.startswith("Tijd om een datum te kiezen")
    assert DatePoll.objects.get().is_open


@pytest.mark.parametrize("state", ["cancelled", "stopped"])
def test_nobody_is_told_of_a_question_that_lapsed(state, poll, coordinator, tick):
    DatePoll.objects.update(closes_on=timezone.localdate() - timedelta(days=1))
    if state == "cancelled":
        cancel_meeting(poll.meeting, by=coordinator, reason="Ziek.")
    else:
        stop_poll(poll, by=coordinator)
    assert tick() == 0


def test_mail_that_waits_is_not_sent_when_it_is_not_true_any_more(poll, dates, member, coordinator, deliver, reasons):
    vote(poll, by=member, answers={dates[0].pk: "yes"})
    stop_poll(poll, by=coordinator)
    mails = deliver()
    assert reasons("meetings.poll") == ["the date poll is closed"] * 3
    assert "De datum blijft" in mails[member.email].subject


@pytest.fixture
def tick():
    """Return a function that looks what is due now."""
    from meetings.actions.date_poll_reminder import remind_of_polls

    return lambda: remind_of_polls(timezone.now())
