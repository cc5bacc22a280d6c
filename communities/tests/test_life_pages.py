"""The pages of the desk about the life of a circle: phase, modules, name, copy, handover, closing."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from communities import closing
from communities.actions.closing import close_community
from communities.actions.handover import offer_handover
from communities.closing import Obstacle, register_obstacles
from communities.models import Community, Handover, JoinLink
from conftest import CLOSED
from leerkring.notifications.models import Message


@pytest.fixture(autouse=True)
def _nothing_in_the_way(monkeypatch):
    monkeypatch.setattr(closing, "_finders", {})


@pytest.fixture
def browser(as_user, coordinator):
    return as_user(coordinator)


def at(name, slug="lingewaard", **parts):
    return reverse(f"communities:{name}", kwargs={"slug": slug} | parts)


def test_phase_page_shows_what_is_done_and_a_next_step(browser, community):
    community.phase_checks.create(point="agreements")
    page = browser.get(at("phase_detail"))
    points = {point["name"]: point["is_done"] for point in page.context["points"]}
    assert points == {
        "question": True,
        "corners": False,
        "residents": False,
        "committed": False,
        "agreements": True,
        "meetings": points["meetings"],
    }
    assert page.context["next"]["name"] == "corners"
    assert page.context["before"] is None


def test_point_is_ticked_and_taken_away_with_a_button(browser, community):
    browser.post(at("phase_tick"), {"point": "residents", "is_done": "on"})
    assert community.phase_checks.get().point == "residents"
    browser.post(at("phase_tick"), {"point": "residents"})
    assert not community.phase_checks.exists()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("phase_tick", {}),
        ("phase_tick", {"point": "../x"}),
        ("phase_tick", {"point": "routine", "is_done": "on"}),
        ("phase_move", {}),
        ("phase_move", {"phase": "finished"}),
        ("phase_move", {"phase": "onzin"}),
    ],
)
def test_buttons_with_nonsense_say_so_and_change_nothing(name, data, browser, community):
    page = browser.post(at(name), data, follow=True)
    community.refresh_from_db()
    assert (community.phase, community.phase_checks.count()) == ("explore", 0)
    assert [message.level_tag for message in page.context["messages"]] == ["error"]


def test_phase_moves_on_with_open_points_and_back(browser, community):
    for phase in ("develop", "explore"):
        browser.post(at("phase_move"), {"phase": phase})
        community.refresh_from_db()
        assert community.phase == phase


def test_phase_page_costs_the_same_at_one_and_three_ticks(browser, community, django_assert_num_queries):
    for number in (1, 3):
        for point in ("agreements", "residents", "meetings")[:number]:
            community.phase_checks.get_or_create(point=point)
        with django_assert_num_queries(8):
            browser.get(at("phase_detail"))


def test_modules_are_switched_on_and_both_choices_shown_when_overtaken(browser, community):
    browser.post(at("module_list"), {"modules": ["discussion"], "version": 1})
    answer = browser.post(at("module_list"), {"modules": ["health"], "version": 1})
    community.refresh_from_db()
    assert (answer.status_code, community.modules) == (409, ["discussion"])
    assert [fact["value"].lower() for fact in answer.context["differences"]] == ["gesprek"]
    again = browser.post(at("module_list"), {"modules": ["health"], "version": answer.context["form"].data["version"]})
    community.refresh_from_db()
    assert (again.status_code, community.modules) == (302, ["health"])


def test_module_that_does_not_exist_is_refused(browser, community):
    page = browser.post(at("module_list"), {"modules": ["onzin"], "version": 1})
    community.refresh_from_db()
    assert (page.status_code, bool(page.context["form"].errors), community.modules) == (200, True, [])


def test_rename_leads_to_the_new_address(browser, community):
    data = {"name": "  Huissen  en Gendt ", "new_address": "on", "version": 1}
    answer = browser.post(at("community_rename"), data)
    assert answer["Location"] == at("community_manage", "huissen-en-gendt")
    assert b"Lingewaard" in browser.get(at("community_rename", "huissen-en-gendt")).content


def test_rename_that_was_overtaken_shows_both_names(browser, community):
    Community.objects.update(name="Gendt", version=2)
    answer = browser.post(at("community_rename"), {"name": "Huissen", "version": 1})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Gendt" in page and 'value="Huissen"' in page and 'name="version" value="2"' in page


@pytest.mark.parametrize("name", ["", " ", "x" * 121])
def test_rename_to_nothing_says_what_is_wrong(name, browser, community):
    page = browser.post(at("community_rename"), {"name": name, "version": 1})
    assert (page.status_code, list(page.context["form"].errors)) == (200, ["name"])


def test_copy_becomes_a_draft_to_set_up(browser, community):
    assert browser.get(at("community_copy")).context["form"].initial["sector"] == "practice"
    data = {"name": "Overbetuwe", "sector": "practice", "parts": ["texts"]}
    answer = browser.post(at("community_copy"), data)
    made = Community.objects.get(name="Overbetuwe")
    assert (answer["Location"], made.question) == (at("community_setup", "overbetuwe"), community.question)


def test_copy_of_the_team_of_the_programme(as_user, outsider, community):
    community.programme.team.create(user=outsider, role="broker")
    answer = as_user(outsider).post(at("community_copy"), {"name": "Duiven", "sector": "education"})
    assert answer.status_code == 302
    assert Community.objects.get(name="Duiven").memberships.get().user == outsider


def test_handover_is_offered_answered_and_told(browser, as_user, community, member, coordinator):
    browser.post(at("handover_create"), {"to": member.pk, "note": "Bel me gerust."})
    offer = Handover.objects.get()
    page = as_user(member).get(at("handover_answer", pk=offer.pk))
    assert b"Bel me gerust." in page.content
    answer = as_user(member).post(at("handover_answer", pk=offer.pk), {"answer": "accept"})
    assert answer["Location"] == at("community_manage")
    assert as_user(member).get(at("community_manage")).status_code == 200
    assert browser.get(at("community_manage")).status_code == 404


def test_note_of_a_handover_stands_in_no_mail(browser, community, member):
    browser.post(at("handover_create"), {"to": member.pk, "note": "kanarie"})
    assert "kanarie" not in str(Message.objects.values_list("context", "key"))


@pytest.mark.parametrize("data", [{"to": ""}, {"to": "0"}, {"to": "x"}])
def test_handover_to_nobody_says_what_is_wrong(data, browser, community, member, outsider):
    page = browser.post(at("handover_create"), data)
    assert (page.status_code, list(page.context["form"].errors)) == (200, ["to"])


def test_handover_page_of_one_person_says_whom_to_invite(browser, community):
    page = browser.get(at("handover_create"))
    assert at("invitation_create").encode() in page.content


def test_open_offer_is_shown_with_a_way_back(browser, community, coordinator, member):
    offer = offer_handover(community, by=coordinator, to=member)
    assert "Daan Willems" in browser.get(at("handover_create")).content.decode()
    browser.post(at("handover_withdraw", pk=offer.pk))
    browser.post(at("handover_withdraw", pk=offer.pk))
    offer.refresh_from_db()
    assert offer.status == "withdrawn"


@pytest.mark.parametrize("status", ["accepted", "declined", "withdrawn"])
def test_answered_offer_has_no_buttons_any_more(status, as_user, community, coordinator, member):
    offer = Handover.objects.create(community=community, giver=coordinator, receiver=member, status=status)
    page = as_user(member).get(at("handover_answer", pk=offer.pk))
    assert page.status_code == 200 and b'name="answer"' not in page.content


def test_close_page_says_exactly_what_happens(browser, community, member, host, outsider):
    community.join_requests.create(user=outsider, motivation="Graag", role="resident")
    ends = timezone.now() + timedelta(days=2)
    JoinLink.objects.create(
        community=community, nonce="n", token_hash="h", role="resident", sector="residents", ends_at=ends, limit=3
    )
    page = browser.get(at("community_close"))
    assert [sentence[0] for sentence in page.context["ends"]] == ["2", "1", "D"]


def test_close_page_with_something_in_the_way_leads_there(browser, community):
    register_obstacles("test", lambda circle: [Obstacle("Er komt nog iets.", "/bijeenkomsten/", "Bekijk ze")])
    page = browser.get(at("community_close")).content.decode()
    assert 'href="/bijeenkomsten/"' in page and 'name="words"' not in page


def test_circle_is_closed_opened_put_away_and_taken_out(browser, community, member, visitor):
    seen = []
    steps = ["community_close", "community_archive", "community_unarchive", "community_reopen"]
    for name in steps:
        assert browser.get(at(name)).status_code == 200
        assert browser.post(at(name), {"words": "Dank."})["Location"] == at("community_manage")
        community.refresh_from_db()
        seen.append((community.status, visitor.get(community.get_absolute_url()).status_code))
    assert seen == [("closed", 200), ("archived", 404), ("closed", 200), ("active", 200)]


@pytest.mark.parametrize("name", ["community_reopen", "community_archive", "community_unarchive"])
def test_question_that_does_not_apply_leads_to_the_desk(name, browser, community):
    assert browser.get(at(name))["Location"] == at("community_manage")
    browser.post(at(name))
    community.refresh_from_db()
    assert community.status == "active"


def test_alumni_keep_reading_and_do_nothing(as_user, community, coordinator, member):
    close_community(community, by=coordinator)
    browser = as_user(member)
    assert browser.get(at("community_detail")).status_code == 200
    assert browser.get(at("member_list")).status_code == 200
    for name in ("community_manage", "phase_detail", "handover_create", "community_close"):
        assert browser.get(at(name)).status_code == 404


def test_desk_of_a_closed_circle_offers_what_still_can_be_done(browser, community):
    Community.objects.update(**CLOSED)
    page = browser.get(at("community_manage")).content.decode()
    shown = [name for name in ("reopen", "archive", "unarchive", "copy", "close") if at(f"community_{name}") in page]
    assert shown == ["reopen", "archive", "copy"]
