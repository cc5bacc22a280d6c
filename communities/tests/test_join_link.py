"""Open links."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from communities.actions.join_link import close_link, find_link, join_by_link, open_link
from communities.actions.membership import end_membership
from communities.models import Community, JoinLink, Membership
from communities.tokens import join_link_token
from conftest import CLOSED
from leerkring.core.errors import Refused

pytestmark = pytest.mark.django_db
LIST = "/leerkringen/lingewaard/open-link/"


def make_link(community, by, **facts) -> JoinLink:
    fields = {"role": "student", "sector": "education", "limit": 2, "ends_at": timezone.now() + timedelta(days=7)}
    return open_link(community, by=by, **fields | facts)


def page_of(link) -> str:
    return f"/leerkringen/meedoen/{join_link_token(link)}/"


def test_link_opens_by_its_token_and_the_database_holds_none(community, coordinator):
    link = make_link(community, coordinator)
    token = join_link_token(link)

    assert find_link(token) == link and find_link(token[:-1]) is None
    assert token not in str(JoinLink.objects.values().get())


@pytest.mark.parametrize(
    "facts",
    [
        {"role": "coordinator"},
        {"ends_at": timezone.now() - timedelta(hours=1)},
        {"ends_at": timezone.now() + timedelta(days=70)},
    ],
)
def test_link_is_refused_when_it_gives_too_much(community, coordinator, facts):
    with pytest.raises(Refused):
        make_link(community, coordinator, **facts)


def test_a_sixth_open_link_is_refused(community, coordinator):
    links = [make_link(community, coordinator) for _number in range(5)]

    with pytest.raises(Refused):
        make_link(community, coordinator)
    close_link(links[0], by=coordinator)
    assert make_link(community, coordinator).is_open


def test_join_takes_a_place_and_twice_takes_one(community, coordinator, outsider):
    link = make_link(community, coordinator)

    first = join_by_link(link, by=outsider)
    again = join_by_link(link, by=outsider)

    link.refresh_from_db()
    assert (first, first.role, link.used) == (again, "student", 1)


def test_join_is_refused_when_full_ended_or_closed(community, coordinator, outsider):
    for facts in ({"used": 2}, {"ends_at": timezone.now()}, {"closed_at": timezone.now()}):
        link = make_link(community, coordinator)
        JoinLink.objects.filter(pk=link.pk).update(**facts)
        with pytest.raises(Refused):
            join_by_link(link, by=outsider)
    assert not outsider.memberships.exists()


def test_whom_a_coordinator_let_go_stays_out_and_who_left_comes_back(community, coordinator, member, make):
    link, own = make_link(community, coordinator), make.user("Zelf")
    left = make.join(own, community, "student")
    end_membership(left, by=own)
    end_membership(member.memberships.get(), by=coordinator)

    with pytest.raises(Refused):
        join_by_link(link, by=member)
    assert join_by_link(link, by=own).is_active


def test_alumnus_takes_part_again(community, coordinator, member):
    Membership.objects.filter(user=member).update(alumnus_since=timezone.now())

    assert join_by_link(make_link(community, coordinator), by=member).is_active


@pytest.mark.django_db(transaction=True)
def test_the_last_place_is_given_once(community, coordinator, make):
    link = make_link(community, coordinator, limit=1)
    people, together = [make.user(f"P{number}") for number in range(3)], Barrier(3)

    def join(person):
        together.wait()
        try:
            return join_by_link(link, by=person)
        except Refused as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        results = list(pool.map(join, people))

    link.refresh_from_db()
    assert sorted(isinstance(result, Refused) for result in results) == [False, True, True]
    assert (link.used, community.memberships.active().count()) == (1, 2)


# --- Pages


def test_get_shows_and_post_joins(as_user, community, coordinator, outsider):
    browser, link = as_user(outsider), make_link(community, coordinator)

    assert browser.get(page_of(link)).status_code == 200
    assert not outsider.memberships.exists()
    assert browser.post(page_of(link)).url == community.get_absolute_url()
    assert outsider.memberships.get().is_active
    assert browser.get(page_of(link)).url == community.get_absolute_url()


def test_visitor_makes_an_account_first_and_comes_back(client, community, coordinator):
    link = make_link(community, coordinator)

    assert page_of(link).replace("/", "%2F") in client.get(page_of(link)).text
    assert client.post(page_of(link)).url.startswith("/account/nieuw/?next=")


@pytest.mark.parametrize(
    ("facts", "status"),
    [({"used": 2}, 410), ({"closed_at": timezone.now()}, 410), ({"ends_at": timezone.now()}, 410)],
)
def test_page_says_why_nobody_joins_any_more(client, community, coordinator, facts, status):
    link = make_link(community, coordinator)
    JoinLink.objects.update(**facts)

    response = client.get(page_of(link))
    assert response.status_code == status and "/aanmelden/" in response.text


def test_page_of_a_closed_circle_and_of_no_link(client, community, coordinator):
    link = make_link(community, coordinator)
    Community.objects.update(**CLOSED)

    assert client.get(page_of(link)).status_code == 410
    assert client.get("/leerkringen/meedoen/iets/").status_code == 404


def test_whom_a_coordinator_let_go_stays_out_also_when_that_account_is_gone(community, coordinator, member, make):
    second = make.user("Wendy", "van Lieshout")
    make.join(second, community, "coordinator")
    end_membership(community.memberships.get(user=member), by=second)

    community.memberships.filter(user=second).delete()
    second.delete()

    with pytest.raises(Refused):
        join_by_link(make_link(community, coordinator), by=member)


def test_whom_a_coordinator_let_go_reads_why(as_user, community, coordinator, member):
    link = make_link(community, coordinator)
    end_membership(member.memberships.get(), by=coordinator)

    assert as_user(member).post(page_of(link)).status_code == 409


def test_coordinator_makes_prints_and_closes_a_link(as_user, community, coordinator):
    browser, until = as_user(coordinator), timezone.localdate() + timedelta(days=10)

    made = browser.post(LIST, {"role": "lecturer", "sector": "", "until": until, "limit": 12})
    link = JoinLink.objects.get()
    assert (link.role, link.sector, link.limit) == ("lecturer", "education", 12)
    assert "<svg" in browser.get(made.url).text and page_of(link) in browser.get(made.url).text
    browser.post(f"{made.url}sluiten/")
    link.refresh_from_db()
    assert not link.is_open


@pytest.mark.parametrize(
    "wrong", [{"limit": 301}, {"limit": 0}, {"until": "2020-01-01"}, {"until": "2199-01-01"}, {"role": "coordinator"}]
)
def test_form_says_what_is_wrong(as_user, community, coordinator, wrong):
    typed = {"role": "student", "sector": "", "until": timezone.localdate(), "limit": 3} | wrong

    response = as_user(coordinator).post(LIST, typed)

    assert "error-summary" in response.text and not JoinLink.objects.exists()


def test_list_costs_the_same_at_one_and_three(as_user, community, coordinator, django_assert_num_queries):
    browser = as_user(coordinator)
    for size in (1, 2):
        for _number in range(size):
            make_link(community, coordinator)
        with django_assert_num_queries(5):
            browser.get(LIST)


@pytest.mark.parametrize("role", ["member", "outsider", "former_member", "staff"])
def test_links_are_for_coordinators(request, as_user, community, coordinator, role):
    link = make_link(community, coordinator)
    browser = as_user(request.getfixturevalue(role))

    assert browser.get(LIST).status_code == 404
    assert browser.get(f"{LIST}{link.pk}/").status_code == 404
