"""What a guest does behind their link."""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.models import Community, Membership
from leerkring.accounts.models import User
from leerkring.core.errors import Overtaken, Refused
from leerkring.core.tokens import hash_token
from leerkring.files.actions import delete_file, store_bytes
from leerkring.files.checks import check_upload, too_large
from leerkring.files.purposes import get_purpose
from leerkring.notifications.actions import Intent, notify_all

from ..ledger import about
from ..models import Guest, GuestFile, Meeting, MeetingChange, ProgrammeItem
from .guest import lock_guest
from .meeting import tell_guests
from .programme import change_item

SLIDES = "meetings.guest_file"


def find_guest(token: str) -> Guest | None:
    """Return whose link this is; None for a link that never was, was withdrawn or has ended."""
    rows = Guest.objects.select_related(
        "meeting__cycle__community__programme", "meeting__host", "meeting__municipality", "invited_by"
    )
    guest = rows.filter(token_hash=hash_token(token)).first()
    if guest is None or guest.link_ends_at <= timezone.now() or _is_hidden(guest.meeting):
        return None
    return guest


def _is_hidden(meeting: Meeting) -> bool:
    hidden = {Community.Status.DRAFT, Community.Status.ARCHIVED}
    return meeting.status == Meeting.Status.DRAFT or meeting.cycle.community.status in hidden


def may_answer(guest: Guest) -> bool:
    """Return whether the guest is still asked: the meeting goes on and has yet to end."""
    meeting = guest.meeting
    return meeting.is_planned and not meeting.is_over and meeting.cycle.community.status == Community.Status.ACTIVE


def may_bring(guest: Guest) -> bool:
    """Return whether the guest may leave files: once they come, and afterwards until the link ends."""
    circle = guest.meeting.cycle.community
    return (
        not circle.is_over
        and guest.meeting.is_planned
        and (guest.status == Guest.Status.CONFIRMED or (guest.meeting.is_over and guest.is_expected))
    )


@transaction.atomic
def answer_as_guest(guest: Guest, *, is_coming: bool, remark: str = "") -> Guest:
    """Keep a guest's answer; confirm it to them and tell the coordinators. The same answer again tells nobody."""
    row = _lock_visit(guest)
    if not may_answer(row):
        raise Refused(_("This meeting is over or does not go on. You need not answer any more."))
    if row.is_confirmed if is_coming else row.status == Guest.Status.DECLINED:
        if row.remark != remark:
            _keep(row, remark=remark)
        return row
    status = Guest.Status.CONFIRMED if is_coming else Guest.Status.DECLINED
    row.revision, row.answered_at = row.revision + 1, timezone.now()
    _keep(row, remark=remark, status=status, confirmed_for=row.meeting.starts_at if is_coming else None)
    tell_guests("meetings.guest_answer", [row], str(row.revision), revision=row.revision)
    return row


@transaction.atomic
def describe_guest(guest: Guest, *, version: int, bio: str, needs: str) -> Guest:
    """Keep what members may read about a guest and what the guest needs, and tell the coordinators."""
    row = _lock_visit(guest)
    if (row.bio, row.needs) == (bio, needs):
        return row
    if row.version != version:
        raise Overtaken(_("This was changed elsewhere while you were typing. Look at both texts, and save again."))
    _keep(row, bio=bio, needs=needs)
    return row


def _lock_visit(guest: Guest) -> Guest:
    """Return the row, locked; refused when the link was withdrawn or has ended since the page was opened."""
    row = lock_guest(guest)
    if row.token_hash is None or row.token_hash != guest.token_hash:
        raise Refused(_("This link does not work any more. Use the link in your latest mail."))
    if row.meeting.cycle.community.is_over:
        raise Refused(_("This circle has been closed. You can still read it, but nothing in it changes any more."))
    return row


def _keep(guest: Guest, **facts: object) -> None:
    for name, value in facts.items():
        setattr(guest, name, value)
    guest.version += 1
    guest.save()
    _tell_coordinators(guest)


def _tell_coordinators(guest: Guest) -> None:
    """Tell coordinators that there is news of a guest; what follows within two minutes goes in the same mail."""
    coordinates = Q(role=Membership.Role.COORDINATOR) | Q(second_role=Membership.Role.COORDINATOR)
    rows = guest.meeting.cycle.community.memberships.active().filter(coordinates, user__is_active=True)
    people: list[User] = [row.user for row in rows.select_related("user")]
    key = f"meetings.guest_news:{guest.pk}:{guest.version}"
    context = {"guest": guest.pk, "version": guest.version}
    when = timezone.now() + MeetingChange.FOLD
    where = about(guest.meeting)
    intents = [Intent(person, key, context, about=where) for person in people]
    notify_all("meetings.guest_news", intents, send_after=when)


def parts_to_word(guest: Guest) -> QuerySet[ProgrammeItem]:
    """Return the items whose words a guest may change: those they take care of, while they are expected."""
    if not may_answer(guest) or not guest.is_expected:
        return ProgrammeItem.objects.none()
    rows = ProgrammeItem.objects.select_related("meeting__cycle__community__programme", "meeting__host")
    return rows.filter(meeting=guest.meeting_id, guest=guest)


@transaction.atomic
def word_part(guest: Guest, item: ProgrammeItem, *, version: int, title: str, materials: str) -> ProgrammeItem:
    """Keep how a guest words what they take care of; raises ``ItemOvertaken`` when ``version`` is not the latest."""
    row = _lock_visit(guest)
    if not parts_to_word(row).filter(pk=item.pk).exists():
        raise Refused(_("You don't take care of this any more, so it was not saved."))
    return change_item(item, by=row, version=version, title=title, materials=materials)


def add_guest_file(guest: Guest, upload: UploadedFile) -> GuestFile:
    """Keep a file that a guest brings, after looking at its content. The same file again is kept once.

    A guest has no account that a quota could count on; instead a guest brings only a few files.
    """
    purpose = get_purpose(SLIDES)
    if (upload.size or 0) > purpose.max_bytes:
        raise too_large(purpose)
    upload.seek(0)
    checked = check_upload(upload.read(purpose.max_bytes + 1), upload.name or "", purpose)
    with transaction.atomic():
        row = _lock_visit(guest)
        if not may_bring(row):
            raise Refused(_("Say first that you are coming. Then you can add files."))
        known = row.files.filter(file__sha256=checked.sha256).first()
        if known:
            return known
        if row.files.count() >= Guest.MOST_FILES:
            raise Refused(_("You can add at most %(count)s files. Remove one first.") % {"count": Guest.MOST_FILES})
        kind = checked.content_type
        file = store_bytes(checked.content, name=checked.name, content_type=kind, by=None, purpose=SLIDES)
        kept = row.files.create(file=file)
        _keep(row)
    return kept


@transaction.atomic
def remove_guest_file(guest: Guest, kept: GuestFile) -> None:
    """Remove a file of a guest, by the guest or a coordinator; gone already is fine."""
    row = GuestFile.objects.select_for_update(of=("self",)).select_related("file").filter(pk=kept.pk, guest=guest)
    if found := row.first():
        delete_file(found.file)
