"""Passkeys, with a device made of software that answers as a real one does."""

import hashlib
import json
import os

import pytest
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from django.urls import reverse
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

pytestmark = pytest.mark.django_db

ADD = "/account/veiligheid/passkeys/nieuw/"
LOGIN = "/account/inloggen/passkey/"
FLAG = AuthenticatorData.FLAG


class Device:
    """A phone with one key on it; ``looks`` says whether it looked at its owner (finger, face, PIN)."""

    def __init__(self, looks: bool = True) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = os.urandom(32)
        self.user = b""
        self.flags = FLAG.UP | (FLAG.UV if looks else 0)

    def make(self, options: dict) -> str:
        """Answer to *make a key*."""
        wish = options["publicKey"]
        self.user = websafe_decode(wish["user"]["id"])
        public = ES256.from_cryptography_key(self.key.public_key())
        data = AuthenticatorData.create(
            self._site(wish["rp"]["id"]),
            self.flags | FLAG.AT,
            0,
            bytes(AttestedCredentialData.create(b"\0" * 16, self.id, public)),
        )
        statement = AttestationObject.create("none", data, {})
        return self._answer("webauthn.create", wish, attestationObject=websafe_encode(bytes(statement)))

    def sign(self, options: dict) -> str:
        """Answer to *show that you have the key*."""
        wish = options["publicKey"]
        data = AuthenticatorData.create(self._site(wish["rpId"]), self.flags, 1)
        client = self._client("webauthn.get", wish)
        signature = self.key.sign(bytes(data) + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            "webauthn.get",
            wish,
            authenticatorData=websafe_encode(bytes(data)),
            signature=websafe_encode(signature),
            userHandle=websafe_encode(self.user),
        )

    def _site(self, name: str) -> bytes:
        return hashlib.sha256(name.encode()).digest()

    def _client(self, deed: str, wish: dict) -> bytes:
        return bytes(CollectedClientData.create(deed, websafe_decode(wish["challenge"]), "http://testserver"))

    def _answer(self, deed: str, wish: dict, **response: str) -> str:
        response["clientDataJSON"] = websafe_encode(self._client(deed, wish))
        credential = {"id": websafe_encode(self.id), "rawId": websafe_encode(self.id), "type": "public-key"}
        return json.dumps(credential | {"response": response, "clientExtensionResults": {}})


def ask_login(client: Client) -> dict:
    return client.get(LOGIN, headers={"accept": "application/json"}).json()["request_options"]


def add(client: Client, device: Device, name: str = "Mijn telefoon"):
    options = client.get(ADD).context["js_data"]["creation_options"]
    plain = json.loads(json.dumps(options, default=dict))
    return client.post(ADD, {"name": name, "credential": device.make(plain)})


@pytest.fixture
def device(signed_in):
    device = Device()
    add(signed_in, device)
    return device


def test_passkey_is_added_and_recovery_codes_are_shown_at_once(signed_in, person, outbox):
    response = add(signed_in, Device())

    assert response["Location"] == reverse("mfa_view_recovery_codes")
    page = signed_in.get(response["Location"])
    assert page.status_code == 200 and page.context["can_view_codes"]
    assert set(Authenticator.objects.filter(user=person).values_list("type", flat=True)) == {
        "webauthn",
        "recovery_codes",
    }
    assert "webauthn_added" in outbox.names()


def test_passkey_logs_in_by_itself(device, person):
    client = Client()

    response = client.post(LOGIN, {"credential": device.sign(ask_login(client))})

    assert response["Location"] == reverse("dashboard")
    assert client.session["_auth_user_id"] == str(person.pk)


def test_passkey_goes_on_to_the_page_that_asked_for_it(device):
    client = Client()

    response = client.post(LOGIN, {"credential": device.sign(ask_login(client)), "next": "/meldingen/"})

    assert response["Location"] == "/meldingen/"


def test_passkey_answer_works_once(device):
    client, other = Client(), Client()
    answer = device.sign(ask_login(client))
    client.post(LOGIN, {"credential": answer})

    ask_login(other)
    other.post(LOGIN, {"credential": answer})

    assert "_auth_user_id" not in other.session


def test_passkey_of_a_device_that_does_not_look_logs_nobody_in(device):
    device.flags = FLAG.UP
    client = Client()

    client.post(LOGIN, {"credential": device.sign(ask_login(client))})

    assert "_auth_user_id" not in client.session


def test_passkey_of_a_device_that_does_not_look_is_not_added(signed_in, person):
    add(signed_in, Device(looks=False))

    assert not Authenticator.objects.filter(user=person).exists()


def test_other_key_logs_nobody_in(device):
    thief, client = Device(), Client()
    thief.id, thief.user = device.id, device.user

    client.post(LOGIN, {"credential": thief.sign(ask_login(client))})

    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("rubbish", ["", "{}", "[]", "null", '{"id": 1}', '{"id": "AA", "response": {}}'])
def test_rubbish_logs_nobody_in(client, rubbish):
    ask_login(client)

    assert client.post(LOGIN, {"credential": rubbish}).status_code in (302, 200)
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("rubbish", ["", "{}", "[]", '{"id": "AA", "rawId": "AA", "response": {}}', '{"id": "é"}'])
def test_rubbish_is_not_added(signed_in, person, rubbish):
    signed_in.get(ADD)

    assert signed_in.post(ADD, {"name": "x", "credential": rubbish}).status_code == 200
    assert not Authenticator.objects.filter(user=person).exists()


def test_code_alone_is_no_longer_enough(device, person, outbox):
    client = Client()
    client.post("/account/inloggen/", {"login": person.email})
    response = client.post("/account/inloggen/code/", {"code": outbox.code()})
    assert response["Location"] == reverse("mfa_authenticate")

    options = json.loads(
        json.dumps(client.get(response["Location"]).context["js_data"]["request_options"], default=dict)
    )
    client.post(response["Location"], {"credential": device.sign(options)})

    assert client.session["_auth_user_id"] == str(person.pk)


def test_recovery_code_works_once(device, person, outbox):
    codes = Authenticator.objects.get(user=person, type="recovery_codes").wrap().get_unused_codes()
    results = []
    for _ in range(2):
        client = Client()
        client.post("/account/inloggen/", {"login": person.email})
        client.post("/account/inloggen/code/", {"code": outbox.code()})
        client.post(reverse("mfa_authenticate"), {"code": codes[0]})
        results.append("_auth_user_id" in client.session)

    assert results == [True, False]


def test_passkey_is_renamed_and_removed_after_showing_who_you_are(device, signed_in, person, browser_of, outbox):
    key = Authenticator.objects.get(user=person, type="webauthn")
    edit, remove = (reverse(name, kwargs={"pk": key.pk}) for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"))
    stranger = browser_of(person)
    assert stranger.post(remove)["Location"].startswith(reverse("mfa_reauthenticate_webauthn"))

    signed_in.post(edit, {"name": "Laptop"})
    key.refresh_from_db()
    assert key.wrap().name == "Laptop"
    assert signed_in.post(edit, {"name": "x" * 61}).status_code == 200
    signed_in.post(remove)

    assert not Authenticator.objects.filter(user=person).exists()
    assert outbox.names()[-1] == "webauthn_removed"
