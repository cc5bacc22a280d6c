"""What happens to an account."""

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from leerkring.core.errors import Refused

from .models import User


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


def _taken() -> Refused:
    return Refused(_("There already is an account with this e-mail address. Log in to go on."))
