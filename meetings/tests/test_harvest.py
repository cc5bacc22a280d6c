"""Insights, pictures and what people take along."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.signing import TimestampSigner
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from conftest import CLOSED
from leerkring.core.errors import Refused
from leerkring.core.robots import SALT
from leerkring.files.models import File
from leerkring.files.tests import samples
from meetings.actions.insight import InsightOvertaken, add_insight, change_insight, remove_insight
from meetings.actions.photo import add_photo, change_photo, remove_photo
from meetings.actions.report import ask_summary
from meetings.actions.value_moment import remove_value_moment, take_along, take_along_by_code
from meetings.models import Insight, Meeting, Photo, Report, ValueMoment
from meetings.shown.harvest import harvest_card, harvest_marks
from meetings.tokens import guest_token, make_token, read_value_token, value_token

pytestmark = pytest.mark.django_db


def path(meeting, name="harvest", **parts):
    return reverse(f"meetings:{name}", kwargs={"pk": meeting.pk} | parts)


def approve(meeting):
    return Report.objects.create(meeting=meeting, status="approved", text="x", approved_at=timezone.now())


# --- Insights and questions -------------------------------------------------------------------------------------


def test_insight_is_added_once_however_often_the_button_is_pressed(held, member, host):
    first = add_insight(held, by=member, kind="insight", text="Een zin helpt")
    again = add_insight(held, by=member, kind="insight", text="Een zin helpt")
    other = add_insight(held, by=host, kind="insight", text="Een zin helpt")
    assert (again, other.author, Insight.objects.count()) == (first, host, 2)


def test_insight_is_changed_and_overtaken(held, member, coordinator):
    row = add_insight(held, by=member, kind="insight", text="Een")
    change_insight(row, by=coordinator, version=1, kind="question", text="Twee?")
    with pytest.raises(InsightOvertaken) as conflict:
        change_insight(row, by=member, version=1, kind="insight", text="Drie")
    assert conflict.value.current.text == "Twee?"
    assert change_insight(row, by=member, version=9, kind="question", text="Twee?").version == 2


def test_insight_is_removed_and_gone_already_is_fine(held, member):
    row = add_insight(held, by=member, kind="insight", text="Een")
    remove_insight(row, by=member)
    remove_insight(row, by=member)
    with pytest.raises(Refused):
        change_insight(row, by=member, version=1, kind="insight", text="Twee")


def test_insights_are_refused_when_there_are_too_many_or_the_report_is_approved(held, member, monkeypatch):
    row = add_insight(held, by=member, kind="insight", text="Een")
    monkeypatch.setattr(Insight, "MOST", 1)
    with pytest.raises(Refused):
        add_insight(held, by=member, kind="insight", text="Twee")
    approve(held)
    for deed in (
        lambda: remove_insight(row, by=member),
        lambda: change_insight(row, by=member, version=1, kind="insight", text="Twee"),
    ):
        with pytest.raises(Refused):
            deed()


def test_page_adds_an_insight_on_one_line_and_keeps_bad_input(held, member, as_user):
    browser = as_user(member)
    answer = browser.post(path(held), {"text": "Wat\r\nhelpt?", "kind": "question"})
    assert answer["Location"] == f"{path(held)}#insights"
    assert Insight.objects.get().text == "Wat helpt?"
    answer = browser.post(path(held), {"text": "Bel 111222333", "kind": "insight"})
    assert answer.status_code == 422 and "Bel 111222333" in answer.content.decode()


def test_page_of_an_insight_shows_both_texts_when_overtaken(held, member, coordinator, as_user):
    row = add_insight(held, by=member, kind="insight", text="Een")
    there = path(held, "insight_change", insight_pk=row.pk)
    change_insight(row, by=coordinator, version=1, kind="insight", text="Van Marit")
    answer = as_user(member).post(there, {"text": "Van Daan", "kind": "insight", "version": 1})
    page = answer.content.decode()
    assert answer.status_code == 409 and "Van Marit" in page and "Van Daan" in page
    answer = as_user(member).post(there, {"text": "Van Daan", "kind": "insight", "version": 2})
    assert answer.status_code == 302 and Insight.objects.get().text == "Van Daan"


def test_page_asks_before_it_removes(held, member, as_user):
    row = add_insight(held, by=member, kind="insight", text="Een")
    there = path(held, "insight_remove", insight_pk=row.pk)
    assert as_user(member).get(there).status_code == 200 and Insight.objects.exists()
    as_user(member).post(there)
    assert not Insight.objects.exists()


# --- Pictures ---------------------------------------------------------------------------------------------------


def upload(content=None, name="bord.jpg"):
    return samples.upload(content or samples.photo_with_place(), name, "image/jpeg")


def test_picture_is_drawn_anew_without_place(held, member):
    photo = add_photo(held, upload(), by=member, caption="Het bord", is_public=False)
    with photo.file.blob.open("rb") as blob, Image.open(blob) as image:
        assert not image.getexif()
    assert (photo.added_by, photo.is_public) == (member, False)


def test_same_picture_twice_is_one(held, member):
    first = add_photo(held, upload(), by=member, caption="Het bord", is_public=False)
    again = add_photo(held, upload(), by=member, caption="Het bord", is_public=False)
    assert again == first and File.objects.count() == 1


@pytest.mark.parametrize("why", ["too_many", "approved"])
def test_refused_picture_leaves_no_file(why, held, member, monkeypatch):
    if why == "too_many":
        monkeypatch.setattr(Photo, "MOST", 0)
    else:
        approve(held)
    with pytest.raises(Refused):
        add_photo(held, upload(), by=member, caption="Het bord", is_public=False)
    assert not File.objects.exists()


def test_picture_can_be_taken_away_and_hidden_also_when_the_report_is_approved(
    held, member, django_capture_on_commit_callbacks
):
    photo = add_photo(held, upload(), by=member, caption="Het bord", is_public=True)
    approve(held)
    assert change_photo(photo, by=member, version=1, caption="De walk", is_public=False).is_public is False
    name = photo.file.blob.name
    with django_capture_on_commit_callbacks(execute=True):
        remove_photo(photo, by=member)
        remove_photo(photo, by=member)
    assert not Photo.objects.exists() and not default_storage.exists(name)
    with pytest.raises(Refused):
        change_photo(photo, by=member, version=2, caption="x", is_public=False)


def test_page_that_stood_open_shows_nobody_a_picture_that_was_hidden_meanwhile(held, member, as_user):
    photo = add_photo(held, upload(), by=member, caption="Het bord", is_public=True)
    hidden = {"version": 1, "caption": "Het bord", "is_public": False}
    assert change_photo(photo, by=member, **hidden).version == 2
    assert change_photo(photo, by=member, **hidden).version == 2

    there = reverse("meetings:photo_change", kwargs={"pk": held.pk, "photo_pk": photo.pk})
    typed = {"version": 1, "caption": "Het schoolbord", "is_public": "on"}
    answer = as_user(member).post(there, typed)
    assert answer.status_code == 409 and not Photo.objects.get().is_public
    page = answer.content.decode()
    assert "Het bord (alleen leden zien de foto)" in page and 'value="Het schoolbord"' in page

    assert as_user(member).post(there, typed | {"version": 2}).status_code == 302
    assert Photo.objects.get().caption == "Het schoolbord"


def test_page_wants_consent_before_a_picture(held, member, as_user):
    browser, there = as_user(member), path(held, "photo_add")
    answer = browser.post(there, {"file": upload(), "caption": "Het bord"})
    assert answer.status_code == 422 and not Photo.objects.exists()
    answer = browser.post(there, {"file": upload(), "caption": "Het bord", "consent": "on"})
    assert answer["Location"] == f"{path(held)}#photos"
    assert not Photo.objects.get().is_public


def test_page_says_what_is_wrong_with_a_file(held, member, as_user):
    facts = {"file": samples.upload(b"%PDF-", "a.jpg", "image/jpeg"), "caption": "x", "consent": "on"}
    assert as_user(member).post(path(held, "photo_add"), facts).status_code == 422


def test_file_of_a_picture_is_for_members_and_public_only_beside_a_summary(
    held, member, outsider, as_user, visitor, community
):
    photo = add_photo(held, upload(), by=member, caption="Het bord", is_public=True)
    there = photo.file.get_absolute_url()
    assert as_user(member).get(there).status_code == 200
    assert [as_user(outsider).get(there).status_code, visitor.get(there).status_code] == [404, 404]
    Report.objects.create(meeting=held, summary="Dit", summary_published_at=timezone.now())
    assert visitor.get(there).status_code == 200
    change_photo(photo, by=member, version=1, caption="Het bord", is_public=False)
    assert visitor.get(there).status_code == 404


# --- What people take along -------------------------------------------------------------------------------------


def typed(page=None, seconds=60, **fields):
    stamp = TimestampSigner(salt=SALT).sign(f"{timezone.now().timestamp() - seconds:.3f}")
    return {
        "text": "Een vraag meer",
        "name": "",
        "nickname": "",
        "page": page or uuid.uuid4(),
        "stamp": stamp,
    } | fields


def by_code(meeting, name="value_by_code"):
    return reverse(f"meetings:{name}", kwargs={"token": value_token(meeting.pk)})


def test_member_writes_one_thing_and_may_write_it_again(held, member):
    take_along(held, by=member, page=uuid.uuid4(), text="Een")
    take_along(held, by=member, page=uuid.uuid4(), text="Twee")
    assert list(ValueMoment.objects.values_list("user", "text")) == [(member.pk, "Twee")]


def test_visitor_writes_with_the_code_and_twice_is_once(held, visitor):
    page = uuid.uuid4()
    for _time in range(2):
        answer = visitor.post(by_code(held), typed(page, name="Els"))
        assert answer["Location"] == by_code(held, "value_thanks")
    moment = ValueMoment.objects.get()
    assert (moment.user, moment.name, moment.text) == (None, "Els", "Een vraag meer")
    assert visitor.get(answer["Location"]).status_code == 200


def test_somebody_without_name_is_somebody(held, member, as_user):
    take_along_by_code(held, page=uuid.uuid4(), text="Stil", name="")
    take_along_by_code(held, page=uuid.uuid4(), text="Luid", name="Els")
    page = as_user(member).get(path(held)).content.decode()
    assert "iemand" in page and "Els" in page


@pytest.mark.parametrize(
    "wrong", [{"nickname": "bot"}, {"text": ""}, {"text": "x" * 501}, {"page": "x"}, {"stamp": "x"}, {"seconds": 0}]
)
def test_robots_and_bad_input_are_stopped_with_the_text_kept(wrong, held, visitor):
    answer = visitor.post(by_code(held), typed(**wrong))
    assert answer.status_code == 422 and not ValueMoment.objects.exists()
    assert typed(**wrong)["text"] in answer.content.decode()


def test_many_from_one_network_wait_a_minute(held, visitor, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"value_moment": "2/m/ip"}
    answers = [visitor.post(by_code(held), typed()).status_code for _time in range(3)]
    assert answers == [302, 302, 429] and ValueMoment.objects.count() == 2


@pytest.mark.parametrize("state", ["too_early", "too_late", "cancelled", "closed"])
def test_code_opens_nothing_outside_its_time(state, held, visitor, member, community):
    now = timezone.now()
    moments = {"too_early": (now + timedelta(hours=1)), "too_late": now - timedelta(days=14, hours=8)}
    if state in moments:
        start = moments[state]
        Meeting.objects.filter(pk=held.pk).update(starts_at=start, ends_at=start + timedelta(hours=7))
    if state == "cancelled":
        Meeting.objects.update(status=Meeting.Status.CANCELLED)
    if state == "closed":
        type(community).objects.update(**CLOSED)
    held.refresh_from_db()
    expected = 404 if state == "cancelled" else 410
    assert visitor.get(by_code(held)).status_code == expected
    answer = visitor.post(by_code(held), typed(text="Wel bewaren a.u.b."))
    assert answer.status_code == expected and "Wel bewaren a.u.b." in answer.content.decode()
    with pytest.raises(Refused):
        take_along_by_code(held, page=uuid.uuid4(), text="x")
    with pytest.raises(Refused):
        take_along(held, by=member, page=uuid.uuid4(), text="x")


def test_code_of_something_else_or_altered_is_none(held, invite, meeting, member):
    token = value_token(held.pk)
    assert read_value_token(token) == held.pk
    others = [token[:-1], token.replace(str(held.pk), "999", 1), "", "é", make_token(held.pk, member.pk)]
    others.append(guest_token(invite(meeting=meeting)))
    assert [read_value_token(other) for other in others] == [None] * 6


def test_limit_and_a_page_of_another_meeting(held, meeting, monkeypatch):
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=timezone.now() - timedelta(hours=1))
    page = uuid.uuid4()
    take_along_by_code(held, page=page, text="Een")
    with pytest.raises(Refused):
        take_along_by_code(meeting, page=page, text="Een")
    monkeypatch.setattr(ValueMoment, "MOST", 1)
    with pytest.raises(Refused):
        take_along_by_code(held, page=uuid.uuid4(), text="Twee")


def test_member_page_shows_what_was_written_before(held, member, as_user):
    take_along(held, by=member, page=uuid.uuid4(), text="Een zin uit de ochtend")
    browser, there = as_user(member), path(held, "value_write")
    page = browser.get(there)
    assert "Een zin uit de ochtend" in page.content.decode()
    answer = browser.post(there, {"text": "Anders", "page": page.context["form"]["page"].value()})
    assert answer.status_code == 302 and ValueMoment.objects.get().text == "Anders"


def test_taking_back_works_until_the_report_is_approved(held, member):
    moment = take_along(held, by=member, page=uuid.uuid4(), text="Een")
    approve(held)
    with pytest.raises(Refused):
        remove_value_moment(moment, by=member)
    Report.objects.all().delete()
    remove_value_moment(moment, by=member)
    remove_value_moment(moment, by=member)
    assert not ValueMoment.objects.exists()


def test_code_on_the_wall_leads_to_the_page(held, coordinator, as_user):
    page = as_user(coordinator).get(path(held, "value_code")).content.decode()
    assert by_code(held) in page and "<svg" in page


# --- On the page of the meeting ---------------------------------------------------------------------------------


def card_at(meeting, user, as_user, moment):
    with time_machine.travel(moment, tick=False):
        return as_user(user).get(meeting.get_absolute_url()).context["harvest"]


def ways(card):
    return [address.rsplit("/", 2)[-2] for _icon, _label, address in card.ways] if card else None


def test_card_follows_the_day(meeting, member, coordinator, as_user):
    start, end, hour = meeting.starts_at, meeting.ends_at, timedelta(hours=1)
    assert card_at(meeting, member, as_user, start - 2 * hour) is None
    assert ways(card_at(meeting, member, as_user, start - hour / 2)) == ["oogst"]
    assert ways(card_at(meeting, member, as_user, start + hour)) == ["oogst", "meenemen"]
    assert ways(card_at(meeting, member, as_user, end + hour)) == ["oogst", "meenemen"]
    assert ways(card_at(meeting, coordinator, as_user, end + hour)) == ["verslag", "oogst", "meenemen"]
    assert ways(card_at(meeting, member, as_user, end + timedelta(days=15))) == ["oogst"]
    approve(meeting)
    assert ways(card_at(meeting, member, as_user, end + timedelta(days=15))) == ["verslag", "oogst"]


def test_card_tells_who_leads_of_a_summary_that_is_awaited(held, member, coordinator, as_user):
    ask_summary(held, by=member)
    now = timezone.now()
    assert "schrijven" not in ways(card_at(held, member, as_user, now))
    assert "schrijven" in ways(card_at(held, coordinator, as_user, now))
    Report.objects.update(summary="S", summary_published_at=now)
    assert "schrijven" not in ways(card_at(held, coordinator, as_user, now))


def test_card_costs_no_query_beside_the_meeting(held, member, django_assert_num_queries):
    marks = {"may_take_part": "meetings.take_part", "may_lead": "meetings.lead_meeting"}
    rows = Meeting.objects.mark_permissions(member, **marks).annotate(**harvest_marks(member))
    with django_assert_num_queries(1):
        assert harvest_card(rows.get(pk=held.pk)).title == "Het verslag komt eraan"
