"""Reflections after several models, goals, feedback, a submission and a portfolio."""

from datetime import datetime, timedelta
from typing import Any

from casework.actions.submission import frozen
from casework.models import GoalProgress, LearningGoal, Portfolio, Reflection, ReflectionShare, Submission
from casework.reflection_models import get_model
from communities.models import Assignment, Community
from leerkring.accounts.models import User

from .casework import meeting_of, page_of

Row = dict[str, Any]


def load_reflections(
    data: dict[str, list[Row]], communities: dict[str, Community], users: dict[str, User], now: datetime
) -> None:
    """Let people look back, share it or not, and show what they learned."""
    goals = {(row["owner"], row["title"]): _goal(row, users, now) for row in data["goals"]}
    found: dict[str, Reflection] = {}
    for row in data["reflections"]:
        found[row["title"]], is_new = _reflection(row, communities, users, found)
        if is_new:
            _date(found[row["title"]], row, now)
            _around(found[row["title"]], row, goals, users)
    for row in data["submissions"]:
        _submit(found[row["reflection"]], row, users)
    for row in data["portfolios"]:
        _compose(row, found, users)


def _goal(row: Row, users: dict[str, User], now: datetime) -> LearningGoal:
    facts = {"title": row["title"], "why": row["why"]}
    goal, is_new = LearningGoal.objects.get_or_create(
        owner=users[row["owner"]], page=page_of(row["title"]), defaults=facts
    )
    if is_new:
        LearningGoal.objects.filter(pk=goal.pk).update(created_at=now - timedelta(weeks=row["weeks_ago"]))
    return goal


def _reflection(
    row: Row, communities: dict[str, Community], users: dict[str, User], found: dict[str, Reflection]
) -> tuple[Reflection, bool]:
    community, model = communities[row["circle"]], get_model(row.get("model", "starr"))
    answers = {key: text.strip() for key, text in row["answers"].items()}
    if unknown := answers.keys() - {question.key for question in model.questions}:
        raise ValueError(f"{model.key} asks nothing called {unknown}.")
    facts = {"title": row["title"], "model_key": model.key, "answers": answers, "community": community}
    facts |= {"meeting": meeting_of(community, row.get("meeting")), "previous": found.get(row.get("after", ""))}
    facts["assignment"] = Assignment.objects.filter(
        community__programme=community.programme_id, title=row.get("assignment")
    ).first()
    return Reflection.objects.get_or_create(author=users[row["author"]], page=page_of(row["title"]), defaults=facts)


def _date(reflection: Reflection, row: Row, now: datetime) -> None:
    moment = now - timedelta(weeks=row.get("weeks_ago", 4), days=1)
    Reflection.objects.filter(pk=reflection.pk).update(created_at=moment, changed_at=moment)
    reflection.created_at = moment


def _around(
    reflection: Reflection, row: Row, goals: dict[tuple[str, str], LearningGoal], users: dict[str, User]
) -> None:
    """Share it, say how far its author is, and let people talk about it."""
    for title, level in row.get("levels", {}).items():
        GoalProgress.objects.create(reflection=reflection, goal=goals[row["author"], title], level=level)
    if row["shared"]:
        ReflectionShare.objects.create(reflection=reflection, person=users.get(row["shared"]))
    for name, text, may_be_quoted in row.get("feedback", []):
        is_by_author = name == row["author"]
        reader = users[row["shared"]] if is_by_author else users[name]
        facts = {"is_by_author": is_by_author, "text": text, "may_be_quoted": may_be_quoted}
        reflection.responses.create(reader=reader, **facts)


def _submit(reflection: Reflection, row: Row, users: dict[str, User]) -> None:
    facts = {"community": reflection.community, "title": reflection.title, "copy": [frozen(reflection)]}
    facts |= {"kind": row["kind"], "scale": row["scale"]}
    submission, is_new = Submission.objects.get_or_create(
        author=reflection.author, reflection=reflection, defaults=facts
    )
    if is_new:
        for name in row["assessors"]:
            submission.assessments.create(assessor=users[name])


def _compose(row: Row, found: dict[str, Reflection], users: dict[str, User]) -> None:
    facts = {"title": row["title"], "introduction": row["introduction"], "with_goals": True}
    portfolio, is_new = Portfolio.objects.get_or_create(
        owner=users[row["owner"]], page=page_of(row["title"]), defaults=facts
    )
    if is_new:
        for position, title in enumerate(row["reflections"], start=1):
            portfolio.items.create(position=position, source="reflection", key=str(found[title].pk))
