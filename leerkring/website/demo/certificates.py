"""Certificates of the meetings that have been, and what some people want on theirs."""

from datetime import timedelta
from typing import Any

from communities.models import Community
from leerkring.accounts.models import User
from meetings.actions.certificate import change_choices, issue_certificates
from meetings.models import Certificate, Meeting


def load_certificates(data: dict[str, Any], communities: dict[str, Community], users: dict[str, User]) -> None:
    """Issue those of one circle the day after; in the others everybody makes their own. Nobody is mailed."""
    for row in data["choices"]:
        user = users[row["name"]]
        facts = {name: row.get(name, "") for name in ("register", "register_number")}
        change_choices(user, **facts, may_be_named=row.get("may_be_named", False))
    community = communities[data["circle"]]
    signed = Meeting.objects.filter(cycle__community=community, presence_signed_at__isnull=False)
    for meeting in signed.select_related("presence_signed_by"):
        if meeting.presence_signed_by and not meeting.certificates.exists():
            issue_certificates(meeting, by=meeting.presence_signed_by)
            issued_at = (meeting.presence_signed_at or meeting.ends_at) + timedelta(hours=15)
            Certificate.objects.filter(meeting=meeting).update(issued_at=issued_at)
