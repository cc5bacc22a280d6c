"""The sealed box of a health check: numbers only the portal itself can read.

Who looks at a table, a backup, a replica or a log of SQL sees letters that are all different after each answer and
always as many. So two looks, one before and one after somebody answered, don't tell what they said: what the numbers
were is not in the database. The key follows from the secret key of the portal, which is not in the database either.
"""

import base64
import json
from collections.abc import Iterable, Mapping

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

# No name of a statement.
PEOPLE = "_"
VALUES = 5
Counts = dict[str, list[int]]


class BoxLost(Exception):
    """The box was sealed with a key that the portal no longer has."""


def sealed(people: int, counts: Mapping[str, list[int]]) -> str:
    """Return the box with these numbers in it: always of one length, and without the moment."""
    rows = {PEOPLE: [people], **counts}
    text = json.dumps({name: [f"{number:06}" for number in row] for name, row in sorted(rows.items())})
    return _lock().encrypt_at_time(text.encode(), 0).decode()


def opened(box: str, names: Iterable[str]) -> tuple[int, Counts]:
    """Return how many people took part, and per name how often each value was given. Raises ``BoxLost``."""
    empty = {name: [0] * VALUES for name in names}
    if not box:
        return 0, empty
    try:
        rows = json.loads(_lock().decrypt(box.encode()))
    except InvalidToken as error:
        raise BoxLost from error
    numbers = {name: [int(number) for number in row] for name, row in rows.items()}
    (people,) = numbers.pop(PEOPLE)
    return people, empty | numbers


def _lock() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [salted_hmac("communities.health", "box", secret=key, algorithm="sha256").digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
