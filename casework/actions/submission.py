"""Handing in a reflection or a whole portfolio for assessment, and assessing."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from communities.models import Community, Membership
from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from leerkring.notifications.actions import notify

from ..models import Assessment, Portfolio, Reflection, Submission, SubmissionReading, TableSeat
from ..portfolio_files import contents_of, said_of
from ..portfolio_sources import Section
from ..reflection_models import Answered
from ..subjects import told_of
from .sheet import Conflict

ASSESSING = (
    Membership.Role.AREA_LECTURER,
    Membership.Role.LECTURER,
    Membership.Role.PROFESSOR,
    Membership.Role.RESEARCHER,
)


def assessors_for(author: User, community: Community) -> list[User]:
    """Return who may be asked to assess in this circle: who teaches or does research there; sorted by name."""
    around = Membership.objects.active().filter(community=community).with_role(*ASSESSING).exclude(user=author)
    people = User.objects.filter(pk__in=around.values("user"), is_active=True)
    return sorted(people, key=lambda person: person.full_name.casefold())


def table_mates(author: User, people: Sequence[User]) -> list[User]:
    """Return who of ``people`` talked cases through at one table with the author: they know too much to assess."""
    mine = TableSeat.objects.frozen().filter(member=author, item=OuterRef("item"), table=OuterRef("table"))
    mates = set(TableSeat.objects.filter(Exists(mine), member__in=people).values_list("member", flat=True))
    return [person for person in people if person.pk in mates]


def submit(reflection: Reflection, *, by: User, kind: str, scale: str, assessors: Sequence[User]) -> Submission:
    """Freeze a copy for two assessors, and tell them. The same copy with the same two is handed in once."""
    with transaction.atomic():
        row = Reflection.objects.select_for_update().filter(pk=reflection.pk, author=by).first()
        if row is None:
            raise Refused(_("This reflection has been deleted in the meantime."))
        _check(by, row.community, assessors)
        facts = {"reflection": row, "community": row.community, "kind": kind, "scale": scale}
        return _hand_in([frozen(row)], by=by, title=str(row), assessors=assessors, **facts)


def submit_portfolio(
    portfolio: Portfolio, *, by: User, community: Community, kind: str, scale: str, assessors: Sequence[User]
) -> Submission:
    """Freeze all that stands in a portfolio now for two assessors of a circle; as ``submit``."""
    with transaction.atomic():
        row = (
            Portfolio.objects.select_for_update(of=["self"]).select_related("owner").filter(pk=portfolio.pk, owner=by)
        )
        found = row.first()
        if found is None:
            raise Refused(_("This portfolio has been deleted in the meantime."))
        if not Membership.objects.active().filter(user=by, community=community).exists():
            raise Refused(_("You do not take part in this circle any more. Choose another one."))
        _check(by, community, assessors)
        copy = frozen_portfolio(found)
        if not copy:
            raise Refused(_("There is nothing in this portfolio yet. First choose what stands in it."))
        facts = {"portfolio": found, "community": community, "kind": kind, "scale": scale}
        return _hand_in(copy, by=by, title=found.title, assessors=assessors, **facts)


def _hand_in(
    copy: list[dict[str, Any]], *, by: User, title: str, assessors: Sequence[User], **facts: Any
) -> Submission:
    if known := _same(copy, assessors, by=by, **facts):
        return known
    submission = Submission.objects.create(author=by, title=title[:160], copy=copy, **facts)
    for person in assessors:
        Assessment.objects.create(submission=submission, assessor=person)
        key = f"casework.submitted:{submission.pk}:{person.pk}"
        notify(person, "casework.submitted", key=key, context={"submission": submission.pk})
    return submission


def _check(author: User, community: Community, assessors: Sequence[User]) -> None:
    people = {person.pk for person in assessors}
    if len(people) != Submission.ASSESSORS:
        raise Refused(_("Choose two different people to assess it."))
    if not people <= {person.pk for person in assessors_for(author, community)}:
        raise Refused(_("Somebody you chose does not teach or do research in this circle any more. Choose again."))
    if mates := table_mates(author, assessors):
        raise Refused(at_one_table(mates))


def at_one_table(mates: Sequence[User]) -> str:
    """Return why these people can't assess."""
    names = ", ".join(person.full_name for person in mates)
    words = _("%(names)s sat at your table of peer consultation, and can't assess you. Choose somebody else.")
    return words % {"names": names}


