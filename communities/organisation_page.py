"""What the page of an organisation shows, prepared once."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .directory import domain_labels, domains_of
from .models import Commitment, Community, Membership, Organisation, OrganisationContact, Programme


@dataclass(frozen=True)
class CircleRow:
    """A circle the organisation takes part in."""

    name: str
    headline: str
    url: str
    note: str


@dataclass
class ContactGroup:
    """The contacts of one level."""

    title: str
    people: list[OrganisationContact] = field(default_factory=list)


def facts_of(organisation: Organisation) -> list[dict[str, Any]]:
    """Return the public facts, for the component."""
    domains = ", ".join(domains_of(organisation, domain_labels()))
    site = urlsplit(organisation.website).netloc.removeprefix("www.")
    facts = [
        {"label": _("Kind"), "value": capfirst(organisation.get_kind_display())},
        {"label": _("Place"), "value": organisation.area.label if organisation.area else ""},
        {"label": _("Domains"), "value": capfirst(domains)},
        {"label": _("Website"), "value": site, "url": organisation.website},
        {"label": "ROR", "value": organisation.ror, "url": f"https://ror.org/{organisation.ror}"},
    ]
    return [fact for fact in facts if fact["value"]]


def circles_of(organisation: Organisation, user: Any) -> list[CircleRow]:
    """Return the circles it takes part in, as far as ``user`` may know; two queries.

    That it committed itself is public. That people of it are in a circle, only members of that circle see.
    """
    committed = Commitment.objects.permitted(user, "communities.view_commitment").filter(organisation=organisation)
    members = Membership.objects.permitted(user, "communities.view_membership").filter(organisation=organisation)
    counts = dict(members.active().order_by().values_list("community").annotate(Count("pk")))
    circles = Community.objects.permitted(user, "communities.view_community").filter(
        Q(pk__in=committed.values("community")) | Q(pk__in=counts)
    )
    is_committed = ExpressionWrapper(Q(pk__in=committed.values("community")), output_field=BooleanField())
    rows: Any = circles.annotate(is_committed=is_committed).order_by("status", "-started_at")
    return [
        CircleRow(row.name, row.headline, row.get_absolute_url(), _note(row.is_committed, counts.get(row.pk, 0)))
        for row in rows[:50]
    ]


def _note(is_committed: bool, people: int) -> str:
    words = [_("committed organisation")] if is_committed else []
    if people:
        words.append(ngettext("%(count)s person", "%(count)s people", people) % {"count": people})
    return capfirst(" · ".join(words))


def programmes_of(organisation: Organisation, user: Any) -> QuerySet[Programme]:
    """Return the programmes it is a partner of now; what it contributes stays with the teams."""
    today = timezone.localdate()
    open_now = Q(ends_on__isnull=True) | Q(ends_on__gte=today)
    mine = organisation.partnerships.filter(open_now, starts_on__lte=today)
    seen = Programme.objects.permitted(user, "communities.view_programme")
    return seen.filter(pk__in=mine.values("programme")).order_by("name")


def contacts_by_level(organisation: Organisation, user: Any) -> list[ContactGroup]:
    """Return the contacts that ``user`` may see, by level from high to low; one query."""
    rows = OrganisationContact.objects.permitted(user, "communities.view_organisation_contact")
    groups = {level.value: ContactGroup(capfirst(str(level.label))) for level in OrganisationContact.Level}
    for row in rows.filter(organisation=organisation).order_by("name", "pk"):
        groups[row.level].people.append(row)
    return [group for group in groups.values() if group.people]
