"""Who stands where an erased person stood: nobody where a row allows it, else one former participant for all."""

from typing import Any

from ..models import User

# Where somebody's name stood in a record of a circle. Dutch, as the records are.
FORMER = "Oud-deelnemer"
# No mail can ever go there (RFC 2606), and nobody can sign in with it.
ADDRESS = "oud-deelnemer@leerkring.invalid"


def former_participant() -> User:
    """Return the one account that holds what erased people did in records: inactive, in no circle, without mail."""
    facts: dict[str, Any] = {"given_name": FORMER, "is_active": False, "password": "!"}
    return User.objects.get_or_create(email=ADDRESS, defaults=facts)[0]
