"""Feedback rounds as tests make them."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from casework.actions import feedback as actions
from casework.models import FeedbackRound, Remark
from casework.round_links import round_token
from leerkring.core.paragraphs import paragraphs


def url(name, row, **more):
    return reverse(f"casework:{name}", kwargs={"pk": row.pk, **more})


def start(version, by, *, opens=-1, closes=14, **facts):
    now = timezone.now()
    facts = {"audience": "researchers", "question": "Klopt het?", "event": None} | facts
    times = {"opens_at": now + timedelta(days=opens), "closes_at": now + timedelta(days=closes)}
    return actions.start_round(version, by=by, **times, **facts)


def ask(round_, by, email="fenna@example.org"):
    return actions.invite_outsider(round_, by=by, name="Fenna de Boer", email=email, language="nl")


def anchor_of(version, text="Tekst."):
    return next(row.anchor for row in paragraphs(version.body) if row.text == text)


def answer(remark, by, verdict="adopted", reason="Goed punt."):
    edit = Remark.objects.get(pk=remark.pk).edit
    return actions.answer_remark(remark, by=by, verdict=verdict, reason=reason, edit=edit)


def end(round_, *, days=0):
    """Let the round have ended ``days`` ago."""
    now = timezone.now()
    times = {"opens_at": now - timedelta(days=days + 9), "closes_at": now - timedelta(days=days, seconds=1)}
    FeedbackRound.objects.filter(pk=round_.pk).update(**times)
    round_.refresh_from_db()


def link(invitee):
    return reverse("casework:round_visit", kwargs={"token": round_token(invitee)})
