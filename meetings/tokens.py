"""The links in mails: with one a member answers without signing in, with the other a guest without account enters."""

from django.core import signing
from django.urls import reverse

from leerkring.core.links import absolute_url
from leerkring.core.tokens import link_token

from .models import Guest, Registration

# Signed for this one deed. It holds no moment: whoever reads it asks the database whether the meeting is over and the
# person still a member, so that a moved meeting keeps its links and a removed member loses them at once.
SALT = "meetings.answer"


def make_token(meeting_pk: int, user_pk: int) -> str:
    """Return the token with which one person answers for one meeting."""
    return signing.Signer(salt=SALT, sep=".").sign(f"{meeting_pk}-{user_pk}")


def read_token(token: str) -> tuple[int, int] | None:
    """Return meeting and person; None when the token was altered or made for something else."""
    try:
        meeting, user = signing.Signer(salt=SALT, sep=".").unsign(token).split("-")
        return int(meeting), int(user)
    except (signing.BadSignature, ValueError):
        return None


def answer_url(meeting_pk: int, user_pk: int, answer: str) -> str:
    """Return the full address of the page where this answer is chosen, and one button sends it."""
    path = reverse("meetings:answer_by_mail", kwargs={"token": make_token(meeting_pk, user_pk)})
    return absolute_url(f"{path}?answer={answer}")


GUEST_SALT = "meetings.guest"


def guest_token(guest: Guest) -> str:
    """Return the secret of this guest's link; another nonce makes another link."""
    return link_token(GUEST_SALT, guest.pk, guest.nonce)


def guest_url(guest: Guest) -> str:
    """Return the full address of the page of this guest."""
    return absolute_url(reverse("meetings:guest_visit", kwargs={"token": guest_token(guest)}))


REGISTRATION_SALT = "meetings.registration"


def registration_token(registration: Registration) -> str:
    """Return the secret of the link of who signed up for an event; another nonce makes another link."""
    return link_token(REGISTRATION_SALT, registration.pk, registration.nonce)


def registration_url(registration: Registration) -> str:
    """Return the full address of the page of this registration."""
    return absolute_url(reverse("meetings:registration_detail", kwargs={"token": registration_token(registration)}))


VALUE_SALT = "meetings.value_moment"


def value_token(meeting_pk: int) -> str:
    """Return the code with which anybody writes what they take along; whether they may, the meeting says."""
    return signing.Signer(salt=VALUE_SALT, sep=".").sign(str(meeting_pk))


def read_value_token(token: str) -> int | None:
    """Return the meeting; None when the code was altered or made for something else."""
    try:
        return int(signing.Signer(salt=VALUE_SALT, sep=".").unsign(token))
    except (signing.BadSignature, ValueError):
        return None


def value_url(meeting_pk: int) -> str:
    """Return the full address behind the code."""
    return absolute_url(reverse("meetings:value_by_code", kwargs={"token": value_token(meeting_pk)}))


POLL_SALT = "meetings.poll"


def poll_token(poll_pk: int, user_pk: int) -> str:
    """Return the token with which one person says which dates suit them; like that of an answer it holds no moment."""
    return signing.Signer(salt=POLL_SALT, sep=".").sign(f"{poll_pk}-{user_pk}")


def read_poll_token(token: str) -> tuple[int, int] | None:
    """Return date poll and person; None when the token was altered or made for something else."""
    try:
        poll, user = signing.Signer(salt=POLL_SALT, sep=".").unsign(token).split("-")
        return int(poll), int(user)
    except (signing.BadSignature, ValueError):
        return None


def poll_url(poll_pk: int, user_pk: int) -> str:
    """Return the full address of the page on which this person answers."""
    return absolute_url(reverse("meetings:poll_by_mail", kwargs={"token": poll_token(poll_pk, user_pk)}))
