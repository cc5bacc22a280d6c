"""What a worker does for casework."""

from celery import shared_task

from .actions import check, doi, portfolio, version_file
from .actions import version as actions
from .models import CaseCheck, OutcomeCheck, OutcomeDoi, VersionDoi


@shared_task
def make_version_pdf(pk: int) -> None:
    """Typeset a frozen version; a failure is tried again by the tick."""
    actions.make_version_pdf(pk)


@shared_task
def make_version_files(pk: int) -> None:
    """Make a frozen version in its other forms; the tick asks again for what failed."""
    version_file.make_version_files(pk)


@shared_task
def make_portfolio(pk: int) -> None:
    """Make the three forms of a portfolio; the tick asks again for what is not there yet."""
    portfolio.make_portfolio(pk)


@shared_task
def check_case(pk: int) -> None:
    """Search a case thoroughly, in the queue and process of its own; a failure is tried again by the tick."""
    check.run_check(CaseCheck, pk)


@shared_task
def check_outcome(pk: int) -> None:
    """Search a text that is to be published, as a case is."""
    check.run_check(OutcomeCheck, pk)


@shared_task
def register_doi(pk: int) -> None:
    """Tell the agency how it stands with an outcome; the tick asks again for what failed."""
    doi.register_doi(OutcomeDoi, pk)


@shared_task
def register_version_doi(pk: int) -> None:
    """Tell the agency how it stands with one version."""
    doi.register_doi(VersionDoi, pk)
