"""What is confidential beside cases and reflections: how it is found, whose it is, and what stands in it.

For an administrator who breaks the glass: they read these plain texts on a page of their own, so that no rule about
who sees a portfolio or sits at a table has to make an exception for them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from communities.models import Membership, Post, Topic
from leerkring.accounts.models import User

from .models import Line, Portfolio, PrivateText, RecordItem, SealedOpening, Session, Submission
from .portfolio_files import contents_of

Kind = SealedOpening.Kind
MOST = 500


@dataclass(frozen=True)
class Text:
    """A piece of what was opened."""

    title: str
    text: str


@dataclass(frozen=True)
class Sealed:
    """One kind: its rows, whose one of them is, and its texts."""

    rows: Callable[[], QuerySet[Any]]
    owners: Callable[[Any], QuerySet[User]]
    texts: Callable[[Any], list[Text]]


def _whole(text: str, rows: Iterable[Iterable[Iterable[str]]]) -> str:
    """Return the one text of a part, or those of its rows, each cell behind the name of its column."""
    return text or "\n".join(": ".join(cell) for row in rows for cell in row)


def _submission_texts(submission: Submission) -> list[Text]:
    found = [part for section in submission.copy for part in section.get("parts", [])]
    parts = [(part["title"], _whole(part.get("text", ""), part.get("rows", []))) for part in found]
    said = [(_("Assessment"), f"{each.process}\n\n{each.depth}".strip()) for each in submission.assessments.all()]
    return [Text(title, text) for title, text in [*parts, *said]]


def _portfolio_texts(portfolio: Portfolio) -> list[Text]:
    contents = contents_of(portfolio)
    found = [part for section in contents.sections for part in section.parts]
    parts = [Text(part.title, _whole(part.text, part.rows)) for part in found]
    return [Text(contents.title, contents.introduction), *parts]


def _session_texts(session: Session) -> list[Text]:
    lines: Any = Line.objects.filter(session=session).order_by("position", "pk").values_list("text", flat=True)
    notes: Any = PrivateText.objects.filter(session=session).values_list("text", flat=True)
    taken: Any = RecordItem.objects.filter(session=session).order_by("pk").values_list("text", flat=True)
    named = [(_("Lines"), lines), (_("Own notes"), notes), (_("Taken home"), taken)]
    return [Text(title, "\n\n".join(texts[:MOST])) for title, texts in named]


def _topic_texts(topic: Topic) -> list[Text]:
    posts = Post.objects.filter(topic=topic).select_related("author").order_by("number")[:MOST]
    return [Text(post.author.full_name if post.author else _("Somebody who left"), post.text) for post in posts]


def _one(path: str) -> Callable[[Any], QuerySet[User]]:
    return lambda row: User.objects.filter(pk=getattr(row, path))


def _at_table(session: Session) -> QuerySet[User]:
    return User.objects.filter(pk__in=session.seats.values("user"))


def _in_talk(topic: Topic) -> QuerySet[User]:
    """Who wrote there and still is in the circle, and its coordinators."""
    active = Membership.objects.active().filter(community=topic.community_id)
    coordinators = active.with_role(Membership.Role.COORDINATOR).values("user")
    authors = Post.objects.filter(topic=topic).values("author")
    return User.objects.filter(Q(pk__in=authors) & Q(pk__in=active.values("user")) | Q(pk__in=coordinators))


SEALED: dict[str, Sealed] = {
    Kind.SUBMISSION: Sealed(Submission.objects.all, _one("author_id"), _submission_texts),
    Kind.PORTFOLIO: Sealed(Portfolio.objects.all, _one("owner_id"), _portfolio_texts),
    Kind.SESSION: Sealed(Session.objects.all, _at_table, _session_texts),
    Kind.TOPIC: Sealed(Topic.objects.all, _in_talk, _topic_texts),
}


def find_sealed(kind: str, number: int) -> Any:
    """Return the thing of that kind and number, or None."""
    return SEALED[kind].rows().filter(pk=number).first()
