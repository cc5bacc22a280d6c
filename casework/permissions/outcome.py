"""Who may do what with outcomes and their frozen versions."""

from typing import Any

from django.db.models import Exists, OuterRef, Q

from communities.permissions import in_community, is_coordinator
from leerkring.core.permissions import NOBODY, rule

from ..models import Outcome, OutcomeAuthor, OutcomeFigure, OutcomeVersion, VersionFile


def is_author(user: Any, *, path: str = "pk") -> Q:
    """Return the condition that ``user`` stands among the authors of the outcome at ``path``."""
    if not user.is_authenticated:
        return NOBODY
    return Q(**{f"{path}__in": OutcomeAuthor.objects.filter(user=user.pk).values("outcome")})


@rule("casework.view_outcome")
def view_outcome(user: Any) -> Q:
    """Everybody finds what was published, also when it is withdrawn; members of the circle also read its drafts."""
    return ~Q(status=Outcome.Status.DRAFT) | in_community(user)


@rule("casework.read_outcome")
def read_outcome(user: Any) -> Q:
    """The text itself: everybody where access is open, else the members of the circle; of what is withdrawn nobody."""
    return Q(status=Outcome.Status.PUBLISHED) & (Q(access=Outcome.Access.OPEN) | in_community(user))


@rule("casework.change_outcome")
def change_outcome(user: Any) -> Q:
    """Authors who are in the circle, and its coordinators."""
    not_withdrawn = ~Q(status=Outcome.Status.WITHDRAWN)
    return not_withdrawn & ((is_author(user) & in_community(user)) | is_coordinator(user))


@rule("casework.manage_publication")
def manage_publication(user: Any) -> Q:
    """Who may change what is published also says who reads it, and withdraws it."""
    return Q(status=Outcome.Status.PUBLISHED) & change_outcome(user)


@rule("casework.tell_uptake")
def tell_uptake(user: Any) -> Q:
    """Whoever finds an outcome can say that they use it; of what is withdrawn nobody."""
    return Q(status=Outcome.Status.PUBLISHED)


@rule("casework.delete_outcome")
def delete_outcome(user: Any) -> Q:
    """A draft may go; what is published, and perhaps cited, stays."""
    return Q(status=Outcome.Status.DRAFT) & change_outcome(user)


@rule("casework.view_version")
def view_version(user: Any) -> Q:
    """That something was published is public for good; its text is asked of its outcome (``read_outcome``).

    A concept, text and all, is for the members of the circle.
    """
    return Q(is_concept=False) | in_community(user, path="outcome__community")


@rule("casework.read_version")
def read_version(user: Any) -> Q:
    """The text of a version: that of its outcome; a concept is for the circle, unless all was withdrawn."""
    read = Outcome.objects.filter(read_outcome(user), pk=OuterRef("outcome"))
    stands = ~Q(outcome__status=Outcome.Status.WITHDRAWN)
    concept = Q(is_concept=True) & stands & in_community(user, path="outcome__community")
    return concept | Q(Exists(read), is_concept=False)


@rule("casework.reuse_reference")
def reuse_reference(user: Any) -> Q:
    """Who may change a text takes works from its list over to another one."""
    return Q(outcome__in=Outcome.objects.filter(change_outcome(user)).values("pk"))


def shown_figure(user: Any) -> Q:
    """Return the condition on a file that it is a picture in a text that ``user`` reads or writes."""
    texts, reach = Outcome.objects.all(), OutcomeFigure.Reach
    read = Q(reach=reach.READERS, outcome__in=texts.filter(read_outcome(user)).values("pk"))
    changed = Q(outcome__in=texts.filter(change_outcome(user)).values("pk"))
    inside = texts.exclude(status=Outcome.Status.WITHDRAWN).filter(in_community(user)).values("pk")
    seen = Q(outcome__in=inside) & (~Q(reach=reach.WRITERS) | Q(outcome__status=Outcome.Status.DRAFT))
    return Q(pk__in=OutcomeFigure.objects.filter(read | changed | seen).values("file"))


def published_pdf(user: Any) -> Q:
    """Return the condition on a file that it is the PDF of a frozen version whose text ``user`` reads."""
    return Q(pk__in=OutcomeVersion.frozen.filter(read_version(user), pdf__isnull=False).values("pdf"))


def published_file(user: Any) -> Q:
    """Return the condition on a file that it is another form of a version whose text ``user`` reads."""
    read = OutcomeVersion.frozen.filter(read_version(user)).values("pk")
    return Q(pk__in=VersionFile.objects.filter(file__isnull=False, version__in=read).values("file"))
