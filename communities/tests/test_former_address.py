"""Old addresses of circles lead to the same page at the new one."""

import pytest
from django.urls import reverse

from communities.actions.rename import rename_community
from communities.models import Community

PAGES = [
    "communities:community_detail",
    "communities:member_list",
    "communities:community_manage",
    "meetings:community_agenda",
    "casework:case_list",
    "casework:community_outcomes",
]


@pytest.fixture
def renamed(community, coordinator):
    return rename_community(community, by=coordinator, name="Huissen", version=1, new_address=True)


def at(name, slug):
    return reverse(name, kwargs={"slug": slug})


@pytest.mark.parametrize("name", PAGES)
def test_every_page_of_a_circle_is_found_at_its_old_address(name, renamed, coordinator, as_user):
    answer = as_user(coordinator).get(at(name, "lingewaard") + "?page=2")
    assert (answer.status_code, answer["Location"]) == (301, at(name, "huissen") + "?page=2")
    assert answer["Cache-Control"] == "private, no-store"


def test_visitor_is_led_to_the_public_page(renamed, visitor):
    answer = visitor.get("/leerkringen/lingewaard/")
    assert (answer.status_code, answer["Location"]) == (301, "/leerkringen/huissen/")


def test_form_sent_to_the_old_address_is_sent_on_whole(renamed, coordinator, as_user):
    browser = as_user(coordinator)
    answer = browser.post("/leerkringen/lingewaard/over/", {"domain_about": "Samen", "version": renamed.version})
    assert (answer.status_code, answer["Location"]) == (308, "/leerkringen/huissen/over/")
    browser.post("/leerkringen/lingewaard/over/", {"domain_about": "Samen", "version": renamed.version}, follow=True)
    renamed.refresh_from_db()
    assert renamed.domain_about == "Samen"


def test_old_address_of_a_hidden_circle_looks_missing(renamed, visitor, as_user, coordinator, member):
    Community.objects.filter(pk=renamed.pk).update(status="archived", phase="finished", closed_at=renamed.started_at)
    assert visitor.get("/leerkringen/lingewaard/").status_code == 404
    assert as_user(member).get("/leerkringen/lingewaard/").status_code == 301


def test_going_back_leads_the_other_way(renamed, coordinator, visitor):
    rename_community(renamed, by=coordinator, name="Lingewaard", version=renamed.version, new_address=True)
    assert visitor.get("/leerkringen/lingewaard/").status_code == 200
    assert visitor.get("/leerkringen/huissen/")["Location"] == "/leerkringen/lingewaard/"


def test_page_that_never_was_stays_missing(renamed, visitor):
    assert visitor.get("/leerkringen/gendt/").status_code == 404
    assert visitor.get("/leerkringen/lingewaard/bestaat-niet/").status_code == 404


def test_paper_with_the_old_name_of_a_circle_as_its_address_is_not_led_there(renamed, visitor):
    assert visitor.get("/opbrengsten/lingewaard/").status_code == 404
