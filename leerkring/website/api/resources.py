"""The seven lists: which rows everybody sees, and what of each. Nobody is named but authors of what is published."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.models import Outcome
from communities.directory import DOMAINS
from communities.models import Area, Community, Organisation, Programme, Theme
from communities.models.sector import Sector
from communities.permissions.community import PUBLIC
from leerkring.core.permissions import PermittedQuerySet
from meetings.models import Event

from .fields import Field, area, code, degrees, moment, name_of, number, page, text, texts

VISITOR = AnonymousUser()


@dataclass(frozen=True)
class Resource:
    """A list of things of one kind. ``stamp`` is what changes when something about a row does."""

    title: str | Promise
    rows: Callable[[], QuerySet[Any]]
    stamp: tuple[str, ...]
    fields: tuple[Field, ...]
    key: str = "slug"

    def read(self, row: Any) -> dict[str, Any]:
        """Return what the answers say of a row."""
        return {field.name: field.read(row) for field in self.fields}


def _programmes() -> PermittedQuerySet[Any]:
    rows = Programme.objects.permitted(VISITOR, "communities.view_programme")
    return rows.select_related("parent").prefetch_related("areas")


def _circles() -> PermittedQuerySet[Any]:
    rows = Community.objects.permitted(VISITOR, "communities.view_community")
    seen = Programme.objects.permitted(VISITOR, "communities.view_programme")
    return rows.filter(programme__in=seen.values("pk")).select_related("programme", "theme", "area")


def _events() -> PermittedQuerySet[Any]:
    rows = Event.objects.permitted(VISITOR, "meetings.view_public_event")
    return rows.select_related("programme", "community__programme", "host", "municipality")


def _outcomes() -> PermittedQuerySet[Any]:
    return Outcome.objects.published().with_author_line().select_related("community").defer("body")


def _organisations() -> PermittedQuerySet[Any]:
    rows = Organisation.objects.permitted(VISITOR, "communities.view_organisation")
    return rows.filter(slug__isnull=False).select_related("area")


def _areas() -> PermittedQuerySet[Any]:
    return Area.objects.permitted(VISITOR, "communities.view_area")


def _themes() -> PermittedQuerySet[Any]:
    seen = Programme.objects.permitted(VISITOR, "communities.view_programme")
    return Theme.objects.filter(programme__in=seen.values("pk"), is_archived=False).select_related("programme")


def _parent(row: Programme) -> str | None:
    return row.parent.slug if row.parent and not row.parent.is_draft else None


def _circle(row: Event | Outcome) -> str | None:
    """A circle that was put away has no page for everybody."""
    return row.community.slug if row.community and row.community.status in PUBLIC else None


def _domains(row: Organisation) -> list[str]:
    return [name for name, column in DOMAINS.items() if getattr(row, column)]


SLUG = text("slug", _("Short name used in addresses; it does not change."))
PAGE = page(_("The page for people."))
PROGRAMME_FIELDS = (
    SLUG,
    text("name", _("What it is called.")),
    text("description", _("What it is about.")),
    code("status", _("Running or withdrawn."), Programme.Status.values[1:]),
    text("noun_singular", _("Its own word for a circle.")),
    text("noun_plural", _("Its own word for more circles.")),
    name_of("parent", _("The programme that it is part of."), _parent),
    texts("areas", _("The areas it works in."), lambda row: [each.name for each in row.areas.all()]),
    PAGE,
)
CIRCLE_FIELDS = (
    SLUG,
    text("name", _("What it is called.")),
    text("question", _("The question that it takes further.")),
    text("common_interest", _("Why that matters to its members.")),
    code("kind", _("Around a theme or around an area."), Community.Kind.values),
    code("status", _("Running or closed."), [each.value for each in PUBLIC]),
    code("phase", _("How far along it is."), Community.Phase.values),
    name_of("programme", _("Its programme."), lambda row: row.programme.slug),
    name_of("theme", _("Its theme."), lambda row: row.theme.name if row.theme else None),
    area("area", _("Where it is.")),
    number("member_count", _("How many people take part.")),
    moment("started_at", _("When it began.")),
    moment("closed_at", _("When it was closed.")),
    PAGE,
)
EVENT_FIELDS = (
    SLUG,
    text("title", _("What it is called.")),
    text("lead", _("In one sentence.")),
    text("description", _("What happens there, in Markdown.")),
    code("kind", _("What kind of event."), Event.Kind.values),
    code("status", _("Going ahead or cancelled."), Event.Status.values[1:]),
    moment("starts_at", _("When it begins.")),
    moment("ends_at", _("When it ends.")),
    text("place", _("The place.")),
    text("address", _("Street, number and town.")),
    area("municipality", _("The municipality."), "municipality"),
    name_of("host", _("The organisation that hosts it."), lambda row: row.host.name if row.host else None),
    name_of("programme", _("Its programme."), lambda row: (row.programme or row.community.programme).slug),
    name_of("circle", _("Its circle."), _circle),
    PAGE,
)
OUTCOME_FIELDS = (
    SLUG,
    text("title", _("What it is called.")),
    text("abstract", _("In short.")),
    code("kind", _("What kind of outcome."), Outcome.Kind.values),
    text("language", _("In which language.")),
    text("authors", _("Who made it, as it was published."), "author_line"),
    text("version", _("Which version is the newest."), "number"),
    moment("published_at", _("When it was published.")),
    code("access", _("Who can read the text."), Outcome.Access.values),
    code("licence", _("What may be done with it."), Outcome.Licence.values),
    text("licence_url", _("Where to read the licence.")),
    text("doi", _("Its DOI, where it has one.")),
    name_of("circle", _("Its circle."), _circle),
    PAGE,
)
ORGANISATION_FIELDS = (
    SLUG,
    text("name", _("What it is called.")),
    code("kind", _("What kind of organisation."), Organisation.Kind.values),
    code("sector", _("Of which sector."), Sector.values),
    texts("domains", _("In which domains it works."), _domains),
    area("area", _("Where it is.")),
    text("description", _("What it is about.")),
    text("expertise", _("What it has expertise in.")),
    text("website", _("Its own website.")),
    text("ror", _("Its code in the Research Organization Registry.")),
    PAGE,
)
NUMBER = number("id", _("Number; it does not change."), "pk")
AREA_FIELDS = (
    NUMBER,
    text("name", _("What it is called.")),
    code("kind", _("Province, municipality or neighbourhood."), Area.Kind.values),
    Field("parent", _("The area that it lies in."), {"type": ["integer", "null"]}, lambda row: row.parent_id),
    degrees("latitude", _("Degrees north (WGS 84).")),
    degrees("longitude", _("Degrees east (WGS 84).")),
)
THEME_FIELDS = (
    NUMBER,
    text("name", _("What it is called.")),
    text("description", _("What it is about.")),
    name_of("programme", _("Its programme."), lambda row: row.programme.slug),
)

RESOURCES: Mapping[str, Resource] = {
    "programmes": Resource(_("Programmes"), _programmes, ("pk", "version", "status"), PROGRAMME_FIELDS),
    "circles": Resource(_("Circles"), _circles, ("pk", "version", "status", "phase", "member_count"), CIRCLE_FIELDS),
    "events": Resource(_("Events"), _events, ("pk", "version", "status", "changed_at"), EVENT_FIELDS),
    "outcomes": Resource(
        _("Outcomes"), _outcomes, ("pk", "version", "stamped_at", "access", "community__status"), OUTCOME_FIELDS
    ),
    "organisations": Resource(_("Organisations"), _organisations, ("pk", "version"), ORGANISATION_FIELDS),
    "areas": Resource(_("Areas"), _areas, ("pk",), AREA_FIELDS, key="pk"),
    "themes": Resource(_("Themes"), _themes, ("pk", "version"), THEME_FIELDS, key="pk"),
}
