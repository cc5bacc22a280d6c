"""The pages of presence: the wall, my own, the list, and who may see what."""

import io
import re
from datetime import time, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from communities.models import Community
from conftest import CLOSED, make_meeting, make_user
from leerkring.core.permissions import has_permission
from meetings.actions.presence import Facts, Tick, correct_presence, keep_list, sign_presence
from meetings.models import Meeting, Presence, PresenceCorrection
from meetings.presence import scanned_code, step_of, typed_code

pytestmark = pytest.mark.django_db


def url(name, meeting, **parts):
    return reverse(f"meetings:{name}", kwargs={"pk": meeting.pk} | parts)


def put(meeting, *people, by):
    facts = Facts(True, time(9, 30), time(16, 30))
    keep_list(meeting, by=by, ticks=[Tick(f"u{person.pk}", 0, facts) for person in people])


def fields(page, key, **changes):
    """Return what a browser sends of one person, as the page showed it, with what somebody changed."""
    row = next(row for row in page.context["shown"].rows if row.key == key)
    values = row.values | changes
    sent = {f"{key}-{name}": value for name, value in values.items() if value or name != "is_there"}
    return sent | {f"{key}-was": row.was, f"{key}-version": str(row.version)}


# --- Scanning ---------------------------------------------------------------------------------------------------


def test_scanning_shows_one_button_and_keeps_nothing(now, meeting, member, as_user):
    link = f"{url('presence_mine', meeting)}?code={scanned_code(meeting.pk, step_of(timezone.now()))}"
    client = as_user(member)
    for _ in range(2):
        page = client.get(link)
        client.head(link)
    assert not Presence.objects.exists()

    done = client.post(url("presence_mine", meeting), {"proof": page.context["proof"]}, follow=True)
    assert "Je staat op de lijst: 9.30–16.30." in done.content.decode() and Presence.objects.count() == 1


def test_who_scans_before_logging_in_comes_back_with_a_proof(now, meeting, member, visitor):
    link = f"{url('presence_mine', meeting)}?code={scanned_code(meeting.pk, step_of(timezone.now()))}"
    after = parse_qs(urlsplit(visitor.get(link)["Location"]).query)["next"][0]
    now.shift(timedelta(minutes=5))
    visitor.force_login(member)

    proof = visitor.get(after).context["proof"]
    assert visitor.post(url("presence_mine", meeting), {"proof": proof}).status_code == 302
    assert Presence.objects.get().user == member


def test_visitor_learns_nothing_from_an_old_code_or_a_meeting_that_is_not(now, meeting, visitor):
    for pk in (meeting.pk, 987654):
        path = reverse("meetings:presence_mine", kwargs={"pk": pk})
        assert parse_qs(urlsplit(visitor.get(f"{path}?code=old")["Location"]).query)["next"] == [path]
        assert visitor.post(path, {"code": "123456"}).status_code == 302
    assert not Presence.objects.exists()


def test_typing_the_digits_counts_and_wrong_ones_are_given_back(now, meeting, member, as_user):
    client, path = as_user(member), url("presence_mine", meeting)
    wrong = client.post(path, {"code": "12 34 5"})
    assert wrong.status_code == 422 and 'value="12 34 5"' in wrong.content.decode()
    assert client.post(path, {}).status_code == 422
    digits = typed_code(meeting.pk, step_of(timezone.now()))
    assert client.post(path, {"code": f" {digits[:3]} {digits[3:]} "}).status_code == 302


def test_guessing_is_held_up(now, meeting, member, as_user):
    client, path = as_user(member), url("presence_mine", meeting)
    assert [client.post(path, {"code": "000000"}).status_code for _ in range(6)] == [422] * 5 + [429]
    assert client.post(path, {"code": typed_code(meeting.pk, step_of(timezone.now()))}).status_code == 429


def test_page_says_when_one_can_say_so(meeting, member, as_user):
    client = as_user(member)
    assert "Vanaf een uur voor de bijeenkomst" in client.get(url("presence_mine", meeting)).content.decode()
    with time_machine.travel(meeting.ends_at + timedelta(hours=3)):
        page = as_user(member).get(url("presence_mine", meeting)).content.decode()
    assert "Je staat nog niet op de lijst" in page and 'name="code"' not in page


# --- The wall ---------------------------------------------------------------------------------------------------


