"""Who may do what with outcomes and their frozen versions."""

from typing import Any

from django.db.models import Q

from communities.permissions import in_community, is_coordinator
from leerkring.core.permissions import EVERYBODY, NOBODY, rule

from ..models import Outcome, OutcomeAuthor, OutcomeVersion


def is_author(user: Any, *, path: str = "pk") -> Q:
    """Return the condition that ``user`` stands among the authors of the outcome at ``path``."""
    if not user.is_authenticated:
        return NOBODY
    return Q(**{f"{path}__in": OutcomeAuthor.objects.filter(user=user.pk).values("outcome")})


@rule("casework.view_outcome")
def view_outcome(user: Any) -> Q:
    """Everybody reads what is published; members of the circle also read its drafts."""
    return Q(status=Outcome.Status.PUBLISHED) | in_community(user)


@rule("casework.change_outcome")
def change_outcome(user: Any) -> Q:
    """Authors who are in the circle, and its coordinators."""
    return (is_author(user) & in_community(user)) | is_coordinator(user)


@rule("casework.delete_outcome")
def delete_outcome(user: Any) -> Q:
    """A draft may go; what is published, and perhaps cited, stays."""
    return Q(status=Outcome.Status.DRAFT) & change_outcome(user)


@rule("casework.view_version")
def view_version(user: Any) -> Q:
    """A frozen version is public for good."""
    return EVERYBODY


def published_pdf(user: Any) -> Q:
    """Return the condition on a file that it is the PDF of a frozen version."""
    return Q(pk__in=OutcomeVersion.objects.filter(pdf__isnull=False).values("pdf"))
