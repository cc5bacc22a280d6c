"""Who reads what a meeting yields, and who writes along."""

from typing import Any

from django.db.models import Q

from leerkring.core.clock import moment
from leerkring.core.permissions import NOBODY, rule

from ..models import Meeting, Note, Photo, Report, ValueMoment
from .base import leads, of_meetings
from .meeting import lead_meeting, take_part, view_meeting


def approved() -> Q:
    """Return the condition that the report of a meeting was approved: what it is made of stays as it is."""
    return Q(pk__in=Report.objects.filter(status=Report.Status.APPROVED).values("meeting"))


def _own(user: Any, name: str) -> Q:
    return Q(**{name: user.pk}) if user.is_authenticated else NOBODY


def _opened() -> Q:
    return Q(starts_at__lte=moment() + Note.OPENS)


@rule("meetings.view_harvest")
def view_harvest(user: Any) -> Q:
    """Who sees a meeting that goes on reads its harvest, from an hour before it begins; alumni too."""
    return Q(status=Meeting.Status.PLANNED) & _opened() & view_meeting(user)


@rule("meetings.write_harvest")
def write_harvest(user: Any) -> Q:
    """Members write along from an hour before the meeting until its report is approved."""
    return _opened() & ~approved() & take_part(user)


@rule("meetings.tidy_harvest")
def tidy_harvest(user: Any) -> Q:
    """Who leads takes away, until the report is approved, what does not belong there."""
    return _opened() & ~approved() & lead_meeting(user)


@rule("meetings.change_insight")
def change_insight(user: Any) -> Q:
    """Their author and who leads change and remove insights and knowledge questions."""
    own = _own(user, "author") & of_meetings(user, "meetings.write_harvest")
    return own | of_meetings(user, "meetings.tidy_harvest")


@rule("meetings.view_photo")
def view_photo(user: Any) -> Q:
    """Members see pictures; others those that may be seen outside, once there is a public summary beside them."""
    return of_meetings(user, "meetings.view_harvest") | view_public_photo(user)


@rule("meetings.view_public_photo")
def view_public_photo(user: Any) -> Q:
    """Pictures that may be seen outside stand beside the public summary."""
    return Q(is_public=True) & of_meetings(user, "meetings.view_summary")


@rule("meetings.change_photo")
def change_photo(user: Any) -> Q:
    """Who added a picture and who leads say better what is in it and who may see it, also later."""
    own = _own(user, "added_by") & of_meetings(user, "meetings.take_part")
    return own | of_meetings(user, "meetings.lead_meeting")


@rule("meetings.remove_photo")
def remove_photo(user: Any) -> Q:
    """They take it away, in a closed circle too: consent can be taken back at any time."""
    led = Meeting.objects.filter(leads(user))
    return (_own(user, "added_by") & of_meetings(user, "meetings.view_harvest")) | Q(meeting__in=led.values("pk"))


def view_photo_file(user: Any) -> Q:
    """The file of a picture is for whoever sees the picture; a condition on files."""
    return Q(pk__in=Photo.objects.filter(view_photo(user)).values("file"))


@rule("meetings.take_along")
def take_along(user: Any) -> Q:
    """Members write what they take along from the start until two weeks after, also when the report is approved."""
    return Q(starts_at__lte=moment(), ends_at__gt=moment() - ValueMoment.LASTS) & take_part(user)


@rule("meetings.show_value_code")
def show_value_code(user: Any) -> Q:
    """Who leads shows the code with which people without account write what they take along."""
    return Q(ends_at__gt=moment() - ValueMoment.LASTS) & lead_meeting(user)


@rule("meetings.remove_value_moment")
def remove_value_moment(user: Any) -> Q:
    """Until the report is approved who wrote it takes it back, and who leads removes what does not belong there."""
    own = _own(user, "user") & of_meetings(user, "meetings.write_harvest")
    return own | of_meetings(user, "meetings.tidy_harvest")
