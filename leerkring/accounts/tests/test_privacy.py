"""My data: a copy, an objection, and being erased, through the pages and the mail."""

import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from django.conf import settings as configured
from django.urls import reverse
from django.utils import timezone

from communities.models import Membership, Profile
from leerkring.accounts.models import DataExport, ErasureRequest, Objection, User
from leerkring.accounts.privacy import erasure, export
from leerkring.accounts.privacy.regret import make_token
from leerkring.core.tests.schema import faults
from leerkring.core.tests.word_files import PNG
from leerkring.files.actions import store_bytes
from leerkring.files.models import File
from leerkring.notifications.delivery import deliver_due
from leerkring.notifications.models import Message, Preference

URL = "/account/gegevens/"


@pytest.fixture(autouse=True)
def _no_worker(monkeypatch, settings, tmp_path):
    """Workers are woken by a broker that is not there."""
    monkeypatch.setattr("celery.current_app.send_task", lambda *args, **options: None)
    settings.ERASURE_LEDGER = tmp_path / "erased.jsonl"


@pytest.fixture
def browser(client, member):
    sign_in_now(client, member)
    return client


def sign_in_now(client, person):
    """Let somebody have shown this moment who they are."""
    client.force_login(person)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "code", "at": timezone.now().timestamp()}]
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(person.pk)
    session.save()


def test_copy_holds_what_is_mine_and_nothing_of_others(browser, member, coordinator, community):
    Profile.objects.create(user=member, brings="Kennis van zorg")
    Membership.objects.filter(user=member).update(left_reason="van een ander")
    picture = {"name": "foto.png", "content_type": "image/png", "purpose": "accounts.photo"}
    store_bytes(PNG, by=member, **picture)
    browser.post(f"{URL}kopie/")
    copy = DataExport.objects.get()
    assert b"0 van" in browser.get(URL).content

    assert export.make_export(copy.pk)
    assert not export.make_export(copy.pk)

    copy.refresh_from_db()
    response = browser.get(f"{URL}kopie/{copy.pk}/")
    archive = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))
    data = json.loads(archive.read("gegevens.json"))
    schema = json.loads(Path(configured.BASE_DIR, "docs", "my-data.schema.json").read_text())
    assert faults(data, schema, "$") == []
    assert sorted(archive.namelist()) == [
        "bestanden/0001-foto.png", "gegevens.html", "gegevens.json", "my-data.schema.json",
    ]  # fmt: skip
    tables = {table["model"]: table for part in data["parts"] for table in part["tables"]}
    assert tables["communities.Profile"]["rows"][0]["brings"] == "Kennis van zorg"
    assert tables["communities.Membership"]["rows"][0]["community"] == {"id": community.pk, "name": str(community)}
    assert "Kennis van zorg" in archive.read("gegevens.html").decode()
    text = json.dumps(data)
    assert "van een ander" not in text and coordinator.email not in text and "password" not in tables["accounts.User"]


def test_copy_is_its_owners_alone_and_ends(browser, member, host, client):
    copy = export.ask_export(member, now=timezone.now())
    export.make_export(copy.pk)
    assert export.ask_export(member, now=timezone.now()).pk != copy.pk
    file = File.objects.get()
    assert browser.get(reverse("files:file_detail", kwargs={"pk": file.pk})).status_code == 404

    sign_in_now(client, host)
    assert client.get(f"{URL}kopie/{copy.pk}/").status_code == 404

    assert export.erase_exports(timezone.now() + DataExport.LASTS) == 1
    assert not File.objects.exists()


def test_fetching_a_copy_asks_who_it_is(client, member):
    copy = export.ask_export(member, now=timezone.now())
    export.make_export(copy.pk)
    client.force_login(member)

    response = client.get(f"{URL}kopie/{copy.pk}/")

    assert response.status_code == 302 and "ben-jij-het" in response["Location"]


def test_copy_that_fails_is_given_up_and_begins_anew(member, monkeypatch):
    copy = export.ask_export(member, now=timezone.now())
    monkeypatch.setattr(export, "_write", lambda *_args: 1 / 0)
    for _attempt in range(DataExport.MOST_ATTEMPTS):
        with pytest.raises(ZeroDivisionError):
            export.make_export(copy.pk)
        DataExport.objects.update(held_until=None)

    assert not export.make_export(copy.pk)
    assert DataExport.objects.get().is_given_up
    assert export.ask_export(member, now=timezone.now()).pk != copy.pk


def test_nobody_gets_a_copy_who_was_switched_off(member):
    copy = export.ask_export(member, now=timezone.now())
    User.objects.filter(pk=member.pk).update(is_active=False)

    assert not export.make_export(copy.pk)


