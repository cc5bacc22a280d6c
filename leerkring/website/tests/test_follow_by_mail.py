"""Following by mail from outside: first the address is proven by a code, then a button is pressed."""

import pytest
from django.urls import reverse

from communities.models import Follow, ProgrammeFollow
from leerkring.accounts.models import User
from leerkring.notifications.models import Message

pytestmark = pytest.mark.django_db
CONFIRM = "/account/adres-bevestigen/"
NEWCOMER = {"given_name": "Noor", "tussenvoegsel": "", "family_name": "Peeters", "email": "noor@example.nl"}


@pytest.mark.parametrize("what", ["community", "programme"])
def test_follower_proves_the_address_and_then_presses_a_button(what, community, client):
    thing, name, model = {
        "community": (community, "follow_create", Follow),
        "programme": (community.programme, "programme_follow_create", ProgrammeFollow),
    }[what]
    follow = reverse(f"communities:{name}", args=[thing.slug])
    assert follow in client.get(thing.get_absolute_url()).text
    log_in = client.get(follow)["Location"]
    page = client.get(log_in)
    sign_up = page.context["signup_url"]
    assert follow.strip("/").split("/")[1] in sign_up
    # Who came to follow reads on either page why it asks who they are.
    why = {
        "community": "Je wilt deze leerkring per mail volgen.",
        "programme": "Je wilt dit programma per mail volgen.",
    }
    assert why[what] in page.text and why[what] in client.get(sign_up).text

    assert client.post(sign_up, NEWCOMER)["Location"] == CONFIRM
    # Nothing but this one mail with the code goes to an address that anybody may have filled in.
    assert client.get(follow).status_code == 302
    assert not model.objects.exists()

    code = Message.objects.get().context["code"]
    assert client.post(CONFIRM, {"code": code})["Location"] == follow
    assert client.get(follow).status_code == 200
    assert not model.objects.exists()
    client.post(follow)
    assert model.objects.get().user == User.objects.get(email="noor@example.nl")


@pytest.mark.parametrize(
    "path", ["", "/", "/dashboard/", "/nergens/", "//[", "https://elders.nl/leerkringen/a/volgen/\0"]
)
def test_login_page_gives_no_reason_of_another_page(path, client):
    assert "per mail volgen" not in client.get("/account/inloggen/", {"next": path}).text
