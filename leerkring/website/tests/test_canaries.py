"""Words that only some may read, looked for on every page, in mail, on paper and in the log (promise 5)."""

import io
import json
import logging
import re
import zipfile

import pytest
import typst
from allauth.mfa.models import Authenticator
from django.core import mail
from django.urls import reverse
from openpyxl import load_workbook

from communities.models import Community
from conftest import CLOSED
from leerkring.notifications.delivery import deliver_due
from leerkring.notifications.models import Message
from meetings.models import Registration

from .access import COORDINATOR, HOST, MEMBER, PAGES, ROLES, address
from .test_access import ask, plain
from .world.canaries import plant

COORDINATORS, MEMBERS = {COORDINATOR}, {MEMBER, HOST, COORDINATOR, "author"}
# Each canary with who may read it somewhere.
CANARIES = {
    "kanariebericht": set(),
    "kanarieafzender": set(),
    "kanarielijst": COORDINATORS,
    "kanarienee": COORDINATORS,
    "kanarieweg": set(),
    "kanariebijdrage": COORDINATORS,
    "kanariecontact": COORDINATORS,
    "kanarieoverdracht": {"author"},
    "kanariemotief": COORDINATORS | {"outsider"},
    "kanarieadres": COORDINATORS,
    # Who gets the mail reads it too; no page shows it to them.
    "kanarieritme": COORDINATORS,
    "kanariehandtekening": MEMBERS,
    "kanariebelemmering": MEMBERS,
    "kanarievraagstuk": MEMBERS,
    "kanariegesprek": MEMBERS,
    "kanariewoord": MEMBERS,
    "kanariemap": MEMBERS,
    "kanariebewaard": MEMBERS,
    "kanarieprullenbak": {MEMBER, COORDINATOR},
    "kanariemisstand": COORDINATORS,
    # Its author and the coordinators read what was hidden, and why.
    "kanarieongepast": {MEMBER, COORDINATOR},
    "kanarieverhaal": COORDINATORS | {"author"},
    "kanarieaantekening": set(),
    "kanariecitaat": COORDINATORS | {"author", MEMBER},
    # Both sides, and who links the programme.
    "kanariekennismaking": {MEMBER, "author", COORDINATOR},
    "kanariecontactlogboek": COORDINATORS,
    # Who asked closes it on a page that shows the question.
    "kanariehulpvraag": {MEMBER, COORDINATOR},
    "kanariebuiten": COORDINATORS,
    "kanariegast": COORDINATORS,
    "kanariebestand": set(),
    "kanarieaanmelding": COORDINATORS,
    "kanarieverbinding": COORDINATORS,
    "kanarienotitie": MEMBERS,
    "kanarieinzicht": MEMBERS,
    "kanarieinleiding": COORDINATORS,
    "kanarieverslag": MEMBERS,
    "kanariemeenemen": MEMBERS,
    "kanariefoto": MEMBERS,
    "kanarieaanmeldreden": {COORDINATOR},
    "kanarielogboek": {COORDINATOR},
    "kanarieheropend": set(),
    "kanarieprikker": MEMBERS,
    "kanarielink": MEMBERS,
    "kanariedieet": {MEMBER, HOST, COORDINATOR},
    "kanarietoegang": {MEMBER, HOST, COORDINATOR},
    "kanarieverbetering": {MEMBER, COORDINATOR},
    "kanariewandelaar": MEMBERS,
    "kanarienodig": MEMBERS,
    "kanarieactie": MEMBERS,
    "kanarieafloop": MEMBERS,
    "kanarienieuws": MEMBERS,
    "kanariecasus": MEMBERS,
    "kanarieconcept": {"author"},
    "kanarieopmerking": {"author"},
    "kanarieingediend": {"author", COORDINATOR},
    "kanarieincident": {"author"},
    "kanariemelding": COORDINATORS,
    # The member comes to the meeting, and weighs it by its title and question; the coordinator read it first.
    "kanarievoorstel": {"author", MEMBER, COORDINATOR},
    "kanarietoedracht": set(),
    # Operators read the log too, with a second factor; here they have none.
    "kanarienood": {"author"},
    "kanariereflectie": {"author", MEMBER},
    "kanariedoel": {"author"},
    "kanariefeedback": {"author", MEMBER},
    "kanarieinlevering": {"author", HOST},
    "kanariebeoordeling": {"author"},
    "kanarieportfolio": {"author"},
    "kanarieregister": {MEMBER},
    "kanariehouder": {MEMBER, COORDINATOR},
    # It stands on the paper itself, not on the page where anybody checks that.
    "kanarieleerdoel": {MEMBER, COORDINATOR},
    "kanarieregel": {"author", MEMBER, HOST},
    "kanarieverborgen": {MEMBER},
    "kanarieblok": {"author"},
    # The others of the table read it there; of the pages visited here, only its owner's choice shows it.
    "kanarieoogst": {"author"},
    "kanarievervolg": {"author"},
    "kanarievondst": MEMBERS,
    "kanarieronde": {"author", MEMBER, COORDINATOR},
    "kanarieversie": MEMBERS,
    "kanariegetypt": {"author"},
    # What a reader told, until an author agrees.
    "kanariegebruik": COORDINATORS | {"author"},
    "kanarievervangen": set(),
}


