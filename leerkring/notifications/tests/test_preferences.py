"""The page on which people choose their mail, and the link that stops it."""

from datetime import UTC, date, datetime

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import translation

from communities.models import Community, Follow, Membership
from leerkring.notifications.forms import PreferenceForm
from leerkring.notifications.models import Mute, Preference
from leerkring.notifications.moments import KIND as DIGEST
from leerkring.notifications.preferences import unsubscribe
from leerkring.notifications.tokens import SALT, Subscription, make_token

NOON = datetime(2027, 1, 10, 11, tzinfo=UTC)
SETTINGS = "/meldingen/instellingen/"


@pytest.fixture
def news(add_kind):
    add_kind("tests.news", bulk=True)


def link(user, kind="tests.news"):
    return reverse("notifications:unsubscribe", kwargs={"token": make_token(Subscription(user.pk, kind))})


def test_settings_ask_to_sign_in(visitor, db):
    response = visitor.get(SETTINGS)
    assert response.status_code == 302
    assert "next=/meldingen/instellingen/" in response.url


def chosen(**other):
    """What the form sends when somebody only looks and saves, but for ``other``."""
    usual = {"version": "1", "digest": "weekly", "digest_weekday": "0", "digest_hour": "7", "kind:tests.news": "mail"}
    return usual | {"paused_until": "", "quiet_from": "", "quiet_until": ""} | other


def test_settings_show_the_defaults(as_user, member, news):
    response = as_user(member).get(SETTINGS)
    form = response.context["form"]
    assert [form[name].value() for name in ("digest", "digest_weekday", "digest_hour")] == ["weekly", 0, 7]
    assert [form[name].value() for name in ("paused_until", "quiet_from", "kind:tests.news")] == [None, None, "mail"]
    assert ("7.00", 7) in [(label, hour) for hour, label in form.fields["digest_hour"].choices]
    assert not Preference.objects.exists()


@pytest.mark.parametrize(("language", "label"), [("nl", "16.00"), ("en", "16:00")])
def test_settings_write_hours_as_the_language_does(language, label):
    with translation.override(language):
        form = PreferenceForm(preference=Preference())
        assert (16, label) in list(form.fields["digest_hour"].choices)


def test_settings_save_what_was_chosen(as_user, member, news, time_machine):
    time_machine.move_to(NOON)
    wish = {"digest": "daily", "digest_weekday": "4", "digest_hour": "16", "kind:tests.news": "digest"}
    rest = {"quiet_from": "22", "quiet_until": "7", "paused_until": "2027-01-20"}
    response = as_user(member).post(SETTINGS, chosen(**wish, **rest), follow=True)

    assert response.redirect_chain == [(SETTINGS, 302)]
    preference = Preference.objects.get(user=member)
    assert (preference.digest, preference.digest_weekday, preference.digest_hour) == ("daily", 4, 16)
    assert (preference.quiet_from, preference.quiet_until, preference.paused_until) == (22, 7, date(2027, 1, 20))
    assert preference.channels == {"tests.news": "digest"}
    assert preference.next_digest_at == datetime(2027, 1, 20, 15, tzinfo=UTC)


def test_settings_switch_a_kind_on_again(as_user, member, news):
    unsubscribe(member, "tests.news")
    as_user(member).post(SETTINGS, chosen(version="2", digest="none"))

    preference = Preference.objects.get(user=member)
    assert (preference.channels, preference.next_digest_at) == ({}, None)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"digest": "hourly"}, "digest"),
        ({"digest_hour": "25"}, "digest_hour"),
        ({"kind:tests.news": "pigeon"}, "kind:tests.news"),
        ({"paused_until": "2027-01-10"}, "paused_until"),
        ({"paused_until": "2072-01-20"}, "paused_until"),
        ({"paused_until": "soon"}, "paused_until"),
        ({"quiet_from": "22"}, "quiet_until"),
        ({"quiet_until": "7"}, "quiet_from"),
        ({"quiet_from": "7", "quiet_until": "7"}, "quiet_until"),
    ],
)
def test_settings_refuse_what_is_no_choice_and_keep_the_rest(as_user, member, news, wrong, field, time_machine):
    time_machine.move_to(NOON)
    response = as_user(member).post(SETTINGS, chosen(**{"digest_weekday": "4"} | wrong))

    form = response.context["form"]
    assert (response.status_code, set(form.errors)) == (200, {field})
    assert form["digest_weekday"].value() == "4"
    assert not Preference.objects.exists()


