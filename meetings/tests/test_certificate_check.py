"""Anybody checks a certificate: what they see, and what they don't."""

from datetime import time

import pytest
from django.utils import timezone

from communities.models import Programme
from meetings.actions.certificate import issue_own_certificate
from meetings.models import Certificate

pytestmark = pytest.mark.django_db
PRIVATE = ["De Kersentuin", "Marit", "Hoekstra", "student", "Eenzaamheid is geen agendaprobleem", "daan.willems"]


@pytest.fixture
def issued(signed, member) -> Certificate:
    return issue_own_certificate(signed.presences.get(user=member), by=member)


def look(client, certificate):
    return client.get(f"/bewijs/{certificate.token}/")


def ask(client, serial):
    return client.post("/bewijs/", {"serial": serial})


def main(answer) -> str:
    return answer.content.decode().partition("<main")[2].partition("</main>")[0]


def test_address_shows_what_to_compare_with_the_paper_and_no_more(visitor, issued):
    answer = look(visitor, issued)
    page = main(answer)
    for words in (
        "Daan Willems",
        "Lingewaard",
        "6 uur",
        "Intervisie",
        issued.number,
        "is geldig",
        "Het register beslist",
    ):
        assert words in page, words
    assert not [words for words in PRIVATE if words in page]


def test_number_alone_shows_that_it_holds_and_not_whose_it_is(visitor, issued):
    page = main(ask(visitor, issued.number))
    assert "is geldig" in page and "6 uur" in page
    assert not [words for words in ["Daan", "Willems", "Lingewaard", issued.token, *PRIVATE] if words in page]


@pytest.mark.parametrize("way", ["address", "number"])
def test_withdrawn_one_says_so_and_leads_to_nothing_private(visitor, signed, member, issued, correct, way):
    correct(signed.presences.get(user=member), end=time(14))
    fresh = Certificate.objects.valid().get()
    page = main(look(visitor, issued) if way == "address" else ask(visitor, issued.number))
    assert "ingetrokken" in page and fresh.number in page
    for words in ["Daan", "6 uur", "Lingewaard", fresh.token, f"/bewijzen/{fresh.pk}", *PRIVATE]:
        assert words not in page, words
    assert "3 uur en 30 minuten" in main(look(visitor, fresh))


def test_withdrawn_one_without_another_says_that(visitor, signed, member, issued, correct):
    correct(signed.presences.get(user=member), is_there=False)
    assert "Er kwam geen ander voor in de plaats" in main(look(visitor, issued))


def test_it_still_holds_when_its_holder_was_erased_without_their_name(visitor, member, issued):
    member.delete()
    page = main(look(visitor, issued))
    assert "is geldig" in page and "6 uur" in page
    assert "niet meer bewaard" in page and "Willems" not in page


@pytest.mark.parametrize("typed", ["{lower}", "{serial}", " {dashed} ", "{halves}"])
def test_number_is_read_as_people_type_it(visitor, issued, typed):
    serial = issued.serial
    halves = f"{serial[:5]} {serial[5:]}"
    answer = ask(visitor, typed.format(lower=serial.lower(), serial=serial, dashed=issued.number, halves=halves))
    assert "is geldig" in main(answer)


def test_letters_that_are_mistaken_for_digits_are_read_as_those(visitor, issued):
    Certificate.objects.update(serial="0110ABCDEF")
    assert "is geldig" in main(ask(visitor, "oiLO-abcdef"))


@pytest.mark.parametrize("typed", ["", "7F3KQ", "7F3KQ-9XQP!", "x" * 5000, "\U0001f600" * 10])
def test_what_is_no_number_is_given_back_with_a_word(visitor, issued, typed):
    answer = ask(visitor, typed)
    assert answer.status_code == 422
    assert typed[:40] in main(answer) and main(answer).count("Er klopt nog iets niet") == 1


def test_unknown_number_and_unknown_address_are_found_nowhere(visitor, issued):
    assert ask(visitor, "ZZZZZZZZZZ").status_code == 404
    assert visitor.get("/bewijs/aaaaaaaaaaaaaaaaaaaaaa/").status_code == 404
    assert visitor.get(f"/bewijs/{issued.serial}/").status_code == 404


def test_guessing_numbers_is_held_up_and_reading_is_not(visitor, issued):
    assert {ask(visitor, "ZZZZZZZZZZ").status_code for _time in range(30)} == {404}
    answer = ask(visitor, issued.number)
    assert answer.status_code == 429 and issued.number in main(answer) and "is geldig" not in main(answer)
    assert look(visitor, issued).status_code == 200


@pytest.mark.parametrize("path", ["/bewijs/", "/bewijs/aaaaaaaaaaaaaaaaaaaaaa/", "valid"])
def test_no_search_engine_and_no_cache_keeps_it(visitor, issued, path):
    answer = look(visitor, issued) if path == "valid" else visitor.get(path)
    assert "noindex" in answer["X-Robots-Tag"] and 'content="noindex"' in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


def test_checking_changes_nothing(visitor, issued):
    before = list(Certificate.objects.values())
    look(visitor, issued)
    ask(visitor, issued.number)
    assert list(Certificate.objects.values()) == before


def test_page_speaks_the_word_of_the_programme(visitor, signed, member):
    Programme.objects.update(noun_singular="leergemeenschap", noun_plural="leergemeenschappen")
    certificate = issue_own_certificate(signed.presences.get(user=member), by=member)
    assert "Leergemeenschap" in main(look(visitor, certificate))


def test_dates_are_those_of_the_statement(visitor, issued):
    Certificate.objects.update(issued_at=timezone.now().replace(year=2027, month=3, day=4, hour=12))
    assert "4 maart 2027" in main(look(visitor, issued))
