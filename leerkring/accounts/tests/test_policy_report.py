"""What browsers report of the content policy."""

import json
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.utils import timezone

from leerkring.accounts import policy_reports
from leerkring.accounts.models import PolicyReport

pytestmark = pytest.mark.django_db
PATH = "/account/geweigerd/"
BODY = {
    "document-uri": "https://leerkring.example/leerkringen/uitnodiging/GeheimeSleutel1234567890/?naam=Jan",
    "effective-directive": "script-src-elem",
    "violated-directive": "script-src",
    "blocked-uri": "https://evil.example/steal.js?who=Jan",
    "script-sample": "alert('Jan')",
}


def report(browser, **changes):
    return send(browser, json.dumps({"csp-report": BODY | changes}))


def send(browser, content):
    return browser.post(PATH, content, content_type="application/csp-report")


@pytest.fixture
def browser():
    return Client(enforce_csrf_checks=True)


def test_each_page_says_where_to_report_and_stands_in_no_frame(browser):
    headers = browser.get("/").headers

    assert f"report-uri {PATH}" in headers["Content-Security-Policy"]
    assert (headers["X-Frame-Options"], "frame-ancestors 'none'" in headers["Content-Security-Policy"]) == (
        "DENY",
        True,
    )


def test_the_same_is_counted_without_cookies(browser):
    answers = [report(browser) for _ in range(3)]

    assert {answer.status_code for answer in answers} == {204} and not browser.cookies
    row = PolicyReport.objects.get()
    assert (row.directive, row.blocked, row.count) == ("script-src-elem", "evil.example", 3)
    assert row.page == "communities:invitation_answer"


def test_nothing_of_an_address_or_a_text_is_kept(browser):
    report(browser)

    kept = str(list(PolicyReport.objects.values()))
    assert not [word for word in ("Jan", "Geheime", "steal", "alert") if word in kept]


@pytest.mark.parametrize(
    ("blocked", "kept"),
    [
        ("inline", "inline"),
        ("eval", "eval"),
        ("data", "data"),
        ("https://[x", "?"),
        ("", "?"),
        (7, "?"),
        ("\x00", "?"),
    ],
)
def test_what_was_stopped_is_a_host_or_a_word(browser, blocked, kept):
    assert report(browser, **{"blocked-uri": blocked}).status_code == 204
    assert PolicyReport.objects.get().blocked == kept


@pytest.mark.parametrize("page", ["https://evil.example/nergens/", "https://[x", None, "\ud800"])
def test_page_that_is_none_of_ours_has_no_name(browser, page):
    assert report(browser, **{"document-uri": page}).status_code == 204
    assert PolicyReport.objects.get().page == ""


@pytest.mark.parametrize("content", ["", "{", "[]", "7", "{}", '{"csp-report": 7}', "[" * 30_000, b"\xff\xfe\x00"])
def test_what_is_no_report_is_refused(browser, content):
    assert send(browser, content).status_code == 400
    assert not PolicyReport.objects.exists()


def test_long_report_and_many_are_refused(browser, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"policy_report": "2/m/ip"}

    assert send(browser, "x" * 40_000).status_code == 413
    assert [report(browser).status_code for _ in range(2)] == [204, 429]


def test_one_day_holds_no_more_than_its_most(browser, monkeypatch):
    monkeypatch.setattr(policy_reports, "MOST_A_DAY", 2)
    for host in ("a", "b", "c", "a"):
        report(browser, **{"blocked-uri": f"https://{host}.example/"})

    assert dict(PolicyReport.objects.values_list("blocked", "count")) == {"a.example": 2, "b.example": 1}


def test_reports_are_forgotten_after_a_month(browser):
    report(browser)

    assert policy_reports.keep_policy_reports(timezone.now() + timedelta(days=29), dry=False).erased == 0
    assert policy_reports.keep_policy_reports(timezone.now() + timedelta(days=32), dry=False).erased == 1


def test_operators_read_reports_and_change_none(browser, staff, as_user):
    TOTP.activate(staff, generate_totp_secret())
    report(browser)
    operator, row = as_user(staff), PolicyReport.objects.get()

    assert "evil.example" in operator.get("/beheer/accounts/policyreport/").text
    assert operator.post(f"/beheer/accounts/policyreport/{row.pk}/delete/", {"post": "yes"}).status_code == 403
