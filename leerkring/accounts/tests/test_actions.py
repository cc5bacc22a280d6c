"""Making an account."""

import pytest
from allauth.account.models import EmailAddress

from leerkring.accounts.actions import register_person
from leerkring.accounts.models import User
from leerkring.core.errors import Refused

pytestmark = pytest.mark.django_db


def test_register_person_makes_an_account_with_a_verified_address():
    user = register_person(
        email=" Joris@Example.NL ",
        given_name="Joris",
        tussenvoegsel="van der",
        family_name="Plas",
        language="en",
    )

    assert (user.email, user.full_name, user.language) == ("joris@example.nl", "Joris van der Plas", "en")
    assert not user.has_usable_password()
    address = EmailAddress.objects.get(user=user)
    assert (address.email, address.verified, address.primary) == ("joris@example.nl", True, True)


def test_register_person_speaks_dutch_when_no_language_is_given():
    assert register_person(email="noor@example.nl", given_name="Noor").language == "nl"


def test_register_person_refuses_when_the_address_has_an_account(make):
    make.user("Noor", email="noor@example.nl")

    with pytest.raises(Refused):
        register_person(email="NOOR@example.nl", given_name="Iemand")

    assert User.objects.count() == 1


def test_register_person_refuses_when_the_address_is_a_verified_one_of_somebody(make):
    noor = make.user("Noor")
    EmailAddress.objects.create(user=noor, email="noor@werk.example", verified=True)

    with pytest.raises(Refused):
        register_person(email="noor@werk.example", given_name="Iemand")


def test_register_person_refuses_when_another_browser_was_first(make, monkeypatch):
    make.user("Noor", email="noor@example.nl")
    monkeypatch.setattr("leerkring.accounts.actions.refuse_taken_address", lambda email: None)

    with pytest.raises(Refused):
        register_person(email="noor@example.nl", given_name="Noor")
