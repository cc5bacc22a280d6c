"""What waits for one person between the meetings: of people, the agenda and assignments; all in one query."""

from collections.abc import Callable
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from communities.models import (
    Assignment,
    AssignmentApplication,
    Ballot,
    Community,
    Handover,
    Introduction,
    Issue,
    JoinRequest,
    Proposal,
    Weighing,
)
from leerkring.core.prepared import prepared

MOST = 3
Item = dict[str, Any]
# What a row is; in this order they are shown.
HANDOVER, MEET, ASK_THERE, CONFIRM, JOIN, OUTSIDE, DRAFTS, WEIGH, CHOOSE = range(9)
# Of each: what it is, the key, the address of its circle, the name it is known by, of whom it is, and how many.
COLUMNS = ("what", "pk", "slug", "place", "words", "count")


def waiting_between(user: Any) -> list[Item]:
    """Return what is asked of ``user``, each with a line and one button."""
    return [
        ITEMS[what](pk, slug, place, " ".join(words.split()), count)
        for what, pk, slug, place, words, count in (prepared(_between, user))
    ]


def _between(user: Any) -> Any:
    """Everything in one query. The limits stand in subqueries, as SQLite knows none in the parts of a union."""
    parts: list[Any] = [
        *_of_people(user),
        _of_circles(JoinRequest.objects.permitted(user, "communities.answer_join_request"), JOIN),
        _of_circles(Proposal.objects.permitted(user, "communities.answer_proposal"), OUTSIDE),
        _of_circles(_drafts(user), DRAFTS),
        _of_weighings(user),
        _of_assignments(user),
    ]
    first, *others = parts
    return first.union(*others, all=True).order_by("what", "pk")


def _columns(rows: Any, what: Any, *, circle: str = "community__", **more: Any) -> Any:
    """Give each of the first rows the columns."""
    known: dict[str, Any] = {"what": Value(what, IntegerField()) if isinstance(what, int) else what}
    known |= {"words": Value("", CharField()), "count": Value(1, IntegerField()), "place": F(f"{circle}name")}
    if circle:
        known["slug"] = F(f"{circle}slug")
    newest = rows.order_by("-pk")[:MOST]
    found = rows.model.objects.order_by().filter(pk__in=newest.values("pk"))
    return found.annotate(**known | more).values_list(*COLUMNS)


def _name(of: str) -> Any:
    parts = [f"{of}__{part}" for part in ("given_name", "tussenvoegsel", "family_name")]
    return Concat(parts[0], Value(" "), parts[1], Value(" "), parts[2])


def _of_people(user: Any) -> list[Any]:
    """Return who offers a circle, and who waits for a yes."""
    offered = Handover.objects.permitted(user, "communities.view_handover").filter(status=Handover.Status.OFFERED)
    sides = Q(asker__is_active=True) & (Q(organisation__isnull=False) | Q(person__is_active=True))
    rows = Introduction.objects.filter(sides)
    asked = rows.permitted(user, "communities.answer_introduction").filter(status=Introduction.Status.ASKED)
    kind = Case(When(organisation=None, then=MEET), default=ASK_THERE, output_field=IntegerField())
    there = Case(When(organisation=None, then=_name("asker")), default=F("organisation__name"))
    other = Case(When(organisation=None, then=_name("person")), default=F("organisation__name"))
    return [
        _columns(offered, HANDOVER, words=_name("giver")),
        _columns(asked, kind, words=there),
        _columns(rows.permitted(user, "communities.confirm_introduction"), CONFIRM, words=other),
    ]


def _drafts(user: Any) -> Any:
    """Return what others proposed and nobody put on the agenda yet."""
    rows = Issue.objects.permitted(user, "communities.move_issue").filter(status=Issue.Status.DRAFT)
    return rows.exclude(proposed_by=user.pk)


def _of_circles(rows: QuerySet[Any], what: int) -> Any:
    """Return one line per circle, however many there are."""
    circles = Community.objects.filter(pk__in=rows.order_by().values("community"))
    return _columns(circles, what, circle="", count=_number(rows, "community"))


def _number(rows: QuerySet[Any], of: str) -> Any:
    found = rows.filter(**{of: OuterRef("pk")}).order_by().values(of).annotate(number=Count("pk"))
    return Subquery(found.values("number"), output_field=IntegerField())


def _of_weighings(user: Any) -> Any:
    mine = Ballot.objects.filter(weighing=OuterRef("pk"), user=user.pk)
    return _columns(Weighing.objects.permitted(user, "communities.add_ballot").filter(~Exists(mine)), WEIGH)


