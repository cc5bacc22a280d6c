"""Issuing certificates of participation, withdrawing and issuing again, and what people choose for theirs."""

import logging
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from leerkring.core.retention import Report
from leerkring.notifications.actions import notify

from ..certificate_facts import certificates_for
from ..models import Certificate, CertificateChoices, Meeting, Presence

logger = logging.getLogger(__name__)
# Corrections that follow each other this quickly are told in one mail.
FOLD = timedelta(minutes=2)
# What a correction of somebody's presence changes on their certificate.
COUNTED = ("from_time", "until_time", "way", "minutes", "activities")
ERASED_AT_ONCE = 500


@transaction.atomic
def issue_certificates(
    meeting: Meeting, *, by: User, presences: Collection[int] | None = None
) -> tuple[list[Certificate], list[Certificate]]:
    """Issue what is missing for who was there, or for these rows of the list; return all valid ones, and the new.

    A second time finds them there. Of who was not there, or is not known any more, there is none.
    """
    row = _locked(meeting)
    if row.presence_signed_at is None:
        raise Refused(_("The attendance list is not signed yet. Certificates follow from the signed list."))
    there = Presence.objects.confirmed().filter(meeting=row)
    wanted = there if presences is None else there.filter(pk__in=presences)
    known = list(Certificate.objects.valid().filter(presence__in=wanted.values("pk")))
    covered = {certificate.presence_id for certificate in known}
    left = [each for each in wanted.select_related("user", "guest") if each.pk not in covered]
    made = certificates_for(row, left, number=there.count()) if left else []
    return known + _save(made, by=by), made


def _locked(meeting: Meeting) -> Meeting:
    """Return the meeting with what a certificate names, held until the transaction ends."""
    rows = Meeting.objects.select_related("cycle__community__programme", "facilitator", "presence_signed_by")
    return rows.select_for_update(of=("self",)).get(pk=meeting.pk)


def _save(certificates: list[Certificate], *, by: User) -> list[Certificate]:
    for certificate in certificates:
        certificate.issued_by = by
    if certificates:
        Certificate.objects.bulk_create(certificates, batch_size=100)
        logger.info("%s certificates of meeting %s issued", len(certificates), certificates[0].meeting_id)
    return certificates


def issue_own_certificate(presence: Presence, *, by: User) -> Certificate:
    """Issue the certificate of one person at one meeting; a second time gives the same one."""
    found, _new = issue_certificates(presence.meeting, by=by, presences=[presence.pk])
    if not found:
        raise Refused(_("You are not on the signed list of this meeting, so there is no certificate."))
    return found[0]


# --- Withdrawing ------------------------------------------------------------------------------------------------


def follow_correction(meeting: Meeting, presence: Presence, *, by: User) -> Certificate | None:
    """Withdraw the certificate of somebody whose presence was corrected, and issue one that is right.

    Runs in the transaction of the correction, with the meeting locked. Returns the new one; None when nothing that
    counts was changed, or they were not there. The person is told once.
    """
    old = Certificate.objects.valid().filter(presence=presence).first()
    if old is None:
        return None
    fresh = _fresh(meeting, presence)
    if fresh and all(getattr(fresh, name) == getattr(old, name) for name in COUNTED):
        return None
    reason = Certificate.Reason.CORRECTED if fresh else Certificate.Reason.ABSENT
    return _replace(old, fresh, reason, by=by)


def _fresh(meeting: Meeting, presence: Presence) -> Certificate | None:
    """Return what would be issued now; None when the person was not there after all."""
    there = Presence.objects.confirmed().filter(meeting=meeting)
    row = there.select_related("user", "guest").filter(pk=presence.pk).first()
    return certificates_for(_locked(meeting), [row], number=there.count())[0] if row else None


def _replace(
    old: Certificate, fresh: Certificate | None, reason: Certificate.Reason, *, by: User
) -> Certificate | None:
    old.withdrawn_at, old.withdrawn_because = timezone.now(), reason
    # First out, then in: there is one valid certificate at a time. What does not hold any more keeps no name.
    old.name = ""
    old.save(update_fields=["withdrawn_at", "withdrawn_because", "name"])
    if fresh:
        _save([fresh], by=by)
        old.replaced_by = fresh
        old.save(update_fields=["replaced_by"])
    logger.info("certificate %s withdrawn by %s: %s", old.pk, by.pk, reason)
    if old.user and old.user != by:
        notify(
            old.user,
            "meetings.certificate_replaced",
            key=f"certificate-replaced:{old.pk}",
            context={"certificate": old.pk},
            send_after=timezone.now() + FOLD,
        )
    return fresh


@transaction.atomic
def renew_certificate(certificate: Certificate, *, by: User) -> Certificate:
    """Issue a certificate again because its holder has another name now; the old one is withdrawn."""
    if certificate.meeting is None or certificate.presence is None:
        raise Refused(_("The meeting of this certificate is gone, so it can't be issued again. It still holds."))
    meeting = _locked(certificate.meeting)
    old = Certificate.objects.select_related("user").select_for_update(of=("self",)).get(pk=certificate.pk)
    if not old.is_valid:
        raise Refused(_("This certificate was withdrawn in the meantime. Look at the one that took its place."))
    fresh = _fresh(meeting, certificate.presence)
    if fresh is None or fresh.name == old.name:
        raise Refused(_("Your name is on this certificate as it is now."))
    renewed = _replace(old, fresh, Certificate.Reason.RENEWED, by=by)
    assert renewed is not None
    return renewed


# --- Choices ----------------------------------------------------------------------------------------------------


def choices_of(user: User) -> CertificateChoices:
    """Return what somebody chose; of who chose nothing yet, that."""
    return CertificateChoices.objects.filter(user=user).first() or CertificateChoices(user=user)


def change_choices(user: User, *, register: str, register_number: str, may_be_named: bool) -> CertificateChoices:
    """Keep what somebody wants on their certificates; those made from now on follow it."""
    facts = {"register": register, "register_number": register_number, "may_be_named": may_be_named}
    return CertificateChoices.objects.update_or_create(user=user, defaults=facts)[0]


# --- Sweeping ---------------------------------------------------------------------------------------------------


def old_certificates(now: datetime) -> QuerySet[Certificate]:
    """Return those that are older than they are kept."""
    return Certificate.objects.filter(date__lt=(now - Certificate.KEPT).date()).order_by("date")


def keep_certificates(now: datetime, *, dry: bool) -> Report:
    """Erase certificates that are older than they are kept; ``dry`` only counts."""
    old = old_certificates(now)
    if dry:
        return Report(erased=old.count())
    ids = list(old.values_list("pk", flat=True)[:ERASED_AT_ONCE])
    Certificate.objects.filter(pk__in=ids).delete()
    return Report(erased=len(ids))