def test_wall_shows_the_code_of_now_and_its_part_for_htmx(now, meeting, coordinator, as_user):
    client, path = as_user(coordinator), url("presence_wall", meeting)
    digits = typed_code(meeting.pk, step_of(timezone.now()))
    page = client.get(path)
    assert f"{digits[:3]} {digits[3:]}" in page.content.decode() and "http-equiv" in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]

    now.shift(timedelta(seconds=30))
    part = client.get(path, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part and digits not in part.replace(" ", "") and "<svg" in part


# --- The list ---------------------------------------------------------------------------------------------------


def test_list_as_one_form_keeps_only_what_was_touched(now, meeting, member, host, coordinator, as_user):
    client, path = as_user(coordinator), url("presence_list", meeting)
    page = client.get(path)
    put(meeting, host, by=coordinator)
    sent = fields(page, f"u{host.pk}") | fields(page, f"u{coordinator.pk}")
    sent |= fields(page, f"u{member.pk}", is_there="1", from_time="10:00")

    assert client.post(path, sent).status_code == 302
    found = {row.user: row.from_time for row in Presence.objects.counted()}
    assert found == {host: time(9, 30), member: time(10)}


def test_list_keeps_the_right_rows_and_gives_the_wrong_one_back(now, meeting, member, host, coordinator, as_user):
    client, path = as_user(coordinator), url("presence_list", meeting)
    page = client.get(path)
    sent = fields(page, f"u{host.pk}", is_there="1")
    sent |= fields(page, f"u{member.pk}", is_there="1", from_time="12:00", until_time="11:00")
    answer = client.post(path, sent)

    assert answer.status_code == 422 and Presence.objects.get().user == host
    assert 'value="11:00"' in answer.content.decode() and "eerder dan het tijdstip" in answer.content.decode()


def test_list_shows_both_when_somebody_else_was_first(now, meeting, member, coordinator, as_user):
    client, path = as_user(coordinator), url("presence_list", meeting)
    page = client.get(path)
    put(meeting, member, by=coordinator)
    answer = client.post(path, fields(page, f"u{member.pk}", is_there="1", from_time="11:00"))

    assert answer.status_code == 409
    assert 'value="11:00"' in answer.content.decode() and "9.30–16.30" in answer.content.decode()
    again = fields(answer, f"u{member.pk}")
    assert client.post(path, again).status_code == 302 and Presence.objects.get().from_time == time(11)


def test_one_tick_is_kept_at_once_with_scripts(now, meeting, member, coordinator, as_user):
    client, path, key = as_user(coordinator), url("presence_list", meeting), f"u{member.pk}"
    sent = fields(client.get(path), key, is_there="1") | {"row": key}
    answer = client.post(path, sent, headers={"HX-Request": "true"})

    text = answer.content.decode()
    assert answer.status_code == 200 and Presence.objects.get().user == member
    assert re.findall(r'id="(row-\w+|presence-summary)"', text) == [f"row-{key}", "presence-summary"]
    assert "Opgeslagen." in text and "1 persoon, 7 uur contacttijd." in text and "<html" not in text


@pytest.mark.parametrize(
    "changes",
    [
        {"from_time": "25:99"},
        {"way": "boat"},
        {"version": "x"},
        {"until_time": ""},
        # Before the doors open, or after they close.
        {"from_time": "08:29"},
        {"until_time": "18:31"},
    ],
)
def test_list_takes_no_nonsense(changes, now, meeting, member, coordinator, as_user):
    client, path, key = as_user(coordinator), url("presence_list", meeting), f"u{member.pk}"
    sent = fields(client.get(path), key, is_there="1") | {f"{key}-{name}": text for name, text in changes.items()}
    assert client.post(path, sent).status_code == 422 and not Presence.objects.exists()


def test_walk_in_is_put_on_the_list(now, meeting, coordinator, as_user):
    client, path = as_user(coordinator), url("presence_walk_in", meeting)
    assert client.post(path, {"name": ""}).status_code == 422
    page = client.post(path, {"name": "Henk Roelofs"}, follow=True)
    assert "Henk Roelofs" in page.content.decode() and "liep binnen" in page.content.decode()


def test_list_asks_as_much_for_three_people_as_for_one(now, meeting, coordinator, as_user, make, invite, queries):
    client, path, people = as_user(coordinator), url("presence_list", meeting), [coordinator]
    put(meeting, coordinator, by=coordinator)
    counted = [queries(lambda: client.get(path))]
    for number in range(2):
        people.append(make.user(f"Lid{number}"))
        make.join(people[-1], meeting.cycle.community, "resident")
        put(meeting, people[-1], by=coordinator)
        invite(email=f"gast{number}@example.nl")
    counted.append(queries(lambda: client.get(path)))
    assert counted == [7, 7]


# --- Signing, correcting, the log, taking it along --------------------------------------------------------------


@pytest.fixture
def signed(now, meeting, member, coordinator):
    put(meeting, member, by=coordinator)
    now.move_to(meeting.ends_at + timedelta(minutes=5))
    sign_presence(meeting, by=coordinator)
    return meeting


def test_signing_asks_first(now, meeting, member, coordinator, as_user):
    client, path = as_user(coordinator), url("presence_sign", meeting)
    put(meeting, member, by=coordinator)
    assert client.get(path).status_code == 302
    now.move_to(meeting.ends_at)
    client = as_user(coordinator)
    assert "De presentielijst ondertekenen?" in client.get(path).content.decode()
    page = client.post(path, follow=True).content.decode()
    assert "Ondertekend door Marit Hoekstra" in page and "tick-box" not in page
    assert client.get(path).status_code == 302


def test_correction_asks_for_a_reason_and_is_read_by_the_person(signed, member, coordinator, as_user):
    client, key = as_user(coordinator), f"u{member.pk}"
    path = url("presence_correct", signed, key=key)
    data = {"is_there": "1", "from_time": "09:30", "until_time": "14:00", "way": "location", "version": "1"}
    sent = {f"{key}-{name}": value for name, value in data.items()}
    assert client.post(path, sent).status_code == 422
    assert client.post(path, sent | {f"{key}-reason": "Ging eerder weg."}).status_code == 302

    for page in (as_user(member).get(url("presence_mine", signed)), client.get(url("presence_log", signed))):
        assert "Ging eerder weg." in page.content.decode() and "9.30–14.00, op locatie" in page.content.decode()


def test_overtaken_correction_shows_both(signed, member, coordinator, as_user):
    key = f"u{member.pk}"
    facts = Facts(True, time(10), time(16))
    correct_presence(signed, by=coordinator, tick=Tick(key, 1, facts), reason="A")
    data = {
        "is_there": "1",
        "from_time": "09:30",
        "until_time": "14:00",
        "way": "location",
        "version": "1",
        "reason": "B",
    }
    sent = {f"{key}-{name}": value for name, value in data.items()}
    answer = as_user(coordinator).post(url("presence_correct", signed, key=key), sent)
    assert answer.status_code == 409
    assert 'value="14:00"' in answer.content.decode() and "Nu staat er: 10.00–16.00." in answer.content.decode()


def test_correcting_nobody_is_not_found(signed, coordinator, outsider, as_user):
    for key in (f"u{outsider.pk}", "nonsense", "u"):
        assert as_user(coordinator).get(url("presence_correct", signed, key=key)).status_code == 404


def test_members_read_who_was_there_once_it_is_signed(now, meeting, member, host, coordinator, as_user):
    put(meeting, member, by=coordinator)
    path = url("presence_mine", meeting)
    assert "Daan Willems" not in as_user(host).get(path).content.decode()
    now.move_to(meeting.ends_at)
    sign_presence(meeting, by=coordinator)
    page = as_user(host).get(path).content.decode()
    assert "Daan Willems" in page and "Je staat niet op de lijst" in page and "16.30)" not in page


def test_export_holds_typed_times_and_hours(signed, coordinator, as_user):
    answer = as_user(coordinator).get(url("presence_export", signed))
    head, *rows = load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)
    assert head[:4] == ("Naam", "Organisatie", "Sector", "Was er") and "no-store" in answer.headers["Cache-Control"]
    found = {row[0]: row[3:8] for row in rows}
    assert found["Daan Willems"] == ("ja", time(9, 30), time(16, 30), "op locatie", 7)
    assert found["Marit Hoekstra"] == ("nee", None, None, None, 0)


