"""What waits for one person, over all apps: each with a line and one button."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import CharField, Exists, F, IntegerField, OuterRef, Q, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from casework.models import Assessment, Case, Outcome, Reflection, ReflectionShare, SignOff, Submission
from communities.models import Community, Invitation
from communities.tokens import invitation_token
from leerkring.core.prepared import prepared
from leerkring.core.templatetags.ui import day, day_time
from meetings.models import ActionItem, DatePoll, DateVote, Meeting

from .waiting_between import waiting_between

MOST = 3
# What is due later than this waits for nobody yet.
SOON = timedelta(days=7)
Item = dict[str, Any]


def waiting_for(user: Any, circles: list[Community]) -> list[Item]:
    """Return what is asked of ``user``, most pressing first; ``circles`` are theirs, drafts included."""
    return [
        *_second_factor(user),
        *_invitations(user),
        *_meetings(user),
        *_polls(user),
        *_actions(user),
        *waiting_between(user),
        *[_draft_circle(circle) for circle in circles if circle.is_draft],
        *_drafts(user),
    ]


def _second_factor(user: Any) -> list[Item]:
    due = user.second_factor_due
    if due is None:
        return []
    return [
        {
            "title": _("Add a second proof to your account"),
            "text": _("You have until %(when)s.") % {"when": day_time(due)},
            "url": reverse("accounts:second_factor"),
            "action": _("Add a second proof"),
            "icon": "shield-lock",
        }
    ]


def _invitations(user: Any) -> list[Item]:
    # Their own, by address: no rule can be simpler. Only those that can still be answered.
    rows = Invitation.objects.filter(email__iexact=user.email, status=Invitation.Status.SENT)
    rows = rows.filter(expires_at__gt=timezone.now(), community__status=Community.Status.ACTIVE)
    return [
        {
            "title": _("Are you joining %(circle)s?") % {"circle": row.community.name},
            "text": row.community.question,
            "url": reverse("communities:invitation_answer", kwargs={"token": invitation_token(row)}),
            "action": _("Answer the invitation"),
            "icon": "envelope-open",
        }
        for row in rows.select_related("community").order_by("pk")[:MOST]
    ]


def _unanswered(user: Any, now: datetime) -> Any:
    rows = Meeting.objects.awaiting_answer(user, now).select_related("cycle__community")
    return rows.order_by("starts_at")[:MOST]


def _meetings(user: Any) -> list[Item]:
    return [
        {
            "title": _("Are you coming on %(when)s?") % {"when": day_time(row.starts_at, row.ends_at)},
            "text": f"{row.cycle.community.name}: {row}",
            "url": row.get_absolute_url(),
            "action": _("Give your answer"),
            "icon": "calendar-check",
        }
        for row in prepared(_unanswered, user, timezone.now())
    ]


def _undecided(user: Any, today: date) -> Any:
    mine = DateVote.objects.filter(option__poll=OuterRef("pk"), user=user)
    rows = DatePoll.objects.permitted(user, "meetings.vote_poll").filter(~Exists(mine), closes_on__gte=today)
    return rows.select_related("meeting__cycle__community").order_by("closes_on", "pk")[:MOST]


def _polls(user: Any) -> list[Item]:
    return [
        {
            "title": _("Which date suits you for %(meeting)s?") % {"meeting": row.meeting},
            "text": _("%(circle)s. You answer until %(last)s.")
            % {"circle": row.meeting.cycle.community.name, "last": day(row.closes_on)},
            "url": row.get_absolute_url(),
            "action": _("Say which dates suit you"),
            "icon": "calendar-event",
        }
        for row in prepared(_undecided, user, timezone.localdate())
    ]


def _promised(user: Any, until: date) -> Any:
    items = ActionItem.objects.permitted(user, "meetings.change_action_item").open()
    return items.filter(owner=user.pk, due_on__lte=until).select_related("community")[:MOST]


def _actions(user: Any) -> list[Item]:
    """What they promised and is late, or due soon."""
    today = timezone.localdate()
    return [
        {
            "title": row.what,
            "text": _action_line(row, today) % {"circle": row.community.name, "day": day(row.due_on)},
            "url": reverse("meetings:action_item_close", kwargs={"pk": row.pk}),
            "action": _("Close this action item"),
            "icon": "list-check",
        }
        for row in prepared(_promised, user, today + SOON)
    ]


def _action_line(item: ActionItem, today: date) -> str:
    if item.is_late(today):
        return _("You would do this by %(day)s, for %(circle)s. Is it done?")
    return _("You do this by %(day)s at the latest, for %(circle)s.")


def _draft_circle(circle: Community) -> Item:
    return {
        "title": _("Go on setting up %(circle)s") % {"circle": circle.name},
        "text": _("Nobody sees this circle until you start it."),
        "url": reverse("setup_check", kwargs={"slug": circle.slug}),
        "action": _("Go on"),
        "icon": "list-check",
    }


# What a row of ``_unfinished`` is.
PAPER, DRAFT, TO_READ, ON_DESK, TO_REVIEW, TO_SIGN = range(6)


def _unfinished(user: Any) -> Any:
    """Return what lies on the desk, the cases to read first, and what somebody is writing, in one query.

    Of each: what it is, key, slug, title, circle; of what others wrote no word, but their name. The limits stand in
    subqueries, as SQLite knows none in the parts of a union.
    """
    columns = ("what", "pk", "slug", "words", "place")
    to_read: Any = Case.objects.permitted(user, "casework.meet_case").filter(status=Case.Status.SUBMITTED)
    cases: Any = Case.objects.permitted(user, "casework.change_case")
    papers: Any = Outcome.objects.permitted(user, "casework.change_outcome").filter(authors__user=user)
    papers = papers.filter(status=Outcome.Status.DRAFT)
    handed_in: Any = Outcome.objects.permitted(user, "casework.review_outcome")
    to_sign: Any = Outcome.objects.permitted(user, "casework.sign_outcome")
    to_sign = to_sign.filter(pk__in=SignOff.objects.filter(user=user.pk, agrees=None).values("outcome"))
    parts = [
        *_on_desk(user),
        _part(Outcome, handed_in, TO_REVIEW, words=F("title")),
        _part(Outcome, to_sign, TO_SIGN, words=F("title")),
        _part(Case, to_read, TO_READ, slug=Value("", CharField()), words=F("owner__given_name")),
        _part(Case, cases, DRAFT, slug=Value("", CharField()), words=F("title")),
        _part(Outcome, papers, PAPER, words=F("title")),
    ]
    first, *others = [part.values_list(*columns) for part in parts]
    return first.union(*others, all=True).order_by("-what", "-pk")


def _on_desk(user: Any) -> list[Any]:
    """Return what was shared with them and not seen as it is now, and what they are asked to assess."""
    readable = Reflection.objects.permitted(user, "casework.respond_reflection")
    shared = ReflectionShare.objects.filter(person=user.pk, reflection__in=readable.values("pk"))
    unseen = shared.filter(Q(seen_version=None) | Q(seen_version__lt=F("reflection__version")))
    handed_in = Submission.objects.permitted(user, "casework.assess_submission")
    to_assess = Assessment.objects.filter(assessor=user.pk, assessed_at=None, submission__in=handed_in.values("pk"))
    return [
        _part(model, rows, ON_DESK, of=f"{of}__", slug=Value("", CharField()), words=F(f"{of}__author__given_name"))
        for model, rows, of in [(ReflectionShare, unseen, "reflection"), (Assessment, to_assess, "submission")]
    ]


def _part(model: Any, rows: Any, what: int, *, of: str = "", **words: Any) -> Any:
    newest = rows.order_by("-pk")[:MOST]
    words |= {"what": Value(what, IntegerField()), "place": F(f"{of}community__name")}
    return model.objects.order_by().filter(pk__in=newest.values("pk")).annotate(**words)


def _drafts(user: Any) -> list[Item]:
    rows = prepared(_unfinished, user)
    people = dict.fromkeys(row[3] for row in rows if row[0] == ON_DESK)
    return _desk(list(people)) + [_unfinished_item(*row) for row in rows if row[0] != ON_DESK]


def _desk(people: list[str]) -> list[Item]:
    """One line, however much lies there."""
    if not people:
        return []
    return [
        {
            "title": _("Something of %(people)s lies on your desk") % {"people": get_text_list(people, _("and"))},
            "text": _("Read what was shared with you, and assess what was handed in."),
            "url": reverse("casework:desk"),
            "action": _("To my desk"),
            "icon": "journal-text",
        }
    ]


def _to_review(slug: str, title: str, circle: str) -> Item:
    return {
        "title": _("“%(title)s” waits for you as editor") % {"title": title},
        "text": _("%(circle)s wants to publish it. Read it, and publish it or send it back.") % {"circle": circle},
        "url": reverse("casework:outcome_review", kwargs={"slug": slug}),
        "action": _("Read the text"),
        "icon": "journal-text",
    }


def _to_sign(slug: str, title: str, circle: str) -> Item:
    return {
        "title": _("May “%(title)s” go out with your name on it?") % {"title": title},
        "text": _("%(circle)s wants to publish it. Read it, and say whether you agree.") % {"circle": circle},
        "url": reverse("casework:outcome_sign", kwargs={"slug": slug}),
        "action": _("Read and answer"),
        "icon": "journal-text",
    }


def _unfinished_item(what: int, pk: int, slug: str, words: str, circle: str) -> Item:
    if what == TO_REVIEW:
        return _to_review(slug, words, circle)
    if what == TO_SIGN:
        return _to_sign(slug, words, circle)
    if what == TO_READ:
        return _case_to_read(pk, words, circle)
    return _case(pk, words, circle) if what == DRAFT else _outcome(slug, words, circle)


def _case_to_read(pk: int, owner: str, circle: str) -> Item:
    return {
        "title": _("Will you read the case of %(name)s first?") % {"name": owner},
        "text": _("%(circle)s. Nobody else reads it before you have.") % {"circle": circle},
        "url": Case(pk=pk).get_absolute_url(),
        "action": _("Read the case"),
        "icon": "lock",
    }


def _case(pk: int, title: str, circle: str) -> Item:
    return {
        "title": _("Finish your case for %(circle)s") % {"circle": circle},
        "text": _("%(title)s. Only you can read it now.") % {"title": title or _("Untitled")},
        "url": Case(pk=pk).get_absolute_url(),
        "action": _("Go on writing"),
        "icon": "lock",
    }


def _outcome(slug: str, title: str, circle: str) -> Item:
    return {
        "title": _("A draft you are writing: %(title)s") % {"title": title},
        "text": circle,
        "url": Outcome(slug=slug).get_absolute_url(),
        "action": _("Go on writing"),
        "icon": "pencil",
    }
