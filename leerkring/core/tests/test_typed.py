"""What counts as typed."""

import pytest

from leerkring.core.typed import typed_texts

KEPT = ["Vraag de buurvrouw.", "een\ntwee", "jan@example.nl", "https://example.nl/a", "  Twee woorden "]
LEFT_OUT = ["", "   ", "on", "education", "2027-01-14", "09:30", "17", "Europe/Amsterdam", "0612345678"]


@pytest.mark.parametrize("value", KEPT)
def test_words_and_addresses_are_typed(value, rf):
    assert typed_texts(rf.post("/", {"text": value})) == [value.strip()]


@pytest.mark.parametrize("value", LEFT_OUT)
def test_choices_dates_and_numbers_are_not(value, rf):
    assert typed_texts(rf.post("/", {"text": value})) == []


@pytest.mark.parametrize("name", ["password", "new_password1", "csrfmiddlewaretoken", "Token"])
def test_secrets_are_never_given_back(name, rf):
    assert typed_texts(rf.post("/", {name: "correct horse battery"})) == []


def test_texts_stay_in_the_order_of_the_form(rf):
    request = rf.post("/", {"b": "Eerst dit.", "a": ["Dan dit.", "En dit."]})
    assert typed_texts(request) == ["Eerst dit.", "Dan dit.", "En dit."]


def test_nothing_is_typed_when_a_page_is_read(rf):
    assert typed_texts(rf.get("/", {"q": "twee woorden"})) == []