def test_ready_copy_is_told_by_mail(member, mailoutbox):
    export.make_export(export.ask_export(member, now=timezone.now()).pk)
    deliver_due()

    assert [mail.to for mail in mailoutbox] == [[f"{member.full_name} <{member.email}>"]]
    assert f"{URL}#copy" in mailoutbox[0].body


def test_objection_ends_what_can_end_at_once(browser, member):
    Profile.objects.create(user=member, is_findable=True, sector="practice", brings_for="everybody")
    for about in ("digest", "matching", "showing"):
        assert browser.post(f"{URL}bezwaar/{about}/").status_code == 302

    profile = Profile.objects.get()
    assert (profile.is_findable, profile.brings_for, profile.photo_for) == (False, "nobody", "nobody")
    assert Preference.objects.get(user=member).digest == "none"
    browser.post(f"{URL}bezwaar/digest/", {"back": "1"})
    assert set(Objection.objects.values_list("about", flat=True)) == {"matching", "showing"}
    assert browser.post(f"{URL}bezwaar/iets/").status_code == 404


def test_other_objection_is_told_to_the_privacy_contact(browser, member, settings, mailoutbox):
    settings.PRIVACY_CONTACT = "privacy@example.nl"
    for _twice in range(2):
        browser.post(f"{URL}bezwaar/statistics/", {"reason": "Ik wil\nniet"})
    deliver_due()

    assert Objection.objects.get().reason == "Ik wil niet"
    assert [mail.to for mail in mailoutbox] == [["privacy@example.nl"]]
    assert "Ik wil" not in mailoutbox[0].body


def test_erasure_is_confirmed_waits_and_is_done(browser, member, mailoutbox):
    assert browser.post(f"{URL}wissen/", {"keeps_name": "no"}).status_code == 200
    assert not ErasureRequest.objects.exists()

    browser.post(f"{URL}wissen/", {"keeps_name": "no", "sure": "on"})
    request = ErasureRequest.objects.get()
    assert (request.user, request.keeps_name) == (member, False)
    deliver_due()
    assert "/niet-wissen/" in mailoutbox[0].body

    assert erasure.erase_due(request.due_at - timedelta(seconds=1)) == 0
    assert erasure.erase_due(request.due_at) == 1
    assert not User.objects.filter(pk=member.pk).exists()
    assert erasure.erase_due(request.due_at) == 0
    # Nothing is sent to who is gone.
    assert not Message.objects.filter(state="due").exists()


def test_who_thinks_better_of_it_stays(browser, member, client):
    erasure.ask_erasure(member, keeps_name=True, now=timezone.now())
    assert browser.get(URL).content.count(b"niet-wissen") == 1

    browser.post(f"{URL}niet-wissen/")

    assert not ErasureRequest.objects.exists()


def test_link_in_the_mail_shows_and_its_button_keeps(client, member):
    request = erasure.ask_erasure(member, keeps_name=True, now=timezone.now())
    link = reverse("accounts:erase_keep", kwargs={"token": make_token(request)})

    assert client.get(link).status_code == 200
    assert ErasureRequest.objects.exists()
    assert client.post(link).status_code == 200
    assert not ErasureRequest.objects.exists()

    # Of an earlier request, and altered.
    later = erasure.ask_erasure(member, keeps_name=True, now=timezone.now() + timedelta(hours=1))
    assert client.post(link).status_code == 404
    assert client.post(f"{link[:-2]}x/").status_code == 404
    assert ErasureRequest.objects.get() == later


def test_only_coordinator_first_finds_another(browser, client, coordinator, make, mailoutbox, community):
    sign_in_now(client, coordinator)
    page = client.get(f"{URL}wissen/").content.decode()
    assert community.name in page and 'name="sure"' not in page
    client.post(f"{URL}wissen/", {"keeps_name": "yes", "sure": "on"})
    assert not ErasureRequest.objects.exists()


def test_who_became_the_only_coordinator_waits_a_month_at_most(coordinator, mailoutbox):
    now = timezone.now()
    request = ErasureRequest.objects.create(user=coordinator, asked_at=now, due_at=now + ErasureRequest.REGRET)

    for days in (7, 8, 9):
        assert erasure.erase_due(now + timedelta(days=days)) == 0
    deliver_due()
    assert len(mailoutbox) == 1

    assert erasure.erase_due(request.asked_at + ErasureRequest.LATEST) == 1


def test_page_takes_as_many_queries_for_one_copy_as_for_three(browser, member, django_assert_num_queries):
    for _number in range(3):
        export.make_export(export.ask_export(member, now=timezone.now()).pk)

    with django_assert_num_queries(5):
        browser.get(URL)
