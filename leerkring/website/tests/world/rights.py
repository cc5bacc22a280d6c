"""What somebody asked with the rights they have over their data."""

from datetime import timedelta

from django.utils import timezone

from leerkring.accounts.apps import EXPORT
from leerkring.accounts.models import DataExport, ErasureRequest
from leerkring.accounts.privacy.regret import make_token
from leerkring.files.actions import store_bytes
from leerkring.files.purposes import ZIP


def asked(author):
    """Let the author have a copy of their data, and want to be erased."""
    now = timezone.now()
    file = store_bytes(b"PK", name="k.zip", content_type=ZIP, by=author, purpose=EXPORT)
    copy = {"asked_at": now, "ready_at": now, "ends_at": now + DataExport.LASTS, "file": file}
    DataExport.objects.create(user=author, **copy)
    request = ErasureRequest.objects.create(user=author, asked_at=now, due_at=now + timedelta(days=7))
    return {
        "use": "digest",
        "regret_token": make_token(request),
    }
