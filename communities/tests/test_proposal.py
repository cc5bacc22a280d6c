"""Issues that residents and organisations propose from outside: confirmed by mail, answered by the coordinators."""

from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from communities.actions.module import set_modules
from communities.actions.proposal import (
    MOST_A_DAY,
    answer_proposal,
    confirm_proposal,
    erase_proposals,
    propose_from_outside,
    set_takes_proposals,
    withdraw_proposal,
)
from communities.models import Community, Issue, Proposal
from communities.tokens import proposal_token
from conftest import CLOSED
from leerkring.core.errors import Refused
from leerkring.core.permissions import has_permission
from leerkring.core.robots import FEWEST_SECONDS
from leerkring.notifications.delivery import deliver_due
from leerkring.notifications.models import Message

pytestmark = pytest.mark.django_db
FACTS = {"title": "Wie ziet de mantelzorger?", "text": "Niemand kent ze.", "voice": "resident", "name": "Riet"}
FACTS |= {"organisation": "", "email": "riet@example.nl"}


@pytest.fixture
def agenda(community, coordinator) -> Community:
    Community.objects.filter(pk=community.pk).update(modules=["agenda"], takes_proposals=True)
    community.refresh_from_db()
    return community


@pytest.fixture
def fresh(agenda) -> Proposal:
    return propose_from_outside(agenda, language="nl", **FACTS)


@pytest.fixture
def waiting(fresh) -> Proposal:
    return confirm_proposal(fresh)


@pytest.fixture
def fill_in(agenda):
    """Return a function that opens the form, waits as people do, and sends it."""

    def send(browser, seconds=FEWEST_SECONDS + 1, **fields):
        path = circle_path("proposal_create", agenda)
        stamp = browser.get(path).context["form"]["stamp"].value()
        with time_machine.travel(timezone.now() + timedelta(seconds=seconds)):
            return browser.post(path, FACTS | {"stamp": stamp} | fields)

    return send


def circle_path(name, circle):
    return reverse(f"communities:{name}", kwargs={"slug": circle.slug})


def link(row, name="proposal_detail"):
    return reverse(f"communities:{name}", kwargs={"token": proposal_token(row)})


def deliver():
    """Send what is due, as soon as the form was filled in."""
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        deliver_due()


def kinds():
    return [(row.kind.partition(".")[2], row.address or row.recipient.email) for row in Message.objects.order_by("pk")]


# --- The way it goes


def test_resident_proposes_confirms_and_hears_the_answer(agenda, coordinator, visitor, fill_in, as_user):
    sent = fill_in(visitor)
    assert sent.status_code == 302 and sent.url == circle_path("proposal_sent", agenda)
    row = Proposal.objects.get()
    assert kinds() == [("proposal_confirm", "riet@example.nl")]
    deliver()
    assert link(row) in mail.outbox[0].body and "Niemand kent ze" not in mail.outbox[0].body
    desk = as_user(coordinator)
    assert FACTS["title"] not in desk.get(circle_path("agenda_detail", agenda)).content.decode()
    assert visitor.get(link(row)).status_code == 200 and Proposal.objects.get().status == "unconfirmed"
    visitor.post(link(row, "proposal_confirm"))
    assert kinds()[1:] == [("proposal_waits", coordinator.email)]
    page = desk.get(circle_path("agenda_detail", agenda)).content.decode()
    there = reverse("communities:proposal_answer", kwargs={"slug": agenda.slug, "pk": row.pk})
    assert there in page and "riet@example.nl" in desk.get(there).content.decode()
    assert desk.post(there, {"takes": "yes", "answer": "Dank je!"}).status_code == 302
    issue = Issue.objects.get()
    assert (issue.title, issue.status, issue.proposed_by, issue.proposal) == (FACTS["title"], "draft", None, row)
    deliver()
    assert mail.outbox[-1].to == ["riet@example.nl"] and "Dank je!" not in mail.outbox[-1].body
    assert "Dank je!" in visitor.get(link(row)).content.decode()
    page = desk.get(issue.get_absolute_url()).content.decode()
    assert "bewoner" in page or "inwoner" in page
    assert "Riet" not in page


def test_organisation_is_known_by_its_name(agenda, coordinator, host_organisation):
    facts = FACTS | {"voice": "organisation", "organisation": host_organisation.name}
    row = confirm_proposal(propose_from_outside(agenda, language="nl", **facts))
    assert answer_proposal(row, by=coordinator, takes=True).issue.organisation == host_organisation


