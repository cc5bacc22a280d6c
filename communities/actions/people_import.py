"""Carrying out a list of people: they are put on the list of a draft, or asked in at once."""

from collections.abc import Iterable, Sequence

from leerkring.core.permissions import has_permission

from ..models import ImportJob, ImportRow
from .invitation import Invitee, invite_people


def invite_rows(job: ImportJob, rows: Sequence[ImportRow]) -> Iterable[ImportRow]:
    """Ask in whom these rows name; return the rows of people who came in or were asked meanwhile."""
    community = job.community
    if community is None:
        raise LookupError("A list of people belongs to a circle.")
    invitees = {row.pk: Invitee(**{name: row.fields[name] for name in FIELDS}) for row in rows}
    result = invite_people(community, invitees.values(), by=job.by)
    members, invited = set(result.members), set(result.invited)
    for row in rows:
        email = invitees[row.pk].email.lower()
        if email in members:
            row.verdict = ImportRow.Verdict.MEMBER
            yield row
        elif email in invited:
            row.verdict = ImportRow.Verdict.INVITED
            yield row


FIELDS = tuple(Invitee.__dataclass_fields__)


def may_invite(job: ImportJob) -> bool:
    """Whether who sent the list may still ask people in."""
    return job.community is not None and has_permission(job.by, "communities.add_invitation", job.community)
