"""What somebody does who is asked for feedback: remark, take that back, say that it is all."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from leerkring.core.paragraphs import paragraphs
from leerkring.core.tokens import hash_token

from ..models import FeedbackRound, Outcome, Remark, RoundInvitee
from .feedback import lock_round

MOST_REMARKS = 100


class TooLate(Refused):
    """The round takes no remarks any more; the page gives back what was typed."""


def find_invitee(token: str) -> RoundInvitee | None:
    """Return whose link this is; None for one that never was, was withdrawn, has not begun or has ended."""
    rows = RoundInvitee.objects.select_related("round__version__outcome__community__programme", "round__event")
    invitee = rows.filter(token_hash=hash_token(token), user=None).first()
    if invitee is None or invitee.round.version.outcome.status == Outcome.Status.WITHDRAWN:
        return None
    now = timezone.now()
    return invitee if invitee.round.opens_at <= now < invitee.round.link_ends_at else None


def invitee_of(row: FeedbackRound, user: User) -> RoundInvitee | None:
    """Return the place of a member in a round."""
    return row.invitees.filter(user=user).first()


@transaction.atomic
def write_remark(invitee: RoundInvitee, *, text: str, anchor: str = "") -> Remark:
    """Keep a remark on a paragraph, or on the whole. The same words at the same place are one remark.

    Raises ``TooLate`` when the round ended or was closed while somebody typed.
    """
    row = _taking(invitee)
    mine = row.remarks.filter(invitee=invitee)
    if known := mine.filter(anchor=anchor, text=text).first():
        return known
    if mine.count() >= MOST_REMARKS:
        raise Refused(_("You have %(count)s remarks here. Put what is left in one of them.") % {"count": MOST_REMARKS})
    return Remark.objects.create(round=row, invitee=invitee, anchor=anchor, quote=_quote(row, anchor), text=text)


@transaction.atomic
def take_back_remark(invitee: RoundInvitee, remark: Remark) -> None:
    """Take back one's own remark, until it is answered."""
    row = _taking(invitee)
    if not row.remarks.filter(pk=remark.pk, invitee=invitee, verdict="").delete()[0]:
        raise Refused(_("This remark has been answered, so it stays."))


@transaction.atomic
def say_done(invitee: RoundInvitee) -> None:
    """Remember that somebody has nothing (more) to remark, so that nobody reminds them."""
    _taking(invitee)
    RoundInvitee.objects.filter(pk=invitee.pk, done_at=None).update(done_at=timezone.now())


def _taking(invitee: RoundInvitee) -> FeedbackRound:
    row = lock_round(invitee.round)
    if not row.is_open:
        raise TooLate(_("This round has ended, so nothing can be added or taken back any more."))
    return row


def _quote(row: FeedbackRound, anchor: str) -> str:
    if not anchor:
        return ""
    for paragraph in paragraphs(row.version.body):
        if paragraph.anchor == anchor:
            return paragraph.text
    raise Refused(_("This paragraph is not in the text. Choose another one."))
