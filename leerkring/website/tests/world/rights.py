"""What somebody asked with the rights they have over their data."""

from datetime import timedelta

from django.utils import timezone

from leerkring.accounts.apps import EXPORT
from leerkring.accounts.models import DataExport, ErasureRequest
from leerkring.accounts.privacy.regret import make_token
from leerkring.files.actions import store_bytes
from leerkring.files.purposes import ZIP
from leerkring.notifications.address_check import make_check
from leerkring.notifications.tokens import Subscription
from leerkring.notifications.tokens import make_token as unsubscribe_token


def asked(author, member):
    """Let the author have a copy of their data, and want to be erased; the member has links about their mail."""
    now = timezone.now()
    file = store_bytes(b"PK", name="k.zip", content_type=ZIP, by=author, purpose=EXPORT)
    copy = {"asked_at": now, "ready_at": now, "ends_at": now + DataExport.LASTS, "file": file}
    DataExport.objects.create(user=author, **copy)
    request = ErasureRequest.objects.create(user=author, asked_at=now, due_at=now + timedelta(days=7))
    return {
        "use": "digest",
        "check_token": make_check(member),
        "unsubscribe_token": unsubscribe_token(Subscription(member.pk, "notifications.digest")),
        "regret_token": make_token(request),
    }
