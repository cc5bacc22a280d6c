"""What happens to an account."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from leerkring.core.errors import Refused
from leerkring.files.actions import delete_file, store

from .apps import PHOTO
from .models import User
from .sessions import end_all_sessions
from .signals import second_factor_taken_away, time_zone_changed


def register_person(
    *,
    email: str,
    given_name: str,
    tussenvoegsel: str = "",
    family_name: str = "",
    language: str = "",
) -> User:
    """Make an account for somebody who showed that ``email`` is theirs (they opened an invitation sent to it).

    No password: they sign in with a code, and may choose a password or passkey later. Raises ``Refused`` when the
    address already belongs to an account, also when two browsers ask at the same moment.
    """
    user = User(
        email=email.strip().lower(),
        given_name=given_name.strip(),
        tussenvoegsel=tussenvoegsel.strip(),
        family_name=family_name.strip(),
        language=language or settings.LANGUAGE_CODE,
    )
    user.set_unusable_password()
    try:
        with transaction.atomic():
            refuse_taken_address(user.email)
            user.save()
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    except IntegrityError as error:
        raise _taken() from error
    return user


def refuse_taken_address(email: str) -> None:
    """Raise ``Refused`` when the address is that of an account, or a verified second address of one."""
    taken = User.objects.filter(email__iexact=email).exists()
    if taken or EmailAddress.objects.filter(email__iexact=email, verified=True).exists():
        raise _taken()


@transaction.atomic
def make_and_forget() -> None:
    """Do the work of making an account, and leave nothing of it."""
    user = User(email=f"{get_random_string(12).lower()}@leerkring.invalid", given_name="Iemand")
    user.set_unusable_password()
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, primary=True)
    transaction.set_rollback(True)


def _taken() -> Refused:
    return Refused(_("There already is an account with this e-mail address. Log in to go on."))


def change_profile(user: User, *, photo: UploadedFile | None = None, **fields: str) -> User:
    """Change what somebody says about themselves; a new photo takes the place of the old one.

    Raises ``Refused`` when the photo is no picture, or too big.
    """
    with transaction.atomic():
        locked = User.objects.select_for_update().get(pk=user.pk)
        zone = locked.time_zone
        for name, value in fields.items():
            setattr(locked, name, value)
        old = locked.photo if photo else None
        if photo:
            locked.photo = store(photo, by=locked, purpose=PHOTO)
        locked.save(update_fields=[*fields, "photo"])
        if locked.time_zone != zone:
            time_zone_changed.send(User, person=locked)
        if old:
            delete_file(old)
    return locked


def remove_photo(user: User) -> User:
    """Take the photo away; harmless when there is none."""
    with transaction.atomic():
        locked = User.objects.select_for_update().get(pk=user.pk)
        if old := locked.photo:
            locked.photo = None
            locked.save(update_fields=["photo"])
            delete_file(old)
    return locked


@transaction.atomic
def take_second_factor_away(user: User) -> bool:
    """Take the second factor of who lost theirs away, and log them out everywhere; return whether there was one.

    Their own codes by mail or password let them in then, so an operator first makes sure who asks. They are told, and
    who must have a second factor is asked to make a new one.
    """
    found = Authenticator.objects.select_for_update().filter(user=user)
    had_one = bool(found.delete()[0])
    if had_one:
        end_all_sessions(user)
        second_factor_taken_away.send(User, person=user)
    return had_one
