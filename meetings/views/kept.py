"""What a browser keeps of a meeting, to read on the way there without a connection."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from leerkring.accounts.http import SignedInRequest
from leerkring.core.permissions import get_permitted_or_404

from ..models import Meeting, ProgrammeItem
from ..shown.programme import programme_for


@require_safe
@login_required
def meeting_kept(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show when, where, the way there and the published programme: no people, no cases, no link to take part."""
    meeting = get_permitted_or_404(Meeting.objects.with_circle(), request.user, "meetings.view_meeting", pk=pk)
    context = {
        "meeting": meeting,
        "community": meeting.cycle.community,
        "programme": programme_for(meeting, request.user) if meeting.programme_published_at else [],
        # Its title may say whose case it is, or what about.
        "untitled": ProgrammeItem.Pillar.CONSULTATION,
        "is_cancelled": meeting.status == Meeting.Status.CANCELLED,
        "seen_at": timezone.localtime(),
    }
    return render(request, "meetings/meeting_kept.html", context)
