"""The living figures of the first page: counted by a worker, and by a page only where no worker did."""

import pytest
from celery import current_app
from django.core.cache import cache

from communities.models import Community
from leerkring.website.front import SECONDS, front_page
from leerkring.website.tasks import count_front

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.clear()
    yield
    cache.clear()


def circles_said():
    cache.delete("front:nl")
    return front_page()["figures"][0]["number"]


def test_figures_are_those_that_a_worker_counted_last(community):
    count_front()
    Community.objects.create(
        programme=community.programme, slug="elst", name="Elst", question="Hoe?", kind="regional",
        area=community.area, status="active", started_at=community.started_at,
    )  # fmt: skip
    assert circles_said() == 1
    count_front()
    assert circles_said() == 2


def test_page_counts_nothing_that_a_worker_counted(community, django_assert_num_queries):
    with django_assert_num_queries(8):
        front_page()
    count_front()
    cache.delete("front:nl")
    # Circles, stories, papers, events; no figure.
    with django_assert_num_queries(4):
        front_page()


def test_worker_counts_long_before_its_figures_are_gone():
    entry = current_app.conf.beat_schedule["front"]
    assert entry["task"] == count_front.name
    assert SECONDS < entry["schedule"] <= 3600 / 3
