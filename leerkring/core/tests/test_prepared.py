"""Questions whose SQL is made once: the same rows, for whoever asks."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.utils import timezone

from communities.models import Community, Membership
from communities.page import circles_for
from conftest import CLOSED
from leerkring.accounts.models import User
from leerkring.core.permissions import NotPermitted
from leerkring.core.prepared import get_prepared_or_404, prepared
from meetings.models import Meeting


def _mine(user, community):
    rows = Membership.objects.permitted(user, "communities.view_membership")
    return rows.filter(community=community).select_related("user").order_by("pk")


def _since(user, day):
    return Community.objects.filter(started_at__date__gte=day)


def _started(user, moment):
    return Community.objects.filter(started_at__lte=moment)


def _named(user, name):
    return Community.objects.filter(name=name).values_list("slug", "member_count")


def _with_people(user, pk):
    return Community.objects.filter(pk=pk).prefetch_related("memberships__user")


def test_rows_are_those_of_the_function_for_each_who_asks(community, member, coordinator, outsider):
    for user in (member, coordinator, outsider, AnonymousUser(), member):
        rows = prepared(_mine, user, community.pk)
        assert rows == list(_mine(user, community.pk))
    assert [row.user.given_name for row in prepared(_mine, member, community.pk)] == ["Daan", "Marit"]


def test_rows_change_when_what_somebody_may_changes(community, member):
    assert len(prepared(_mine, member, community.pk)) == 1
    Membership.objects.filter(user=member).update(left_at=timezone.now())
    assert prepared(_mine, member, community.pk) == []


def test_rows_follow_the_values(community, member):
    now = timezone.now()
    assert prepared(_started, member, now) == [community]
    assert prepared(_started, member, now - timedelta(days=1)) == []
    assert prepared(_since, member, date(2000, 1, 1)) == [community]
    assert prepared(_since, member, date(2100, 1, 1)) == []
    assert list(prepared(_named, member, "Lingewaard")) == [("lingewaard", 1)]
    assert list(prepared(_named, member, "x' OR 1=1 --")) == []
    [found] = prepared(_with_people, member, community.pk)
    assert [row.user for row in found.memberships.all()] == [member]


def _numbered(user, number):
    return Meeting.objects.filter(number=number)


def test_value_of_a_column_for_small_numbers_is_filled_in(meeting, member):
    assert prepared(_numbered, member, meeting.number) == [meeting]
    assert prepared(_numbered, member, meeting.number + 1) == []


def test_same_question_takes_one_query_for_all_that_is_asked(community, member, django_assert_num_queries):
    with django_assert_num_queries(1):
        prepared(_mine, member, community.pk)


def _to_answer(user):
    return Meeting.objects.permitted(user, "meetings.answer_meeting").order_by("pk")


def test_rules_that_ask_for_now_follow_the_clock(meeting, member, outsider, time_machine):
    assert prepared(_to_answer, member) == [meeting]
    assert prepared(_to_answer, outsider) == []
    time_machine.move_to(meeting.ends_at - timedelta(seconds=1))
    assert prepared(_to_answer, member) == [meeting]
    time_machine.move_to(meeting.ends_at)
    assert prepared(_to_answer, member) == []


def _by_clock(user):
    return Meeting.objects.upcoming()


def _by_calendar(user):
    return Membership.objects.filter(ends_on__gte=timezone.localdate())


def _by_status(user):
    return Community.objects.filter(pk__gt=0) if user.is_staff else Community.objects.none()


def _alike(user, name):
    return Community.objects.filter(name__icontains=name)


def _in_list(user, pk):
    return Community.objects.filter(pk__in=[-pk, 3])


@pytest.mark.parametrize(
    ("make", "values", "error"),
    [
        (_by_clock, [], LookupError),
        (_by_calendar, [], LookupError),
        (_by_status, [], User.DoesNotExist),
        (_alike, ["L"], LookupError),
        (_in_list, [3], LookupError),
    ],
)
def test_function_is_refused_when_its_sql_would_not_hold_for_everybody(make, values, error, member):
    with pytest.raises(error):
        prepared(make, member, *values)


def _nobody(user):
    return Community.objects.none()


def test_condition_that_lets_nobody_through_gives_nothing(member):
    assert prepared(_nobody, member) == []


# --- The door -------------------------------------------------------------------------------------------------


def _circle(user, slug="lingewaard"):
    return get_prepared_or_404(circles_for, user, "communities.view_community", slug=slug)


def test_door_marks_each_reader_with_their_own_rights(community, member, coordinator, outsider):
    for user, inside, change in [(member, True, False), (coordinator, True, True), (outsider, False, False)]:
        for _again in range(2):
            row = _circle(user)
            assert (row, row.may_view_inside, row.may_change) == (community, inside, change)
    assert not _circle(AnonymousUser()).may_view_inside


def test_door_is_closed_at_once_for_who_may_not_look(community, member, outsider):
    _circle(outsider)
    Community.objects.filter(pk=community.pk).update(**CLOSED | {"status": "archived"})
    assert _circle(member) == community
    for user in (outsider, AnonymousUser()):
        with pytest.raises(Http404):
            _circle(user)


def test_door_finds_nothing_when_there_is_nothing_and_says_what_was_asked_for(community, member):
    with pytest.raises(NotPermitted) as refusal:
        _circle(member, slug="nergens")
    assert (refusal.value.model, refusal.value.lookup) == (Community, {"slug": "nergens"})


def test_door_finds_nothing_when_a_number_is_bigger_than_a_column(community, member):
    with pytest.raises(Http404):
        get_prepared_or_404(circles_for, member, "communities.view_community", pk=10**30)
