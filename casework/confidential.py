"""What is confidential: how it is found, whose it is, and what stands in it.

Of each kind an administrator can open one in an emergency, and each who reads one can report a privacy problem in it.
But for cases and reflections who breaks the glass reads plain texts on a page of their own, so that no rule about who
sees a portfolio or sits at a table has to make an exception for them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from communities.models import Community, Membership, Post, Topic
from leerkring.accounts.models import User

from .models import (
    Case,
    Line,
    Portfolio,
    PrivateText,
    RecordItem,
    Reflection,
    SealedOpening,
    Session,
    Submission,
)
from .portfolio_files import contents_of

Kind = SealedOpening.Kind
MOST = 500


@dataclass(frozen=True)
class Text:
    """A piece of what was opened."""

    title: str
    text: str


@dataclass(frozen=True)
class Confidential:
    """One kind: its rows, whose one of them is, and its texts for who broke the glass.

    Without ``texts`` who broke it reads on the page of the thing itself. ``circle`` is whose coordinators see to a
    report of a privacy problem in it; of none where it hangs on no circle.
    """

    model: type[Model]
    owners: Callable[[Any], QuerySet[User]]
    circle: Callable[[Any], Community | None]
    texts: Callable[[Any], list[Text]] | None = None


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


def _own_circle(row: Any) -> Community:
    return row.community


def _circle_of_table(session: Session) -> Community:
    return session.meeting.cycle.community


# Each kind by the name of the field with which a report points at it (``CaseIncident.ABOUT``).
CONFIDENTIAL: dict[str, Confidential] = {
    "case": Confidential(Case, _one("owner_id"), _own_circle),
    "reflection": Confidential(Reflection, _one("author_id"), _own_circle),
    Kind.SUBMISSION.value: Confidential(Submission, _one("author_id"), _own_circle, _submission_texts),
    Kind.PORTFOLIO.value: Confidential(Portfolio, _one("owner_id"), lambda row: None, _portfolio_texts),
    Kind.SESSION.value: Confidential(Session, _at_table, _circle_of_table, _session_texts),
    Kind.TOPIC.value: Confidential(Topic, _in_talk, _own_circle, _topic_texts),
}


def find_sealed(kind: str, number: int) -> Any:
    """Return the thing of that kind and number, or None."""
    return CONFIDENTIAL[kind].model._default_manager.filter(pk=number).first()


def texts_of(kind: str, thing: Any) -> list[Text]:
    """Return what stands in a thing, for who broke the glass of it."""
    texts = CONFIDENTIAL[kind].texts
    return texts(thing) if texts else []