@pytest.fixture
def readable_paper(monkeypatch):
    """Let a PDF hold what typst was given, so that its words can be looked for."""

    def compile(main, *, root, sys_inputs, **_options):
        facts = json.dumps(json.loads(sys_inputs["data"]), ensure_ascii=False)
        return f"%PDF-1.7\n{facts}\n{(root / 'body.typ').read_text()}".encode()

    monkeypatch.setattr(typst, "compile", compile)


@pytest.fixture
def planted(world, community, former_member, readable_paper):
    """Put each word where it belongs."""
    plant(world, community, former_member)
    return world


def found_in(response) -> set[str]:
    """Return which of the words stand in an answer, in a workbook or a Word file too."""
    content = response.text_now
    if content.startswith(b"PK") and b"word/document.xml" in content:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = b"".join(archive.read(name) for name in archive.namelist())
    elif content.startswith(b"PK") and b"xl/workbook.xml" in content:
        rows = load_workbook(io.BytesIO(content), read_only=True).active.iter_rows(values_only=True)
        content = str(list(rows)).encode()
    return {word for word in CANARIES if word.encode() in content.lower()}


def sightings(world, roles) -> set[tuple[str, str, str]]:
    """Return who of these meets which word, and where: on every page but those of which the link is the key."""
    keys = {"meetings:guest_visit", "meetings:poll_by_mail", "meetings:feed"}
    keys |= {"meetings:registration_detail", "meetings:registration_cancel", "meetings:certificate_check"}
    keys |= {"communities:proposal_detail", "communities:proposal_withdraw"}
    keys |= {"casework:portfolio_shared", "casework:round_visit"}
    names = [name for name, page in PAGES.items() if page.get is not None and name not in keys]
    return {
        (role, word, name)
        for name in names
        for role in roles
        for word in found_in(ask(world, role, "get", address(name, world)))
    }


def strangers_to(seen) -> set[tuple[str, str, str]]:
    return {(role, word, name) for role, word, name in seen if role not in CANARIES[word]}


# Who may what in which state is asked of each database in the tables of each permission; what a page shows is not.
@pytest.mark.once
@pytest.mark.promise(5)
def test_private_words_are_read_by_those_they_are_for_and_nobody_else(planted, figure):
    seen = sightings(planted, ROLES)
    places = {name for _role, _word, name in seen}
    figure(f"{len(CANARIES)} private words met {len(seen)} times on {len(places)} pages, as {len(ROLES)} roles")
    assert strangers_to(seen) == set()
    wanted = {(role, word) for word, roles in CANARIES.items() for role in roles}
    assert {(role, word) for role, word, _name in seen} == wanted


@pytest.mark.once
@pytest.mark.parametrize("state", ["closed", "archived"])
def test_private_words_stay_private_when_the_circle_is_over(planted, community, state):
    Community.objects.filter(pk=community.pk).update(**CLOSED | {"status": state})
    assert strangers_to(sightings(planted, ["visitor", "outsider", "former_member", "staff"])) == set()


def test_searching_for_a_private_word_finds_as_little_as_for_any_other(planted):
    for name in ("search", "communities:organisation_list"):
        for role in (COORDINATOR, "outsider", "visitor", "staff"):
            nowhere = searched(planted, role, name, "kanarienergens")
            for word in CANARIES:
                assert searched(planted, role, name, word) == nowhere, (name, role, word)


def searched(world, role, name, word) -> str:
    path = reverse(name)
    return plain(ask(world, role, "get", path, {"q": word}).text_now, path).replace(word, "")


@pytest.mark.promise(5)
def test_private_words_stand_in_no_mail_but_the_one_they_are(planted, caplog):
    caplog.set_level(logging.DEBUG)
    assert not [row.context for row in Message.objects.all() if found_in_text(str(row.context))]
    deliver_due()
    words = {
        (word, to) for message in mail.outbox for to in message.to for word in found_in_text(str(message.message()))
    }
    # A message to a contact person is passed on to them, and to nobody else; its sender is in the same mail.
    passed_on = {(word, "kanarieadres@example.nl") for word in ("kanariebericht", "kanarieafzender", "kanarieadres")}
    # Who signed up for an event reads their own name; who has a place, how to join it online.
    signed_up = {("kanarieaanmelding", "noor@example.nl")}
    comes = Registration.objects.filter(event__slug=planted.event).coming().values_list("email", flat=True)
    assert words == passed_on | signed_up | {("kanarieverbinding", to) for to in comes}
    assert not found_in_text(caplog.text)


def found_in_text(text) -> set[str]:
    return {word for word in CANARIES if word in text.lower()}


@pytest.mark.once
def test_administration_shows_no_private_word(planted):
    Authenticator.objects.create(user=planted.people["staff"], type="totp", data={"secret": "x"})
    found, seen = set(), {reverse("admin:index")}
    todo = list(seen)
    while todo:
        path = todo.pop()
        response = ask(planted, "staff", "get", path)
        found |= {(path, word) for word in found_in(response)}
        links = set(re.findall(r'href="(/beheer/[^"?#]*)"', response.text_now.decode(errors="replace"))) - seen
        seen |= links
        todo += [link for link in links if "uitloggen" not in link and "logout" not in link]
    assert len(seen) > 20
    # Whoever runs the mail sees to which address it goes.
    assert {(path, word) for path, word in found if "/notifications/message/" not in path} == set()
