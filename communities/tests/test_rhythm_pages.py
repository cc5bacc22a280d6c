"""The pages on which programme and circle choose their rhythm, and their quiet periods."""

import pytest
from django.urls import reverse

from communities.actions.rhythm import set_rhythm
from communities.models import Community, CommunityRhythm, ProgrammeMember, RhythmBreak
from conftest import CLOSED
from leerkring.notifications.rhythm import Choice, all_rules

pytestmark = pytest.mark.django_db


@pytest.fixture
def leader(programme, make):
    user = make.user("Petra", "Bos")
    ProgrammeMember.objects.create(programme=programme, user=user, role="coordinator")
    return user


@pytest.fixture
def page(community, coordinator, as_user):
    return as_user(coordinator), reverse("communities:rhythm_change", kwargs={"slug": community.slug})


def filled(version=1, **fields):
    """What a browser sends when nothing was chosen, but for these fields."""
    names = [f"{rule.name}_{part}" for rule in all_rules() for part in ("state", "days", "line")]
    return dict.fromkeys(names, "") | {"version": version} | fields


def test_page_says_which_level_decided(page, programme, coordinator):
    set_rhythm(programme, by=coordinator, version=1, choices={"call": Choice(is_on=False), "rsvp": Choice(days=5)})
    client, url = page
    text = client.get(url).content.decode()
    assert "Uit, want zo staat het in Zorgalliantie." in text
    assert "Aan: zo is het standaard. 7 dagen voor de bijeenkomst." in text
    assert "Aan: zo is het standaard. 5 dagen voor de bijeenkomst: zo staat het in Zorgalliantie." in text


def test_page_saves_what_was_chosen_and_says_so(page, community):
    client, url = page
    line = "Neem een  foto mee.\nVan thuis."
    response = client.post(url, filled(prepare_state="on", prepare_days="9", prepare_line=line), follow=True)
    text = response.content.decode()
    assert "Aan: dat is hier gekozen. 9 dagen voor de bijeenkomst." in text
    assert "Met jullie eigen zin: ‘Neem een foto mee. Van thuis.’" in text
    row = CommunityRhythm.objects.get()
    assert (row.rule, row.is_on, row.days, row.line) == ("prepare", True, 9, "Neem een foto mee. Van thuis.")


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"prepare_days": "0"}, "Kies een aantal dagen van 1 tot en met 60."),
        ({"prepare_days": "-400"}, "Kies een aantal dagen van 1 tot en met 60."),
        ({"prepare_days": "zeven"}, "Kies een aantal dagen van 1 tot en met 60."),
        ({"harvest_days": "401"}, "Kies een aantal dagen van 1 tot en met 400."),
        ({"prepare_line": "a" * 5000}, "500"),
        ({"prepare_state": "misschien"}, "Gaat deze mail uit?"),
    ],
)
def test_page_refuses_bad_input_and_keeps_what_was_typed(fields, says, page):
    client, url = page
    response = client.post(url, filled(call_line="Bewaar mij", **fields))
    text = response.content.decode()
    assert response.status_code == 422
    assert says in text and "Bewaar mij" in text
    assert not CommunityRhythm.objects.exists()


def test_second_of_two_coordinators_sees_both(page, community, coordinator):
    set_rhythm(community, by=coordinator, version=1, choices={"prepare": Choice(days=10, line="Van de ander")})
    client, url = page
    response = client.post(url, filled(version=1, prepare_line="Van mij"))
    text = response.content.decode()
    assert response.status_code == 409
    assert "Van de ander" in text and "Van mij" in text
    assert CommunityRhythm.objects.get().line == "Van de ander"

    again = client.post(url, filled(version=2, prepare_line="Van mij"))
    assert again.status_code == 302 and CommunityRhythm.objects.get().line == "Van mij"


def test_page_of_a_closed_circle_is_not_there(page):
    client, url = page
    Community.objects.update(**CLOSED)
    assert client.get(url).status_code == 404
    assert client.post(url, filled()).status_code == 404


WHO = [("coordinator", 200), ("member", 404), ("host", 404), ("former_member", 404), ("outsider", 404), ("staff", 404)]


@pytest.mark.parametrize("name", ["rhythm_change", "rhythm_preview", "break_create"])
@pytest.mark.parametrize(("who", "status"), WHO)
def test_only_coordinators_of_a_circle_see_its_rhythm(who, status, name, community, request, as_user):
    client = as_user(request.getfixturevalue(who))
    assert client.get(reverse(f"communities:{name}", kwargs={"slug": community.slug})).status_code == status


@pytest.mark.parametrize(("role", "status"), [("coordinator", 200), ("broker", 404), ("editor", 404)])
def test_only_programme_coordinators_see_the_rhythm_of_a_programme(role, status, programme, leader, as_user):
    ProgrammeMember.objects.update(role=role)
    url = reverse("communities:programme_rhythm", kwargs={"programme_slug": programme.slug})
    assert as_user(leader).get(url).status_code == status


def test_programme_page_saves(programme, leader, as_user):
    url = reverse("communities:programme_rhythm", kwargs={"programme_slug": programme.slug})
    assert as_user(leader).post(url, filled(call_state="off")).status_code == 302
    assert programme.rhythm.get().is_on is False


def test_quiet_period_is_added_shown_and_removed(page, community):
    client, url = page
    create = reverse("communities:break_create", kwargs={"slug": community.slug})
    assert client.post(create, {"starts_on": "2027-07-10", "ends_on": "2027-08-22"}).status_code == 302
    assert "10 juli" in client.get(url).content.decode()
    remove = reverse("communities:break_remove", kwargs={"slug": community.slug, "pk": RhythmBreak.objects.get().pk})
    assert client.get(remove).status_code == 405
    assert client.post(remove).status_code == 302
    assert not RhythmBreak.objects.exists()


@pytest.mark.parametrize("last", ["2027-07-09", "2029-01-01", "gisteren", ""])
def test_quiet_period_that_is_none_is_refused(last, page, community):
    client, _url = page
    create = reverse("communities:break_create", kwargs={"slug": community.slug})
    response = client.post(create, {"starts_on": "2027-07-10", "ends_on": last})
    assert response.status_code == 422 and b'value="2027-07-10"' in response.content
    assert not RhythmBreak.objects.exists()


def test_programme_has_quiet_periods_that_a_circle_sees_and_can_not_remove(page, programme, leader, as_user):
    create = reverse("communities:programme_break_create", kwargs={"programme_slug": programme.slug})
    assert as_user(leader).post(create, {"starts_on": "2027-07-10", "ends_on": "2027-08-22"}).status_code == 302
    client, url = page
    text = client.get(url).content.decode()
    assert "Zo staat het in Zorgalliantie." in text and "/stil/" in text and "/verwijderen/" not in text
    pk = RhythmBreak.objects.get().pk
    remove = reverse("communities:programme_break_remove", kwargs={"programme_slug": programme.slug, "pk": pk})
    assert as_user(leader).post(remove).status_code == 302
    assert not RhythmBreak.objects.exists()
