"""Who puts news forward, and who orders it."""

from typing import Any

from django.db.models import Q

from leerkring.core.permissions import rule

from .base import goes_on, of_meetings
from .meeting import lead_meeting, take_part


@rule("meetings.add_news")
def add_news(user: Any) -> Q:
    """Members put news forward until the meeting is over; a condition on meetings."""
    return goes_on() & take_part(user)


@rule("meetings.order_news")
def order_news(user: Any) -> Q:
    """Who leads the meeting puts the news in the order of the talk; a condition on meetings."""
    return goes_on() & lead_meeting(user)


@rule("meetings.view_news_item")
def view_news_item(user: Any) -> Q:
    """Who sees a meeting sees what was put forward for it."""
    return of_meetings(user, "meetings.view_meeting")


@rule("meetings.change_news_item")
def change_news_item(user: Any) -> Q:
    """Authors change what they put forward, until the meeting is over."""
    return Q(author=user.pk, author__isnull=False) & of_meetings(user, "meetings.add_news")


@rule("meetings.remove_news_item")
def remove_news_item(user: Any) -> Q:
    """Authors take back their own, who leads the meeting removes any."""
    return change_news_item(user) | of_meetings(user, "meetings.order_news")
