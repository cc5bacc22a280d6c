"""The link in a mail with which somebody thinks better of being erased: for one request, and no longer than that."""

from django.core import signing

from ..models import ErasureRequest, User

SALT = "leerkring.accounts.regret"


def make_token(request: ErasureRequest) -> str:
    """Return the token of one request; a later request of the same person has another one."""
    return signing.dumps([request.user_id, request.asked_at.isoformat()], salt=SALT)


def read_token(token: str) -> User | None:
    """Return who stays; None when it was altered, or when nothing waits any more."""
    try:
        person, asked_at = signing.loads(token, salt=SALT, max_age=ErasureRequest.LATEST)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    request = ErasureRequest.objects.filter(user=person).select_related("user").first()
    return request.user if request and request.asked_at.isoformat() == asked_at else None
