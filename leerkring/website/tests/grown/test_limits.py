"""What may be asked a few times is counted once for all nodes and workers, also when all ask at the same moment."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from .nodes import Person

pytestmark = [pytest.mark.grown, pytest.mark.django_db]
# Five wrong passwords for one address in five minutes (``leerkring.accounts.limits``).
MOST, TRIES = 5, 16
PATH = "/account/inloggen/wachtwoord/"


@pytest.mark.promise(8)
def test_wrong_passwords_are_counted_over_all_nodes_at_once(portal, figure):
    address = portal.scene["emails"][0]

    def try_once(number: int) -> str:
        answer = Person().send_form(portal.web[number % 2], PATH, {"login": address, "password": f"fout {number}"})
        assert answer.status_code == 200
        return answer.text

    with ThreadPoolExecutor(8) as pool:
        pages = list(pool.map(try_once, range(TRIES)))

    tried = sum("horen niet bij elkaar" in page for page in pages)
    figure(f"{TRIES} wrong passwords at two nodes at once: {tried} looked at")
    # Who waits too long for its turn to be counted is refused as well.
    assert 1 <= tried <= MOST
    assert sum("te vaak" in page.lower() for page in pages) == TRIES - tried
