"""What operators keep of programmes and organisations, and what they don't get to see."""

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from communities.actions.organisation import LOGO
from communities.models import Organisation
from leerkring.files.actions import store_bytes

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(staff, as_user):
    Authenticator.objects.create(user=staff, type="totp", data={"secret": "x"})
    return as_user(staff)


@pytest.mark.parametrize("model", ["programme", "organisation"])
def test_forms_offer_no_file_of_anybody(operator, model, programme, organisation, member):
    store_bytes(b"x", name="geheim.png", content_type="image/png", by=member, purpose=LOGO)
    row = {"programme": programme, "organisation": organisation}[model]

    page = operator.get(reverse(f"admin:communities_{model}_change", args=[row.pk]))

    assert page.status_code == 200
    assert "geheim" not in page.content.decode()


def test_organisation_is_found_by_the_name_an_operator_gave_it(operator, organisation):
    data = {"name": "Buurthuis Ons Huis", "kind": "welfare", "sector": "practice", "website": "onshuis.nl"}

    answer = operator.post(reverse("admin:communities_organisation_change", args=[organisation.pk]), data)

    row = Organisation.objects.get()
    assert answer.status_code == 302
    assert (row.plain_name, row.search_text, row.website, row.version) == (
        "buurthuis ons huis", "buurthuis ons huis", "https://onshuis.nl", 2,
    )  # fmt: skip


def test_programme_is_saved_without_touching_its_picture(operator, programme):
    empty = {f"{name}-{count}": 0 for name in ("themes", "team") for count in ("TOTAL_FORMS", "INITIAL_FORMS")}
    facts = {"name": "Zorgalliantie Oost", "slug": "zorgalliantie", "is_open": "on"}
    words = {"noun_singular": "leerkring", "noun_plural": "leerkringen"}

    answer = operator.post(reverse("admin:communities_programme_change", args=[programme.pk]), facts | words | empty)

    programme.refresh_from_db()
    assert (answer.status_code, programme.name) == (302, "Zorgalliantie Oost")
