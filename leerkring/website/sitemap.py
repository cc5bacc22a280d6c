"""Which pages search engines are told of: what everybody may see, in parts of at most 5,000 addresses."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from casework.models import Outcome
from communities.models import Community, Organisation, Profile, Programme, Story
from communities.stories import for_everybody
from meetings.models import Event

VISITOR = AnonymousUser()
OWN_PAGES = [
    "home",
    "start",
    "communities:community_list",
    "communities:programme_list",
    "communities:organisation_list",
    "communities:person_list",
    "communities:story_all",
    "meetings:event_list",
    "casework:outcome_list",
    "recognition_list",
    "news",
    "map",
    "about",
    "api",
    "accessibility",
    "privacy",
    "terms",
]


class PublicSitemap(Sitemap):  # type: ignore[type-arg]
    """One kind of page. Addresses are those of the portal, whatever host was asked."""

    limit = 5_000

    def get_protocol(self, protocol: str | None = None) -> str:
        """Of the address of the portal."""
        return urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: Any = None) -> str:
        """Of the address of the portal."""
        return urlsplit(settings.SITE_URL).netloc


class OwnPages(PublicSitemap):
    """The pages that are there on every portal."""

    def items(self) -> list[str]:
        """The names of their addresses."""
        return OWN_PAGES

    def location(self, item: str) -> str:
        """Where one stands."""
        return reverse(item)


class Circles(PublicSitemap):
    """Circles that run or ran."""

    def items(self) -> QuerySet[Community]:
        """By when they started."""
        rows = Community.objects.permitted(VISITOR, "communities.view_community").started()
        return rows.only("slug").order_by("-started_at", "-pk")


class Programmes(PublicSitemap):
    """Programmes that are or were public."""

    def items(self) -> QuerySet[Programme]:
        """By name."""
        return Programme.objects.permitted(VISITOR, "communities.view_programme").only("slug").order_by("name")


class Impacts(Programmes):
    """What programmes bring about."""

    def location(self, item: Programme) -> str:
        """The page about it."""
        return reverse("programme_impact", kwargs={"programme_slug": item.slug})


class Organisations(PublicSitemap):
    """The directory."""

    def items(self) -> QuerySet[Organisation]:
        """Those with an address of their own."""
        rows = Organisation.objects.permitted(VISITOR, "communities.view_organisation")
        return rows.filter(slug__isnull=False).only("slug").order_by("pk")


class People(PublicSitemap):
    """Who asked to be on the page with people."""

    def items(self) -> QuerySet[Profile]:
        """The newest first."""
        return Profile.objects.permitted(VISITOR, "communities.list_profile").only("user_id").order_by("-pk")


class Events(PublicSitemap):
    """Events for everybody."""

    def items(self) -> QuerySet[Event]:
        """The last ones first."""
        return (
            Event.objects.permitted(VISITOR, "meetings.view_public_event").only("slug").order_by("-starts_at", "-pk")
        )


class Outcomes(PublicSitemap):
    """What was published."""

    def items(self) -> QuerySet[Outcome]:
        """The newest first."""
        return Outcome.objects.published().only("slug", "published_at").order_by("-published_at", "-pk")

    def lastmod(self, item: Outcome) -> datetime | None:
        """When it was published last."""
        return item.published_at


class Stories(PublicSitemap):
    """Stories for everybody."""

    def items(self) -> QuerySet[Story]:
        """The newest first."""
        rows = for_everybody().select_related("community").only("published_at", "community__slug")
        return rows.order_by("-published_at", "-pk")

    def lastmod(self, item: Story) -> datetime | None:
        """When it was published."""
        return item.published_at


SITEMAPS: "dict[str, type[Sitemap[Any]] | Sitemap[Any]]" = {
    "portaal": OwnPages,
    "leerkringen": Circles,
    "programmas": Programmes,
    "wat-het-oplevert": Impacts,
    "organisaties": Organisations,
    "mensen": People,
    "evenementen": Events,
    "opbrengsten": Outcomes,
    "verhalen": Stories,
}
