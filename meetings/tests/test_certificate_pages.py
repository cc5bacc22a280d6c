"""My certificates and hours."""

from datetime import time

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils import timezone
from openpyxl import load_workbook

from communities.models import Membership
from leerkring.core.documents import DocumentError
from meetings.actions.certificate import issue_own_certificate
from meetings.certificate_paper import Paper
from meetings.models import Certificate, CertificateChoices, Meeting

from .conftest import be_there

pytestmark = pytest.mark.django_db
HERE = "/bewijzen/"


@pytest.fixture
def issued(signed, member) -> Certificate:
    return issue_own_certificate(signed.presences.get(user=member), by=member)


@pytest.fixture
def browser(member, as_user):
    return as_user(member)


def main(answer) -> str:
    return answer.content.decode().partition("<main")[2].partition("</main>")[0]


def test_page_shows_hours_by_kind_and_a_button_per_meeting(signed, browser):
    page = main(browser.get(HERE))
    assert f"6 uur contacttijd in {signed.date.year}" in page
    for words in ("Intervisie", "Verdieping", "Projectbezoek", "1 uur en 30 minuten", "Bewijs maken", "Lingewaard"):
        assert words in page, words
    assert 'width="100"' in page and "Als tabel" in page


def test_page_says_what_belongs_there_when_nothing_does(browser):
    page = main(browser.get(HERE))
    assert "Nog geen uren" in page and "evenementen" in page.lower()


def test_list_that_is_not_signed_gives_no_hours(signed, browser):
    Meeting.objects.filter(pk=signed.pk).update(presence_signed_at=None)
    assert "Nog geen uren" in main(browser.get(HERE))


def test_years_stand_apart(signed, cycle, make, member, coordinator, browser):
    old = make.meeting(cycle, 7, days=-800, presence_signed_by=coordinator, theme="Lang geleden")
    Meeting.objects.filter(pk=old.pk).update(presence_signed_at=old.ends_at)
    be_there(old, end=time(11, 30), user=member)
    assert "Lang geleden" not in main(browser.get(HERE))
    page = main(browser.get(f"{HERE}?jaar={old.date.year}"))
    assert f"2 uur contacttijd in {old.date.year}" in page and "Lang geleden" in page
    assert "6 uur" in main(browser.get(f"{HERE}?jaar=kapot"))


def test_hours_of_a_circle_one_left_stay_without_a_link_to_its_meeting(signed, member, browser):
    Membership.objects.filter(user=member).update(left_at=timezone.now())
    page = main(browser.get(HERE))
    assert "6 uur" in page and signed.get_absolute_url() not in page


def test_certificate_of_a_meeting_that_is_gone_stays(signed, issued, browser):
    signed.delete()
    page = main(browser.get(HERE))
    assert issued.number in page and "6 uur" in page
    assert browser.get(f"{HERE}{issued.pk}/bewijs.pdf").content.startswith(b"%PDF")


def test_page_asks_as_much_for_three_meetings_as_for_one(signed, cycle, make, member, coordinator, browser, queries):
    one = queries(lambda: browser.get(HERE))
    for number in (6, 7):
        meeting = make.meeting(cycle, number, days=-31, presence_signed_by=coordinator)
        Meeting.objects.filter(pk=meeting.pk).update(presence_signed_at=meeting.ends_at)
        meeting.items.create(position=1, pillar="visit", title="V", minutes=60)
        issue_own_certificate(be_there(meeting, user=member), by=member)
    assert queries(lambda: browser.get(HERE)) == one


# --- Making and downloading ---------------------------------------------------------------------------------------


