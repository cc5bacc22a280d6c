"""What readers of a reflection and its author say to each other."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from leerkring.core.permissions import has_permission
from leerkring.notifications.actions import notify

from ..models import Reflection, ReflectionResponse, ReflectionShare


def respond(
    reflection: Reflection, text: str, *, by: User, to: User | None = None, may_be_quoted: bool = False
) -> ReflectionResponse:
    """Say something about a reflection, or answer as its author; the other gets a mail without a word of it.

    ``to`` is with whom the author speaks; a reader always speaks with the author. A second press of the button says
    nothing twice.
    """
    with transaction.atomic():
        row = Reflection.objects.select_for_update().filter(pk=reflection.pk).first()
        is_author = row is not None and row.author_id == by.pk
        if row is None or not has_permission(by, "casework.respond_reflection", row):
            raise Refused(_("This reflection is no longer shared with you."))
        reader = to if is_author else by
        if reader is None or (is_author and not row.responses.filter(reader=reader).exists()):
            raise Refused(_("You answer somebody who said something about it first."))
        last = row.responses.filter(reader=reader).last()
        if last and (last.text, last.is_by_author) == (text, is_author):
            return last
        may_be_quoted = may_be_quoted and not is_author
        response = row.responses.create(reader=reader, is_by_author=is_author, text=text, may_be_quoted=may_be_quoted)
        if not is_author:
            see_reflection(row, by=by)
        other = reader if is_author else row.author
        notify(other, "casework.responded", key=f"casework.responded:{response.pk}", context={"response": response.pk})
        return response


def spoke_with(reflection: Reflection, reader: int) -> User | None:
    """Return the person with this number, if they said something about the reflection; else None."""
    return User.objects.filter(pk=reader, reflection_responses__reflection=reflection).first()


def see_reflection(reflection: Reflection, *, by: User) -> int:
    """Say that one has seen it, as it stands now; return whether it was shared with this person. Twice is harmless."""
    shares = ReflectionShare.objects.filter(reflection=reflection, person=by)
    return shares.update(seen_at=timezone.now(), seen_version=reflection.version)


def note_seen(reflection: Reflection, *, by: User) -> None:
    """Remember that what was said to this person has been in front of them."""
    unseen = ReflectionResponse.objects.filter(reflection=reflection, seen_at=None)
    is_author = reflection.author_id == by.pk
    unseen = unseen.filter(is_by_author=False) if is_author else unseen.filter(is_by_author=True, reader=by)
    unseen.update(seen_at=timezone.now())


def set_quotable(response: ReflectionResponse, *, by: User, may_be_quoted: bool) -> None:
    """Let the author quote these words, or no longer; the next portfolio that is made follows it."""
    ReflectionResponse.objects.filter(pk=response.pk, reader=by, is_by_author=False).update(
        may_be_quoted=may_be_quoted
    )
