"""What makes somebody in a text recognisable."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from leerkring.core.privacy import Finding, Kind, find, fingerprint, pieces, together

FOUND = [
    (Kind.BSN, "Nummer 111222333 staat erbij", "111222333"),
    (Kind.BSN, "BSN: 1234.56.782", "1234.56.782"),
    (Kind.BSN, "BSN 123 456 782.", "123 456 782"),
    (Kind.IBAN, "op NL91ABNA0417164300 graag", "NL91ABNA0417164300"),
    (Kind.IBAN, "op nl91 abna 0417 1643 00 op tijd", "nl91 abna 0417 1643 00"),
    (Kind.IBAN, "DE89 3704 0044 0532 0130 00", "DE89 3704 0044 0532 0130 00"),
    (Kind.EMAIL, "mail piet.de.boer+zorg@kpn-mail.nl!", "piet.de.boer+zorg@kpn-mail.nl"),
    (Kind.PHONE, "bel 06-12345678", "06-12345678"),
    (Kind.PHONE, "bel 06 12 34 56 78.", "06 12 34 56 78"),
    (Kind.PHONE, "bel +31 6 12345678", "+31 6 12345678"),
    (Kind.PHONE, "bel 0031 (0)26 123 45 67", "0031 (0)26 123 45 67"),
    (Kind.PHONE, "bel 026-1234567", "026-1234567"),
    (Kind.POSTCODE, "in 6851 AB Huissen", "6851 AB"),
    (Kind.POSTCODE, "in 6851AB", "6851AB"),
    (Kind.DATE, "op 3-4-2024", "3-4-2024"),
    (Kind.DATE, "op 03/04/24", "03/04/24"),
    (Kind.DATE, "op 31-12-2024", "31-12-2024"),
    (Kind.DATE, "op 2024-04-03", "2024-04-03"),
    (Kind.DATE, "op 3 maart 2024 viel zij", "3 maart 2024"),
    (Kind.DATE, "sinds 1e Kerst, de 12e december", "12e december"),
    (Kind.DATE, "on March 3, 2024", "March 3, 2024"),
    (Kind.STREET, "aan de Dorpsstraat 12a", "Dorpsstraat 12a"),
    (Kind.STREET, "Van der Heijdenlaan 3", "Van der Heijdenlaan 3"),
    (Kind.AGE, "een vrouw van 83 jaar oud", "83 jaar oud"),
    (Kind.AGE, "een man van 47 jaar", "47 jaar"),
    (Kind.AGE, "een 83-jarige buurman", "83-jarige"),
    (Kind.NAME, "Volgens Daan is dat zo", "Daan"),
    (Kind.NAME, "mevrouw Hoekstra", "Hoekstra"),
    (Kind.NAME, "Marits idee", "Marits"),
]
NOT_FOUND = [
    "123456789",
    "Ik werk er 3 jaar, al 12 jaar in de wijk, met mensen van rond de 80 jaar.",
    "9 van de 10 mensen, 12345 keer, 2024",
    "1234 SA, 0123 AB, 1234 ABC",
    "Een vrouw van rond de 80 belde vorig najaar.",
    "mei is mooi, in maart vriest het",
    "Zij liep op de weg 12 kilometer.",
    "versie 1.2.3 van het plan",
    "van de buurman",
    "NL00ABNA0417164300",
    "40.50.2024",
]
NAMES = ["Daan Willems", "Marit Hoekstra", "Joris van der Plas"]


@pytest.mark.parametrize(("kind", "text", "part"), FOUND)
def test_find_sees_what_leads_to_a_person(kind, text, part):
    assert [(found.kind, found.text) for found in find(text, names=NAMES)] == [(kind, part)]


@pytest.mark.parametrize("text", NOT_FOUND)
def test_find_leaves_ordinary_words_alone(text):
    assert find(text, names=NAMES) == []


def test_find_keeps_the_order_of_the_text_and_never_overlaps():
    text = "Daan (06-12345678), Dorpsstraat 1, 6851 AB, 111222333"

    found = find(text, names=NAMES)

    assert [item.kind for item in found] == [Kind.NAME, Kind.PHONE, Kind.STREET, Kind.POSTCODE, Kind.BSN]
    assert all(before.end <= after.start for before, after in zip(found, found[1:], strict=False))


def test_only_a_citizen_service_number_blocks():
    assert [kind for kind in Kind if Finding(kind, 0, 1, "x").blocks] == [Kind.BSN]


def test_each_kind_has_words_and_a_proposal():
    assert all(str(Finding(kind, 0, 1, "x").label) and str(Finding(kind, 0, 1, "x").proposal) for kind in Kind)


def test_pieces_cut_the_text_at_what_was_found():
    text = "Bel Daan op 06-12345678."

    cut = pieces(text, find(text, names=NAMES))

    assert [(piece.text, piece.finding is not None) for piece in cut] == [
        ("Bel ", False),
        ("Daan", True),
        (" op ", False),
        ("06-12345678", True),
        (".", False),
    ]


def test_fingerprint_is_of_what_was_found_not_of_where():
    first = find("Daan belde", names=NAMES)
    moved = find("Toen belde Daan", names=NAMES)
    more = find("Daan belde 06-12345678", names=NAMES)

    assert fingerprint(first) == fingerprint(moved) != fingerprint(more)
    assert fingerprint([]) == ""


@given(st.text(alphabet="ab 0123456789-+@.NLSTRstraweg\n", max_size=300))
def test_pieces_together_are_the_text(text):
    assert "".join(piece.text for piece in pieces(text, find(text, names=NAMES))) == text


@pytest.mark.parametrize(("kind", "text", "words"), FOUND)
def test_each_proposal_can_stand_in_the_text_without_being_found_again(kind, text, words):
    finding = find(text, names=NAMES)[0]

    for suggestion in finding.suggestions:
        changed = text[: finding.start] + suggestion + text[finding.end :]
        assert kind not in {found.kind for found in find(changed, names=NAMES)}, changed
    assert finding.suggestions


PROPOSED = [
    ("op 3-4-2024", "vorig voorjaar"),
    ("op 2024-10-03", "vorig najaar"),
    ("op 24 december", "vorige winter"),
    ("on July 3, 2024", "vorige zomer"),
    ("een vrouw van 83 jaar oud", "tussen de 80 en 90 jaar"),
    ("een kind van 11 jaar oud", "tussen de 0 en 12 jaar"),
    ("een jongen van 15 jaar", "tussen de 12 en 18 jaar"),
    ("een 83-jarige buurman", "oudere"),
    ("een 19-jarige buurman", "jonge"),
    ("een 40-jarige buurman", "volwassen"),
    ("volgens Daan", "een collega"),
]


@pytest.mark.parametrize(("text", "words"), PROPOSED)
def test_proposal_is_a_season_an_age_group_or_a_role(text, words):
    with translation.override("nl"):
        assert find(text, names=NAMES)[0].suggestions[0] == words


def test_longer_of_two_findings_counts_and_what_blocks_stays():
    text = "Daan Willems, 111222333 thuis"
    first, number = Finding(Kind.NAME, 0, 4, "Daan"), Finding(Kind.BSN, 14, 23, "111222333")
    whole, wide = Finding(Kind.PERSON, 0, 12, text[:12]), Finding(Kind.NUMBER, 14, 29, text[14:])

    assert together([first, number], [whole, wide]) == [whole, number]
    assert together([whole], [first]) == [whole]
    # What only touches stands beside it.
    beside = [Finding(Kind.PERSON, 4, 12, text[4:12]), Finding(Kind.PERSON, 23, 29, text[23:])]
    assert together([first, number], beside) == [first, beside[0], number, beside[1]]
