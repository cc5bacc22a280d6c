"""Where somebody is logged in, and ending that. Which session is whose is kept by allauth's ``usersessions``."""

from collections.abc import Iterable
from importlib import import_module
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils import timezone

from .devices import forget_other_devices
from .models import User

# In the session: the day on which its ``last_seen_at`` was written. Sessions that no login page made have none.
SEEN = "accounts_seen"


def open_sessions(user: User) -> QuerySet[UserSession]:
    """Return where somebody is logged in now, the newest first."""
    open_now = Session.objects.filter(expire_date__gt=timezone.now())
    rows = UserSession.objects.filter(user=user, session_key__in=open_now.values("session_key"))
    return rows.order_by("-last_seen_at", "-pk")


def begin_seeing(request: HttpRequest) -> None:
    """Note in a new session that it was seen today."""
    request.session[SEEN] = timezone.localdate().isoformat()


def note_seen(request: HttpRequest) -> None:
    """Note once a day that a session is in use; harmless for one that is not kept count of."""
    today = timezone.localdate().isoformat()
    if request.session.get(SEEN, today) != today:
        request.session[SEEN] = today
        UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=timezone.now())


def end_session(user: User, pk: int) -> bool:
    """Log one browser of somebody out; return whether there was one."""
    return bool(_end(UserSession.objects.filter(user=user, pk=pk)))


def end_other_sessions(request: HttpRequest, user: User) -> int:
    """Log all other browsers of somebody out, and take them for strange from now on; return how many there were."""
    forget_other_devices(request, user)
    return _end(UserSession.objects.filter(user=user).exclude(session_key=request.session.session_key))


def end_all_sessions(user: User) -> int:
    """Log somebody out everywhere; return how many browsers that were."""
    return _end(UserSession.objects.filter(user=user))


@transaction.atomic
def _end(rows: QuerySet[UserSession]) -> int:
    keys = list(rows.values_list("session_key", flat=True))
    _delete(keys)
    rows.filter(session_key__in=keys).delete()
    return len(keys)


def _delete(keys: Iterable[str]) -> None:
    """Delete sessions where they are kept, in the database and in the cache."""
    store: Any = import_module(settings.SESSION_ENGINE).SessionStore
    for key in keys:
        store().delete(key)


def ended_sessions() -> QuerySet[UserSession]:
    """Return what is known of sessions that ended."""
    still_there = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=timezone.now())
    ended = UserSession.objects.annotate(there=Subquery(still_there.values("session_key")[:1]))
    return ended.filter(there__isnull=True)


def forget_ended_sessions() -> int:
    """Erase what is known of sessions that ended; return how many. Whoever logs out leaves no address behind."""
    return ended_sessions().delete()[0]
