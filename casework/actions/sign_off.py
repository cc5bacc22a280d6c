"""Asking authors whether a text may go out with their name on it, and their answer."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from leerkring.notifications.actions import notify

from ..models import Outcome, SignOff, mark_of
from ..signatures import AGREES, ASKED, EARLIER, OBJECTS, SILENT, Signed, names, signatures_of

QUESTION, OBJECTION = "casework.sign_off_asked", "casework.sign_off_objected"


def ask_sign_offs(outcome: Outcome, *, by: User) -> int:
    """Ask each author who did not say yet whether they agree to this text; return how many. Twice asks once."""
    with transaction.atomic():
        row = Outcome.objects.select_for_update().get(pk=outcome.pk)
        mark, now = mark_of(row), timezone.now()
        open_ones = [item for item in signatures_of(row, but=by) if item.state in (SILENT, EARLIER)]
        people = User.objects.filter(pk__in=[item.author.user_id for item in open_ones])
        for person in people:
            facts = {"mark": mark, "agrees": None, "remark": "", "asked_by": by, "changed_at": now}
            SignOff.objects.update_or_create(outcome=row, user=person, defaults=facts)
            notify(person, QUESTION, key=f"outcome {row.pk} {mark}", context={"outcome": row.pk})
        return len(open_ones)


def sign(outcome: Outcome, *, by: User, version: int, agrees: bool, remark: str = "") -> SignOff:
    """Say that this text may go out with one's name on it, or not yet and why; may be said anew.

    Refused when it is not the text that was looked at.
    """
    with transaction.atomic():
        row = Outcome.objects.select_for_update().get(pk=outcome.pk)
        if row.version != version:
            raise Refused(_("The text changed while you read. Here is how it stands now; look at it again."))
        known = SignOff.objects.filter(outcome=row, user=by).first()
        asker = known.asked_by if known else None
        facts = {"mark": mark_of(row), "agrees": agrees, "remark": "" if agrees else remark}
        said, _is_new = SignOff.objects.update_or_create(
            outcome=row, user=by, defaults=facts | {"changed_at": timezone.now()}
        )
        if not agrees and asker and asker.is_active:
            key = f"outcome {row.pk} {said.mark} {by.pk}"
            notify(asker, OBJECTION, key=key, context={"sign_off": said.pk})
        return said


def check_signed(outcome: Outcome, *, by: User, why: str = "") -> Signed:
    """Return who agreed to the text as it stands; refused when one objects, or is passed by without a reason.

    Must run under the lock of the outcome.
    """
    known = signatures_of(outcome, but=by)
    if objecting := names(known, OBJECTS):
        words = _("%(names)s does not agree yet. Talk about it, and change the text or the list of authors first.")
        raise Refused(words % {"names": ", ".join(objecting)})
    waiting = names(known, SILENT, ASKED, EARLIER)
    if waiting and not why.strip():
        words = _("%(names)s did not say yet whether this may go out. Ask, or say why you do not wait.")
        raise Refused(words % {"names": ", ".join(waiting)})
    return Signed(names(known, AGREES), waiting, why if waiting else "")