def test_button_makes_the_certificate_and_the_next_downloads_it(signed, member, browser):
    row = signed.presences.get(user=member)
    page = main(browser.post(f"{HERE}maken/{row.pk}/?jaar={signed.date.year}", follow=True))
    certificate = Certificate.objects.get()
    assert certificate.number in page and "Bewijs downloaden" in page
    answer = browser.get(f"{HERE}{certificate.pk}/bewijs.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="bewijs-{certificate.number}.pdf"'
    assert answer["Cache-Control"] == "private, no-store"


def test_button_pressed_twice_makes_one(signed, member, browser):
    row = signed.presences.get(user=member)
    for _time in range(2):
        browser.post(f"{HERE}maken/{row.pk}/")
    assert Certificate.objects.count() == 1


def test_withdrawn_certificate_is_not_downloaded_any_more(signed, member, issued, browser, correct):
    correct(signed.presences.get(user=member), end=time(14))
    assert browser.get(f"{HERE}{issued.pk}/bewijs.pdf").status_code == 404
    page = main(browser.get(HERE))
    assert "3 uur en 30 minuten" in page and issued.number not in page


def test_page_says_so_when_the_paper_cannot_be_made(issued, browser, monkeypatch):
    def fail(_paper):
        raise DocumentError("kapot")

    monkeypatch.setattr(Paper, "pdf", fail)
    assert "nu niet" in browser.get(f"{HERE}{issued.pk}/bewijs.pdf", follow=True).content.decode()


def test_old_name_is_replaced_on_request(issued, member, browser):
    assert "opnieuw uitgeven" not in main(browser.get(HERE)).lower()
    get_user_model().objects.filter(pk=member.pk).update(given_name="Dana")
    assert "Geef het opnieuw uit" in main(browser.get(HERE))
    page = browser.post(f"{HERE}{issued.pk}/vernieuwen/", follow=True).content.decode()
    assert Certificate.objects.valid().get().number in page
    answer = browser.post(f"{HERE}{issued.pk}/vernieuwen/")
    assert answer.status_code in {403, 404}


# --- Export and choices -------------------------------------------------------------------------------------------


def test_hours_come_along_as_numbers(signed, issued, browser, tmp_path):
    answer = browser.get(f"{HERE}uren/?jaar={signed.date.year}")
    path = tmp_path / "uren.xlsx"
    path.write_bytes(answer.content)
    head, row = load_workbook(path).active.iter_rows(values_only=True)
    assert head[3:] == (
        "Intervisie",
        "Verdieping",
        "Projectbezoek",
        "Actualiteiten",
        "Overige onderdelen",
        "Contacturen",
        "Bewijs",
    )
    assert row[1:] == ("Agenderen: eenzaamheid in beeld", "Lingewaard", 1.5, 1.5, 1.25, 0.75, 1, 6, issued.number)


def test_hours_come_along_as_csv(signed, browser):
    text = browser.get(f"{HERE}uren/?vorm=csv").content.decode("utf-8-sig")
    assert text.startswith("Datum;Bijeenkomst;Leerkring;") and ";6" in text


def test_register_is_kept_and_stands_in_the_form(browser, member):
    browser.post(f"{HERE}keuzes/", {"register": "SKJ", "register_number": "11", "may_be_named": "on"})
    choices = CertificateChoices.objects.get()
    assert (choices.user, choices.register, choices.register_number, choices.may_be_named) == (
        member,
        "SKJ",
        "11",
        True,
    )
    browser.post(f"{HERE}keuzes/", {"register": "", "register_number": ""})
    choices.refresh_from_db()
    assert (choices.register, choices.may_be_named) == ("", False)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"register": "R" * 5000}, "120"),
        ({"register": "SKJ", "register_number": "1" * 61}, "60"),
        ({"register_number": "110022334"}, "van welk register"),
        ({"register": "SK\nJ"}, "één regel"),
    ],
)
def test_register_that_does_not_fit_is_given_back_with_a_word(browser, signed, typed, why):
    answer = browser.post(f"{HERE}keuzes/", typed)
    page = main(answer)
    assert answer.status_code == 422
    assert why in page and "6 uur" in page
    assert typed.get("register_number", "") in page and typed.get("register", "").split("\n")[0][:5000] in page
    assert not CertificateChoices.objects.exists()


def test_database_refuses_a_register_that_is_too_long(member):
    with pytest.raises(ValidationError):
        CertificateChoices(user=member, register="R" * 121).full_clean()


# --- Ways in ------------------------------------------------------------------------------------------------------


def test_page_is_found_from_the_menu_and_from_the_meeting_after_signing(signed, browser):
    for path in ("/dashboard/", signed.get_absolute_url(), f"/bijeenkomsten/{signed.pk}/aanwezig/"):
        assert 'href="/bewijzen/' in browser.get(path).content.decode(), path


def test_who_leads_finds_the_button_on_the_meeting_and_its_list(signed, coordinator, member, as_user):
    there = f"/bewijzen/bijeenkomst/{signed.pk}/"
    for path in (signed.get_absolute_url(), f"/bijeenkomsten/{signed.pk}/presentielijst/"):
        assert there in as_user(coordinator).get(path).content.decode()
    assert there not in as_user(member).get(signed.get_absolute_url()).content.decode()
