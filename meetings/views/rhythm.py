"""The mail around one meeting."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse

from communities.rhythm import levels_of
from communities.rhythm_page import RhythmPage, Stand, answer_rhythm, chosen
from leerkring.accounts.http import SignedInRequest
from leerkring.core.permissions import get_permitted_or_404
from leerkring.notifications.rhythm import Anchor, Level, all_rules

from ..actions.rhythm import set_meeting_rhythm
from ..models import Meeting


@login_required
def rhythm_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Choose which mails go out around one meeting, and when."""
    rows = Meeting.objects.select_related("cycle__community__programme")
    meeting = get_permitted_or_404(rows, request.user, "meetings.change_rhythm", pk=pk)
    community = meeting.cycle.community

    def read() -> Stand:
        meeting.refresh_from_db(fields=["rhythm_version"])
        return Stand(chosen(meeting.rhythm), levels_of([community])[community.pk], meeting.rhythm_version)

    page = RhythmPage(
        here=Level.MEETING,
        rules=all_rules(Anchor.MEETING),
        names={Level.PROGRAMME: community.programme.name, Level.COMMUNITY: community.name},
        read=read,
        save=lambda **facts: set_meeting_rhythm(meeting, by=request.user, **facts),
        template="meetings/rhythm_change.html",
        context={"meeting": meeting, "community": community},
        address=meeting.get_absolute_url(),
    )
    return answer_rhythm(request, page)
