"""What happens to an outcome: written, published, published again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.models import Community, Membership
from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from leerkring.core.markdown import pictures_without_words
from leerkring.core.text import free_slug

from ..citations import Person
from ..editors import needs_review
from ..models import Outcome, OutcomeAuthor, OutcomeRevision, OutcomeVersion
from .check import ask_check
from .doi import renew_doi
from .figure import delete_figures
from .library import index_outcomes
from .publication import Terms
from .sheet import Conflict
from .sign_off import check_signed
from .version import freeze_text, next_number, wake_pdf
from .version_file import drop_all, expect_files
from .writer import close_page, keep_replaced

# Addresses that begin with these words lead elsewhere.
TAKEN = {"leerkring", "te-beoordelen", "gebruik"}
SAME_PRESS = timedelta(minutes=1)


@dataclass(frozen=True)
class Author:
    """An author as the form gives it: a person of the circle, or only a name with where they work."""

    person: Person
    user: User | None = None
    role: str = OutcomeAuthor.Role.AUTHOR

    @classmethod
    def of(cls, user: User, *, role: str = OutcomeAuthor.Role.AUTHOR, orcid: str = "") -> "Author":
        """Return somebody with an account as an author; a first name alone is the whole name."""
        person = Person(user.family_name or user.given_name, user.given_name if user.family_name else "")
        return cls(replace(person, particle=user.tussenvoegsel, orcid=orcid), user, role)


def create_outcome(community: Community, values: Mapping[str, Any], authors: Sequence[Author], *, by: User) -> Outcome:
    """Start a draft; its address is made of the title. Whoever starts it is its author when nobody else is named.

    The same words from the same person within a minute are a button that was pressed twice: that is one draft.
    """
    with transaction.atomic():
        Community.objects.select_for_update().get(pk=community.pk)
        mine = {"community": community, "created_by": by, "status": Outcome.Status.DRAFT}
        since = timezone.now() - SAME_PRESS
        pressed = Outcome.objects.filter(created_at__gte=since, **mine, **values).first()
        if pressed:
            return pressed
        outcome = Outcome.objects.create(
            community=community, created_by=by, slug=_free_slug(str(values["title"])), **values
        )
        _set_authors(outcome, authors or [Author.of(by)])
        ask_check(outcome)
        return outcome


def save_outcome(
    outcome: Outcome,
    values: Mapping[str, Any],
    authors: Sequence[Author],
    *,
    by: User,
    version: int,
    pages: Sequence[UUID] = (),
) -> Outcome:
    """Save a draft, or the next version of what is published; raises ``Conflict`` when somebody else was first.

    ``pages`` is the open page that saves, and the one it went on from: what they kept by themselves is now saved.
    """
    with transaction.atomic():
        row = locked_outcome(outcome, version)
        keep_replaced(row)
        texts = {name: values[name] for name in Outcome.TEXTS}
        for name in ("kind", "language"):
            setattr(row, name, values[name])
        if row.is_published:
            OutcomeRevision.objects.update_or_create(outcome=row, defaults=texts)
        else:
            for name, text in texts.items():
                setattr(row, name, text)
        row.version += 1
        row.save()
        # A paper has an author: emptying all rows leaves them as they were.
        if authors:
            _set_authors(row, authors)
        ask_check(row)
        close_page(row, pages, by=by)
        return row


def publish_outcome(
    outcome: Outcome,
    *,
    by: User,
    version: int,
    change_note: str = "",
    terms: Terms | None = None,
    next_step: str = "",
    unsigned_why: str = "",
    is_reviewed: bool = False,
) -> OutcomeVersion:
    """Freeze the text as the next version, on the given terms or those it had; its PDF is made afterwards by a task.

    A second time without new words is refused: a number means one text. So is passing by the editors where there are,
    and passing by an author who did not agree, unless they said nothing and ``unsigned_why`` says why that is enough.
    """
    with transaction.atomic():
        row = locked_outcome(outcome, version)
        if not is_reviewed and needs_review(row, by=by):
            raise Refused(_("The editors of the programme look at it first. Hand it in."))
        signed = check_signed(row, by=by, why=unsigned_why)
        revision = OutcomeRevision.objects.filter(outcome=row).first()
        if row.is_published and revision is None:
            raise Refused(_("Nothing has changed since the last version, so there is nothing to publish."))
        if revision:
            row.title, row.abstract, row.body = revision.title, revision.abstract, revision.body
            revision.delete()
        check_complete(row)
        row.next_step = next_step or row.next_step
        row.status = Outcome.Status.PUBLISHED
        row.stamped_at = timezone.now()
        if row.published_at is None:
            row.published_at = row.next_uptake_at = row.stamped_at
        if terms:
            terms.put_on(row)
        row.version += 1
        row.save()
        frozen = freeze_text(row, number=next_number(row), by=by, change_note=change_note, signed=signed)
        index_outcomes([row.pk])
        wake_pdf(frozen)
        expect_files(frozen)
        renew_doi(row)
        return frozen


def delete_outcome(outcome: Outcome, *, by: User) -> None:
    """Throw a draft away; what is published stays for those who cite it."""
    with transaction.atomic():
        row = Outcome.objects.select_for_update().get(pk=outcome.pk)
        if row.status != Outcome.Status.DRAFT:
            raise Refused(_("This has been published, so it stays."))
        drop_all(row)
        OutcomeVersion.frozen.filter(outcome=row).delete()
        delete_figures(row)
        row.delete()


def locked_outcome(outcome: Outcome, version: int) -> Outcome:
    """Return the row under lock; refused when it went, ``Conflict`` when its text is not the one looked at."""
    row = Outcome.objects.select_for_update().filter(pk=outcome.pk).first()
    if row is None:
        raise Refused(_("This text has been deleted in the meantime."))
    if row.is_withdrawn:
        raise Refused(_("This was withdrawn in the meantime."))
    if row.version != version:
        raise Conflict(row)
    return row


def check_complete(outcome: Outcome | OutcomeRevision) -> None:
    """Refuse a text that can't be published as it is."""
    if not (outcome.title.strip() and outcome.abstract.strip() and outcome.body.strip()):
        raise Refused(_("A title, an abstract and a text are needed before it can be published."))
    if pictures_without_words(outcome.body):
        raise Refused(_("A picture lacks what can be seen on it, for who can't see it. Add that in the text first."))


