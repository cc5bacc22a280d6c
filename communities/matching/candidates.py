"""Who comes into view: some hundreds, chosen by index. Whoever may not be seen is left out in the same statements."""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.fields import BooleanField

from leerkring.search.index import likeliest

from ..actions.matching import ORGANISATION, PROFILE
from ..models import Area, Commitment, Organisation, Profile
from ..permissions.community import PUBLIC
from ..permissions.profile import sharing_a_circle
from .ask import Ask

# So many come into view by their words, by theme, and where those are few by a word that is spelled almost so.
BY_WORDS, BY_SPELLING, BY_THEME = 150, 40, 60
FEW = 10
# A shorter word looks like too many others.
SPELLED = 7
LONGEST_WORDS = 3


@dataclass(frozen=True)
class Wanted:
    """What somebody narrows the suggestions down to; an empty text is no wish."""

    sector: str = ""
    # "municipality" or "province": of the question.
    near: str = ""
    theme: int | None = None

    @property
    def is_narrow(self) -> bool:
        """Whether anything narrows them down."""
        return bool(self.sector or self.near or self.theme)


def organisations(ask: Ask, user: Any, wanted: Wanted) -> list[Organisation]:
    """Return organisations from other domains that come into view; three queries."""
    rows: Any = Organisation.objects.permitted(user, "communities.view_organisation").filter(slug__isnull=False)
    committed = Commitment.objects.filter(community=ask.community.pk).values("organisation")
    rows = rows.exclude(pk__in=committed).exclude(pk=ask.home.pk if ask.home else 0)
    rows = _near(_elsewhere(rows, ask, wanted), ask, wanted)
    themed = Commitment.objects.filter(community__status__in=PUBLIC)
    by_theme = rows.filter(pk__in=_on_theme(themed, ask, "community__theme").values("organisation"))
    if wanted.theme:
        rows = rows.filter(pk__in=themed.filter(community__theme=wanted.theme).values("organisation"))
        by_theme = by_theme.filter(pk__in=rows.values("pk"))
    spelled = None if wanted.is_narrow else _spelled_alike(ask, "expertise")
    ids = _ids(ORGANISATION, ask, rows, by_theme, spelled)
    return list(Organisation.objects.filter(pk__in=ids).select_related("area__parent__parent"))


def people(ask: Ask, user: Any, wanted: Wanted) -> list[Any]:
    """Return people from other domains that come into view; three queries. Who is in the circle need not be told of.

    Each has ``on_theme`` (works on the theme of the question) and ``is_known`` (shares a circle with the reader).
    """
    rows: Any = Profile.objects.permitted(user, "communities.suggest_profile")
    inside = ask.community.memberships.reading().values("user")
    rows = _near(_elsewhere(rows.exclude(user__in=inside), ask, wanted), ask, wanted)
    shows = rows.filter(themes_for__in=Profile.OPEN)
    links = Profile.themes.through.objects
    by_theme = shows.filter(pk__in=_on_theme(links, ask, "theme").values("profile"))
    if wanted.theme:
        rows = shows.filter(pk__in=links.filter(theme=wanted.theme).values("profile"))
        by_theme = by_theme.filter(pk__in=rows.values("pk"))
    spelled = None if wanted.is_narrow else _spelled_alike(ask, "brings", Q(brings_for__in=Profile.OPEN))
    ids = _ids(PROFILE, ask, rows, by_theme, spelled)
    themed = _on_theme(links.filter(profile=OuterRef("pk")), ask, "theme")
    return list(
        Profile.objects.filter(pk__in=ids)
        .select_related("user", "organisation", "area__parent__parent")
        .annotate(on_theme=Exists(themed), is_known=Exists(sharing_a_circle(user).filter(user=OuterRef("user"))))
    )


def _elsewhere(rows: Any, ask: Ask, wanted: Wanted) -> Any:
    """Keep who works in another domain than who asks; somebody who chose a sector gets that one."""
    if wanted.sector:
        return rows.filter(sector=wanted.sector)
    if ask.home is None:
        return rows
    if rows.model is Organisation:
        return rows.exclude(sector=ask.home.sector, kind=ask.home.kind)
    other_work = Q(organisation_for__in=Profile.OPEN, organisation__isnull=False) & ~Q(
        organisation__kind=ask.home.kind
    )
    return rows.filter(~Q(sector=ask.home.sector) | other_work)


def _near(rows: Any, ask: Ask, wanted: Wanted) -> Any:
    if not wanted.near or ask.area is None:
        return rows
    top = next((area for area in _upwards(ask.area) if area.kind == wanted.near), None)
    if top is None:
        return rows
    inside = Q(pk=top.pk) | Q(parent=top.pk) | Q(parent__parent=top.pk)
    return rows.filter(area__in=Area.objects.filter(inside).values("pk"))


def _upwards(area: Area | None) -> list[Area]:
    found = []
    while area is not None:
        found.append(area)
        area = area.parent
    return found


def _on_theme(rows: Any, ask: Ask, path: str) -> Any:
    """Keep what is on the theme of the question; programmes that call a theme the same mean the same."""
    return rows.filter(**{f"{path}__name__iexact": ask.theme.name}) if ask.theme else rows.none()


def _ids(source: str, ask: Ask, rows: Any, by_theme: Any, spelled: Q | None) -> list[int]:
    """Return the ids of who comes into view by words, by theme, and by words that are spelled almost so."""
    # There are a hundred people to an organisation, and more.
    few = source == ORGANISATION
    found = likeliest(source, ask.terms, within=rows.order_by().values("pk"), most=BY_WORDS, few=few)
    others: QuerySet[Any] = by_theme.order_by("-pk").values_list("pk", flat=True)[:BY_THEME]
    # Comparing by trigrams reads every text that is left: only where the words themselves bring few.
    if spelled and len(found) < FEW:
        # By a sum, so that the database does not walk through the whole table in that order.
        newest = (F("pk") + 0).desc()
        almost = rows.filter(spelled).order_by(newest).values_list("pk", flat=True)[:BY_SPELLING]
        others = others.union(almost, all=True)
    return list(dict.fromkeys([*found, *others]))


def _spelled_alike(ask: Ask, text: str, shown: Q | None = None) -> Q | None:
    """Return the condition that a text holds a word much like one of the longest of the question, by its trigrams.

    None where the database knows no trigrams, or the question has no long words.
    """
    words = sorted((term for term in ask.terms if len(term) >= SPELLED), key=len, reverse=True)[:LONGEST_WORDS]
    if connection.vendor != "postgresql" or not words:
        return None
    found = Q()
    for word in words:
        found |= Q(RawSQL(f"%s <%% {text}", [word], BooleanField()))
    return found & shown if shown else found


def circles_of(ids: list[int]) -> list[dict[str, Any]]:
    """Return to which public circles these organisations are committed; one query."""
    rows: Any = Commitment.objects.filter(organisation__in=ids, community__status__in=PUBLIC)
    return list(
        rows.order_by("-community__started_at").values(
            "organisation",
            "community",
            name=F("community__name"),
            status=F("community__status"),
            programme=F("community__programme"),
            theme=F("community__theme__name"),
        )
    )
