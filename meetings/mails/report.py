"""Telling members that the report of a meeting is there: a link, and nothing of what stands in it (rule 20)."""

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext_noop

from leerkring.core.links import absolute_url
from leerkring.notifications.kinds import Mail, Skip
from leerkring.notifications.models import Message

from ..models import Report
from .batch import CANCELLED, Batch, mail_context, thread_of

REOPENED = Skip(gettext_noop("the report was opened again"))
NEWER = Skip(gettext_noop("a later mail tells this too"))


def prepare_reports(messages: Sequence[Message]) -> Mapping[int, Mail | Skip]:
    """Tell of the latest approval only, and of none that was taken back."""
    batch = Batch(messages)
    reports = Report.objects.filter(meeting__in=batch.meetings, status=Report.Status.APPROVED)
    told = {pk: (version, last) for pk, version, last in reports.values_list("meeting", "version", "told_version")}
    return {message.pk: _prepare(batch, told, message) for message in messages}


def _prepare(batch: Batch, told: dict[int, tuple[int, int]], message: Message) -> Mail | Skip:
    meeting = batch.meeting_for(message)
    if isinstance(meeting, Skip):
        return meeting
    if not meeting.is_planned:
        return CANCELLED
    # What was written of the public summary since does not change what was approved.
    version, last = told.get(meeting.pk, (0, 0))
    if version < message.context["version"]:
        return REOPENED
    if message.context["version"] < last:
        return NEWER
    url = absolute_url(reverse("meetings:report_detail", kwargs={"pk": meeting.pk}))
    return Mail("meetings_report", mail_context(meeting, message) | {"url": url}, thread=thread_of(meeting))
