"""How names of organisations are compared."""

import time

import pytest

from communities.organisation_name import NameIndex, plain_name

KNOWN = [
    "Stichting Welzijn De Linge",
    "Zorggroep Rijnoever",
    "Hogeschool Rijn & Waal",
    "ROC De Veste",
    "gemeente Lingewaard",
    "gemeente Druten",
    "gemeente Utrecht",
    "Universiteit Utrecht",
    "Basisschool 12",
]


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Stichting Welzijn De Linge", "welzijn de linge"),
        ("  WELZIJN   de linge (stichting) ", "welzijn de linge"),
        ("Café Élan B.V.", "cafe elan"),
        ("Rijn & Waal N.V.", "rijn en waal"),
        ("Coöperatie Oost U.A.", "oost"),
        ("gemeente 's-Hertogenbosch", "gemeente s hertogenbosch"),
        ("Provincie Utrecht", "provincie utrecht"),
        ("Stichting", "stichting"),
        ("Yıldız Øst", "yildiz ost"),
        ("???", "???"),
        ("x" * 300, "x" * 200),
    ],
)
def test_plain_name_keeps_what_tells_an_organisation_apart(name, plain):
    assert plain_name(name) == plain


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Welzijn de Linge (stichting)", "Stichting Welzijn De Linge"),
        ("Stichting Welzijn De Lingen", "Stichting Welzijn De Linge"),
        ("Linge Welzijn", "Stichting Welzijn De Linge"),
        ("Hogeschool Rijn en Waal", "Hogeschool Rijn & Waal"),
        ("Zorggroep Rijn-Oever", "Zorggroep Rijnoever"),
        ("Gemeente Lingewaart", "gemeente Lingewaard"),
        ("ROC Veste", "ROC De Veste"),
        ("gemeente utrecht", "gemeente Utrecht"),
        ("Welzijn", None),
        ("provincie Utrecht", None),
        ("gemeente Duiven", None),
        ("Universiteit Tilburg", None),
        ("Basisschool 13", None),
        ("", None),
    ],
)
def test_index_finds_the_name_that_is_meant(name, meant):
    index = NameIndex((number, plain_name(known)) for number, known in enumerate(KNOWN))

    found = index.like(plain_name(name))

    assert (None if found is None else KNOWN[found]) == meant


def test_index_of_ten_thousand_answers_five_hundred_names_in_a_few_seconds():
    index = NameIndex((n, plain_name(f"Stichting Welzijn {n % 97} Dorp {n}")) for n in range(10_000))
    start = time.process_time()

    for number in range(500):
        index.like(plain_name(f"Welzijnsstichting Dorp {number}"))

    assert time.process_time() - start < 5