def test_own_address_needs_no_mail(agenda, outsider):
    EmailAddress.objects.create(user=outsider, email=outsider.email, verified=True)
    row = propose_from_outside(agenda, language="nl", user=outsider, **FACTS | {"email": outsider.email})
    assert row.status == "waiting" and [kind for kind, _to in kinds()] == ["proposal_waits"]


def test_somebody_elses_address_needs_its_owner(agenda, outsider):
    assert propose_from_outside(agenda, language="nl", user=outsider, **FACTS).status == "unconfirmed"


def test_twice_is_once(agenda, fresh, coordinator):
    assert propose_from_outside(agenda, language="nl", **FACTS) == fresh
    row = confirm_proposal(confirm_proposal(fresh))
    assert propose_from_outside(agenda, language="nl", **FACTS) == fresh
    for _time in range(2):
        row = answer_proposal(row, by=coordinator, takes=True)
    assert Issue.objects.count() == 1
    assert [kind for kind, _to in kinds()] == ["proposal_confirm", "proposal_waits", "proposal_answered"]


def test_no_has_a_reason_and_ends_it(waiting, coordinator):
    with pytest.raises(Refused, match="Zeg waarom"):
        answer_proposal(waiting, by=coordinator, takes=False)
    answer_proposal(waiting, by=coordinator, takes=False, answer="Dit doet de gemeente al.")
    with pytest.raises(Refused, match="Iemand anders"):
        answer_proposal(waiting, by=coordinator, takes=True)
    assert not Issue.objects.exists()


# --- Refused


def test_link_ends_after_two_days(fresh, visitor):
    Proposal.objects.update(created_at=timezone.now() - Proposal.CONFIRM_WITHIN)
    with pytest.raises(Refused, match="niet op tijd"):
        confirm_proposal(fresh)
    assert "niet op tijd gebruikt" in visitor.get(link(fresh)).content.decode()


@pytest.mark.parametrize("change", [{"takes_proposals": False}, {"modules": []}, CLOSED])
def test_agenda_that_closed_takes_nothing_any_more(change, agenda, fresh, visitor):
    Community.objects.filter(pk=agenda.pk).update(**change)
    for deed in (lambda: propose_from_outside(agenda, language="nl", **FACTS), lambda: confirm_proposal(fresh)):
        with pytest.raises(Refused):
            deed()
    if "modules" not in change:
        assert visitor.get(circle_path("proposal_create", agenda)).status_code == 404


def test_switching_the_agenda_off_closes_it_to_outside(agenda, coordinator):
    assert not set_modules(agenda, by=coordinator, modules=[], version=agenda.version).takes_proposals


def test_one_circle_gets_so_many_in_a_day(agenda):
    rows = [Proposal(community=agenda, title=str(number), text=".", voice="resident") for number in range(MOST_A_DAY)]
    Proposal.objects.bulk_create(rows)
    with pytest.raises(Refused, match="heel veel"):
        propose_from_outside(agenda, language="nl", **FACTS)


@pytest.mark.parametrize(
    "fields",
    [
        {"nickname": "robot"},
        {"seconds": 1},
        {"stamp": "x"},
        {"email": "geen adres"},
        {"voice": "organisation"},
        {"title": "Twee\nregels"},
        {"text": ""},
        {"name": "Riet\nBcc: x"},
    ],
)
def test_form_keeps_robots_and_mistakes_out_and_what_was_typed(fields, visitor, fill_in):
    page = fill_in(visitor, **fields)
    assert page.status_code == 200 and not Proposal.objects.exists()
    if "text" not in fields:
        assert "Niemand kent ze." in page.content.decode()


def test_known_and_unknown_addresses_get_the_same_answer_and_few_mails(visitor, fill_in, member):
    answers = {(fill_in(visitor, email=email).status_code) for email in (member.email, "niemand@example.nl")}
    assert answers == {302}
    for number in range(7):
        assert fill_in(visitor, title=f"Vraag {number}?").status_code == 302
    assert Proposal.objects.filter(email="riet@example.nl").count() == 5
    cache.clear()


def test_network_may_propose_so_often(visitor, fill_in):
    answers = [fill_in(visitor, email=f"riet{number}@example.nl").status_code for number in range(21)]
    assert answers.count(429) == 1 and answers[-1] == 429
    cache.clear()


def test_link_of_nobody_opens_nothing(visitor):
    for token in ("x", "%00", "9" * 300):
        assert visitor.get(f"/vraagstukken/{token}/").status_code in (400, 404)


# --- Taking back, and erasing


