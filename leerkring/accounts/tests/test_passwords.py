import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from leerkring.accounts.passwords import words


@pytest.mark.parametrize("password", ["Leerkring-2026", "welkomwelkom!", "intervisie-LEERKRING", "Netwerkzuid#2026"])
def test_password_of_words_of_the_portal_is_refused(settings, password):
    settings.SITE_NAME = "Netwerkzuid"

    with pytest.raises(ValidationError) as refused:
        validate_password(password)

    assert "password_of_the_portal" in [error.code for error in refused.value.error_list]


@pytest.mark.parametrize("password", ["kameel-zonder-bult", "leerkring kameel zonder bult", "x" * 64])
def test_password_is_fine_when_enough_is_left(password):
    validate_password(password)


def test_short_parts_of_the_name_are_no_words(settings):
    settings.SITE_NAME, settings.SITE_URL = "Zorg en wij", "https://zorg.nl"

    assert not {"zorg", "wij", "en", "nl"} & set(words())
