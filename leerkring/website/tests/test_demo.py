from datetime import timedelta

import pytest
import time_machine
from django.apps import apps
from django.utils import timezone

from casework.models import Case, Outcome, OutcomeVersion, Reflection, ReflectionShare
from casework.weighings import weights_of
from communities.actions.area import load_areas
from communities.models import Community, Invitation, Membership, Organisation, Programme
from communities.phases import checklist
from leerkring.accounts.models import User
from leerkring.core.privacy import find
from leerkring.notifications.models import Message
from leerkring.notifications.notices import notices_of, shown
from leerkring.website.demo import PASSWORD, load_demo
from leerkring.website.demo.meetings import next_thursday
from meetings.models import Attendance, Meeting, ProgrammeItem, Report
from meetings.shown.programme import minutes_left

from .conftest import NOW

pytestmark = pytest.mark.once


@pytest.fixture
def demo(loaded, db, settings):
    """The accounts of the demo, at the moment at which it was loaded."""
    settings.MEDIA_ROOT = loaded.media
    with time_machine.travel(NOW, tick=False):
        yield loaded.accounts


def _all_rows():
    models = [model for model in apps.get_models() if model._meta.app_config.name.split(".")[0] != "django"]
    return {model._meta.label: sorted(map(str, model._base_manager.values_list())) for model in models}


def test_demo_has_the_circles_people_and_papers_of_the_domain(demo):
    assert Programme.objects.count() == 4
    assert list(Community.objects.active().order_by("pk").values_list("name", "kind")) == [
        ("Lingewaard", "regional"),
        ("Brakkenstein, Nijmegen", "regional"),
        ("Gemert", "regional"),
        ("Liemers", "regional"),
        ("Overbetuwe", "regional"),
        ("Technologie thuis", "thematic"),
        ("Tilburg-Noord: armoede & meedoen", "thematic"),
    ]
    assert Organisation.objects.count() == 10
    assert set(Membership.objects.values_list("role", flat=True)) == set(Membership.Role.values)
    assert set(Membership.objects.values_list("sector", flat=True)) == {
        "education",
        "research",
        "practice",
        "residents",
    }


def test_demo_counts_members_truly(demo):
    for community in Community.objects.all():
        assert community.member_count == community.memberships.active().count() >= 8


def test_demo_has_a_cycle_past_with_answers_and_one_running_next_week(demo):
    past = Meeting.objects.filter(cycle__community__slug="lingewaard", cycle__number=1)
    assert all(meeting.is_over and meeting.attendances.count() > 8 for meeting in past)
    first, *later = Meeting.objects.filter(cycle__community__slug="lingewaard", cycle__number=2)
    assert (first.date - NOW.date()).days in range(4, 14)
    assert [item.minutes for item in first.items.all()] == [30, 45, 90, 60, 90, 75, 30]
    assert [meeting.municipality.name for meeting in [first, *later]] == [
        "Lingewaard",
        "Overbetuwe",
        "Duiven",
        "Gemert-Bakel",
    ]
    daan = User.objects.get(email="daan.willems@example.nl")
    assert first in Meeting.objects.awaiting_answer(daan)


def test_demo_has_cases_in_every_state_and_reflections_private_and_shared(demo):
    assert Case.objects.count() == 12
    assert set(Case.objects.values_list("status", flat=True)) == set(Case.Status.values)
    assert Reflection.objects.count() == 9
    assert ReflectionShare.objects.count() == 8
    assert len(set(Reflection.objects.values_list("model_key", flat=True))) == 5


def test_demo_has_cases_that_who_comes_to_the_next_meeting_weighed(demo):
    meeting = Meeting.objects.get(cycle__community__slug="lingewaard", cycle__number=2, number=1)
    weights = weights_of(meeting).values()
    assert sorted((weight.people, weight.points) for weight in weights) == [(4, 3), (5, 5), (5, 8)]


def test_demo_has_outcomes_of_several_authors_with_frozen_versions(demo):
    assert Outcome.objects.count() == 8
    assert Outcome.objects.published().count() == 7
    assert all(outcome.authors.count() >= 3 for outcome in Outcome.objects.all())
    living = OutcomeVersion.objects.filter(outcome__slug="beslishulp-technologie-thuis")
    assert [version.number for version in living] == ["0.3", "0.2"]
    assert OutcomeVersion.objects.filter(number="1.1").get().author_line.startswith("Marit Hoekstra (Stichting")


