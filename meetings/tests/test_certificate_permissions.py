"""Who may do what with certificates: one table of roles and states."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from communities.models import Community, Membership
from conftest import CLOSED
from leerkring.core.permissions import has_permission
from meetings.actions.certificate import issue_certificates
from meetings.actions.certificate_batch import start_batch
from meetings.models import Certificate, Meeting

pytestmark = pytest.mark.django_db
# The member is the holder; the facilitator is a member who was not there.
ROLES = ["visitor", "outsider", "former", "member", "host", "facilitator", "coordinator", "elsewhere", "staff"]
HOLDER, LEADS, COORDINATES, NOBODY = {"member"}, {"facilitator", "coordinator"}, {"coordinator"}, set()


@pytest.fixture
def people(signed, member, host, coordinator, former_member, outsider, staff, make, programme):
    facilitator, elsewhere = make.user("Loes"), make.user("Yusuf")
    make.join(facilitator, signed.cycle.community, "area_lecturer")
    other = Community.objects.create(
        programme=programme, slug="anders", name="Anders", kind="regional", question="?", status="active",
        area=signed.cycle.community.area, started_at=timezone.now(),
    )  # fmt: skip
    make.join(elsewhere, other, "coordinator")
    Meeting.objects.filter(pk=signed.pk).update(facilitator=facilitator)
    named = {"member": member, "host": host, "coordinator": coordinator, "former": former_member}
    named |= {"outsider": outsider, "staff": staff, "facilitator": facilitator, "elsewhere": elsewhere}
    return named | {"visitor": AnonymousUser()}


def signed_now(signed, member):
    """The list is signed, and everybody has a certificate."""


def unsigned(signed, member):
    Meeting.objects.filter(pk=signed.pk).update(presence_signed_at=None)


def closed(signed, member):
    Community.objects.filter(pk=signed.cycle.community_id).update(**CLOSED)
    rows = Membership.objects.filter(community=signed.cycle.community_id, left_at=None).exclude(role="coordinator")
    rows.update(alumnus_since=CLOSED["closed_at"])


def holder_left(signed, member):
    Membership.objects.filter(user=member).update(left_at=timezone.now())


def withdrawn(signed, member):
    Certificate.objects.update(withdrawn_at=timezone.now(), withdrawn_because="absent")
    signed.presences.update(removed_at=timezone.now())


def erased(signed, member):
    Certificate.objects.filter(user=member).update(user=None, name="")
    signed.presences.filter(user=member).update(user=None)


TABLE = [
    (signed_now, "issue_certificates", LEADS),
    (unsigned, "issue_certificates", NOBODY),
    (closed, "issue_certificates", COORDINATES),
    (holder_left, "issue_certificates", LEADS),
    (signed_now, "issue_cycle_certificates", COORDINATES),
    (unsigned, "issue_cycle_certificates", NOBODY),
    (closed, "issue_cycle_certificates", COORDINATES),
    (signed_now, "view_certificate", HOLDER | LEADS),
    (unsigned, "view_certificate", HOLDER),
    (closed, "view_certificate", HOLDER | COORDINATES),
    (holder_left, "view_certificate", HOLDER | LEADS),
    (withdrawn, "view_certificate", HOLDER | LEADS),
    (erased, "view_certificate", LEADS),
    (signed_now, "renew_certificate", HOLDER),
    (holder_left, "renew_certificate", HOLDER),
    (withdrawn, "renew_certificate", NOBODY),
    (erased, "renew_certificate", NOBODY),
    (signed_now, "issue_own_certificate", HOLDER),
    (unsigned, "issue_own_certificate", NOBODY),
    (closed, "issue_own_certificate", HOLDER),
    (holder_left, "issue_own_certificate", HOLDER),
    (withdrawn, "issue_own_certificate", NOBODY),
    (erased, "issue_own_certificate", NOBODY),
    (signed_now, "view_own_hours", HOLDER),
    (holder_left, "view_own_hours", HOLDER),
    (erased, "view_own_hours", NOBODY),
    (signed_now, "view_certificate_batch", COORDINATES),
    (unsigned, "view_certificate_batch", NOBODY),
    (closed, "view_certificate_batch", COORDINATES),
]


@pytest.mark.parametrize(("state", "rule", "allowed"), TABLE, ids=[f"{row[0].__name__}-{row[1]}" for row in TABLE])
def test_certificates_are_for_these_people(signed, member, coordinator, people, state, rule, allowed):
    issue_certificates(signed, by=coordinator)
    presence = signed.presences.get(user=member)
    rows = {
        "issue_certificates": signed,
        "issue_cycle_certificates": signed.cycle,
        "issue_own_certificate": presence,
        "view_own_hours": presence,
        "view_certificate_batch": start_batch(signed, by=coordinator),
    }
    row = rows.get(rule) or Certificate.objects.get(user=member)
    state(signed, member)
    found = {role for role in ROLES if has_permission(people[role], f"meetings.{rule}", row)}
    assert found == allowed
