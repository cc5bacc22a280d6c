"""What outcomes tell of on the timeline of a circle."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communities.timeline import Source, happened, register_source, sentence

from .models import Outcome


def _published(user: Any, community: int) -> QuerySet[Any]:
    rows = Outcome.objects.permitted(user, "casework.view_outcome").filter(community=community)
    return happened(rows.filter(status=Outcome.Status.PUBLISHED), at="published_at", what="title", ref="slug")


def register() -> None:
    """Tell the timeline of what happens here."""
    register_source(
        Source(
            "outcomes",
            "opbrengsten",
            _published,
            sentence(_("Outcome published: %(title)s")),
            lambda _slug, ref: reverse("casework:outcome_detail", args=[ref]),
        )
    )