# --- Who may ----------------------------------------------------------------------------------------------------

STATES = ["far", "soon", "during", "after", "late", "signed", "cancelled", "online", "closed_circle"]
OPEN, LED = {"soon", "during", "after"}, {"soon", "during", "after", "late"}
LEADING = {
    "meetings.show_presence_code": OPEN,
    "meetings.keep_presence": LED | {"online"},
    "meetings.sign_presence": {"after", "late"},
    "meetings.correct_presence": {"signed"},
    "meetings.view_presence_list": LED | {"online", "signed"},
}
ALL = {"member", "host", "coordinator", "facilitator"}
ALLOWED = {
    **{rule: {"coordinator": states, "facilitator": states} for rule, states in LEADING.items()},
    "meetings.report_presence": dict.fromkeys(ALL, OPEN),
    "meetings.export_presence": {"coordinator": LED | {"online", "signed"}},
    "meetings.view_who_was_there": dict.fromkeys(ALL | {"alumnus"}, {"signed"}),
}
WHEN = {"far": 90, "soon": 0.9, "during": -1, "after": -8, "late": -10, "signed": -30, "closed_circle": -1}


@pytest.fixture
def cast(member, host, coordinator, former_member, outsider, staff, community, make):
    people = {name: make_user(name) for name in ("alumnus", "facilitator")}
    make.join(people["alumnus"], community, "student", alumnus_since=timezone.now())
    make.join(people["facilitator"], community, "professional")
    return people | {
        "member": member, "host": host, "coordinator": coordinator, "former_member": former_member,
        "outsider": outsider, "staff": staff, "visitor": AnonymousUser(),
    }  # fmt: skip