def test_settings_may_be_saved_while_an_old_pause_stands_there(as_user, member, news, time_machine):
    time_machine.move_to(NOON)
    Preference.objects.create(user=member, paused_until=date(2027, 1, 4))
    as_user(member).post(SETTINGS, chosen(paused_until="2027-01-04"))
    assert Preference.objects.get().paused_until is None


def test_settings_of_an_old_page_show_what_was_saved_since_and_lose_neither(as_user, member, news):
    browser = as_user(member)
    browser.post(SETTINGS, chosen(digest_hour="9"))
    response = browser.post(SETTINGS, chosen(digest_hour="16"))

    form = response.context["form"]
    assert response.status_code == 409
    assert Preference.objects.get().digest_hour == 9
    assert form["digest_hour"].value() == "16"
    assert [fact["stored"] for fact in form.differences] == ["9.00"]
    browser.post(SETTINGS, chosen(digest_hour="16", version=str(form["version"].value())))
    assert Preference.objects.get().digest_hour == 16


def test_settings_ask_only_about_the_digest_and_rest_when_all_other_mail_is_needed(as_user, member, postcard):
    response = as_user(member).get(SETTINGS)
    assert [part["name"] for part in response.context["form"].parts] == ["digest", "rest"]


def test_settings_name_what_always_comes_under_why(as_user, member, add_kind):
    add_kind("tests.moved", needed="You would travel in vain.")
    add_kind("tests.asked", needed="Somebody waits for it.")
    add_kind("tests.told", needed="Somebody waits for it.")
    needed = as_user(member).get(SETTINGS).context["needed"]
    assert [(reason, [kind.name for kind in kinds]) for reason, kinds in needed] == [
        ("Somebody waits for it.", ["tests.asked", "tests.told"]),
        ("You would travel in vain.", ["tests.moved"]),
    ]


@pytest.mark.parametrize("circles", [1, 3])
def test_settings_take_as_many_queries_for_one_circle_as_for_three(
    as_user, member, news, circles, make, programme, area, django_assert_num_queries
):
    for number in range(circles - 1):
        facts = {
            "programme": programme,
            "name": f"Kring {number}",
            "slug": f"k{number}",
            "status": "active",
            "question": "?",
        }
        circle = Community.objects.create(kind="regional", area=area, started_at=NOON, **facts)
        make.join(member, circle, Membership.Role.STUDENT)
    browser = as_user(member)
    with django_assert_num_queries(6):  # session, person, choices, silent circles, circles, whether mail comes back
        response = browser.get(SETTINGS)
    assert len(response.context["circles"]) == circles


# --- One kind, and one circle -----------------------------------------------------------------------------------


def of_kind(name):
    return reverse("notifications:kind_settings", kwargs={"name": name})


def test_page_of_one_kind_changes_only_that_one(as_user, member, news, add_kind):
    add_kind("tests.other", bulk=True)
    unsubscribe(member, "tests.other")
    as_user(member).post(of_kind("tests.news"), {"version": "2", "kind:tests.news": "portal", "digest": "none"})

    preference = Preference.objects.get()
    assert preference.channels == {"tests.news": "portal", "tests.other": "off"}
    assert preference.digest == "weekly"


def test_page_of_the_digest_asks_when(as_user, member, news):
    response = as_user(member).get(of_kind(DIGEST))
    assert list(response.context["form"].fields) == ["version", "digest", "digest_weekday", "digest_hour"]


