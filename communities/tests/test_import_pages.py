"""The pages about a list: choosing it, how far it is, what it would do, what it did."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from communities.actions import import_job as actions
from communities.models import ImportJob, Invitation
from communities.tests.lists import MIXED, content_of
from leerkring.accounts.models import User
from leerkring.core.sheets import read_rows
from leerkring.notifications.models import Message

pytestmark = pytest.mark.django_db
NEW = "/leerkringen/lingewaard/uitnodigingen/nieuw/"


@pytest.fixture
def browser(as_user, coordinator):
    return as_user(coordinator)


def upload(browser, content, name="lijst.csv"):
    data = {"people": "", "role": "professional", "sector": "", "go": "add"}
    return browser.post(NEW, data | {"file": SimpleUploadedFile(name, content)})


def test_upload_leads_to_the_preview_with_counts(browser, known_people):
    page = browser.get(upload(browser, MIXED.encode()).url)

    titles = [(tab["title"], tab["count"]) for tab in page.context["tabs"]]
    assert titles[0][1] == 7 and len(titles) == 7
    assert page.context["wanted"] == 1 and page.context["wrong"] == 2
    assert not Message.objects.filter(address="noor@example.nl").exists()


def test_preview_carries_out_what_is_ticked(browser, known_people):
    preview = upload(browser, MIXED.encode()).url

    browser.post(f"{preview}kiezen/", {"shown": "2,8", "row-8": "yes", "go": "apply"})

    assert Message.objects.filter(address="bo@example.nl").count() == 2
    assert not Invitation.objects.filter(email="noor@example.nl").exists()
    assert browser.get(preview).context["done"] == 1


def test_preview_keeps_ticks_of_other_pages(browser, coordinator):
    preview = upload(browser, content_of(60)).url
    browser.post(f"{preview}kiezen/?page=2", {"shown": "53,54", "row-53": "yes", "go": "save"})

    page = browser.get(f"{preview}?page=2")

    assert [line["is_wanted"] for line in page.context["lines"]][1:4] == [True, False, True]
    assert page.context["wanted"] == 59


def test_tick_is_kept_on_the_spot_and_counted(browser):
    preview = upload(browser, content_of(3)).url

    button = browser.post(f"{preview}kiezen/", {"shown": "2,3,4", "row-3": "yes"}, headers={"hx-request": "true"})

    assert "(1)" in button.content.decode() and "<form" not in button.content.decode()
    assert browser.get(preview).context["wanted"] == 1


def test_list_that_was_left_is_found_again_where_it_began(browser):
    preview = upload(browser, content_of(2)).url
    assert preview in browser.get(NEW).content.decode()

    browser.post(f"{preview}stoppen/")

    assert preview not in browser.get(NEW).content.decode()


@pytest.mark.parametrize("shown", ["", "x", "99999999999999999999", "-1,²", "3," * 500])
def test_choose_survives_what_nobody_should_send(browser, shown):
    preview = upload(browser, content_of(2)).url

    assert browser.post(f"{preview}kiezen/", {"shown": shown, "go": "all:nonsense"}).status_code == 302


def test_wrong_rows_come_back_as_a_file_that_can_be_sent_again(browser, known_people):
    preview = upload(browser, MIXED.encode()).url

    for form in ("xlsx", "csv"):
        head, *rows = read_rows(browser.get(f"{preview}herstellen/?vorm={form}").content)
        assert head[0] == "E-mail"
        assert [row[0] for row in rows] == ["riet@@example.nl", "kevin@example.nl"]
        assert [row[-2] for row in rows] == ["5", "6"]


def test_long_list_waits_for_the_worker_and_shows_how_far_it_is(browser, coordinator):
    answer = upload(browser, content_of(900))
    ImportJob.objects.update(total=900, done=500)

    page = browser.get(answer.url).content.decode()
    part = browser.get(answer.url, headers={"hx-request": "true"}).content.decode()

    for text in (page, part):
        assert '<progress value="500" max="900"' in text
    assert "<html" not in part and f'href="{answer.url}"' in page
    actions.run_import(ImportJob.objects.get().pk)
    assert browser.get(answer.url, headers={"hx-request": "true"}).headers["HX-Refresh"] == "true"


def test_file_that_is_no_list_is_explained_beside_its_field(browser):
    for content in (b"", b"PK\x03\x04nonsense", b"%PDF-1.7 x"):
        assert upload(browser, content).context["form"].errors["file"]


def test_stop_asks_first(browser):
    preview = upload(browser, content_of(2)).url

    assert browser.get(f"{preview}stoppen/").status_code == 200
    assert ImportJob.objects.get().status == "ready"
    browser.post(f"{preview}stoppen/")
    assert ImportJob.objects.get().status == "cancelled"
    assert browser.get(preview).status_code == 200


def test_list_looks_missing_to_a_fellow_coordinator_and_to_who_is_one_no_more(browser, as_user, community, make):
    preview = upload(browser, content_of(2)).url
    other = make.user("Loes")
    make.join(other, community, "coordinator")
    assert as_user(other).get(preview).status_code == 404

    User.objects.get(email="marit.hoekstra@example.nl").memberships.update(role="manager")

    for path in ("", "herstellen/", "stoppen/"):
        assert browser.get(preview + path).status_code == 404


def test_preview_costs_the_same_at_one_and_three(browser, django_assert_num_queries):
    for size in (1, 3):
        preview = upload(browser, content_of(size, start=size * 10)).url
        with django_assert_num_queries(6):
            browser.get(preview)
