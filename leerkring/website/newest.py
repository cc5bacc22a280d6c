"""What is newest in somebody's circles: outcomes, stories, files and topics; all in one query."""

from typing import Any

from django.db.models import CharField, F, QuerySet, Value
from django.template.defaultfilters import date as date_text
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.models import Outcome
from communities.models import Membership, SharedFile, Story, Topic
from leerkring.core.prepared import prepared

MOST = 5
OUTCOME, STORY, FILE, TOPIC = "outcome", "story", "file", "topic"
KINDS: dict[str, str | Promise] = {
    OUTCOME: _("Outcome"),
    STORY: _("Story"),
    FILE: _("File"),
    TOPIC: _("Discussion"),
}
COLUMNS = ("what", "key", "circle", "place", "words", "moment")


def newest_for(user: Any) -> list[dict[str, str]]:
    """Return the newest things in the circles of ``user``, newest first, each with its kind, circle and day."""
    return [
        {
            "title": words,
            "url": _address(what, key, circle),
            "meta": f"{KINDS[what]} · {place} · {date_text(timezone.localtime(moment), 'j M Y')}",
        }
        for what, key, circle, place, words, moment in prepared(_newest, user)
    ]


def _address(what: str, key: int, circle: str) -> str:
    if what == OUTCOME:
        return reverse("casework:outcome_detail", kwargs={"slug": circle})
    names = {STORY: "story_detail", FILE: "shared_file_detail", TOPIC: "topic_detail"}
    return reverse(f"communities:{names[what]}", kwargs={"slug": circle, "pk": key})


def _newest(user: Any) -> Any:
    """Of each kind the first few, as SQLite knows no limit in the parts of a union; then the first of those."""
    mine = Membership.objects.reading().filter(user=user.pk).values("community")
    outcomes = Outcome.objects.published()
    stories = Story.objects.permitted(user, "communities.view_story").filter(status=Story.Status.PUBLISHED)
    files = SharedFile.objects.permitted(user, "communities.view_shared_file").filter(binned_at=None)
    parts = [
        _columns(outcomes, OUTCOME, mine, moment="published_at", circle=F("slug")),
        _columns(stories, STORY, mine, moment="published_at"),
        _columns(files, FILE, mine, moment="added_at", words="name"),
        _columns(Topic.objects.permitted(user, "communities.view_topic"), TOPIC, mine, moment="started_at"),
    ]
    first, *others = parts
    return first.union(*others, all=True).order_by("-moment", "what", "key")[:MOST]


def _columns(rows: QuerySet[Any], what: str, circles: Any, *, moment: str, words: str = "title", **more: Any) -> Any:
    newest = rows.filter(community__in=circles).order_by(f"-{moment}", "-pk")[:MOST]
    known = {
        "what": Value(what, CharField()),
        "key": F("pk"),
        "circle": F("community__slug"),
        "place": F("community__name"),
        "words": F(words),
        "moment": F(moment),
    }
    found = rows.model._default_manager.order_by().filter(pk__in=newest.values("pk"))
    return found.annotate(**known | more).values_list(*COLUMNS)