def _of_assignments(user: Any) -> Any:
    """Return what they guide and somebody signed up for."""
    waiting = AssignmentApplication.objects.filter(status=AssignmentApplication.Status.WAITING)
    rows = Assignment.objects.permitted(user, "communities.change_assignment")
    rows = rows.filter(status=Assignment.Status.PUBLISHED, pk__in=waiting.values("assignment"))
    return _columns(rows, CHOOSE, words=F("title"), count=_number(waiting, "assignment"))


# --- What each says


def _handover(pk: int, slug: str, circle: str, name: str, _count: int) -> Item:
    return {
        "title": _("Will you take over %(circle)s?") % {"circle": circle},
        "text": _("%(name)s asks you to become coordinator.") % {"name": name},
        "url": reverse("communities:handover_answer", kwargs={"slug": slug, "pk": pk}),
        "action": _("Look at the offer"),
        "icon": "arrow-repeat",
    }


def _introduction(title: str, text: str) -> Callable[..., Item]:
    def item(pk: int, _slug: str, circle: str, name: str, _count: int) -> Item:
        return {
            "title": _(title) % {"name": name},
            "text": _(text) % {"circle": circle},
            "url": reverse("communities:introduction_detail", kwargs={"pk": pk}),
            "action": _("Read and answer"),
            "icon": "people",
        }

    return item


def _join(_pk: int, slug: str, circle: str, _words: str, count: int) -> Item:
    return {
        "title": ngettext(
            "%(count)s person wants to join %(circle)s", "%(count)s people want to join %(circle)s", count
        )
        % {"count": count, "circle": circle},
        "text": _("Read why, and answer."),
        "url": reverse("communities:join_request_list", kwargs={"slug": slug}),
        "action": _("Answer the requests"),
        "icon": "person-plus",
    }


def _agenda(slug: str, title: str, text: str, action: str) -> Item:
    url = reverse("communities:agenda_detail", kwargs={"slug": slug})
    return {"title": title, "text": text, "url": url, "action": action, "icon": "list-check"}


def _outside(_pk: int, slug: str, circle: str, _words: str, count: int) -> Item:
    title = ngettext(
        "%(count)s issue from outside waits for %(circle)s", "%(count)s issues from outside wait for %(circle)s", count
    ) % {"count": count, "circle": circle}
    return _agenda(slug, title, _("Residents and organisations wait for your answer."), _("Answer them"))


def _proposed(_pk: int, slug: str, circle: str, _words: str, count: int) -> Item:
    title = ngettext(
        "%(count)s issue was proposed in %(circle)s", "%(count)s issues were proposed in %(circle)s", count
    ) % {"count": count, "circle": circle}
    return _agenda(slug, title, _("Put it on the agenda, or take it off."), _("To the agenda"))


def _weigh(pk: int, slug: str, circle: str, _words: str, _count: int) -> Item:
    return {
        "title": _("Divide your dots in %(circle)s") % {"circle": circle},
        "text": _("You choose together what the circle takes up."),
        "url": reverse("communities:ballot_change", kwargs={"slug": slug, "pk": pk}),
        "action": _("Divide your dots"),
        "icon": "sliders",
    }


def _choose(pk: int, _slug: str, circle: str, title: str, count: int) -> Item:
    return {
        "title": ngettext(
            "%(count)s person signed up for %(title)s", "%(count)s people signed up for %(title)s", count
        )
        % {"count": count, "title": title},
        "text": _("%(circle)s. Choose who does it.") % {"circle": circle},
        "url": reverse("communities:assignment_detail", kwargs={"pk": pk}),
        "action": _("See who signed up"),
        "icon": "clipboard",
    }


ITEMS: dict[int, Callable[..., Item]] = {
    HANDOVER: _handover,
    MEET: _introduction(
        gettext_noop("Do you want to meet %(name)s?"),
        gettext_noop("Asked from %(circle)s. Read why, and say yes or no."),
    ),
    ASK_THERE: _introduction(
        gettext_noop("Does somebody of %(name)s want to meet?"),
        gettext_noop("Ask there, and write down the answer. Asked from %(circle)s."),
    ),
    CONFIRM: _introduction(
        gettext_noop("%(name)s wants to meet you"),
        gettext_noop("Say yes too, then you see each other’s address. %(circle)s"),
    ),
    JOIN: _join,
    OUTSIDE: _outside,
    DRAFTS: _proposed,
    WEIGH: _weigh,
    CHOOSE: _choose,
}
