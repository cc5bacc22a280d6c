"""The ledger: what was sent to whom, when and why not, and never what it said."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone, translation

from communities.models import Invitation, Membership
from leerkring.notifications import bounces, claims, ledger
from leerkring.notifications.actions import About, notify
from leerkring.notifications.delivery import deliver_due
from leerkring.notifications.models import Message, Pulse
from leerkring.notifications.onhold import HELD
from leerkring.notifications.resend import resend
from meetings.ledger import topic_of

State = Message.State
pytestmark = pytest.mark.django_db
OWN = "/meldingen/verstuurd/"


@pytest.fixture
def tell(postcard, community):
    """Return a function that puts a postcard about the circle in the outbox."""
    numbers = iter(range(1000))

    def tell_one(recipient, *, topic="", scope=None, **fields):
        key = f"k:{next(numbers)}"
        about = About(scope or community.pk, topic)
        notify(recipient, "tests.postcard", key=key, context={"text": "kanariegeel"}, about=about)
        Message.objects.filter(key=key).update(**fields)
        return Message.objects.get(key=key)

    return tell_one


@pytest.fixture
def operator_holds(db):
    """Mail is on hold, as after a restore."""
    return Pulse.objects.create(name=HELD, at=timezone.now())


def circle_page(community):
    return f"/leerkringen/{community.slug}/verstuurd/"


def test_circle_shows_its_own_mail_to_its_own_people(
    tell, as_user, coordinator, member, former_member, community, make
):
    stranger = make.user("Vreemde", "Vogel")
    for recipient in (member, former_member, stranger, "gast@example.nl"):
        tell(recipient)
    tell(make.user("Elders", "Bekend"), scope=community.pk + 1)
    notify(member, "tests.postcard", key="of nobody else")

    page = as_user(coordinator).get(circle_page(community))

    assert [line.who for line in page.context["ledger"].lines] == ["gast@example.nl", "Kevin Smits", "Daan Willems"]
    assert "kanariegeel" not in page.text


def test_circle_stays_true_when_contexts_and_people_are_erased(tell, as_user, coordinator, member, host, community):
    for person in (member, host):
        tell(person)
    Message.objects.update(context={}, erase_after=None)
    member.delete()
    page = as_user(coordinator).get(circle_page(community))
    assert [line.who for line in page.context["ledger"].lines] == ["Anouk Thijssen"]


@pytest.mark.parametrize("role", ["member", "host", "former_member", "outsider", "staff"])
def test_circle_hides_its_ledger_from_all_but_coordinators(role, request, as_user, community, meeting):
    browser = as_user(request.getfixturevalue(role))
    assert browser.get(circle_page(community)).status_code == 404
    assert browser.get(reverse("meetings:ledger_list", args=[meeting.pk])).status_code == 404


def test_coordinator_who_left_sees_nothing_any_more(tell, as_user, coordinator, community, meeting):
    Membership.objects.filter(user=coordinator).update(left_at=timezone.now())
    assert as_user(coordinator).get(circle_page(community)).status_code == 404
    assert as_user(coordinator).get(reverse("meetings:ledger_list", args=[meeting.pk])).status_code == 404


def test_meeting_shows_only_what_is_about_it(tell, as_user, coordinator, member, host, meeting):
    tell(member, topic=topic_of(meeting))
    tell(host)
    page = as_user(coordinator).get(reverse("meetings:ledger_list", args=[meeting.pk]))
    assert [line.who for line in page.context["ledger"].lines] == ["Daan Willems"]


def test_person_sees_their_own_and_nobody_elses(tell, as_user, member, host):
    tell(member)
    tell(host)
    page = as_user(member).get(OWN)
    assert len(page.context["ledger"].lines) == 1
    assert "Anouk" not in page.text and "kanariegeel" not in page.text


def test_empty_ledger_says_what_will_stand_here(as_user, member, coordinator, community):
    assert "Nog geen mail" in as_user(member).get(OWN).text
    assert "Nog geen mail" in as_user(coordinator).get(circle_page(community)).text


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("q=daan", ["Daan Willems"]),
        ("q=will+daan", ["Daan Willems"]),
        ("q=GAST", ["gast@example.nl"]),
        ("q=niemand", []),
        ("resultaat=skipped", ["Daan Willems"]),
        ("resultaat=waiting", ["gast@example.nl", "Anouk Thijssen"]),
        ("resultaat=onzin", ["gast@example.nl", "Anouk Thijssen", "Daan Willems"]),
        ("soort=tests.postcard", ["gast@example.nl", "Anouk Thijssen", "Daan Willems"]),
        ("soort=accounts.mail", ["gast@example.nl", "Anouk Thijssen", "Daan Willems"]),
        ("periode=7", ["gast@example.nl", "Anouk Thijssen"]),
        ("periode=31", ["gast@example.nl", "Anouk Thijssen", "Daan Willems"]),
        ("page=9", ["gast@example.nl", "Anouk Thijssen", "Daan Willems"]),
    ],
)
def test_ledger_is_narrowed_by_person_kind_result_and_period(
    asked, found, tell, as_user, coordinator, member, host, community
):
    past = timezone.now() - timedelta(days=10)
    tell(member, state=State.SKIPPED, reason="switched off", try_after=None, send_after=past)
    tell(host)
    tell("gast@example.nl")
    page = as_user(coordinator).get(f"{circle_page(community)}?{asked}")
    assert [line.who for line in page.context["ledger"].lines] == found


def test_ledger_is_paged_and_pages_keep_the_choice(tell, as_user, coordinator, member, community, monkeypatch):
    monkeypatch.setattr(ledger, "PER_PAGE", 2)
    for _ in range(5):
        tell(member)
    page = as_user(coordinator).get(f"{circle_page(community)}?q=daan&page=2")
    assert len(page.context["ledger"].lines) == 2
    assert "q=daan&amp;page=3" in page.text


@pytest.mark.parametrize("count", [1, 3])
def test_ledger_asks_the_same_queries_for_any_number(
    count, tell, as_user, coordinator, member, community, django_assert_num_queries
):
    for _ in range(count):
        tell(member)
    browser, own = as_user(coordinator), as_user(member)
    with django_assert_num_queries(7):
        browser.get(circle_page(community))
    with django_assert_num_queries(5):
        own.get(OWN)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"state": State.SENT, "try_after": None}, ""),
        ({"state": State.SKIPPED, "try_after": None, "reason": "switched off"}, "uitgezet"),
        (
            {"state": State.SKIPPED, "try_after": None, "reason": bounces.SUPPRESSED},
            "mail aan dit adres komt niet aan",
        ),
        ({"state": State.SKIPPED, "try_after": None}, ""),
        (
            {"state": State.BOUNCED, "try_after": None, "reason": bounces.CAME_BACK["bounce"]},
            "teruggekomen: dit adres bestaat niet of neemt geen mail aan",
        ),
        (
            {"state": State.DEAD, "try_after": None, "reason": "550 5.7.1 <geheim@example.nl> refused"},
            "de mailserver van de ontvanger weigert de mail (550)",
        ),
        (
            {"state": State.DEAD, "try_after": None, "reason": "ValueError: geheim"},
            "de mail kon niet worden gemaakt; de beheerder ziet waarom",
        ),
        ({"state": State.UNCERTAIN, "try_after": None}, "de mailserver nam de mail aan en gaf geen antwoord"),
        ({"state": State.CLAIMED, "claim": "x"}, ""),
        ({}, "gaat nu weg"),
        (
            {"attempts": 1, "reason": "451 busy"},
            "de mailserver van de ontvanger weigert de mail (451); we proberen het opnieuw",
        ),
        (
            {"attempts": 1, "uncertain_at": timezone.now()},
            "de mailserver nam de mail aan en gaf geen antwoord; we proberen",
        ),
    ],
)
def test_reason_is_plain_dutch_and_tells_no_secret(fields, reason, tell, member):
    message = tell(member, **fields)
    with translation.override("nl"):
        said = ledger.reason_of(message, timezone.now())
    assert said.startswith(reason) and bool(said) is bool(reason)
    assert "geheim" not in said


def test_reason_of_what_is_planned_is_its_moment(tell, member):
    with time_machine.travel("2027-01-14T09:00:00Z", tick=False), translation.override("nl"):
        later = timezone.now() + timedelta(days=1)
        message = tell(member, send_after=later, try_after=later)
        assert ledger.reason_of(message, timezone.now()).startswith("wacht tot vrijdag 15 januari")


def test_kind_that_no_app_knows_any_more_keeps_its_name(tell, as_user, member):
    tell(member, kind="gone.kind")
    assert "gone.kind" in as_user(member).get(OWN).text


# --- Operators ---------------------------------------------------------------------------------------------------


@pytest.fixture
def dead(tell, member):
    """A mail that was given up."""
    return tell(member, state=State.DEAD, try_after=None, reason="550 no", attempts=3, erase_after=timezone.now())


@pytest.fixture
def operator(staff, as_user):
    """A browser in which an operator is signed in, with a second factor."""
    Authenticator.objects.create(user=staff, type="totp", data={"secret": "x"})
    return as_user(staff)


def test_dead_letter_goes_out_again_once_however_often_it_is_asked(dead, mail_server):
    ident = dead.pk
    assert resend(dead)
    assert not resend(dead)
    dead.refresh_from_db()
    assert (dead.state, dead.attempts, dead.reason) == (State.DUE, 0, "")
    assert deliver_due()["sent"] == 1
    dead.refresh_from_db()
    assert not resend(dead)
    assert mail_server.ids[0].startswith(f"<{ident}.")


def test_dead_letter_whose_contents_were_erased_is_not_sent_empty(dead):
    Message.objects.update(erase_after=None, context={})
    assert not resend(dead)


@pytest.mark.parametrize("state", [s for s in State if s not in (State.DEAD, State.DUE, State.CLAIMED)])
def test_only_dead_letters_are_sent_again(state, tell, member):
    assert not resend(tell(member, state=state, try_after=None, erase_after=timezone.now()))


def test_dead_letter_is_looked_at_again_before_it_goes(dead, member, mail_server):
    bounces.suppress(member.email, "bounce")
    resend(dead)
    assert deliver_due() == {"skipped": 1}


def test_operator_sends_one_again_after_a_question(dead, operator):
    url = reverse("admin:notifications_message_resend", args=[dead.pk])
    assert url in operator.get(reverse("admin:notifications_message_change", args=[dead.pk])).text
    assert operator.get(url).status_code == 200
    assert Message.objects.get(pk=dead.pk).state == State.DEAD

    for _ in range(2):
        assert operator.post(url).status_code == 302
    assert Message.objects.get(pk=dead.pk).state == State.DUE
    assert LogEntry.objects.get().object_id == str(dead.pk)
    assert url not in operator.get(reverse("admin:notifications_message_change", args=[dead.pk])).text
    assert operator.post(url.replace(str(dead.pk), "999999")).status_code == 404


def test_operator_sends_the_chosen_dead_letters_again(dead, tell, member, operator):
    sent = tell(member, state=State.SENT, try_after=None)
    chosen = {"action": "resend_chosen", "_selected_action": [dead.pk, sent.pk]}
    url = reverse("admin:notifications_message_changelist")
    page = operator.post(url, chosen)
    assert page.text.count('name="_selected_action"') == 1
    for _ in range(2):
        operator.post(url, chosen | {"sure": "1"})
    assert list(Message.objects.order_by("pk").values_list("state", flat=True)) == [State.DUE, State.SENT]
    assert LogEntry.objects.count() == 1
    assert "niet" in operator.post(url, chosen | {"_selected_action": [sent.pk]}).text


@pytest.mark.parametrize("role", ["member", "coordinator"])
def test_others_have_no_way_to_send_again(role, dead, as_user, request):
    browser = as_user(request.getfixturevalue(role))
    browser.post(reverse("admin:notifications_message_resend", args=[dead.pk]))
    assert Message.objects.get(pk=dead.pk).state == State.DEAD


def test_operator_finds_a_suppressed_address_by_typing_it_whole(member, host, operator):
    bounces.suppress(member.email, "bounce")
    url = reverse("admin:notifications_suppression_changelist")
    assert operator.get(url, {"q": member.email.upper()}).context["cl"].result_count == 1
    assert operator.get(url, {"q": host.email}).context["cl"].result_count == 0
    assert member.email not in operator.get(url).text
    ledger_page = reverse("admin:notifications_message_changelist")
    assert operator.get(ledger_page, {"kind": "tests.postcard"}).status_code == 200


# --- Coordinators are told ---------------------------------------------------------------------------------------

TOLD = "communities.unreachable"


def test_coordinators_of_each_circle_are_told_once(coordinator, member, community, mail_server):
    bounces.suppress(member.email, "bounce")
    bounces.suppress(member.email, "complaint")

    assert deliver_due()["sent"] == 1
    [mail] = mail_server.mails
    assert mail["To"].endswith(f"<{coordinator.email}>")
    assert mail["Subject"] == "Mail aan Daan Willems komt niet aan"
    assert Message.objects.get(kind=TOLD).scope == community.pk


def test_coordinators_are_told_of_an_invitation_that_came_back(coordinator, member, community, mail_server):
    Invitation.objects.create(
        community=community,
        email="typfout@example.nl",
        role="student",
        invited_by=coordinator,
        status=Invitation.Status.SENT,
        sent_at=timezone.now(),
        expires_at=timezone.now() + timedelta(days=3),
        token_hash="x",
        nonce="y",
    )
    notify("typfout@example.nl", "communities.invitation", key="x")
    Message.objects.update(state=State.SENT, try_after=None)
    bounces.suppress("typfout@example.nl", "bounce")
    assert deliver_due()["sent"] == 1
    assert "typfout@example.nl" in mail_server.mails[0].get_body(("plain",)).get_content()


@pytest.mark.parametrize("what", ["confirmed", "left", "not a coordinator"])
def test_coordinators_are_not_told_what_is_over(what, coordinator, member, community, make, mail_server):
    second = make.user("Tweede", "Trekker")
    make.join(second, community, Membership.Role.COORDINATOR)
    bounces.suppress(member.email, "bounce")
    if what == "confirmed":
        bounces.confirm_address(member.email)
    elif what == "left":
        Membership.objects.filter(user=member).update(left_at=timezone.now())
    else:
        Membership.objects.exclude(user=member).update(role="student")
    assert deliver_due() == {"skipped": 2}


def test_coordinator_is_not_told_of_their_own_address(coordinator, community):
    bounces.suppress(coordinator.email, "bounce")
    assert not Message.objects.exists()


def test_dead_letter_after_the_last_attempt_stands_in_the_ledger(tell, as_user, member, mail_server):
    tell(member, attempts=claims.MAX_ATTEMPTS - 1)
    mail_server.on_rcpt = lambda address: "451 busy"
    deliver_due()
    [line] = as_user(member).get(OWN).context["ledger"].lines
    assert (line.result, line.tone) == ("mislukt", "danger")


def test_what_is_due_while_mail_is_held_says_so(tell, as_user, member, operator_holds):
    message = tell(member, send_after=timezone.now() - timedelta(minutes=5), try_after=timezone.now())
    held = "alle mail wordt vastgehouden, omdat een back-up is teruggezet: het wacht op een beheerder"

    def reasons():
        return [line.reason for line in as_user(member).get(OWN).context["ledger"].lines]

    assert reasons() == [held]
    deliver_due()
    assert Message.objects.get(pk=message.pk).state == State.DUE
    operator_holds.delete()
    assert reasons() == ["gaat nu weg"]
