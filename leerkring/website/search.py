"""Looking for circles, papers, programmes and organisations among what one person may see."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.models import Outcome
from communities.models import Community, FormerName, Organisation, Programme
from communities.organisation_name import plain_name

MOST = 20


class SearchForm(forms.Form):
    """What somebody looks for."""

    q = forms.CharField(
        label=gettext_lazy("What are you looking for?"),
        min_length=2,
        max_length=100,
        error_messages={"min_length": gettext_lazy("Type at least two letters.")},
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


@dataclass(frozen=True)
class Hits:
    """What was found, prepared for cards."""

    circles: list[dict[str, str]]
    outcomes: list[dict[str, str]]
    programmes: list[dict[str, str]]
    organisations: list[dict[str, str]]

    @property
    def count(self) -> int:
        """How many there are together."""
        return sum(len(hits) for _title, hits in self.kinds)

    @property
    def kinds(self) -> list[tuple[str, list[dict[str, str]]]]:
        """What was found, by its kind; a kind without any is left out."""
        kinds = [
            (_("Circles"), self.circles),
            (_("Outcomes"), self.outcomes),
            (_("Programmes"), self.programmes),
            (_("Organisations"), self.organisations),
        ]
        return [(title, hits) for title, hits in kinds if hits]


def find(user: Any, words: str) -> Hits:
    """Return what holds ``words``, at most twenty of each kind; of outcomes the published ones.

    Rows are permitted before they are matched, so that nothing hidden shows in order or number (rule 16).
    """
    return Hits(_circles(user, words), _outcomes(words), _programmes(user, words), _organisations(user, words))


def _circles(user: Any, words: str) -> list[dict[str, str]]:
    # What was put away is found by its address alone, also by who may read it.
    rows = Community.objects.permitted(user, "communities.view_community").exclude(status=Community.Status.ARCHIVED)
    former = FormerName.objects.filter(community=OuterRef("pk"), name__icontains=words)
    former = former.exclude(name=OuterRef("name"))
    rows = rows.annotate(found_by=Subquery(former.values("name")[:1])).filter(
        Q(name__icontains=words)
        | Q(question__icontains=words)
        | Q(common_interest__icontains=words)
        | Q(found_by__isnull=False)
    )
    return [
        {"kicker": row.name, "title": row.headline, "url": row.get_absolute_url(), "meta": _circle_meta(row)}
        for row in rows.select_related("programme").order_by("name", "pk")[:MOST]
    ]


def _circle_meta(row: Any) -> str:
    """Where the circle belongs, and the old name by which it was found."""
    belongs = _("draft") if row.is_draft else row.programme.name
    return f"{belongs} · {_('formerly %(name)s') % {'name': row.found_by}}" if row.found_by else belongs


def _outcomes(words: str) -> list[dict[str, str]]:
    rows = Outcome.objects.published().filter(Q(title__icontains=words) | Q(abstract__icontains=words))
    return [
        {
            "kicker": row.get_kind_display().capitalize(),
            "title": row.title,
            "url": row.get_absolute_url(),
            "meta": row.community.name,
        }
        for row in rows.select_related("community").order_by("-published_at", "pk")[:MOST]
    ]


def _programmes(user: Any, words: str) -> list[dict[str, str]]:
    rows = Programme.objects.permitted(user, "communities.view_programme")
    rows = rows.filter(Q(name__icontains=words) | Q(description__icontains=words) | Q(themes__name__icontains=words))
    return [
        {"title": row.name, "url": row.get_absolute_url(), "meta": row.description}
        for row in rows.distinct().order_by("name", "pk")[:MOST]
    ]


def _organisations(user: Any, words: str) -> list[dict[str, str]]:
    rows = Organisation.objects.permitted(user, "communities.view_organisation").exclude(slug=None)
    plain = plain_name(words) or words
    rows = rows.filter(Q(plain_name__contains=plain) | Q(name__icontains=words) | Q(expertise__icontains=words))
    return [
        {"title": row.name, "url": row.get_absolute_url(), "meta": row.get_kind_display().capitalize()}
        for row in rows.order_by("name", "pk")[:MOST]
    ]