def test_who_proposed_takes_it_back_until_it_is_answered(fresh, coordinator, visitor):
    assert visitor.get(link(fresh, "proposal_withdraw")).status_code == 200 and Proposal.objects.exists()
    visitor.post(link(fresh, "proposal_withdraw"))
    assert not Proposal.objects.exists() and visitor.get(link(fresh)).status_code == 404
    withdraw_proposal(fresh)


def test_answered_is_not_taken_back(waiting, coordinator):
    row = answer_proposal(waiting, by=coordinator, takes=True)
    with pytest.raises(Refused, match="al geantwoord"):
        withdraw_proposal(row)


def test_mail_that_lies_is_not_sent(fresh, waiting, coordinator, visitor):
    withdraw_proposal(fresh)
    deliver()
    assert mail.outbox == []


def test_name_and_address_go_after_the_answer_and_what_was_never_confirmed_goes_whole(
    agenda, waiting, coordinator, visitor
):
    row = answer_proposal(waiting, by=coordinator, takes=True)
    propose_from_outside(agenda, language="nl", **FACTS | {"title": "Nooit bevestigd"})
    now = timezone.now()
    assert erase_proposals(now) == 0 and Proposal.objects.count() == 2
    erase_proposals(now + Proposal.KEPT)
    row.refresh_from_db()
    assert Proposal.objects.get() == row
    assert (row.name, row.email, row.token_hash, row.issue is None) == ("", "", None, False)
    assert visitor.get(link(row)).status_code == 404


# --- Who may


ROLES = ["coordinator", "member", "outsider", "former_member", "staff", "nobody"]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("state", ["waiting", "unconfirmed", "accepted", "closed"])
def test_who_answers_by_role_and_state(role, state, request, agenda, fresh, member):
    row = fresh if state == "unconfirmed" else confirm_proposal(fresh)
    if state == "accepted":
        answer_proposal(row, by=request.getfixturevalue("coordinator"), takes=True)
    if state == "closed":
        Community.objects.filter(pk=agenda.pk).update(**CLOSED)
    somebody = AnonymousUser() if role == "nobody" else request.getfixturevalue(role)
    may = role == "coordinator" and state == "waiting"
    assert has_permission(somebody, "communities.answer_proposal", row) == may


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("state", ["open", "members only", "closed", "draft"])
def test_who_proposes_from_outside_by_role_and_state(role, state, request, agenda, member):
    draft = {"status": "draft", "started_at": None}
    change = {"open": {}, "members only": {"takes_proposals": False}, "closed": CLOSED, "draft": draft}[state]
    Community.objects.filter(pk=agenda.pk).update(**{"version": 1} | change)
    somebody = AnonymousUser() if role == "nobody" else request.getfixturevalue(role)
    agenda.refresh_from_db()
    assert has_permission(somebody, "communities.propose_from_outside", agenda) == (state == "open")


def test_coordinator_opens_and_closes_the_agenda(community, coordinator, member, visitor, as_user):
    Community.objects.filter(pk=community.pk).update(modules=["agenda"])
    there, desk = circle_path("agenda_open", community), as_user(coordinator)
    assert as_user(member).post(there, {"takes": "yes"}).status_code == 404
    for takes, status in (("yes", 200), ("yes", 200), ("no", 404)):
        assert desk.post(there, {"takes": takes}).status_code == 302
        assert visitor.get(circle_path("proposal_create", community)).status_code == status
    with pytest.raises(Refused):
        Community.objects.filter(pk=community.pk).update(modules=[])
        set_takes_proposals(community, by=coordinator, takes=True)


@pytest.mark.parametrize("count", [1, 3])
def test_agenda_asks_as_much_for_one_proposal_as_for_many(count, agenda, coordinator, as_user):
    for number in range(count):
        confirm_proposal(propose_from_outside(agenda, language="nl", **FACTS | {"title": f"Vraag {number}?"}))
    browser = as_user(coordinator)
    with CaptureQueriesContext(connection) as asked:
        browser.get(circle_path("agenda_detail", agenda))
    assert len(asked) == 6


@pytest.mark.parametrize("language", ["nl", "en"])
def test_mails_are_written_in_the_language_of_the_page(language, agenda, coordinator):
    with translation.override(language):
        row = confirm_proposal(propose_from_outside(agenda, language=language, **FACTS))
        answer_proposal(row, by=coordinator, takes=True)
    Message.objects.filter(kind="communities.proposal_waits").delete()
    deliver()
    assert ("An answer from" in mail.outbox[-1].subject) == (language == "en")
