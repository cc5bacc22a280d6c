"""What asks for attention at the meetings of a circle: answers, programme, presence, report, action items."""

from datetime import datetime

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from communities.charts import Chart, bars_of
from communities.models import Community, Membership
from communities.watch import Note, Seen
from leerkring.core.templatetags.ui import day, short_day

from .models import ActionItem, Attendance, Meeting, Report

# How many meetings back attendance is shown.
MOST_HELD = 6
MOST_NAMES = 40


def look_at_meetings(community: Community, now: datetime) -> Seen:
    """Return what the next meeting and those before it ask; six queries."""
    rows = Meeting.objects.planned().filter(cycle__community=community).select_related("cycle", "report")
    coming = rows.filter(ends_at__gt=now).order_by("starts_at").first()
    there = Count("presences", filter=Q(presences__removed_at__isnull=True))
    held = list(rows.filter(ends_at__lte=now).annotate(there=there).order_by("-starts_at", "-pk")[:MOST_HELD])
    notes = _next(community, coming) if coming else [_none(community)]
    return Seen(
        [*notes, *[note for meeting in held[:2] for note in _after(meeting)], *_actions(community, now)],
        _attendance(community, held),
    )


def _none(community: Community) -> Note:
    text = _("Members have nothing to come to.")
    url = reverse("meetings:cycle_setup", kwargs={"slug": community.slug})
    return Note(_("No meeting has been planned"), url, text)


def _next(community: Community, meeting: Meeting) -> list[Note]:
    notes = []
    words = {"meeting": str(meeting), "day": day(meeting.starts_at)}
    people = Membership.objects.active().filter(community=community).select_related("user")
    answered = Attendance.objects.filter(meeting=meeting).values("user")
    silent = [row.user.full_name for row in people.exclude(user__in=answered).order_by("user__given_name", "pk")]
    if silent:
        title = ngettext("%(count)s person did not answer yet", "%(count)s people did not answer yet", len(silent))
        text = _("About “%(meeting)s” on %(day)s.") % words
        url = f"{meeting.get_absolute_url()}#coordinator"
        notes.append(Note(title % {"count": len(silent)}, url, text, people=silent[:MOST_NAMES]))
    if meeting.programme_published_at is None:
        text = _("Members see no programme of “%(meeting)s” on %(day)s yet.") % words
        notes.append(Note(_("The programme has not been published"), meeting.get_absolute_url(), text))
    if not meeting.place and meeting.format != Meeting.Format.ONLINE:
        text = _("Where is “%(meeting)s” on %(day)s?") % words
        notes.append(Note(_("The place is not known"), meeting.get_absolute_url(), text))
    return notes


def _after(meeting: Meeting) -> list[Note]:
    words = {"meeting": str(meeting), "day": day(meeting.starts_at)}
    text = _("“%(meeting)s” on %(day)s.") % words
    notes = []
    if meeting.presence_signed_at is None:
        url = reverse("meetings:presence_list", kwargs={"pk": meeting.pk})
        notes.append(Note(_("The attendance list has not been signed"), url, text))
    if not Report.of(meeting).is_approved:
        url = reverse("meetings:report_detail", kwargs={"pk": meeting.pk})
        notes.append(Note(_("The report has not been approved"), url, text, "info"))
    return notes


def _actions(community: Community, now: datetime) -> list[Note]:
    late_ones = Count("pk", filter=Q(due_on__lt=now.date()))
    counted = ActionItem.objects.open().filter(community=community).aggregate(open=Count("pk"), late=late_ones)
    if not counted["open"]:
        return []
    url = reverse("meetings:action_item_list", kwargs={"slug": community.slug})
    title = ngettext("%(count)s action item is open", "%(count)s action items are open", counted["open"])
    late = counted["late"]
    text = ngettext("%(count)s is late.", "%(count)s are late.", late) % {"count": late} if late else ""
    return [Note(title % {"count": counted["open"]}, url, text, "warn" if late else "info")]


def _attendance(community: Community, held: list[Meeting]) -> list[Chart]:
    signed = [meeting for meeting in reversed(held) if meeting.presence_signed_at]
    if not signed:
        return []
    counts = [(short_day(meeting.starts_at), vars(meeting)["there"]) for meeting in signed]
    average = round(sum(count for _day, count in counts) / len(counts))
    words = {"average": average, "members": community.member_count}
    title = _("On average %(average)s people come; the circle has %(members)s members") % words
    head = (gettext_lazy("Meeting"), gettext_lazy("People there"))
    return [Chart("attendance", title, head, bars_of(counts))]
