"""People."""

import unicodedata
from typing import Any

from django.contrib.auth.hashers import make_password

from leerkring.accounts.actions import register_person
from leerkring.accounts.models import User

PASSWORD = "leerkring-demo"
# Letters that do not come apart into a plain letter and a mark.
PLAIN = str.maketrans({"ı": "i", "ø": "o", "ł": "l"})


def load_people(rows: list[dict[str, Any]]) -> dict[str, User]:
    """Return the people by full name; all new ones have the password of the demo."""
    known = User.objects.in_bulk([address(*row["name"]) for row in rows], field_name="email")
    password, users = make_password(PASSWORD), {}
    for row in rows:
        given, prefix, family = row["name"]
        user = known.get(address(given, prefix, family)) or _register(row, password)
        users[user.full_name] = user
    return users


def _register(row: dict[str, Any], password: str) -> User:
    given, prefix, family = row["name"]
    email = address(given, prefix, family)
    user = register_person(email=email, given_name=given, tussenvoegsel=prefix, family_name=family)
    user.password = password
    user.is_staff = user.is_superuser = row.get("is_staff", False)
    user.save(update_fields=["password", "is_staff", "is_superuser"])
    return user


def address(given: str, prefix: str, family: str) -> str:
    """Return the address of a made-up person: *joris.vanderplas@example.nl*."""
    name = f"{given}.{prefix}{family}".replace(" ", "").lower().translate(PLAIN)
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return f"{letters}@example.nl"
