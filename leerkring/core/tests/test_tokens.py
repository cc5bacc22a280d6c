"""The secret of a link: the same from the same key, purpose, row and nonce; and what is kept of it."""

import pytest

from leerkring.core.tokens import hash_token, link_token

SENT = "d6jh22GFDimjVy8j9XFeW7LEqqAOoL93Brwz7y80GaA"


def test_secret_follows_from_key_purpose_row_and_nonce(settings):
    settings.SECRET_KEY = "the key of this portal"
    assert link_token("a.purpose", 7, "once") == SENT
    others = [("another.purpose", 7, "once"), ("a.purpose", 8, "once"), ("a.purpose", 7, "again")]
    assert SENT not in {link_token(*other) for other in others}
    settings.SECRET_KEY = "another key"
    assert link_token("a.purpose", 7, "once") != SENT


@pytest.mark.parametrize(
    ("token", "kept"),
    [
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        ("\udce9", "8a8de823d5ed3e12746a62ef169bcf372be0ca44f0a1236abc35df05d96928e1"),
    ],
    ids=["a secret", "broken letters"],
)
def test_hash_is_kept_of_every_text_that_an_address_can_hold(token, kept):
    assert hash_token(token) == kept
