"""Two web nodes and two worker nodes are one portal, also while one of each dies."""

import re

import pytest

from leerkring.files.tests.samples import PDF as DOCUMENT
from leerkring.files.tests.samples import picture
from leerkring.notifications.tests.processes import wait_until

from .nodes import Person, start_all

# The database of the tests is what theirs is copied from.
pytestmark = [pytest.mark.grown, pytest.mark.django_db]
UPLOAD = "/leerkringen/lingewaard/bestanden/nieuw/"


def upload(portal, node, name: str, content: bytes = DOCUMENT, person=None):
    person = person or portal.person()
    files = {"file": (name, content, "application/pdf")}
    return person.send_form(node, UPLOAD, {"beside": ""}, files=files)


def files_named(portal, name: str) -> list[tuple]:
    return portal.database.ask("SELECT blob, size FROM files_file WHERE name = %s", name)


def code_for(portal, address: str, *, after: int) -> str:
    """Return the code in the mail that a worker sends."""
    wait_until(lambda: len(portal.mails_to(address)) > after, seconds=60, else_say=lambda: portal.workers[-1].log)
    text = portal.mails_to(address)[-1].get_body(("plain",)).get_content()
    return re.search(r"\b(\d{6})\b", text)[1]


def log_in(portal, address: str, first, second) -> Person:
    """Ask for a code at one node, and give it at the other."""
    person, before = Person(), len(portal.mails_to(address))
    assert person.send_form(first, "/account/inloggen/", {"login": address}).status_code == 302
    code = code_for(portal, address, after=before)
    answer = person.send_form(second, "/account/inloggen/code/", {"code": code})
    assert (answer.status_code, answer.headers.get("Location")) == (302, "/dashboard/")
    return person


def test_nodes_are_one_portal_while_one_of_each_is_killed(portal):
    one, two = portal.web
    daan, anouk = portal.scene["emails"]
    person = log_in(portal, anouk, one, two)
    assert [person.see(node, "/dashboard/") for node in (one, two)] == [200, 200]

    assert upload(portal, one, "a.pdf").status_code == 302
    ((blob, size),) = files_named(portal, "a.pdf")
    assert blob in portal.storage.names and size == len(DOCUMENT)
    pk = portal.database.ask("SELECT id FROM files_file WHERE name = 'a.pdf'")[0][0]
    signed = person.get(f"{two.url}/bestanden/{pk}/", allow_redirects=False)
    assert signed.status_code == 302 and "Signature" in signed.headers["Location"]
    # Fetched without any cookie, by its signature alone.
    assert Person().get(signed.headers["Location"]).content == DOCUMENT

    # A picture is shown where it stands, from the storage, as a picture.
    photo = {"new_photo": ("ik.png", picture("PNG"), "image/png")}
    name = {"given_name": "Anouk", "family_name": "Thijssen", "language": "nl", "time_zone": "Europe/Amsterdam"}
    assert person.send_form(two, "/account/", name, files=photo).status_code == 302
    (shown,) = portal.database.ask("SELECT id FROM files_file WHERE purpose = 'accounts.photo'")
    fetched = person.get(f"{one.url}/bestanden/{shown[0]}/")
    assert fetched.url.startswith("http://127.0.0.1") and "Signature" in fetched.url
    assert fetched.headers["Content-Type"].startswith("image/")

    poll = f"/intervisie/stand/{portal.scene['poll']}/"
    before = Person().get(f"{two.url}{poll}").text
    one.kill()
    portal.workers[0].kill()

    sat = person.send_form(two, f"/intervisie/tafel/{portal.scene['table']}/meedoen/", {"code": portal.scene["code"]})
    assert sat.status_code == 302
    assert Person().get(f"{two.url}{poll}").text != before
    assert upload(portal, two, "b.pdf", person=person).status_code == 302
    assert portal.storage.read(files_named(portal, "b.pdf")[0][0]) == DOCUMENT
    log_in(portal, daan, two, two)

    start_all([one, portal.workers[0]])
    assert person.see(one, "/dashboard/") == 200
    assert Person().get(f"{one.url}{poll}").text == Person().get(f"{two.url}{poll}").text
