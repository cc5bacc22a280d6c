"""The news of a meeting, on its page."""

from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from ..models import NewsItem


def news_marks() -> dict[str, Any]:
    """Return what to ask of a meeting besides: how many things to talk about were put forward."""
    news = NewsItem.objects.filter(meeting=OuterRef("pk")).order_by().values("meeting").annotate(count=Count("pk"))
    return {"news_count": Coalesce(Subquery(news.values("count"), output_field=IntegerField()), Value(0))}
