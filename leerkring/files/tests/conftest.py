import pytest
from django.db.models import Q

from leerkring.core.permissions import EVERYBODY, NOBODY
from leerkring.files import purposes
from leerkring.files.purposes import DOCUMENTS, IMAGES, Purpose

EVERY_TYPE = IMAGES | DOCUMENTS


def signed_in(user):
    return EVERYBODY if user.is_authenticated else NOBODY


def own(user):
    return Q(owner=user) if user.is_authenticated else NOBODY


@pytest.fixture(autouse=True)
def _purposes(monkeypatch):
    """Four purposes of the tests' own, forgotten afterwards."""
    monkeypatch.setattr(purposes, "_purposes", dict(purposes._purposes))
    for name, may_view in {
        "test.public": lambda user: EVERYBODY,
        "test.signed_in": signed_in,
        "test.own": own,
        "test.nobody": lambda user: NOBODY,
    }.items():
        purposes.register_purpose(Purpose(name, EVERY_TYPE, 4 * 1024 * 1024, may_view))
    purposes.register_purpose(Purpose("test.photo", frozenset({purposes.JPEG, purposes.PNG}), 64 * 1024, signed_in))
