"""Proposing words, sharpening them, accepting and sharing them."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leerkring.accounts.models import User
from leerkring.core.errors import Overtaken, Refused

from ..models import Community, Membership, Term

MOST = 500


@transaction.atomic
def add_term(community: Community, *, by: User, **words: str) -> Term:
    """Propose a word; of a coordinator it is accepted at once. The same proposal again is the first."""
    circle = Community.objects.select_for_update().get(pk=community.pk)
    if circle.status != Community.Status.ACTIVE:
        raise Refused(_("This circle isn’t running, so its words stay as they are."))
    if not circle.has_module(Community.Module.GLOSSARY):
        raise Refused(_("The glossary is switched off in this circle. A coordinator can switch it on."))
    facts = {name: value.strip() for name, value in words.items()}
    known = circle.terms.filter(term__iexact=facts["term"]).first()
    if known and known.proposed_by_id == by.pk and all(getattr(known, name) == value for name, value in facts.items()):
        return known
    if known:
        raise Refused(_("This word is in the list already. Change what stands there, or choose another word."))
    if circle.terms.count() >= MOST:
        raise Refused(_("A glossary has at most %(count)s words.") % {"count": MOST})
    rows = circle.memberships.active().with_role(Membership.Role.COORDINATOR)
    accepted_at = timezone.now() if rows.filter(user=by).exists() else None
    return Term.objects.create(community=circle, proposed_by=by, accepted_at=accepted_at, **facts)


@transaction.atomic
def change_term(entry: Term, *, by: User, version: int, **words: str) -> Term:
    """Put a word otherwise. ``Overtaken`` when somebody saved in between."""
    row = _lock(entry)
    facts = {name: value.strip() for name, value in words.items()}
    if all(getattr(row, name) == value for name, value in facts.items()):
        return row
    if row.version != version:
        raise Overtaken(_("Somebody else changed this word while you were busy."))
    others = Term.objects.filter(community=row.community_id, term__iexact=facts["term"]).exclude(pk=row.pk)
    if others.exists():
        raise Refused(_("This word is in the list already. Change what stands there, or choose another word."))
    return _save(row, **facts)


@transaction.atomic
def accept_term(term: Term, *, by: User) -> Term:
    """Accept a word: from now on texts explain it. Twice is harmless."""
    row = _lock(term)
    return row if row.accepted_at else _save(row, accepted_at=timezone.now())


@transaction.atomic
def share_term(term: Term, *, by: User, is_shared: bool) -> Term:
    """Share a word with the other circles of the programme, or no longer. Twice is harmless."""
    row = _lock(term)
    if row.is_shared == is_shared:
        return row
    if row.accepted_at is None:
        raise Refused(_("Accept this word first."))
    return _save(row, is_shared=is_shared)


def remove_term(term: Term, *, by: User) -> None:
    """Take a word out of the list; gone already is fine."""
    Term.objects.filter(pk=term.pk).delete()


def _lock(term: Term) -> Term:
    return Term.objects.select_for_update().get(pk=term.pk)


def _save(row: Term, **facts: Any) -> Term:
    for name, value in facts.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*facts, "version"])
    return row
