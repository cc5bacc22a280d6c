"""What is erased when its time has passed, of all apps; each is warned before where somebody could still act."""

from datetime import timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.utils import timezone

from casework.models import CaseRetention, PrivateText
from communities.actions.invitation_retention import keep_invitations
from communities.models import Invitation
from leerkring.accounts.models import Dormancy, User
from leerkring.accounts.privacy import dormancy
from leerkring.accounts.privacy.dormancy import FIRST, SECOND, keep_accounts
from leerkring.accounts.privacy.naming import former_participant
from leerkring.accounts.privacy.registry import all_periods, periods_of
from leerkring.accounts.privacy.run import keep_all
from leerkring.core.retention import swept
from leerkring.notifications.delivery import deliver_due
from leerkring.notifications.expiry_mail import warn_owners
from leerkring.notifications.models import Message
from leerkring.notifications.privacy_mail import keep_messages
from leerkring.website.status import status
from leerkring.website.tasks import keep
from meetings.models import Attendance, Presence

NOW = timezone.now()
# Longer than any two years.
TWO_YEARS = timedelta(days=732)

pytestmark = pytest.mark.time_machine(NOW)


@pytest.fixture(autouse=True)
def _ledger(settings, tmp_path):
    settings.ERASURE_LEDGER = tmp_path / "erased.jsonl"


def run(now=NOW, *, dry=False):
    report = keep_accounts(now, dry=dry)
    return report.warned, report.erased


@pytest.fixture
def sleeper(member):
    """A member who was here two years ago, less the time of the first warning; all others were here now."""
    User.objects.update(last_login=NOW)
    User.objects.filter(pk=member.pk).update(last_login=NOW - TWO_YEARS + FIRST)
    return member


def test_unused_account_is_told_twice_and_then_erased(sleeper, mailoutbox):
    former_participant()
    assert run(dry=True) == run() == (1, 0)
    assert run() == (0, 0)
    again = NOW + FIRST - SECOND
    assert run(again) == (1, 0)
    # Later than planned, as the beat was away: two weeks lie between in any case.
    assert run(again + timedelta(days=13)) == (0, 0)
    deliver_due()
    assert len(mailoutbox) == 2

    assert run(NOW + FIRST, dry=True) == run(NOW + FIRST) == (0, 1)

    assert not User.objects.filter(pk=sleeper.pk).exists()
    assert User.objects.filter(pk=former_participant().pk).exists()


@pytest.mark.parametrize("how", ["login", "page"])
def test_who_comes_back_stays(sleeper, how):
    run()
    run(NOW + FIRST - SECOND)
    if how == "login":
        User.objects.filter(pk=sleeper.pk).update(last_login=NOW)
    else:
        UserSession.objects.create(user=sleeper, session_key="s", ip="127.0.0.1", last_seen_at=NOW)

    assert run(NOW + FIRST) == (0, 0)
    assert not Dormancy.objects.exists()


def test_who_joined_long_ago_and_was_here_lately_hears_nothing(sleeper):
    User.objects.filter(pk=sleeper.pk).update(date_joined=NOW - 3 * TWO_YEARS, last_login=NOW - timedelta(days=30))
    assert run() == (0, 0)

    # Who never logged in is away since the account was made.
    User.objects.filter(pk=sleeper.pk).update(last_login=None)
    assert run() == (1, 0)


def test_only_coordinator_is_told_and_not_erased(coordinator):
    User.objects.update(last_login=NOW)
    User.objects.filter(pk=coordinator.pk).update(last_login=NOW - TWO_YEARS + FIRST)
    run()
    run(NOW + FIRST - SECOND)

    assert run(NOW + FIRST) == (0, 0)


@pytest.fixture
def asleep(db, make):
    """Twelve people who were warned twice and stayed away."""
    people = [make.user(f"Slaper{number}", last_login=NOW - 2 * TWO_YEARS) for number in range(12)]
    warned = NOW - FIRST
    for person in people:
        Dormancy.objects.create(user=person, warned_at=warned, warned_again_at=NOW - SECOND)
    return people


def test_however_many_are_passed_over_who_comes_after_them_is_erased(asleep, monkeypatch):
    monkeypatch.setattr(dormancy, "ERASED_AT_ONCE", 1)
    monkeypatch.setattr(dormancy, "hindrances", lambda person: person not in asleep[-2:])

    assert (run(), run(), run()) == ((0, 1), (0, 1), (0, 0))
    assert User.objects.filter(pk__in=[person.pk for person in asleep]).count() == 10


def test_who_comes_back_while_another_is_erased_stays(asleep, monkeypatch):
    first, second, *_others = asleep
    work = dormancy.erase_person

    def erase(person, **options):
        User.objects.filter(pk=second.pk).update(last_login=NOW)
        return work(person, **options)

    monkeypatch.setattr(dormancy, "erase_person", erase)
    assert run() == (0, 11)
    assert not User.objects.filter(pk=first.pk).exists() and User.objects.filter(pk=second.pk).exists()


