"""Who sees what of a feedback round, and its pages."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from casework.actions import feedback as actions
from casework.actions import feedback_visit as visits
from casework.models import FeedbackRound, Outcome, Remark
from casework.round_links import round_token
from communities.models import Membership

from .conftest import OUTCOME
from .rounds import anchor_of, answer, ask, end, link, start, url

# --- Who may ----------------------------------------------------------------------------------------------------

MANAGE = {"member", "coordinator"}
STATES = {"planned": set(), "open": {"host"}, "ended": {"host"}, "closed": {"host"}, "left": set(), "withdrawn": set()}


@pytest.mark.parametrize(("state", "joins"), STATES.items())
def test_round_per_role_and_state(request, version, member, host, state, joins):
    roles = ["member", "coordinator", "host", "former_member", "outsider", "staff"]
    people = {role: request.getfixturevalue(role) for role in roles} | {"visitor": AnonymousUser()}
    row = start(version, member, opens=1 if state == "planned" else -9)
    actions.invite_members(row, [host], by=member)
    if state == "ended":
        end(row)
    elif state == "closed":
        actions.close_round(row, by=member)
    elif state == "left":
        Membership.objects.filter(user=host).update(left_at=timezone.now())
    elif state == "withdrawn":
        Outcome.objects.update(status="withdrawn", published_at=timezone.now(), withdrawn_at=timezone.now())

    def who(rule):
        return {role for role, person in people.items() if FeedbackRound.objects.permitted(person, rule).exists()}

    assert who("casework.manage_round") == (set() if state == "withdrawn" else MANAGE)
    assert who("casework.join_round") == joins


@pytest.mark.parametrize("what", ["planned", "withdrawn", "uninvited", "long over", "other"])
def test_link_opens_nothing_when_it_may_not(visitor, version, member, what):
    row = start(version, member, opens=1 if what == "planned" else -1)
    invitee = ask(row, member)
    address = link(invitee)
    if what == "withdrawn":
        Outcome.objects.update(status="withdrawn", published_at=timezone.now(), withdrawn_at=timezone.now())
    elif what == "uninvited":
        actions.withdraw_invitation(invitee, by=member)
    elif what == "long over":
        end(row, days=90)
    elif what == "other":
        address = address.replace(round_token(invitee), round_token(invitee)[::-1])

    for method in ("get", "post"):
        page = getattr(visitor, method)(address, {"text": "x"})
        assert page.status_code == 404
        assert OUTCOME["title"] not in page.text


# --- Pages ------------------------------------------------------------------------------------------------------


def test_somebody_from_outside_reads_remarks_and_reads_the_answer(visitor, version, round_, outside, member):
    anchor = anchor_of(version)
    page = visitor.get(link(outside), {"bij": anchor})
    assert f'value="{anchor}"' in page.text
    assert page.headers["Cache-Control"].startswith("max-age=0") or "no-store" in page.headers["Cache-Control"]

    assert visitor.post(link(outside), {"text": "Leg uit?", "anchor": anchor}).status_code == 302
    assert "Leg uit?" in visitor.get(link(outside)).text
    answer(Remark.objects.get(), member, "declined", "Dat staat verderop.")
    assert "Dat staat verderop." not in visitor.get(link(outside)).text
    actions.close_round(round_, by=member)
    assert "Dat staat verderop." in visitor.get(link(outside)).text


def test_nobody_reads_the_remarks_of_another(visitor, as_user, round_, outside, inside, host):
    visits.write_remark(outside, text="Kanarie")

    assert "Kanarie" not in as_user(host).get(url("round_read", round_)).text


def test_reader_takes_back_and_says_that_it_is_all(as_user, round_, inside, host):
    client, address = as_user(host), url("round_read", round_)
    client.post(address, {"text": "Weg ermee"})
    client.post(address, {"remove": str(Remark.objects.get().pk)})
    assert client.post(address, {"remove": "12345"}).status_code == 404
    client.post(address, {"done": "1"})

    inside.refresh_from_db()
    assert inside.done_at
    assert not Remark.objects.exists()


@pytest.mark.parametrize("data", [{"text": " "}, {"text": "x" * 3001}, {"text": "x", "anchor": "verzonnen"}])
def test_remark_that_can_not_be_is_asked_again(as_user, round_, inside, host, data):
    page = as_user(host).post(url("round_read", round_), data)

    assert page.status_code in (409, 422)
    assert data["text"].strip() in page.text
    assert not Remark.objects.exists()


def test_authors_plan_invite_answer_and_close_on_the_pages(as_user, version, outcome, member, host):
    client = as_user(member)
    address = reverse("casework:round_create", kwargs={"slug": outcome.slug})
    form = client.get(address).context["form"]
    facts = {"version": version.pk, "audience": "policy", "question": "", "event": ""}
    facts |= {name: form[name].value().strftime("%Y-%m-%dT%H:%M") for name in ("opens_at", "closes_at")}
    client.post(address, facts)
    row = FeedbackRound.objects.get()
    assert client.post(url("round_invite", row), {"people": [member.pk]}).status_code == 422
    client.post(url("round_invite", row), {"people": [host.pk]})
    outsider = {"name": "Fenna", "email": "fenna@example.org", "language": "nl"}
    client.post(url("round_invite", row), outsider)
    invitee = row.invitees.get(email="fenna@example.org")
    remark = visits.write_remark(invitee, text="Waarom?", anchor=anchor_of(version))

    assert "Waarom?" in client.get(url("round_detail", row)).text
    asked = client.get(url("remark_answer", row, remark=remark.pk))
    assert "niet veranderd" in asked.text
    data = {"verdict": "adopted", "reason": "Doen we.", "edit": "1"}
    client.post(url("remark_answer", row, remark=remark.pk), data)
    client.post(url("round_close", row))
    assert FeedbackRound.objects.get().state == "closed"


def test_conflict_on_an_answer_keeps_what_was_typed(as_user, round_, outside, member, coordinator):
    remark = visits.write_remark(outside, text="Waarom?")
    answer(remark, member)
    data = {"verdict": "declined", "reason": "Mijn woorden", "edit": "1"}
    client, address = as_user(coordinator), url("remark_answer", round_, remark=remark.pk)

    page = client.post(address, data)
    assert page.status_code == 409
    assert "Mijn woorden" in page.text
    assert "Goed punt." in page.text
    client.post(address, data | {"edit": page.context["form"]["edit"].value()})
    assert Remark.objects.get().reason == "Mijn woorden"


def test_conflict_on_the_times_keeps_what_was_typed(as_user, round_, member, coordinator):
    times = {name: getattr(round_, name).strftime("%Y-%m-%dT%H:%M") for name in ("opens_at", "closes_at")}
    as_user(member).post(url("round_change", round_), times | {"question": "Van de ander", "edit": "1"})
    client = as_user(coordinator)

    page = client.post(url("round_change", round_), times | {"question": "Van mij", "edit": "1"})
    assert page.status_code == 409
    assert "Van mij" in page.text
    again = {"question": "Van mij", "edit": page.context["form"]["edit"].value()}
    client.post(url("round_change", round_), times | again)
    assert FeedbackRound.objects.get().question == "Van mij"


@pytest.mark.parametrize("typed", ["9999-12-31T23:59", "2207-01-14T09:30", "30 februari", "2027-02-30T09:30"])
def test_moment_that_can_not_be_meant_is_asked_again_as_it_was_typed(as_user, round_, member, typed):
    before = round_.closes_at
    opens = timezone.localtime(round_.opens_at).strftime("%d-%m-%Y %H:%M")
    data = {"opens_at": opens, "closes_at": typed, "question": "Wat mist er?", "edit": "1"}

    page = as_user(member).post(url("round_change", round_), data)

    assert page.status_code == 422
    assert f"“{typed}”" in page.text and f'value="{typed}"' in page.text and "Wat mist er?" in page.text
    assert "opens_at" not in page.context["form"].errors
    round_.refresh_from_db()
    assert round_.closes_at == before


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("name", "who", "queries"), [("round_detail", "member", 5), ("round_read", "host", 5)])
def test_pages_ask_the_same_number_of_questions(
    request, as_user, round_, inside, member, number, name, who, queries, django_assert_num_queries
):
    for count in range(number):
        visits.write_remark(ask(round_, member, f"a{count}@example.org"), text="Mooi")
        visits.write_remark(inside, text=f"Mooi {count}")
    client = as_user(request.getfixturevalue(who))
    client.get(url(name, round_))

    with django_assert_num_queries(queries):
        client.get(url(name, round_))


@pytest.mark.parametrize("who", ["host", "outsider", "staff", "former_member"])
@pytest.mark.parametrize("name", ["round_detail", "round_change", "round_invite", "round_close"])
def test_pages_of_authors_do_not_exist_for_others(request, as_user, round_, inside, who, name):
    assert as_user(request.getfixturevalue(who)).get(url(name, round_)).status_code == 404
