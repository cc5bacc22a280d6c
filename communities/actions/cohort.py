"""Years of a programme."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from leerkring.accounts.models import User
from leerkring.core.errors import Refused

from ..models import Cohort, Programme


@transaction.atomic
def add_cohort(programme: Programme, *, by: User, name: str, starts_on: date, ends_on: date | None = None) -> Cohort:
    """Add a cohort; refused when there is one of this name."""
    row = Programme.objects.select_for_update().get(pk=programme.pk)
    _refuse_taken_name(row, name)
    return row.cohorts.create(name=name, starts_on=starts_on, ends_on=ends_on)


@transaction.atomic
def change_cohort(cohort: Cohort, *, by: User, name: str, starts_on: date, ends_on: date | None = None) -> Cohort:
    """Change the name or period of a cohort."""
    programme = Programme.objects.select_for_update().get(pk=cohort.programme_id)
    _refuse_taken_name(programme, name, but=cohort.pk)
    cohort.name, cohort.starts_on, cohort.ends_on = name, starts_on, ends_on
    cohort.save(update_fields=["name", "starts_on", "ends_on"])
    return cohort


def _refuse_taken_name(programme: Programme, name: str, *, but: int = 0) -> None:
    if programme.cohorts.filter(name__iexact=name).exclude(pk=but).exists():
        raise Refused({"name": _("This programme already has a cohort with this name. Choose another one.")})


def remove_cohort(cohort: Cohort, *, by: User) -> None:
    """Delete a cohort; its circles stay, without a cohort. A second time is harmless."""
    Cohort.objects.filter(pk=cohort.pk).delete()