def test_presence_is_kept_seven_years_or_what_the_programme_chose(meeting, member, programme):
    times = {"from_time": "09:00", "until_time": "10:00", "source": "list"}
    Presence.objects.create(meeting=meeting, user=member, **times)
    Attendance.objects.create(meeting=meeting, user=member, answer="yes", answered_at=NOW)
    six, seven = (meeting.ends_at + timedelta(days=366 * years) for years in (6, 7))

    def run_presence(now, *, dry=False):
        models = ("meetings.Presence", "meetings.Attendance")
        return sum(periods_of(model)[0].keep(now, dry=dry).erased for model in models)

    assert run_presence(six) == 0
    assert run_presence(seven, dry=True) == 2
    CaseRetention.objects.create(programme=programme, presence_years=5)
    assert (run_presence(six), run_presence(six)) == (2, 0)


def test_what_goes_by_a_function_of_its_own_goes_by_the_moment_of_the_run(member):
    asked, keep = [], swept(lambda now: User.objects.filter(pk=member.pk), lambda now: asked.append(now))
    assert (keep(NOW, dry=True).erased, asked) == (1, [])
    # It left somebody for another turn.
    assert (keep(NOW, dry=False).erased, asked) == (0, [NOW])


def test_mail_and_invitations_are_forgotten_after_a_year(community, member):
    Message.objects.create(recipient=member, kind="k", key="old", state="sent", send_after=NOW)
    Message.objects.create(recipient=member, kind="k", key="due", send_after=NOW, try_after=NOW)
    facts = {"sector": "residents", "role": "resident", "community": community}
    Invitation.objects.create(email="a@example.nl", status="declined", **facts)
    Invitation.objects.create(email="b@example.nl", status="accepted", **facts)
    later = NOW + timedelta(days=366)

    for erase in (keep_messages, keep_invitations):
        assert erase(later - timedelta(days=30), dry=False).erased == 0
        assert erase(later, dry=True).erased == erase(later, dry=False).erased == 1


def test_dry_run_over_everything_changes_nothing(world):
    later = NOW + timedelta(days=4000)
    before = {model: model.objects.count() for model in (User, Message, Presence, Attendance, Invitation)}
    broken = []

    done = list(keep_all(later, dry=True, failed=broken.append))

    assert broken == []
    assert [each.model for each in done] == [model for model, _period in all_periods()]
    assert {"accounts.User", "casework.Case", "meetings.Presence", "meetings.Certificate"} <= {
        each.model for each in done if each.report.erased or each.report.warned
    }
    assert before == {model: model.objects.count() for model in before}


def test_whose_own_words_and_papers_go_are_told_once_in_one_mail_in_time(world, mailoutbox):
    author, later = world.people["author"], NOW + timedelta(days=8 * 366)
    PrivateText.objects.update(user=author)
    Message.objects.all().delete()
    with time_machine.travel(later, tick=False):
        assert warn_owners(later, dry=True) == warn_owners(later, dry=False) > 0
        assert warn_owners(later, dry=False) == 0
        mailoutbox.clear()
        deliver_due()
        (mail,) = [one for one in mailoutbox if author.email in one.to[0]]

    assert "teksten voor jezelf: " in mail.body and "/gegevens/" in mail.body
    assert "Voor mij" not in mail.body
    assert Message.objects.filter(kind="accounts.expires", recipient=author).count() == 1
    assert warn_owners(NOW - timedelta(days=900), dry=True) == 0


def test_operators_read_what_went_and_what_comes_next(world):
    Message.objects.filter(state="sent").delete()
    old = Message.objects.create(recipient=world.people["author"], kind="k", key="old", state="sent", send_after=NOW)
    Message.objects.filter(pk=old.pk).update(send_after=NOW - timedelta(days=400), try_after=None)

    keep()

    facts = {str(fact.label): fact.value for title, group in status().groups for fact in group}
    (value,) = [value for label, value in facts.items() if "een jaar na het versturen" in label]
    assert value == "gewist: 1 · volgende keer: 0"


def test_what_has_to_go_goes_when_telling_people_before_breaks(community, monkeypatch, caplog):
    def breaks(now, *, dry):
        raise RuntimeError("no template")

    monkeypatch.setattr("leerkring.website.tasks.warn_owners", breaks)
    Message.objects.create(
        address="wie@example.nl", kind="tests.gone", key="k", state="sent", send_after=NOW - TWO_YEARS
    )

    keep()

    assert not Message.objects.filter(kind="tests.gone").exists()
    assert "Telling people what of theirs is erased soon broke" in caplog.text