def _same(copy: Any, assessors: Sequence[User], *, by: User, **facts: Any) -> Submission | None:
    source = {name: facts[name] for name in ("reflection", "portfolio") if name in facts}
    for known in Submission.objects.filter(author=by, **source).prefetch_related("assessments"):
        asked = {assessment.assessor_id for assessment in known.assessments.all()}
        if known.copy == copy and asked == {person.pk for person in assessors}:
            return known
    return None


def frozen(reflection: Reflection) -> dict[str, Any]:
    """Return a reflection as it stands, in words alone: what changes or goes afterwards, it keeps."""
    with translation.override(reflection.author.language):
        day = timezone.localtime(reflection.created_at).date()
        return {
            "title": str(reflection),
            "day": day.isoformat(),
            "model": str(reflection.scheme.name),
            "about": told_of([reflection], reflection.author)[reflection.pk],
            "parts": _words(reflection.parts),
        }


def frozen_portfolio(portfolio: Portfolio) -> list[dict[str, Any]]:
    """Return all that stands in a portfolio, in its order; empty when nothing does."""
    with translation.override(portfolio.owner.language):
        contents = contents_of(portfolio)
        texts = [_frozen_section(section) for section in contents.sections]
        if contents.introduction.strip():
            texts.insert(0, _frozen_text(_("Introduction"), contents.introduction))
        if contents.goals:
            goals = "\n".join(said_of(goal) for goal in contents.goals)
            texts.append(_frozen_text(_("Learning goals"), goals))
        return texts


def _frozen_section(section: Section) -> dict[str, Any]:
    return {
        "title": section.title,
        "day": section.day.isoformat(),
        "model": section.line,
        "about": list(section.about),
        "parts": _words(section.parts),
        "url": section.url,
        # By number: the name goes with the account, what was said stays.
        "quotes": [{"person": quote.person, "text": quote.text} for quote in section.quotes],
    }


def _frozen_text(title: str, text: str) -> dict[str, Any]:
    return {"title": title, "day": "", "model": "", "parts": _words([Answered("", text)]), "url": "", "quotes": []}


def _words(parts: Sequence[Answered]) -> list[dict[str, Any]]:
    # As it comes back from the database: lists, no tuples.
    words: list[dict[str, Any]] = json.loads(json.dumps([asdict(part) for part in parts]))
    return words


def assess(submission: Submission, values: Mapping[str, Any], *, by: User, version: int, is_final: bool) -> Assessment:
    """Keep what an assessor writes; with ``is_final`` the author is told and sees it.

    Raises ``Conflict`` when it was saved on another page since ``version``. What is given can be mended, not taken
    back.
    """
    with transaction.atomic():
        row = Assessment.objects.select_for_update().filter(submission=submission, assessor=by).first()
        if row is None:
            raise Refused(_("You were not asked to assess this."))
        if row.version != version:
            raise Conflict(row)
        for name, value in values.items():
            setattr(row, name, value)
        row.version += 1
        is_first = is_final and row.assessed_at is None
        if is_first:
            row.assessed_at = timezone.now()
        row.save()
        if is_first:
            key = f"casework.assessed:{row.pk}"
            notify(submission.author, "casework.assessed", key=key, context={"assessment": row.pk})
        return row


def log_submission_reading(submission: Submission, *, by: User) -> None:
    """Remember that an assessor read it."""
    if submission.author_id != by.pk:
        SubmissionReading.objects.create(submission=submission, reader=by)
