"""What happens to a case."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from casework.actions import case as actions
from casework.actions.incident import close_incident
from casework.actions.sheet import Conflict, Sheet
from casework.models import Case, CaseReading
from leerkring.core.errors import Refused
from leerkring.notifications.models import Message

S = Case.Status


def told(kind):
    return {message.recipient for message in Message.objects.filter(kind=kind)}


def test_start_case_makes_one_draft_per_open_page(community, member):
    page = uuid4()

    first = actions.start_case(community, by=member, page=page)
    again = actions.start_case(community, by=member, page=page)

    assert first == again
    assert first.status == S.DRAFT
    assert actions.start_case(community, by=member, page=uuid4()) != first


def test_save_case_counts_versions(draft, member):
    page = uuid4()

    saved = actions.save_case(draft, {"title": "Anders"}, by=member, sheet=Sheet(page, draft.version))

    assert (saved.title, saved.version) == ("Anders", draft.version + 1)


def test_save_case_conflicts_when_another_page_saved(draft, member):
    actions.save_case(draft, {"title": "Van de ene"}, by=member, sheet=Sheet(uuid4(), draft.version))

    with pytest.raises(Conflict) as conflict:
        actions.save_case(draft, {"title": "Van de andere"}, by=member, sheet=Sheet(uuid4(), draft.version))

    assert conflict.value.stored.title == "Van de ene"


def test_save_case_never_conflicts_with_what_its_own_page_saved_by_itself(draft, member):
    page = uuid4()
    actions.save_case(draft, {"title": "half"}, by=member, sheet=Sheet(page, draft.version, is_automatic=True))

    saved = actions.save_case(draft, {"title": "heel"}, by=member, sheet=Sheet(page, draft.version))

    assert saved.title == "heel"


def test_save_case_leaves_out_what_comes_late_by_itself(draft, member):
    page = uuid4()
    actions.save_case(draft, {"title": "heel"}, by=member, sheet=Sheet(page, draft.version))

    saved = actions.save_case(draft, {"title": "half"}, by=member, sheet=Sheet(page, draft.version, is_automatic=True))

    assert saved.title == "heel"


@pytest.mark.parametrize("status", [status for status in S if status not in {S.DRAFT}])
def test_save_case_is_refused_when_it_is_no_draft(draft, member, status):
    Case.objects.filter(pk=draft.pk).update(status=status)

    with pytest.raises(Refused):
        actions.save_case(draft, {"title": "x"}, by=member, sheet=Sheet(uuid4(), draft.version))


def test_save_case_is_refused_to_somebody_else(draft, coordinator):
    with pytest.raises(Refused):
        actions.save_case(draft, {"title": "x"}, by=coordinator, sheet=Sheet(uuid4(), draft.version))


def test_submit_case_tells_the_coordinators_when_nobody_leads_its_meeting(draft, member, coordinator, host):
    case = actions.submit_case(draft, by=member)

    assert case.status == S.SUBMITTED
    assert case.submitted_at is not None
    assert told("casework.case_submitted") == {coordinator}
    assert Message.objects.get().context == {"case": case.pk}


def test_submit_case_tells_no_coordinator_of_their_own_case(community, coordinator, draft):
    Case.objects.update(owner=coordinator)

    actions.submit_case(draft, by=coordinator)

    assert told("casework.case_submitted") == set()


@pytest.mark.parametrize("check", Case.CHECKS)
def test_submit_case_is_refused_without_the_privacy_checks(draft, member, check):
    Case.objects.update(**{check: False})

    with pytest.raises(Refused):
        actions.submit_case(draft, by=member)

    assert Case.objects.get().status == S.DRAFT


@pytest.mark.parametrize("text", Case.TEXTS)
def test_submit_case_is_refused_without_an_answer(draft, member, text):
    Case.objects.update(**{text: "  "})

    with pytest.raises(Refused):
        actions.submit_case(draft, by=member)


def test_submit_case_is_refused_a_second_time(submitted, member, coordinator):
    with pytest.raises(Refused):
        actions.submit_case(submitted, by=member)


def test_submit_case_tells_only_who_leads_its_meeting(draft, member, host, coordinator, meeting):
    meeting.facilitator = host
    meeting.save()
    Case.objects.update(meeting=meeting)

    actions.submit_case(draft, by=member)

    assert told("casework.case_submitted") == {host}


def test_submit_case_of_who_leads_its_meeting_is_read_by_coordinators(draft, member, coordinator, meeting):
    meeting.facilitator = member
    meeting.save()
    Case.objects.update(meeting=meeting)

    actions.submit_case(draft, by=member)

    assert told("casework.case_submitted") == {coordinator}


def test_release_case_lets_others_read_it_and_tells_its_owner(submitted, member, coordinator):
    Case.objects.update(remark="Kanarie", reported_at=timezone.now())

    released = actions.release_case(submitted, by=coordinator)

    assert (released.status, released.released_by, released.remark) == (S.RELEASED, coordinator, "")
    assert (released.reported_at, told("casework.case_released")) == (None, {member})


def test_release_case_is_refused_to_its_owner_and_a_second_time(submitted, member, coordinator):
    with pytest.raises(Refused):
        actions.release_case(submitted, by=member)
    actions.release_case(submitted, by=coordinator)
    with pytest.raises(Refused):
        actions.release_case(submitted, by=coordinator)


def test_return_case_gives_its_owner_a_remark_and_asks_the_checks_anew(submitted, member, coordinator):
    returned = actions.return_case(submitted, by=coordinator, remark=" De straat. ")

    assert (returned.status, returned.remark, returned.is_anonymous) == (S.DRAFT, "De straat.", False)
    assert (returned.returned_at is not None, told("casework.case_returned")) == (True, {member})
    assert Message.objects.get(kind="casework.case_returned").context == {"case": submitted.pk}


def test_return_case_is_refused_without_words_to_its_owner_and_twice(submitted, member, coordinator):
    for by, remark in [(coordinator, " "), (member, "Mooi")]:
        with pytest.raises(Refused):
            actions.return_case(submitted, by=by, remark=remark)
    assert Case.objects.get().is_submitted
    actions.return_case(submitted, by=coordinator, remark="De straat.")
    with pytest.raises(Refused):
        actions.return_case(submitted, by=coordinator, remark="De straat.")


def test_remark_stays_with_the_second_reader_until_the_case_is_released(submitted, member, coordinator):
    actions.return_case(submitted, by=coordinator, remark="De straat.")
    Case.objects.update(**dict.fromkeys(Case.CHECKS, True))

    assert actions.submit_case(submitted, by=member).remark == "De straat."


def test_name_second_reader_tells_that_person_once(submitted, coordinator, host):
    Message.objects.all().delete()

    actions.name_second_reader(submitted, by=coordinator, person=host)
    actions.name_second_reader(submitted, by=coordinator, person=host)

    assert Case.objects.get().second_reader == host
    assert [message.recipient for message in Message.objects.all()] == [host]


@pytest.mark.parametrize("who", ["member", "outsider", "former_member"])
def test_name_second_reader_is_refused_for_the_owner_and_who_is_no_member(submitted, coordinator, request, who):
    with pytest.raises(Refused):
        actions.name_second_reader(submitted, by=coordinator, person=request.getfixturevalue(who))


def test_name_second_reader_is_refused_when_the_case_does_not_wait(case, coordinator, host):
    with pytest.raises(Refused):
        actions.name_second_reader(case, by=coordinator, person=host)


def test_grade_case_holds_at_once_and_the_same_changes_nothing(case, member):
    narrow = actions.grade_case(case, by=member, grade=Case.Grade.TABLE)
    again = actions.grade_case(case, by=member, grade=Case.Grade.TABLE)

    assert (narrow.grade, again.version) == (Case.Grade.TABLE, narrow.version)


@pytest.mark.parametrize("status", [status for status in S if status not in {S.SUBMITTED, S.RELEASED, S.DISCUSSED}])
def test_grade_case_is_refused_when_nobody_else_reads_it(draft, member, status):
    Case.objects.update(status=status)
    with pytest.raises(Refused):
        actions.grade_case(draft, by=member, grade=Case.Grade.CIRCLE)


def test_database_shares_no_unchecked_case(draft):
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.update(status=S.SUBMITTED, is_anonymous=False)


def test_withdraw_reopen_and_submit_again(case, member, coordinator):
    withdrawn = actions.withdraw_case(case, by=member)
    reopened = actions.reopen_case(withdrawn, by=member)

    assert (withdrawn.status, reopened.status) == (S.WITHDRAWN, S.DRAFT)
    assert not any(getattr(reopened, check) for check in Case.CHECKS)
    assert reopened.submitted_at is None


STEPS = [
    (actions.withdraw_case, {S.SUBMITTED, S.RELEASED, S.DISCUSSED}),
    (actions.reopen_case, {S.SUBMITTED, S.RELEASED, S.WITHDRAWN, S.INCIDENT}),
    (actions.discuss_case, {S.RELEASED}),
    (actions.report_case, {S.SUBMITTED, S.RELEASED, S.DISCUSSED}),
]


@pytest.mark.parametrize(("action", "allowed"), STEPS)
@pytest.mark.parametrize("status", S.values)
def test_each_step_follows_only_where_the_table_says(draft, member, action, allowed, status):
    Case.objects.filter(pk=draft.pk).update(status=status)

    if status in allowed:
        assert action(draft, by=member).status != status
    else:
        with pytest.raises(Refused):
            action(draft, by=member)
        assert Case.objects.get().status == status


def test_report_case_hides_it_and_tells_owner_and_coordinators(case, member, host, coordinator):
    Message.objects.all().delete()

    hidden = actions.report_case(case, by=host)

    assert (hidden.status, hidden.reported_by) == (S.INCIDENT, host)
    assert told("casework.case_reported") == {member, coordinator}


def test_report_case_tells_the_reporting_coordinator_nothing_new(case, member, coordinator):
    actions.report_case(case, by=coordinator)

    assert told("casework.case_reported") == {member}


def test_reported_case_is_read_again_only_after_a_new_release(case, member, host, coordinator):
    actions.report_case(case, by=host)
    case = actions.reopen_case(case, by=member)
    Case.objects.update(is_anonymous=True, is_unrecognisable=True, is_about_me=True)
    case = actions.submit_case(case, by=member)

    assert (case.is_released, case.reported_at is None) == (False, False)
    with pytest.raises(Refused):
        actions.release_case(case, by=coordinator)
    close_incident(case.incidents.get(), by=coordinator, done="De plaats is weg.", told_authority=False)
    assert actions.release_case(case, by=coordinator).reported_at is None


def test_delete_case_takes_the_log_along(case, member, host):
    actions.log_reading(case, by=host)
    actions.withdraw_case(case, by=member)

    actions.delete_case(case, by=member)

    assert (Case.objects.count(), CaseReading.objects.count()) == (0, 0)


def test_delete_case_is_refused_while_others_read_it(case, member):
    with pytest.raises(Refused):
        actions.delete_case(case, by=member)


def test_each_deed_on_a_deleted_case_is_refused(draft, member):
    actions.delete_case(draft, by=member)

    for action in (actions.delete_case, actions.withdraw_case, actions.submit_case):
        with pytest.raises(Refused):
            action(draft, by=member)


def test_log_reading_leaves_the_owner_out(case, member, host):
    actions.log_reading(case, by=member)
    actions.log_reading(case, by=host)
    actions.log_reading(case, by=host)

    assert [reading.reader for reading in CaseReading.objects.all()] == [host, host]


def test_states_of_a_case_have_names(draft):
    draft.status = S.WITHDRAWN
    assert (draft.is_draft, draft.is_shared, draft.is_withdrawn) == (False, False, True)
    draft.title = ""
    assert str(draft)
    assert draft.submitted_at is None or draft.submitted_at <= timezone.now()
