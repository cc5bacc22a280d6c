"""Who changed and read what, for coordinators in their own circle and operators everywhere; never what was written."""

from datetime import timedelta
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse
from django.utils import timezone

from casework.models import Case, CaseOpening, CaseReading, Reflection
from communities.models import Community, Topic
from leerkring.accounts.models import Deed
from leerkring.accounts.trail import keep_trail, scope_of
from meetings.models import Meeting

WORDS = "Kanariewoorden die nergens anders horen"


@pytest.fixture
def case(community, member) -> Case:
    return Case.objects.create(
        community=community, owner=member, title="T", status="released", **dict.fromkeys(Case.CHECKS, True)
    )


def page(community) -> str:
    return reverse("circle_trail", kwargs={"slug": community.slug})


def test_change_is_noted_without_its_words_and_read_by_the_coordinator(community, member, coordinator, as_user):
    community.modules = ["discussion"]
    community.save()
    topic = Topic.objects.create(community=community, title=WORDS, started_by=member, last_posted_at=timezone.now())
    address = reverse("communities:post_create", kwargs={"slug": community.slug, "pk": topic.pk})

    sent = as_user(member).post(address, {"text": WORDS, "key": uuid4()})

    assert sent.status_code == 302
    deed = Deed.objects.get()
    assert (deed.by, deed.scope, deed.topic) == (member, community.pk, f"communities.Topic:{topic.pk}")
    text = as_user(coordinator).get(page(community)).text
    assert member.full_name in text and f"{Topic._meta.verbose_name} {topic.pk}" in text and WORDS not in text


def test_what_was_refused_or_only_looked_at_is_not_noted(community, member, as_user):
    client = as_user(member)

    client.get(community.get_absolute_url())
    client.post(reverse("communities:topic_create", kwargs={"slug": community.slug}), {})
    client.post(reverse("notifications:notices_read"))

    assert not Deed.objects.exists()


def test_circle_is_known_from_what_hangs_on_it_and_private_things_are_in_none(community, meeting, member, case):
    draft = Case(community=community, status="draft")
    private = [draft, Reflection(community=community, author=member), member, None]

    assert [scope_of(row) for row in (community, meeting, case)] == [community.pk] * 3
    assert [scope_of(row) for row in private] == [None] * 4


def test_readings_stand_between_changes_newest_first(community, case, host, coordinator, as_user):
    now = timezone.now()
    Deed.objects.create(by=host, at=now - timedelta(days=3), page="casework:case_create", scope=community.pk)
    reading = CaseReading.objects.create(case=case, reader=host)
    CaseReading.objects.filter(pk=reading.pk).update(at=now - timedelta(days=1))
    Deed.objects.create(by=coordinator, at=now, page="communities:community_change", scope=community.pk)
    other = Community.objects.create(programme=community.programme, slug="ander", name="Ander", kind="regional")
    Deed.objects.create(by=host, at=now, page="x", scope=other.pk, topic="communities.Community:7")
    client = as_user(coordinator)

    lines = client.get(page(community)).context["lines"]
    assert [line.who for line in lines] == [coordinator.full_name, host.full_name, host.full_name]
    mine = client.get(page(community), {"person": coordinator.email, "before": "geen moment"}).context["lines"]
    assert len(mine) == 1
    earlier = client.get(page(community), {"before": (now - timedelta(days=2)).isoformat()}).context["lines"]
    assert len(earlier) == 1


@pytest.mark.parametrize("number", [1, 3])
def test_page_takes_as_many_queries_for_one_as_for_three(
    community, case, member, coordinator, as_user, number, django_assert_num_queries
):
    for _each in range(number):
        CaseReading.objects.create(case=case, reader=member)
        Deed.objects.create(by=member, at=timezone.now(), page="x", scope=community.pk)
    client = as_user(coordinator)
    client.get(page(community))

    with django_assert_num_queries(6):
        client.get(page(community))


def test_why_a_case_was_opened_is_read_by_operators_alone(community, case, staff, coordinator, as_user):
    moments = dict.fromkeys(["opened_at", "until"], timezone.now())
    CaseOpening.objects.create(case=case, by=staff, reason=WORDS, **moments)
    Authenticator.objects.create(user=staff, type="totp", data={"secret": "x"})

    assert staff.full_name in as_user(coordinator).get(page(community)).text
    assert WORDS not in as_user(coordinator).get(page(community)).text
    assert WORDS in as_user(staff).get(reverse("trail")).text


def test_trail_is_kept_a_year(member):
    now = timezone.now()
    for days in (360, 370):
        Deed.objects.create(by=member, at=now - timedelta(days=days), page="x")

    assert keep_trail(now, dry=True).erased == keep_trail(now, dry=False).erased == 1
    assert keep_trail(now, dry=False).erased == 0


def test_meeting_without_circle_in_memory_costs_one_query(meeting, django_assert_num_queries):
    row = Meeting.objects.get(pk=meeting.pk)

    with django_assert_num_queries(1):
        scope_of(row)
