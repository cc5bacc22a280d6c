"""Years of a programme."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from leerkring.accounts.models import User
from leerkring.core.errors import Overtaken, Refused

from ..models import Cohort, Programme


@transaction.atomic
def add_cohort(programme: Programme, *, by: User, name: str, starts_on: date, ends_on: date | None = None) -> Cohort:
    """Add a cohort; refused when there is one of this name."""
    row = Programme.objects.select_for_update().get(pk=programme.pk)
    _refuse_taken_name(row, name)
    return row.cohorts.create(name=name, starts_on=starts_on, ends_on=ends_on)


@transaction.atomic
def change_cohort(
    cohort: Cohort, *, by: User, version: int, name: str, starts_on: date, ends_on: date | None = None
) -> Cohort:
    """Change the name or period of a cohort; raises ``Overtaken`` when somebody saved after ``version`` was read."""
    programme = Programme.objects.select_for_update().get(pk=cohort.programme_id)
    row = programme.cohorts.filter(pk=cohort.pk).first()
    if row is None:
        raise Refused(_("Somebody removed this cohort while you were busy."))
    if row.version != version:
        raise Overtaken(_("Somebody else changed this cohort while you were busy."))
    _refuse_taken_name(programme, name, but=row.pk)
    row.name, row.starts_on, row.ends_on, row.version = name, starts_on, ends_on, row.version + 1
    row.save(update_fields=["name", "starts_on", "ends_on", "version"])
    return row


def _refuse_taken_name(programme: Programme, name: str, *, but: int = 0) -> None:
    if programme.cohorts.filter(name__iexact=name).exclude(pk=but).exists():
        raise Refused({"name": _("This programme already has a cohort with this name. Choose another one.")})


def remove_cohort(cohort: Cohort, *, by: User) -> None:
    """Delete a cohort; its circles stay, without a cohort. A second time is harmless."""
    Cohort.objects.filter(pk=cohort.pk).delete()