def test_page_of_a_necessary_kind_says_why_and_saves_nothing(as_user, member, add_kind):
    add_kind("tests.needed", needed="Somebody waits for it.")
    browser = as_user(member)
    assert "Somebody waits for it." in browser.get(of_kind("tests.needed")).content.decode()
    browser.post(of_kind("tests.needed"), {"version": "1", "kind:tests.needed": "off"})
    assert not Preference.objects.exists()


@pytest.mark.parametrize("name", ["tests.unknown", "accounts.mail", "tests.postcard"])
def test_page_of_a_kind_that_nobody_chooses_is_not_there(as_user, member, postcard, name):
    assert as_user(member).get(of_kind(name)).status_code == 404


def of_circle(community):
    return reverse("notifications:mute_settings", kwargs={"scope": community.pk})


def test_circle_falls_silent_and_speaks_again_and_twice_is_once(as_user, member, community):
    browser = as_user(member)
    browser.get(of_circle(community))
    assert not Mute.objects.exists()
    for _ in range(2):
        response = browser.post(of_circle(community), {"silent": "1"})
        assert response.url == community.get_absolute_url()
    assert list(Mute.objects.values_list("user", "scope")) == [(member.pk, community.pk)]
    for _ in range(2):
        response = browser.post(of_circle(community), {"silent": "", "next": "settings"})
        assert response.url == f"{SETTINGS}#circles"
    assert not Mute.objects.exists()


@pytest.mark.parametrize(
    ("role", "status"), [("member", 200), ("alumnus", 200), ("follower", 200), ("outsider", 404), ("left", 404)]
)
def test_who_can_silence_a_circle(as_user, make, community, outsider, role, status):
    person = outsider if role == "outsider" else make.user("Kees")
    if role == "follower":
        Follow.objects.create(community=community, user=person)
    elif role != "outsider":
        row = make.join(person, community, Membership.Role.STUDENT)
        gone = {"alumnus": {"alumnus_since": NOON}, "left": {"left_at": NOON}}.get(role, {})
        Membership.objects.filter(pk=row.pk).update(**gone) if gone else None
    assert as_user(person).get(of_circle(community)).status_code == status
    assert as_user(person).post(of_circle(community), {"silent": "1"}).status_code == (404 if status == 404 else 302)


def test_link_of_a_circle_silences_that_circle_and_nothing_else(member, community, news):
    token = make_token(Subscription(member.pk, scope=community.pk))
    for _ in range(2):
        address = reverse("notifications:unsubscribe", kwargs={"token": token})
        response = Client(enforce_csrf_checks=True).post(address, {"List-Unsubscribe": "One-Click"})
        assert response.status_code == 200
    assert list(Mute.objects.values_list("user", "scope")) == [(member.pk, community.pk)]
    assert not Preference.objects.exists()


def test_link_of_before_there_were_circles_still_works(visitor, member, news):
    token = signing.dumps([member.pk, "tests.news"], salt=SALT)
    assert visitor.post(reverse("notifications:unsubscribe", kwargs={"token": token})).status_code == 200
    assert Preference.objects.get().channels == {"tests.news": "off"}


# --- The link that stops a kind ---------------------------------------------------------------------------------


def test_looking_at_the_link_changes_nothing(visitor, member, news):
    for method in (visitor.get, visitor.head):
        response = method(link(member))
        assert response.status_code == 200
    assert not Preference.objects.exists()


@pytest.mark.promise(9)
def test_one_click_stops_one_kind_without_cookie_or_redirect(member, news):
    browser = Client(enforce_csrf_checks=True)
    for _ in range(2):
        response = browser.post(link(member), {"List-Unsubscribe": "One-Click"})
        assert response.status_code == 200
        assert not response.cookies
    preference = Preference.objects.get(user=member)
    assert preference.channels == {"tests.news": "off"}
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
