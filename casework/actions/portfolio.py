"""What happens to portfolios: composing one, making its three forms in a worker, and lending it out by a link."""

import logging
import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from celery import current_app
from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from leerkring.accounts.models import User
from leerkring.core.documents import DocumentError
from leerkring.core.errors import Refused
from leerkring.core.links import absolute_url
from leerkring.core.tokens import hash_token, link_token

from ..models import Portfolio, PortfolioExport, PortfolioFile, PortfolioLink
from ..portfolio_files import MAKERS, contents_of
from .sheet import Conflict

logger = logging.getLogger(__name__)
TASK = "casework.tasks.make_portfolio"
SALT = "casework.portfolio"
MOST_ATTEMPTS = 3
# What was made is fetched soon; made anew it takes seconds.
KEPT = timedelta(days=7)
LONGEST = timedelta(days=366)
Items = Sequence[tuple[str, str]]


def save_portfolio(
    portfolio: Portfolio, values: Mapping[str, Any], items: Items, *, by: User, version: int, page: UUID
) -> Portfolio:
    """Save what was chosen; the first time it is made, once per open page.

    Raises ``Conflict`` when it was saved on another page since ``version``.
    """
    with transaction.atomic():
        made = portfolio
        if portfolio.pk is None:
            made, is_new = Portfolio.objects.get_or_create(owner=by, page=page, defaults=dict(values))
            version = version if is_new else made.version
        row = _locked(made, by=by)
        if row.version != version:
            raise Conflict(row)
        for name, value in values.items():
            setattr(row, name, value)
        row.version += 1
        row.save()
        row.items.all().delete()
        places = enumerate(dict.fromkeys(items), start=1)
        row.items.bulk_create(row.items.model(portfolio=row, position=at, source=s, key=k) for at, (s, k) in places)
        return row


def delete_portfolio(portfolio: Portfolio, *, by: User) -> None:
    """Throw it away, with its files and links; what stands in it stays."""
    with transaction.atomic():
        _locked(portfolio, by=by).delete()


def _locked(portfolio: Portfolio, *, by: User) -> Portfolio:
    row = Portfolio.objects.select_for_update().filter(pk=portfolio.pk, owner=by).first()
    if row is None:
        raise Refused(_("This portfolio has been deleted in the meantime."))
    return row


# --- Making -----------------------------------------------------------------------------------------------------


def start_export(portfolio: Portfolio, *, by: User) -> PortfolioExport:
    """Ask a worker for the three forms; while one is being made, that one is returned. Older ones go."""
    waiting = PortfolioExport.objects.filter(portfolio=portfolio, status=PortfolioExport.Status.WAITING)
    with transaction.atomic():
        row = _locked(portfolio, by=by)
        if found := waiting.first():
            return found
        row.exports.all().delete()
        export = row.exports.create()
        _wake(export)
        return export


def _wake(export: PortfolioExport) -> None:
    def ask() -> None:
        current_app.send_task(TASK, args=[export.pk], retry=False)

    transaction.on_commit(ask, robust=True)


def make_portfolio(pk: int) -> None:
    """Make what is not there yet of an export, one form at a time; called twice, each is made once.

    The typesetting stands outside any transaction. Rights are looked at again: what is no longer its owner's to show
    is not in it.
    """
    waiting = PortfolioExport.objects.filter(
        pk=pk, status=PortfolioExport.Status.WAITING, attempts__lt=MOST_ATTEMPTS, portfolio__owner__is_active=True
    )
    if not waiting.update(attempts=F("attempts") + 1):
        return
    export = PortfolioExport.objects.select_related("portfolio__owner").get(pk=pk)
    with translation.override(export.portfolio.owner.language):
        contents = contents_of(export.portfolio)
        there = set(export.files.values_list("form", flat=True))
        for form, make in MAKERS.items():
            if form not in there and not _keep(export, form, make, contents):
                return
    waiting = PortfolioExport.objects.filter(pk=pk, status=PortfolioExport.Status.WAITING)
    waiting.update(status=PortfolioExport.Status.DONE)


def _keep(export: PortfolioExport, form: str, make: Any, contents: Any) -> bool:
    """Make one form and keep it; return whether that went well."""
    try:
        content = make(contents)
    except DocumentError:
        logger.exception("The portfolio %s can't be typeset.", export.portfolio_id)
        if export.attempts >= MOST_ATTEMPTS:
            PortfolioExport.objects.filter(pk=export.pk).update(status=PortfolioExport.Status.FAILED)
        return False
    try:
        with transaction.atomic():
            PortfolioFile.objects.create(export=export, form=form, content=content, size=len(content))
    except IntegrityError:
        # Thrown away meanwhile, or made by another worker.
        return PortfolioFile.objects.filter(export=export.pk, form=form).exists()
    return True


def wake_waiting_exports(now: datetime) -> int:
    """Ask again for what has waited for a minute; give up what failed too often. Return how many."""
    rows = PortfolioExport.objects.filter(
        status=PortfolioExport.Status.WAITING, created_at__lt=now - timedelta(minutes=1)
    )
    found = list(rows[:20])
    failed = [export.pk for export in found if export.attempts >= MOST_ATTEMPTS]
    if failed:
        rows.filter(pk__in=failed).update(status=PortfolioExport.Status.FAILED)
    waiting = [export for export in found if export.pk not in failed]
    for export in waiting:
        _wake(export)
    return len(waiting)


def old_exports(now: datetime) -> QuerySet[PortfolioExport]:
    """Return what was made more than a week ago."""
    return PortfolioExport.objects.filter(created_at__lt=now - KEPT)


# --- Links ------------------------------------------------------------------------------------------------------


def add_link(portfolio: Portfolio, *, by: User, ends_on: date, name: str = "") -> PortfolioLink:
    """Make a private address that works until a day, a year from now at most."""
    today = timezone.localdate()
    if not today <= ends_on <= today + LONGEST:
        raise Refused(_("Choose a day between today and a year from now."))
    with transaction.atomic():
        row = _locked(portfolio, by=by)
        if row.incidents.filter(closed_at=None).exists():
            raise Refused(
                _("A privacy problem was reported in this portfolio. Lend it out once that report is closed.")
            )
        link = PortfolioLink(portfolio=row, name=name, ends_on=ends_on, nonce=secrets.token_hex(16))
        link.token_hash = hash_token(_token(link))
        link.save()
        return link


def _token(link: PortfolioLink) -> str:
    return link_token(SALT, link.portfolio_id, link.nonce)


def link_url(link: PortfolioLink) -> str:
    """Return the full address of a link, for its owner alone."""
    return absolute_url(reverse("casework:portfolio_shared", kwargs={"token": _token(link)}))


def revoke_link(link: PortfolioLink, *, by: User) -> None:
    """Let nobody in by it any more, at once; twice is harmless."""
    rows = PortfolioLink.objects.filter(pk=link.pk, portfolio__owner=by, revoked_at=None)
    rows.update(revoked_at=timezone.now())


def find_link(token: str) -> PortfolioLink | None:
    """Return the link with this secret while it works; else None, and nobody is told why."""
    rows = PortfolioLink.objects.filter(token_hash=hash_token(token), portfolio__owner__is_active=True)
    link = rows.select_related("portfolio__owner").first()
    return link if link and link.works_on(timezone.localdate()) else None


def count_view(link: PortfolioLink) -> None:
    """Count that somebody looked: the one thing that looking changes, and no more is kept of it than the number."""
    PortfolioLink.objects.filter(pk=link.pk).update(views=F("views") + 1)
