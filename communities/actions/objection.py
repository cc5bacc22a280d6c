"""What an objection ends at once: being found, and being shown."""

from django.db import transaction
from django.db.models import F

from leerkring.accounts.models import User

from ..models import Profile
from .matching import index_profiles

SHOWN = ("photo_for", "organisation_for", "brings_for", "seeks_for", "themes_for", "orcid_for")


def stop_matching(person: User) -> None:
    """Let nobody be told any more that this person could help them."""
    _change(person, is_findable=False)


def stop_showing(person: User) -> None:
    """Show what somebody tells about themselves to nobody; name and role in a circle stay, for who works together."""
    _change(person, is_findable=False, is_listed=False, **dict.fromkeys(SHOWN, Profile.Visibility.NOBODY))


@transaction.atomic
def _change(person: User, **fields: object) -> None:
    User.objects.select_for_update().get(pk=person.pk)
    profile, _made = Profile.objects.get_or_create(user=person)
    Profile.objects.filter(pk=profile.pk).update(version=F("version") + 1, **fields)
    index_profiles([profile.pk])
