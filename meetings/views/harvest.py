"""The harvest of a meeting: notes, insights, pictures and what people take along, on one page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404

from ..actions.insight import add_insight
from ..forms.harvest import InsightForm
from ..models import Insight, Meeting, Photo, ValueMoment
from ..shown.harvest import insight_rows, moment_rows, note_rows, photo_rows
from ..shown.programme import programme_for

MARKS = {
    "may_write": "meetings.write_harvest",
    "may_take_along": "meetings.take_along",
    "may_show_code": "meetings.show_value_code",
    "may_view_report": "meetings.view_report",
}


@login_required
def harvest(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what the meeting yields so far; take in an insight or a question."""
    marked = Meeting.objects.with_circle().mark_permissions(request.user, **MARKS)
    meeting = get_permitted_or_404(marked, request.user, "meetings.view_harvest", pk=pk)
    form = InsightForm(request.POST or None)
    if request.method != "POST" or not meeting.may_write or not form.is_valid():
        return _page(request, meeting, form, status=422 if form.is_bound else 200)
    try:
        add_insight(meeting, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, refusal)
        return _page(request, meeting, form, status=422)
    messages.success(request, _("Added."))
    return redirect(f"{request.path}#insights")


def _page(request: SignedInRequest, meeting: Meeting, form: InsightForm, *, status: int) -> HttpResponse:
    user = request.user
    marked = Insight.objects.mark_permissions(user, may_change="meetings.change_insight")
    insights = list(marked.filter(meeting=meeting).select_related("author"))
    photos = Photo.objects.mark_permissions(
        user, may_change="meetings.change_photo", may_remove="meetings.remove_photo"
    )
    moments = ValueMoment.objects.mark_permissions(user, may_remove="meetings.remove_value_moment")
    context = {
        "meeting": meeting,
        "community": meeting.cycle.community,
        "notes": note_rows(meeting, programme_for(meeting, user), meeting.notes.select_related("changed_by")),
        "insights": insight_rows(meeting, insights, Insight.Kind.INSIGHT),
        "questions": insight_rows(meeting, insights, Insight.Kind.QUESTION),
        "photos": photo_rows(meeting, photos.filter(meeting=meeting).select_related("file")),
        "moments": moment_rows(meeting, moments.filter(meeting=meeting).select_related("user")),
        "form": form,
    }
    return render(request, "meetings/harvest_detail.html", context, status=status)
