"""Action items: who does what, and until when."""

import logging
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.models import Community
from leerkring.accounts.models import User
from leerkring.core.errors import Overtaken, Refused
from leerkring.notifications.actions import About, Intent, notify_all

from ..models import ActionItem, Meeting

logger = logging.getLogger(__name__)

KIND = "meetings.action"
MOST_OPEN = 200
# A button pressed twice within this time makes one action item.
PRESSED_TWICE = timedelta(minutes=2)
Status = ActionItem.Status


@transaction.atomic
def add_action_item(
    community: Community,
    *,
    by: User,
    what: str,
    owner: User | None = None,
    owner_name: str = "",
    due_on: date | None = None,
    meeting: Meeting | None = None,
) -> ActionItem:
    """Write down what somebody will do; a member is told by mail. The same again at once is the same one."""
    circle, now = _lock_circle(community), timezone.now()
    facts = {"what": what, "owner": owner, "owner_name": owner_name, "due_on": due_on, "meeting": meeting}
    _refuse_stranger(circle, owner)
    just_now = circle.action_items.open().filter(**facts, created_by=by, created_at__gt=now - PRESSED_TWICE).first()
    if just_now:
        return just_now
    if circle.action_items.open().count() >= MOST_OPEN:
        raise Refused(_("A circle has at most %(count)s open action items. Close some first.") % {"count": MOST_OPEN})
    row = ActionItem(community=circle, created_by=by, **facts)
    _plan_reminder(row)
    row.save()
    _tell_owner(row, but=by)
    logger.info("action item %s added by %s", row.pk, by.pk)
    return row


@transaction.atomic
def change_action_item(
    item: ActionItem,
    *,
    by: User,
    version: int,
    what: str,
    owner: User | None = None,
    owner_name: str = "",
    due_on: date | None = None,
) -> ActionItem:
    """Change what, who or when; another owner is told by mail, and another date reminds again."""
    row = lock_action_item(item)
    facts = {"what": what, "owner": owner, "owner_name": owner_name, "due_on": due_on}
    if all(getattr(row, name) == value for name, value in facts.items()):
        return row
    if row.version != version:
        raise Overtaken(_("Somebody else changed this action item. Look at what stands there now, and try again."))
    if not row.is_open:
        raise Refused(_("This action item is closed. Open it again before you change it."))
    is_new_owner, is_moved = row.owner != owner, row.due_on != due_on
    if is_new_owner:
        _refuse_stranger(row.community, owner)
    row.what, row.owner, row.owner_name, row.due_on = what, owner, owner_name, due_on
    row.version += 1
    if is_new_owner or is_moved:
        _plan_reminder(row)
    row.save()
    if is_new_owner:
        _tell_owner(row, but=by)
    return row


@transaction.atomic
def close_action_item(item: ActionItem, *, by: User, status: str, result: str = "") -> ActionItem:
    """Mark it as done or dropped, with what came of it; doing the same twice changes nothing."""
    row, wanted = lock_action_item(item), Status(status)
    if row.status == wanted != Status.OPEN:
        return row
    if wanted == Status.OPEN or wanted not in ActionItem.NEXT[Status(row.status)]:
        raise Refused(_("This action item is closed already. Open it again first."))
    row.status, row.result, row.closed_at = wanted, result, timezone.now()
    row.version, row.next_reminder_on = row.version + 1, None
    row.save()
    logger.info("action item %s is %s, by %s", row.pk, wanted, by.pk)
    return row


@transaction.atomic
def reopen_action_item(item: ActionItem, *, by: User) -> ActionItem:
    """Take back that it is closed; what was written about it stays. Twice is harmless."""
    row = lock_action_item(item)
    if row.is_open:
        return row
    row.status, row.closed_at, row.version = Status.OPEN, None, row.version + 1
    _plan_reminder(row)
    row.save()
    logger.info("action item %s opened again by %s", row.pk, by.pk)
    return row


def lock_action_item(item: ActionItem) -> ActionItem:
    """Return the row as it is now, held until the transaction ends; refused when its circle is closed."""
    row = ActionItem.objects.select_related("owner", "community").select_for_update(of=("self",)).get(pk=item.pk)
    _refuse_closed(row.community)
    return row


def _lock_circle(community: Community) -> Community:
    row = Community.objects.select_for_update().get(pk=community.pk)
    _refuse_closed(row)
    return row


def _refuse_closed(community: Community) -> None:
    if community.status != Community.Status.ACTIVE:
        raise Refused(_("This circle does not run. Its action items stay as they are."))


def _refuse_stranger(community: Community, owner: User | None) -> None:
    if owner and not community.memberships.active().filter(user=owner).exists():
        words = {"name": owner.full_name}
        raise Refused(_("%(name)s is not in this circle any more. Choose somebody else, or write a name.") % words)


def _plan_reminder(item: ActionItem) -> None:
    """Set when its owner is to be reminded next; what is due today or before needs no reminder beside this moment."""
    item.next_reminder_on = item.reminder_after(timezone.localdate())


def _tell_owner(item: ActionItem, *, but: User) -> None:
    """Put a mail in the outbox; with others of these minutes it becomes one (``mails.action_item``)."""
    if item.owner is None or item.owner == but or not item.owner.is_active:
        return
    context = {"item": item.pk, "community": item.community_id}
    intent = Intent(item.owner, f"{KIND}:{item.pk}:{item.version}", context, about=About(item.community_id))
    notify_all(KIND, [intent], send_after=timezone.now() + ActionItem.FOLD)
