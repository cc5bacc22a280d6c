"""The period somebody takes part for: after its last day they become alumni."""

from datetime import datetime

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from ..models import Community, Membership

Role = Membership.Role


@transaction.atomic
def end_periods(now: datetime) -> int:
    """Make alumni of everybody whose last day has passed, in one update; return how many.

    A circle keeps a coordinator: who would be the last one stays, whatever their period. The finder of the tick.
    """
    due = _due(now)
    circles = set(due.values_list("community", flat=True).order_by())
    if not circles:
        return 0
    # The circle before its members, as everywhere.
    list(Community.objects.select_for_update().filter(pk__in=circles).order_by("pk").values_list("pk"))
    ended = _due(now).filter(community__in=circles).update(alumnus_since=now)
    members = Membership.objects.active().filter(community=OuterRef("pk")).order_by().values("community")
    counted = Coalesce(Subquery(members.annotate(number=Count("pk")).values("number")), 0)
    Community.objects.filter(pk__in=circles).update(member_count=counted)
    return ended


def _due(now: datetime) -> QuerySet[Membership]:
    today = timezone.localdate(now)
    staying = Membership.objects.active().with_role(Role.COORDINATOR).exclude(pk=OuterRef("pk"))
    staying = staying.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today), community=OuterRef("community"))
    due = Membership.objects.active().filter(ends_on__lt=today)
    return due.filter(Exists(staying) | ~(Q(role=Role.COORDINATOR) | Q(second_role=Role.COORDINATOR)))
