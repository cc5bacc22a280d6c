"""What everybody may read of a meeting: the public summary."""

import pytest
from django.urls import reverse

from communities.models import Community
from conftest import CLOSED
from leerkring.core.errors import Refused
from meetings.actions.report import (
    ReportOvertaken,
    ask_summary,
    withdraw_summary,
    write_summary,
)
from meetings.models import Report

from .test_report import path

pytestmark = pytest.mark.django_db


def test_summary_goes_from_question_to_everybody_and_back(harvested, member, coordinator, as_user, visitor):
    as_user(member).post(path(harvested, "summary_ask"))
    assert "vroeg erom" in as_user(coordinator).get(path(harvested)).content.decode()
    there = path(harvested, "summary_detail")
    facts = {"summary": "Wij **leerden**", "version": Report.objects.get().version}
    as_user(coordinator).post(path(harvested, "summary_change"), facts)
    assert visitor.get(there).status_code == 404
    facts["version"] = Report.objects.get().version
    as_user(coordinator).post(path(harvested, "summary_change"), facts | {"publish": "1"})
    page = visitor.get(there).content.decode()
    assert "<strong>leerden</strong>" in page and "Drie dingen" not in page and "Daan" not in page
    as_user(coordinator).post(path(harvested, "summary_withdraw"))
    assert visitor.get(there).status_code == 404 and Report.objects.get().summary == "Wij **leerden**"


def test_summary_is_found_on_the_line_of_time_by_everybody(held, coordinator, member, as_user, visitor):
    line = reverse("meetings:community_timeline", kwargs={"slug": held.cycle.community.slug})
    there = path(held, "summary_detail")
    assert there not in visitor.get(line).content.decode()
    write_summary(held, by=coordinator, version=1, summary="Kort", publish=True)
    assert there in visitor.get(line).content.decode()
    assert held.get_absolute_url() in as_user(member).get(line).content.decode()


def test_summary_shows_only_pictures_that_may_be_seen_outside(pictured, coordinator, visitor):
    pictured.photos.filter(caption="De tuin").update(is_public=True)
    write_summary(pictured, by=coordinator, version=1, summary="Kort", publish=True)
    page = visitor.get(path(pictured, "summary_detail")).content.decode()
    assert "De tuin" in page and "Het bord" not in page


def test_summary_is_asked_for_once(held, member):
    first = ask_summary(held, by=member).summary_asked_at
    assert ask_summary(held, by=member).summary_asked_at == first


def test_summary_rules(held, coordinator, meeting, member):
    with pytest.raises(Refused):
        write_summary(held, by=coordinator, version=1, summary="", publish=True)
    row = write_summary(held, by=coordinator, version=1, summary="Kort", publish=True)
    with pytest.raises(ReportOvertaken):
        write_summary(held, by=coordinator, version=1, summary="Anders", publish=False)
    row = write_summary(held, by=coordinator, version=row.version, summary="Langer", publish=False)
    assert row.is_summary_public
    row = write_summary(held, by=coordinator, version=row.version, summary="", publish=False)
    assert not row.is_summary_public and not withdraw_summary(held, by=coordinator).is_summary_public
    for deed in (
        lambda: write_summary(meeting, by=coordinator, version=1, summary="x", publish=True),
        lambda: ask_summary(meeting, by=member),
    ):
        with pytest.raises(Refused):
            deed()


def test_summary_that_was_withdrawn_is_not_published_by_a_page_that_stood_open(held, coordinator):
    row = write_summary(held, by=coordinator, version=1, summary="Kort", publish=True)
    assert write_summary(held, by=coordinator, version=1, summary="Kort", publish=True).version == row.version
    withdraw_summary(held, by=coordinator)
    with pytest.raises(ReportOvertaken):
        write_summary(held, by=coordinator, version=row.version, summary="Kort", publish=True)
    assert not Report.objects.get().is_summary_public


def test_summary_page_shows_both_texts_when_overtaken(held, coordinator, as_user):
    write_summary(held, by=coordinator, version=1, summary="Van Marit", publish=False)
    answer = as_user(coordinator).post(path(held, "summary_change"), {"summary": "Van Teun", "version": 1})
    page = answer.content.decode()
    assert answer.status_code == 409 and "Van Marit" in page and "Van Teun" in page


def test_summary_of_a_circle_that_was_put_away_is_hidden(held, coordinator, visitor, community):
    write_summary(held, by=coordinator, version=1, summary="Kort", publish=True)
    Community.objects.filter(pk=community.pk).update(**CLOSED | {"status": Community.Status.ARCHIVED})
    assert visitor.get(path(held, "summary_detail")).status_code == 404
