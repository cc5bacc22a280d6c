"""The one door: list, row and flag always agree."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Q
from django.http import Http404
from django.template import Context, Template
from django.utils import timezone

from communities.models import Community
from communities.permissions import in_community, is_coordinator
from leerkring.core.permissions import (
    EVERYBODY,
    NOBODY,
    NotPermitted,
    condition,
    declared_rules,
    get_permitted_or_404,
    has_permission,
    in_sight,
    permitted_rows,
    rule,
)

pytestmark = pytest.mark.django_db
CHANGE = "communities.change_community"


def test_list_row_and_flag_agree_for_every_role(community, coordinator, member, outsider, staff):
    for user in [coordinator, member, outsider, staff, AnonymousUser()]:
        in_list = Community.objects.permitted(user, CHANGE).filter(pk=community.pk).exists()
        flag = Community.objects.mark_permissions(user, may_change=CHANGE).get(pk=community.pk).may_change
        assert in_list == flag == has_permission(user, CHANGE, community) == (user == coordinator)


def test_get_permitted_answers_404_alike_when_row_is_missing_or_forbidden(community, outsider):
    with pytest.raises(Http404) as forbidden:
        get_permitted_or_404(Community.objects, outsider, CHANGE, pk=community.pk)
    with pytest.raises(Http404) as missing:
        get_permitted_or_404(Community.objects, outsider, CHANGE, pk=community.pk + 1)

    assert str(forbidden.value) == str(missing.value)


@pytest.mark.parametrize("lookup", ["not-a-number", 10**30])
def test_get_permitted_answers_404_when_the_lookup_fits_no_column(lookup, coordinator):
    with pytest.raises(Http404):
        get_permitted_or_404(Community.objects, coordinator, CHANGE, pk=lookup)


def test_get_permitted_takes_a_queryset_and_returns_the_row(community, coordinator):
    found = get_permitted_or_404(Community.objects.active(), coordinator, CHANGE, pk=community.pk)

    assert found == community


def refused(user, name, source=Community.objects, **lookup):
    with pytest.raises(NotPermitted) as error:
        get_permitted_or_404(source, user, name, **lookup)
    return error.value


def test_row_is_in_sight_when_only_the_right_to_change_it_is_missing(community, member):
    assert in_sight(refused(member, CHANGE, slug=community.slug), member) == community


def test_nothing_is_in_sight_when_the_row_is_hidden_or_missing(community, outsider):
    Community.objects.filter(pk=community.pk).update(status="draft", started_at=None)

    for slug in (community.slug, "nergens"):
        assert in_sight(refused(outsider, CHANGE, slug=slug), outsider) is None


@pytest.mark.parametrize("lookup", ["not-a-number", 10**30])
def test_nothing_is_in_sight_when_the_lookup_fits_no_column(lookup, coordinator):
    assert in_sight(refused(coordinator, CHANGE, pk=lookup), coordinator) is None


def test_what_a_row_hangs_on_is_in_sight_for_who_is_inside_whether_or_not_there_is_such_a_row(
    community, member, outsider, former_member
):
    row = community.invitations.create(email="jan@example.nl", sector="practice", role="resident")
    for pk in (row.pk, row.pk + 1):
        asked = {"source": community.invitations, "pk": pk, "community__slug": community.slug}
        name = "communities.change_invitation"
        assert in_sight(refused(member, name, **asked), member) == community
        assert in_sight(refused(outsider, name, **asked), outsider) is None
        assert in_sight(refused(former_member, name, **asked), former_member) is None


def test_condition_is_refused_when_no_app_declares_the_name(coordinator):
    with pytest.raises(LookupError, match=r"communities\.chnage_community"):
        condition(coordinator, "communities.chnage_community")


def test_rule_is_refused_when_it_is_declared_twice():
    with pytest.raises(LookupError, match="declared twice"):
        rule(CHANGE)(lambda user: NOBODY)


def test_everybody_and_nobody_hold_alone_and_combined(community):
    assert Community.objects.filter(EVERYBODY).count() == 1
    assert Community.objects.filter(NOBODY).count() == 0
    assert Community.objects.filter(NOBODY | Q(slug=community.slug)).count() == 1
    assert Community.objects.filter(EVERYBODY & Q(slug="elsewhere")).count() == 0


def test_permitted_gives_a_row_once_when_two_memberships_match(community, coordinator, make):
    make.join(make.user("Tweede"), community, "coordinator")

    assert list(Community.objects.permitted(coordinator, CHANGE)) == [community]


def test_mark_permissions_costs_one_query_for_any_number_of_rows(community, coordinator, django_assert_num_queries):
    with django_assert_num_queries(1):
        list(Community.objects.mark_permissions(coordinator, may_change=CHANGE, may_see="communities.view_community"))


def test_can_asks_for_the_reader_of_the_page(rf, community, coordinator, member):
    template = Template(
        '{% load permissions %}{% can "communities.change_community" community as may %}{{ may|yesno:"yes,no" }}'
    )
    answers = []
    for user in [coordinator, member]:
        request = rf.get("/")
        request.user = user
        answers.append(template.render(Context({"request": request, "community": community})))

    assert answers == ["yes", "no"]


def test_declared_rules_are_listed_by_name():
    assert CHANGE in declared_rules()
    assert declared_rules() == sorted(declared_rules())


def test_prepared_condition_is_each_readers_own(community, coordinator, member, outsider):
    rows = Community.objects.filter(pk=community.pk)
    for _again in range(2):
        seen = {
            user: rows.filter(is_coordinator(user, path="pk")).exists() for user in (coordinator, member, outsider)
        }
        assert seen == {coordinator: True, member: False, outsider: False}


def test_prepared_condition_knows_at_once_when_somebody_leaves(community, member):
    rows = Community.objects.filter(in_community(member, path="pk"))
    assert rows.exists()

    community.memberships.filter(user=member).update(left_at=timezone.now())

    assert not rows.all().exists()
    assert not Community.objects.filter(in_community(member, path="pk")).exists()


def test_prepared_condition_goes_with_counting(community, coordinator, member):
    marked = Community.objects.mark_permissions(member, may_see="communities.view_inside_community", may_change=CHANGE)

    row = marked.annotate(people=Count("memberships")).get(pk=community.pk)

    assert (row.people, row.may_see, row.may_change) == (2, True, False)


def test_prepared_condition_stands_beside_a_condition_on_what_was_counted(community, member, coordinator):
    counted = Community.objects.annotate(people=Count("memberships"))

    for user, expected in [(member, [(community.pk, 2)]), (AnonymousUser(), [])]:
        rows = counted.filter(Q(people=0) | in_community(user, path="pk"))
        assert list(rows.values_list("pk", "people")) == expected


# --- Made once per process


def seen(user):
    return Community.objects.permitted(user, "communities.view_inside_community")


def running(user):
    return Community.objects.filter(started_at__lt=timezone.now())


def test_rows_made_once_are_each_readers_own(community, coordinator, member, outsider):
    people = (member, outsider, coordinator, AnonymousUser(), member)

    assert [list(permitted_rows(person, seen)) for person in people] == [list(seen(person)) for person in people]
    assert list(permitted_rows(member, seen)) == [community]


def test_rows_made_once_know_at_once_when_somebody_leaves(community, member):
    assert permitted_rows(member, seen).exists()
    community.memberships.filter(user=member).update(left_at=timezone.now())
    assert not permitted_rows(member, seen).exists()


def test_rows_that_depend_on_the_hour_are_not_made_once(member):
    with pytest.raises(TypeError, match="depends on the hour"):
        permitted_rows(member, running)


def test_rows_that_depend_on_more_of_somebody_are_not_made_once(member):
    with pytest.raises(AttributeError):
        permitted_rows(member, lambda user: Community.objects.filter(name=user.email))