@pytest.mark.parametrize("state", STATES)
def test_rules_by_role_and_state(state, cast, cycle, community, host_organisation):
    begins = timezone.now() + timedelta(hours=WHEN.get(state, -1))
    row = make_meeting(cycle, 7, host=host_organisation, facilitator=cast["facilitator"])
    facts = {"starts_at": begins, "ends_at": begins + timedelta(hours=7)}
    facts |= {"status": "cancelled"} if state == "cancelled" else {}
    facts |= {"format": "online"} if state == "online" else {}
    facts |= {"presence_signed_at": timezone.now()} if state == "signed" else {}
    Meeting.objects.filter(pk=row.pk).update(**facts)
    if state == "closed_circle":
        Community.objects.filter(pk=community.pk).update(**CLOSED)

    found = {(rule, name) for rule in ALLOWED for name, user in cast.items() if has_permission(user, rule, row)}
    wanted = {(rule, name) for rule, roles in ALLOWED.items() for name, states in roles.items() if state in states}
    closed = {("meetings.view_presence_list", name) for name in ("coordinator", "facilitator")}
    closed |= {("meetings.export_presence", "coordinator")}
    assert found == (wanted | closed if state == "closed_circle" else wanted)


def test_row_twin_agrees_with_the_rule(meeting, coordinator):
    for hours in (-2, -1.01, -1, 0, 9):
        with time_machine.travel(meeting.starts_at + timedelta(hours=hours), tick=False):
            assert meeting.is_open_for_presence == has_permission(coordinator, "meetings.keep_presence", meeting)


def test_rows_and_corrections_are_for_the_person_and_who_leads(signed, cast, member, coordinator):
    row = Presence.objects.get()
    correct_presence(
        signed, by=coordinator, tick=Tick(f"u{member.pk}", 1, Facts(True, time(10), time(16))), reason="A"
    )
    log = PresenceCorrection.objects.get()
    for rule, thing in {"meetings.view_presence": row, "meetings.view_presence_correction": log}.items():
        assert {name for name, user in cast.items() if has_permission(user, rule, thing)} == {"member", "coordinator"}


def test_closed_circle_keeps_it_readable_and_changes_nothing(signed, community, cast, member, coordinator, as_user):
    Community.objects.filter(pk=community.pk).update(**CLOSED)
    for who in (member, cast["alumnus"]):
        page = as_user(who).get(url("presence_mine", signed)).content.decode()
        assert "Daan Willems" in page and 'name="code"' not in page
    page = as_user(coordinator).get(url("presence_list", signed))
    assert page.status_code == 200 and "Verbeteren" not in page.content.decode()
    assert as_user(coordinator).get(url("presence_correct", signed, key=f"u{member.pk}")).status_code == 404
