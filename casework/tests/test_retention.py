"""What is erased when its time has passed, after warnings; what was learned stays."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone, translation

from casework import mails
from casework.actions.retention import expire_case, keep_cases, set_retention
from casework.models import (
    Case,
    CaseIncident,
    CaseOpening,
    CaseReading,
    CaseRetention,
    ReflectionOpening,
    ReflectionReading,
    SealedOpening,
    Submission,
    SubmissionReading,
)
from communities.models import ProgrammeMember
from leerkring.accounts.models import User
from leerkring.accounts.privacy import registry
from leerkring.accounts.privacy.registry import periods_of
from leerkring.core.retention import Fate, Period, Report
from leerkring.notifications.kinds import Mail, Skip
from leerkring.notifications.models import Message

NOW = timezone.now()


def ago(days):
    return NOW - timedelta(days=days)


def kept(**facts):
    Case.objects.update(**facts)


def run(now=NOW, *, dry=False):
    report = keep_cases(now, dry=dry)
    return report.warned, report.erased


@pytest.mark.parametrize(
    ("discussed", "changed", "warned"),
    [(None, 140, 0), (None, 160, 1), (160, 1, 1), (140, 300, 0), (300, 300, 1)],
)
def test_owner_is_warned_a_month_before_counted_from_the_session(case, discussed, changed, warned):
    kept(discussed_at=ago(discussed) if discussed else None, changed_at=ago(changed))

    assert run(dry=True) == (warned, 0)
    assert run() == (warned, 0)
    assert run() == (0, 0)
    assert Message.objects.filter(kind="casework.case_expires").count() == warned


def test_nothing_is_erased_without_a_week_between_even_when_all_was_late(case):
    kept(changed_at=ago(400))
    assert run() == (1, 0)
    assert run(NOW + timedelta(days=2)) == (1, 0)
    assert run(NOW + timedelta(days=6)) == (0, 0)
    assert run(NOW + timedelta(days=8)) == (0, 1)
    assert run(NOW + timedelta(days=9)) == (0, 0)


def test_erasing_takes_each_word_and_leaves_the_row(case, member, host):
    CaseReading.objects.create(case=case, reader=host)
    CaseIncident.objects.create(case=case, community=case.community, reported_at=NOW)
    kept(remark="Kanarie")

    assert (expire_case(case.pk), expire_case(case.pk)) == (True, False)

    row = Case.objects.get()
    assert ([getattr(row, text) for text in Case.TEXTS], row.remark, row.is_expired) == ([""] * 6, "", True)
    assert CaseIncident.objects.get().case == row


def test_case_that_somebody_goes_on_with_is_warned_of_anew(case):
    kept(changed_at=ago(160))
    run()
    kept(changed_at=NOW + timedelta(minutes=1))
    assert run(NOW + timedelta(days=40)) == (0, 0)
    assert run(NOW + timedelta(days=160)) == (1, 0)


def test_dry_run_changes_nothing(case):
    kept(changed_at=ago(400), warned_at=ago(20), warned_again_at=ago(10))
    assert run(dry=True) == (0, 1)
    assert not Case.objects.get().is_expired
    assert Message.objects.filter(kind="casework.case_expires").count() == 0


def test_programme_chooses_within_limits(case, programme, coordinator):
    kept(changed_at=ago(70))
    assert run(dry=True) == (0, 0)
    set_retention(programme, by=coordinator, months=3)
    assert run(dry=True) == (1, 0)
    set_retention(programme, by=coordinator, months=12)
    assert (run(dry=True), CaseRetention.objects.get().months) == ((0, 0), 12)


def test_programme_chooses_on_a_page(as_user, programme, coordinator, member):
    ProgrammeMember.objects.create(programme=programme, user=coordinator, role="coordinator")
    url = reverse("casework:retention_change", args=[programme.slug])
    client = as_user(coordinator)

    usual = {"months": "9", "notes_months": "3", "presence_years": "5"}
    wrong = [("months", "0"), ("months", "13"), ("notes_months", "13")]
    wrong += [("presence_years", "4"), ("presence_years", "8")]
    for name, number in wrong:
        assert client.post(url, usual | {name: number}).status_code == 422
    assert client.post(url, usual).status_code == 302
    row = CaseRetention.objects.get()
    assert (row.months, row.notes_months, row.presence_years) == (9, 3, 5)
    assert as_user(member).get(url).status_code == 404


def test_read_log_is_erased_after_a_year(case, host):
    for days in (300, 400):
        row = CaseReading.objects.create(case=case, reader=host)
        CaseReading.objects.filter(pk=row.pk).update(at=ago(days))
    period = periods_of("casework.CaseReading")[0]
    assert (period.keep(NOW, dry=True).erased, CaseReading.objects.count()) == (1, 2)
    assert (period.keep(NOW, dry=False).erased, CaseReading.objects.count()) == (1, 1)


def test_openings_by_administrators_are_part_of_the_read_log(case, reflection, staff):
    """Counted from when they ended; the case and the administrator stay."""
    logs = {
        CaseOpening: {"case": case},
        ReflectionOpening: {"reflection": reflection},
        SealedOpening: {"kind": SealedOpening.Kind.TOPIC, "number": 1},
    }
    for log, what in logs.items():
        for days in (364, 366):
            until = ago(days)
            facts = {"reason": "Melding", "opened_at": until - log.LASTS, "until": until}
            log.objects.create(by=staff, **what, **facts)
        (period,) = periods_of(f"casework.{log.__name__}")
        assert (period.keep(NOW, dry=True).erased, log.objects.count()) == (1, 2)
        assert (period.keep(NOW, dry=False).erased, log.objects.get().until) == (1, ago(364))
    assert Case.objects.filter(pk=case.pk).exists() and User.objects.filter(pk=staff.pk).exists()


def test_read_log_of_reflections_and_what_was_handed_in_is_erased_too(reflection, member, host):
    handed_in = {"author": member, "community": reflection.community, "title": "T", "copy": []}
    submission = Submission.objects.create(kind="formative", scale="passed", **handed_in)
    for log, of in ((ReflectionReading, {"reflection": reflection}), (SubmissionReading, {"submission": submission})):
        for days in (1, 366):
            row = log.objects.create(reader=host, **of)
            log.objects.filter(pk=row.pk).update(at=ago(days))
    for model in ("casework.ReflectionReading", "casework.SubmissionReading"):
        period = periods_of(model)[0]
        assert [period.keep(NOW, dry=dry).erased for dry in (True, False, False)] == [1, 1, 0]
    assert (ReflectionReading.objects.count(), SubmissionReading.objects.count()) == (1, 1)


def test_warning_is_no_word_of_the_case_and_not_sent_when_it_went_on(case, member):
    kept(changed_at=ago(160))
    run()
    row = Message.objects.select_related("recipient").get(kind="casework.case_expires")
    mail = mails.prepare_expires([row])[row.pk]
    assert isinstance(mail, Mail) and mail.context["days"] == 30 and "anarie" not in str(mail.context)
    kept(changed_at=timezone.now() + timedelta(minutes=1))
    assert isinstance(mails.prepare_expires([row])[row.pk], Skip)


def test_command_prints_a_report_and_says_what_broke(case, monkeypatch):
    kept(changed_at=ago(160))
    out = StringIO()
    with translation.override("nl"):
        call_command("retention", "--dry-run", stdout=out)
    assert "1\t0\tcasussen: " in out.getvalue()
    assert Message.objects.filter(kind="casework.case_expires").count() == 0

    def broken(now, *, dry) -> Report:
        raise ValueError("stuk")

    monkeypatch.setitem(registry._more, "communities.Area", [Period("stuk", Fate.DELETE, broken)])
    err = StringIO()
    with pytest.raises(SystemExit):
        call_command("retention", stdout=out, stderr=err)
    assert "communities.Area" in err.getvalue()
    assert Message.objects.filter(kind="casework.case_expires").count() == 1


def test_daily_task_does_the_same(case):
    from leerkring.website.tasks import keep

    kept(changed_at=ago(160))
    keep()
    assert Message.objects.filter(kind="casework.case_expires").count() == 1
