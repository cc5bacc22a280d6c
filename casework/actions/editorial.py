"""Handing a text in to the editors, and what they say of it."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from leerkring.notifications.actions import notify

from ..editors import editors_for
from ..models import EditorialReview, Outcome, OutcomeVersion
from .check import ask_check
from .outcome import check_complete, locked_outcome, publish_outcome
from .publication import Terms
from .sign_off import check_signed

State = EditorialReview.State
HANDED_IN, REVIEWED = "casework.outcome_handed_in", "casework.outcome_reviewed"


def hand_in(
    outcome: Outcome,
    *,
    by: User,
    version: int,
    terms: Terms,
    next_step: str,
    change_note: str = "",
    unsigned_why: str = "",
) -> EditorialReview:
    """Ask the editors to publish the text on these terms; handed in twice is handed in once.

    Raises ``Conflict`` when it is not the text that was looked at.
    """
    with transaction.atomic():
        row = locked_outcome(outcome, version)
        known = row.reviews.filter(state=State.WAITING).first()
        if known:
            return known
        if row.is_published and getattr(row, "revision", None) is None:
            raise Refused(_("Nothing has changed since the last version, so there is nothing to publish."))
        check_complete(row.working)
        check_signed(row, by=by, why=unsigned_why)
        review = EditorialReview(outcome=row, asked_by=by, asked_at=timezone.now(), next_step=next_step)
        review.change_note, review.unsigned_why = change_note, unsigned_why
        review.access, review.embargo_until, review.licence = terms.access, terms.embargo_until, terms.licence
        review.save()
        ask_check(row)
        for editor in editors_for(row, by=by):
            notify(editor, HANDED_IN, key=f"review {review.pk}", context={"review": review.pk})
        return review


def take_back(outcome: Outcome, *, by: User) -> None:
    """Go on writing first; the editors see it no longer. Twice is harmless."""
    rows = EditorialReview.objects.filter(outcome=outcome, state=State.WAITING)
    rows.update(state=State.TAKEN_BACK, decided_by=by, decided_at=timezone.now())


def publish_reviewed(outcome: Outcome, *, by: User, version: int, remark: str = "") -> OutcomeVersion:
    """Publish what was handed in, as its authors asked; a day of an embargo that has passed means open.

    Raises ``Conflict`` when the text changed behind the page of the editor.
    """
    with transaction.atomic():
        row = locked_outcome(outcome, version)
        review = _waiting(row)
        terms = Terms(review.access, review.embargo_until, review.licence)
        if review.embargo_until and review.embargo_until <= timezone.localdate():
            terms = Terms(Outcome.Access.OPEN, None, review.licence)
        _decide(review, State.PUBLISHED, by, remark)
        return publish_outcome(
            row,
            by=review.asked_by or by,
            version=version,
            change_note=review.change_note,
            terms=terms,
            next_step=review.next_step,
            unsigned_why=review.unsigned_why,
            is_reviewed=True,
        )


def send_back(outcome: Outcome, *, by: User, remark: str) -> EditorialReview:
    """Send the text back to its authors, with what has to become better."""
    with transaction.atomic():
        review = _waiting(Outcome.objects.select_for_update().get(pk=outcome.pk))
        _decide(review, State.RETURNED, by, remark)
        return review


def _waiting(outcome: Outcome) -> EditorialReview:
    review = EditorialReview.objects.select_for_update().filter(outcome=outcome, state=State.WAITING).first()
    if review is None:
        raise Refused(_("This does not wait for the editors any more: somebody was first, or it was taken back."))
    return review


def _decide(review: EditorialReview, state: str, by: User, remark: str) -> None:
    review.state, review.remark = state, remark
    review.decided_by, review.decided_at = by, timezone.now()
    review.save()
    people = User.objects.filter(is_active=True, authorships__outcome=review.outcome_id)
    people |= User.objects.filter(is_active=True, pk=review.asked_by_id)
    for person in people.exclude(pk=by.pk).distinct():
        notify(person, REVIEWED, key=f"review {review.pk}", context={"review": review.pk})
