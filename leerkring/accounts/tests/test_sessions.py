"""Where I am logged in, with which browsers, and ending that."""

from datetime import timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from leerkring.accounts.actions import register_person
from leerkring.accounts.devices import COOKIE, device_words, keep_devices
from leerkring.accounts.models import KnownDevice
from leerkring.accounts.privacy.registry import periods_of
from leerkring.accounts.sessions import forget_ended_sessions

from .test_login import CODE, ask_code, user_of

pytestmark = pytest.mark.django_db
LIST = "/account/apparaten/"
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36"
LAPTOP = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


def log_in(person, outbox, user_agent=LAPTOP, browser=None) -> Client:
    """Return a browser in which somebody logged in with a code by mail."""
    browser = browser or Client(headers={"User-Agent": user_agent})
    ask_code(browser, person.email)
    code = next(m.context["code"] for m in reversed(outbox.all()) if m.context["mail"] == "login_code")
    browser.post(CODE, {"code": code})
    assert user_of(browser) == str(person.pk)
    return browser


def rows(browser) -> list[dict]:
    return browser.get(LIST).context["rows"]


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (PHONE, "Chrome op Android"),
        (LAPTOP, "Firefox op Linux"),
        (PHONE + " SamsungBrowser/24.0", "Samsung Internet op Android"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/126 Safari/537.36 Edg/126", "Edge op Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1", "Safari op iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/17 Safari/605", "Safari op macOS"),
        ("curl/8", "Een onbekende browser"),
        ("", "Een onbekende browser"),
    ],
)
def test_browser_is_named_in_words_people_know(user_agent, words):
    assert device_words(user_agent) == words


def test_list_shows_each_browser_this_one_first(person, outbox):
    laptop, _phone = log_in(person, outbox), log_in(person, outbox, PHONE)

    assert [(row["device"], row["is_current"]) for row in rows(laptop)] == [
        ("Firefox op Linux", True),
        ("Chrome op Android", False),
    ]


def test_one_browser_is_logged_out_and_the_same_again_is_harmless(person, outbox):
    laptop, phone = log_in(person, outbox), log_in(person, outbox, PHONE)
    other = rows(laptop)[1]["pk"]

    for _ in range(2):
        assert laptop.post(reverse("accounts:session_end", args=[other]))["Location"] == LIST

    assert phone.get("/dashboard/").status_code == 302 and laptop.get("/dashboard/").status_code == 200
    assert len(rows(laptop)) == 1


def test_nobody_logs_somebody_else_out(person, make, outbox):
    theirs = log_in(person, outbox)
    stranger = make.user("Olga")
    browser = Client()
    browser.force_login(stranger)

    browser.post(reverse("accounts:session_end", args=[UserSession.objects.get(user=person).pk]))
    browser.post(reverse("accounts:session_end_others"))

    assert theirs.get("/dashboard/").status_code == 200


def test_all_others_are_logged_out_and_strange_from_then_on(person, outbox):
    laptop, phone, third = (log_in(person, outbox, agent) for agent in (LAPTOP, PHONE, PHONE))

    for _ in range(2):
        laptop.post(reverse("accounts:session_end_others"))

    assert [browser.get("/dashboard/").status_code for browser in (laptop, phone, third)] == [200, 302, 302]
    assert KnownDevice.objects.filter(user=person).count() == 1


def test_list_takes_as_many_queries_for_one_as_for_three(person, outbox, django_assert_num_queries):
    browser = log_in(person, outbox)
    with django_assert_num_queries(3):
        browser.get(LIST)
    for _ in range(2):
        log_in(person, outbox, PHONE)
    with django_assert_num_queries(3):
        assert len(rows(browser)) == 3


def test_list_of_a_session_that_is_not_kept_count_of_says_so(signed_in):
    assert "volgende keer" in signed_in.get(LIST).text


def test_session_is_seen_once_a_day(person, outbox, django_assert_num_queries):
    browser = log_in(person, outbox)
    with time_machine.travel(timezone.now() + timedelta(days=2)) as _later:
        browser.get(LIST)
        seen = UserSession.objects.get().last_seen_at
        browser.get(LIST)
        assert UserSession.objects.get().last_seen_at == seen > timezone.now() - timedelta(minutes=5)


def test_nothing_is_known_of_a_session_that_ended(person, outbox):
    browser, _other = log_in(person, outbox), log_in(person, outbox, PHONE)
    browser.post(reverse("account_logout"))

    assert forget_ended_sessions() == 1
    Session.objects.update(expire_date=timezone.now())
    periods_of("usersessions.UserSession")[0].keep(timezone.now(), dry=False)
    assert not UserSession.objects.exists()


# --- Strange browsers


def test_first_browser_of_somebody_is_no_news(person, outbox):
    log_in(person, outbox)

    assert outbox.names() == ["login_code"]


def test_strange_browser_is_told_of_once(person, outbox):
    log_in(person, outbox)
    phone = log_in(person, outbox, PHONE)

    assert outbox.names() == ["login_code", "login_code", "new_device"]
    assert outbox.last().recipient == person and outbox.last().context["device"] == "Chrome op Android"
    phone.post(reverse("account_logout"))
    log_in(person, outbox, browser=phone)
    assert outbox.names()[3:] == ["login_code"]


def test_browser_of_somebody_else_is_strange(person, make, outbox):
    shared = log_in(person, outbox)
    shared.post(reverse("account_logout"))
    noor = register_person(email="noor@example.nl", given_name="Noor")
    log_in(noor, outbox)
    log_in(noor, outbox, browser=shared)

    assert outbox.names()[-1] == "new_device" and outbox.last().recipient == noor


def test_cookie_is_a_secret_of_which_only_a_hash_is_kept(person, outbox):
    browser = log_in(person, outbox)
    cookie = browser.cookies[COOKIE]

    assert cookie["httponly"] and cookie["samesite"] == "Lax" and len(cookie.value) >= 40
    assert cookie.value not in str(list(KnownDevice.objects.values()))


@pytest.mark.parametrize("value", ["x", "y" * 5000, "é"])
def test_cookie_that_is_none_of_ours_is_replaced(person, outbox, value):
    browser = Client()
    browser.cookies[COOKIE] = value
    log_in(person, outbox, browser=browser)

    assert 40 <= len(browser.cookies[COOKIE].value) <= 60


def test_browser_of_long_ago_is_forgotten(person, outbox):
    log_in(person, outbox)
    year = timezone.now() + timedelta(days=366)

    assert keep_devices(timezone.now() + timedelta(days=364), dry=False).erased == 0
    assert [keep_devices(year, dry=dry).erased for dry in (True, False, False)] == [1, 1, 0]
