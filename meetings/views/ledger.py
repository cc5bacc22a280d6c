"""What was sent about a meeting."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from communities.people import ever_in
from leerkring.accounts.http import SignedInRequest
from leerkring.core.permissions import get_permitted_or_404
from leerkring.notifications.ledger import of_circle, shown

from ..ledger import topic_of
from ..models import Meeting


@login_required
@require_safe
def ledger_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show coordinators which mail about one meeting went to whom, and why not."""
    meeting = get_permitted_or_404(Meeting.objects.with_circle(), request.user, "meetings.view_ledger", pk=pk)
    circle = meeting.cycle.community_id
    ledger = shown(of_circle(circle, ever_in(circle), topic=topic_of(meeting)), request.GET)
    return render(request, "meetings/ledger_list.html", {"meeting": meeting, "ledger": ledger})
