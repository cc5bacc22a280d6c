"""One mail that gathers what of somebody is erased soon, in time to keep a copy.

Accounts and cases warn by themselves, and wait for it: `accounts/privacy/dormancy.py`,
`casework/actions/retention.py`.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.apps import apps
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from leerkring.accounts.models import User
from leerkring.accounts.privacy.registry import all_periods
from leerkring.core.links import absolute_url

from .actions import Intent, notify_all
from .kinds import Kind, Mail, Needed, Skip, register_kind
from .models import Message

KIND = "accounts.expires"
# With one mail a month at most, each row was named at least thirty days before it goes.
BEFORE = timedelta(days=60)
Counts = dict[int, list[tuple[str, int]]]


def register() -> None:
    """Tell what is sent."""
    register_kind(Kind(KIND, _("Something of mine is erased soon"), _prepare, needed=Needed.SAFETY))


def warn_owners(now: datetime, *, dry: bool) -> int:
    """Tell each person once a month what of theirs goes within two months; return how many are told now."""
    key = f"expires:{timezone.localtime(now):%Y-%m}"
    found = _lost(now + BEFORE)
    told = Message.objects.filter(kind=KIND, key=key, recipient__in=found).values_list("recipient", flat=True)
    people = User.objects.filter(pk__in=found.keys() - set(told), is_active=True)
    if dry:
        return people.count()
    notify_all(KIND, [Intent(person, key, {"lost": found[person.pk]}) for person in people])
    return len(people)


def _lost(at: datetime) -> Counts:
    """Return per person what of theirs is due then, and how much; a query per kind."""
    counts: Counts = defaultdict(list)
    for model, period in all_periods():
        if period.lost:
            owner = period.lost.owner
            rows = period.lost.due(at).order_by().filter(**{f"{owner}__isnull": False})
            for person, count in rows.values_list(owner).annotate(Count("pk")):
                counts[person].append((model, count))
    return dict(counts)


def _prepare(messages: Sequence[Message]) -> dict[int, Mail | Skip]:
    """Say how much of what; it is read again whether it is still there."""
    left = _lost(timezone.now() + BEFORE)
    url = absolute_url(f"{reverse('accounts:data')}#copy")
    return {
        message.pk: Mail("accounts_expires", {"url": url, "lost": _named(left[message.recipient_id])})
        if message.recipient_id in left
        else Skip(gettext_noop("it is gone"))
        for message in messages
    }


def _named(lost: list[tuple[str, int]]) -> list[tuple[str, int]]:
    return [(str(apps.get_model(model)._meta.verbose_name_plural), count) for model, count in lost]