def test_demo_has_a_report_that_was_approved_and_one_to_finish(demo):
    assert sorted(Report.objects.values_list("status", flat=True)) == ["approved", "draft"]
    approved = Report.objects.get(status="approved")
    assert "Gekozen" in approved.text and approved.is_summary_public
    for report in Report.objects.all():
        items = list(report.meeting.items.all())
        assert minutes_left(report.meeting, items) >= 0 and report.meeting.notes.count() >= 2


def test_demo_changes_nothing_when_loaded_again_weeks_later(demo):
    before = _all_rows()
    load_areas()
    load_demo(NOW + timedelta(weeks=3))
    assert _all_rows() == before


def test_demo_keeps_what_somebody_changed_when_loaded_again(demo):
    Case.objects.filter(title="Brief in de la").update(title="De la", status=Case.Status.DRAFT)
    load_demo(NOW)
    assert Case.objects.count() == 12


def test_demo_floods_nobody_with_mail(demo):
    assert list(Message.objects.values_list("address", "kind")) == [
        ("jan.vermeulen@example.nl", "communities.invitation"),
        ("teun.gerritsen@example.nl", "communities.invitation"),
        ("", "communities.handover_offered"),
    ]


def test_demo_bell_rings_of_the_next_meeting(demo):
    marit = User.objects.get(email="marit.hoekstra@example.nl")
    told = shown(notices_of(marit), to=marit)
    assert [each.text for each in told] != []
    assert all(each.text and each.url for each in told)
    assert marit.unread_notices == sum(each.notice.is_unread for each in told)


def test_demo_shows_invitations_in_the_states_that_ask_something_of_a_coordinator(demo):
    counts = Invitation.objects.count_states()
    assert {state for state, count in counts.items() if count} == {"sent", "opened", "declined", "expired"}
    assert Invitation.objects.exclude(claimed_by=None).get().claimed_by.given_name == "Samira"
    assert not Invitation.objects.to_remind(NOW).exists()


def test_demo_accounts_sign_in_with_the_password_shown(demo):
    emails = [account.email for account in demo]
    assert "joris.vanderplas@example.nl" in emails
    assert "yusuf.aydin@example.nl" in emails
    assert all(user.check_password(PASSWORD) for user in User.objects.filter(email__in=emails))


@pytest.mark.parametrize(
    ("today", "thursday"), [("2027-01-04", "2027-01-14"), ("2027-01-07", "2027-01-14"), ("2027-01-10", "2027-01-14")]
)
def test_next_thursday_is_always_in_next_week(today, thursday):
    assert str(next_thursday(timezone.datetime.fromisoformat(today).date())) == thursday


def test_demo_day_ends_when_the_meeting_ends(demo):
    meeting = ProgrammeItem.objects.get(title__startswith="Gastexpert").meeting
    minutes = sum(item.minutes for item in meeting.items.all())
    assert (meeting.ends_at - meeting.starts_at).total_seconds() == minutes * 60


def test_demo_answers_come_from_members_only(demo):
    for attendance in Attendance.objects.select_related("meeting__cycle"):
        assert Membership.objects.filter(user=attendance.user, community=attendance.meeting.cycle.community).exists()


def test_demo_cases_point_at_nobody(demo):
    names = [user.full_name for user in User.objects.all()]
    for case in Case.objects.all():
        found = [finding.text for field in Case.TEXTS for finding in find(getattr(case, field), names=names)]
        assert found == [], case.title


def test_demo_has_circles_in_every_running_phase_with_an_old_name_and_an_offer(demo):
    assert set(Community.objects.values_list("phase", flat=True)) == {"explore", "develop", "sustain"}
    lingewaard = Community.objects.get(slug="lingewaard")
    states = {state.name: state.is_done for state in checklist(lingewaard, lingewaard.phase)}
    assert states == {
        "rhythm": True, "cases": True, "experiment": False, "students": True, "outcome": True, "halfway": False
    }  # fmt: skip
    assert lingewaard.former_names.get().slug == "langer-thuis-in-de-betuwe"
    assert lingewaard.handovers.get().receiver.full_name == "Femke Baltussen"