def _set_authors(outcome: Outcome, authors: Sequence[Author]) -> None:
    """Write the authors anew, in order; a person named twice counts once."""
    people = [author.user.pk for author in authors if author.user]
    memberships = Membership.objects.active().filter(community=outcome.community_id, user__in=people)
    organisations = dict(memberships.values_list("user", "organisation"))
    outcome.authors.all().delete()
    rows: list[OutcomeAuthor] = []
    seen: set[int | str] = set()
    for author in authors:
        person = author.person
        mark = author.user.pk if author.user else person.name.casefold()
        if mark in seen:
            continue
        seen.add(mark)
        rows.append(
            OutcomeAuthor(
                outcome=outcome,
                position=len(rows) + 1,
                user=author.user,
                name=person.name,
                given_name=person.given,
                tussenvoegsel=person.particle,
                family_name=person.family,
                role=author.role,
                organisation_id=organisations.get(author.user.pk) if author.user else None,
                affiliation=person.organisation,
                orcid=person.orcid,
            )
        )
    OutcomeAuthor.objects.bulk_create(rows)


def _free_slug(title: str) -> str:
    wanted = free_slug(title, frozenset(), fallback="paper")
    alike = Outcome.objects.filter(slug__startswith=wanted).values_list("slug", flat=True)
    return free_slug(title, TAKEN | set(alike), fallback="paper")
