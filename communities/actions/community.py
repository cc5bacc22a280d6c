"""The life of a circle: draft, running."""

from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from leerkring.accounts.models import User
from leerkring.core.errors import Overtaken, Refused

from ..models import Area, Cohort, Community, Membership, Programme, Theme
from .address import free_address
from .area import keep_area
from .invitation import send_prepared
from .membership import join_community
from .rename import keep_former

SAME_PRESS = timedelta(minutes=1)


@transaction.atomic
def create_draft(
    *,
    by: User,
    programme: Programme,
    name: str,
    kind: str,
    sector: str,
    question: str = "",
    common_interest: str = "",
    theme: Theme | None = None,
    area: Area | None = None,
    cohort: Cohort | None = None,
) -> Community:
    """Make a circle in draft, with ``by`` as its coordinator from ``sector``.

    The same words from the same person within a minute are a button that was pressed twice: that is one draft.
    Refused in a programme that has stopped.
    """
    # One at a time per programme, so that two circles of one name don't claim the same address.
    if Programme.objects.select_for_update().get(pk=programme.pk).is_withdrawn:
        raise Refused({"programme": _("This programme has stopped. No new circle can start in it.")})
    facts: dict[str, Any] = {
        "programme": programme,
        "name": name,
        "kind": kind,
        "question": question,
        "common_interest": common_interest,
        "theme": theme,
        "area": keep_area(area),
        "cohort": cohort,
        "created_by": by,
    }
    since = timezone.now() - SAME_PRESS
    pressed = Community.objects.filter(**facts, status=Community.Status.DRAFT, created_at__gte=since).first()
    if pressed:
        return pressed
    community = _create(**facts)
    join_community(community, by=by, role=Membership.Role.COORDINATOR, sector=sector)
    community.refresh_from_db()
    return community


def _create(name: str, **facts: Any) -> Community:
    try:
        with transaction.atomic():
            return Community.objects.create(name=name, slug=free_address(name), **facts)
    except IntegrityError:
        # Somebody in another programme took the same address at the same moment; now it can be seen.
        return Community.objects.create(name=name, slug=free_address(name), **facts)


@transaction.atomic
def change_community(community: Community, *, by: User, version: int, sector: str = "", **fields: Any) -> Community:
    """Change what a circle is about, and the sector of ``by`` when given.

    Raises ``Overtaken`` when somebody saved after ``version`` was read.
    """
    row = Community.objects.select_for_update().get(pk=community.pk)
    if row.version != version:
        raise Overtaken(_("Somebody else changed this circle while you were busy."))
    if "area" in fields:
        fields["area"] = keep_area(fields["area"])
    keep_former(row, name=fields.get("name", row.name), slug=row.slug)
    for name, value in fields.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*fields, "version"])
    if sector:
        row.memberships.active().filter(user=by).update(sector=sector)
    return row


@transaction.atomic
def start_community(community: Community, *, by: User) -> Community:
    """Start a draft: from now on it is public, and the prepared invitations go out.

    Refused a second time, and while it lacks what a circle must have.
    """
    row = Community.objects.select_for_update().get(pk=community.pk)
    if Community.Status.ACTIVE not in Community.NEXT[Community.Status(row.status)]:
        raise Refused(_("This circle has already been started."))
    if missing := missing_facts(row):
        raise Refused(missing)
    row.status = Community.Status.ACTIVE
    row.started_at = timezone.now()
    row.version += 1
    row.save(update_fields=["status", "started_at", "version"])
    send_prepared(row, by=by)
    return row


def missing_facts(community: Community) -> list[str | Promise]:
    """Return what a circle still lacks before it can start, as sentences; the same rule stands in the database."""
    missing: list[str | Promise] = []
    if community.is_draft and community.programme.is_withdrawn:
        missing.append(_("The programme has stopped. Choose another programme for this circle."))
    if community.kind == Community.Kind.THEMATIC:
        if not community.theme_id:
            missing.append(_("Choose the theme of the programme that this circle works on."))
        return missing
    if not community.question:
        missing.append(_("Write down the question that the circle takes further."))
    if not community.area_id:
        missing.append(_("Choose the area that the question comes from."))
    return missing


@transaction.atomic
def discard_draft(community: Community, *, by: User) -> None:
    """Throw a draft away, with its meetings and prepared invitations; refused once the circle has started."""
    row = Community.objects.select_for_update().filter(pk=community.pk).first()
    if row is None:
        return
    if not row.is_draft:
        raise Refused(_("This circle has already been started. You can't throw it away any more."))
    row.delete()
