"""What happens to a case."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from casework.actions import case as actions
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


@pytest.mark.parametrize("status", [S.SUBMITTED, S.DISCUSSED, S.WITHDRAWN])
def test_save_case_is_refused_when_it_is_no_draft(draft, member, status):
    Case.objects.filter(pk=draft.pk).update(status=status)

    with pytest.raises(Refused):
        actions.save_case(draft, {"title": "x"}, by=member, sheet=Sheet(uuid4(), draft.version))


def test_save_case_is_refused_to_somebody_else(draft, coordinator):
    with pytest.raises(Refused):
        actions.save_case(draft, {"title": "x"}, by=coordinator, sheet=Sheet(uuid4(), draft.version))


def test_submit_case_tells_the_coordinators(draft, member, coordinator, host):
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


def test_submit_case_is_refused_a_second_time(case, member, coordinator):
    with pytest.raises(Refused):
        actions.submit_case(case, by=member)

    assert Message.objects.count() <= 1


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
    (actions.withdraw_case, {S.SUBMITTED, S.DISCUSSED}),
    (actions.reopen_case, {S.SUBMITTED, S.WITHDRAWN}),
    (actions.discuss_case, {S.SUBMITTED}),
    (actions.report_case, {S.SUBMITTED, S.DISCUSSED}),
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

    assert (hidden.status, hidden.reported_by) == (S.WITHDRAWN, host)
    assert told("casework.case_reported") == {member, coordinator}


def test_report_case_tells_the_reporting_coordinator_nothing_new(case, member, coordinator):
    actions.report_case(case, by=coordinator)

    assert told("casework.case_reported") == {member}


def test_submitting_again_forgets_the_report(case, member, host):
    actions.report_case(case, by=host)
    case = actions.reopen_case(case, by=member)
    Case.objects.update(is_anonymous=True, is_unrecognisable=True, is_about_me=True)

    assert actions.submit_case(case, by=member).reported_at is None


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
