"""The page on which people choose their mail, and the link that stops it."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from leerkring.notifications.digest import KIND as DIGEST
from leerkring.notifications.forms import PreferenceForm
from leerkring.notifications.models import Preference
from leerkring.notifications.preferences import unsubscribe
from leerkring.notifications.tokens import Subscription, make_token

SETTINGS = "/meldingen/"


@pytest.fixture
def news(add_kind):
    add_kind("tests.news", bulk=True)


def link(user, kind="tests.news"):
    return reverse("notifications:unsubscribe", kwargs={"token": make_token(Subscription(user.pk, kind))})


def test_settings_ask_to_sign_in(visitor, db):
    response = visitor.get(SETTINGS)
    assert response.status_code == 302
    assert "next=/meldingen/" in response.url


def test_settings_show_the_defaults(as_user, member, news):
    response = as_user(member).get(SETTINGS)
    form = response.context["form"]
    assert form.initial == {"digest": "weekly", "digest_weekday": 0, "digest_hour": 7, "wanted": ["tests.news"]}
    assert ("7.00", 7) in [(label, hour) for hour, label in form.fields["digest_hour"].choices]
    assert not Preference.objects.exists()


@pytest.mark.parametrize(("language", "label"), [("nl", "16.00"), ("en", "16:00")])
def test_settings_write_hours_as_the_language_does(language, label):
    with translation.override(language):
        form = PreferenceForm(preference=Preference())
        assert (16, label) in list(form.fields["digest_hour"].choices)


def test_settings_save_what_was_chosen(as_user, member, news):
    chosen = {"digest": "daily", "digest_weekday": "4", "digest_hour": "16"}
    response = as_user(member).post(SETTINGS, chosen, follow=True)

    assert response.redirect_chain == [(SETTINGS, 302)]
    preference = Preference.objects.get(user=member)
    assert (preference.digest, preference.digest_weekday, preference.digest_hour) == ("daily", 4, 16)
    assert preference.muted_kinds == ["tests.news"]
    assert preference.next_digest_at


def test_settings_switch_a_kind_on_again(as_user, member, news):
    unsubscribe(member, "tests.news")
    chosen = {"digest": "none", "digest_weekday": "0", "digest_hour": "7", "wanted": ["tests.news"]}
    as_user(member).post(SETTINGS, chosen)

    preference = Preference.objects.get(user=member)
    assert (preference.muted_kinds, preference.next_digest_at) == ([], None)


@pytest.mark.parametrize("wrong", [{"digest": "hourly"}, {"digest_hour": "25"}, {"wanted": ["accounts.mail"]}])
def test_settings_refuse_what_is_no_choice_and_keep_the_rest(as_user, member, news, wrong):
    chosen = {"digest": "daily", "digest_weekday": "4", "digest_hour": "16"} | wrong
    response = as_user(member).post(SETTINGS, chosen)

    assert response.status_code == 200
    assert set(response.context["form"].errors) == set(wrong)
    assert not Preference.objects.exists()


def test_settings_ask_only_about_the_digest_when_all_other_mail_is_needed(as_user, member, postcard):
    response = as_user(member).get(SETTINGS)
    assert list(response.context["form"].fields) == ["digest", "digest_weekday", "digest_hour"]


def test_settings_take_few_queries(as_user, member, news, django_assert_max_num_queries):
    browser = as_user(member)
    with django_assert_max_num_queries(5):
        browser.get(SETTINGS)


def test_looking_at_the_link_changes_nothing(visitor, member, news):
    for method in (visitor.get, visitor.head):
        response = method(link(member))
        assert response.status_code == 200
    assert not Preference.objects.exists()


def test_one_click_stops_one_kind_without_cookie_or_redirect(member, news):
    browser = Client(enforce_csrf_checks=True)
    for _ in range(2):
        response = browser.post(link(member), {"List-Unsubscribe": "One-Click"})
        assert response.status_code == 200
        assert not response.cookies
    preference = Preference.objects.get(user=member)
    assert preference.muted_kinds == ["tests.news"]
    assert preference.digest == "weekly"


def test_button_stops_the_digest(member):
    response = Client(enforce_csrf_checks=True).post(link(member, DIGEST))

    assert response.status_code == 200
    preference = Preference.objects.get(user=member)
    assert (preference.digest, preference.next_digest_at) == ("none", None)


@pytest.mark.parametrize("token", ["nonsense", "a:b:c", "W10:x:y"])
def test_broken_link_is_a_clear_page(visitor, db, token):
    response = visitor.get(reverse("notifications:unsubscribe", kwargs={"token": token}))
    assert response.status_code == 404
    assert "/meldingen/" in response.content.decode()


def test_link_for_necessary_mail_or_a_closed_account_does_nothing(visitor, member, news, postcard):
    assert visitor.post(link(member, "tests.postcard")).status_code == 404
    address = link(member)
    type(member).objects.update(is_active=False)
    assert visitor.post(address).status_code == 404
    assert not Preference.objects.exists()


def test_link_works_for_its_own_person_only(member, host, news):
    """Signed in as somebody else, the link still means the person it was sent to."""
    browser = Client()
    browser.force_login(host)
    browser.post(link(member))
    assert list(Preference.objects.values_list("user", flat=True)) == [member.pk]
