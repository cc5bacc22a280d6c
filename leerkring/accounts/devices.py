"""Which browser is which: in words, and whether somebody logged in with it before."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from leerkring.core.retention import Report

from .models import KnownDevice, User
from .signals import new_device_seen

COOKIE = f"{settings.COOKIE_PREFIX}leerkring_device"
# A browser that was away for longer is a strange one again.
KEPT = timedelta(days=365)
# In this order: each also names those below it.
BROWSERS = {"Edg": "Edge", "OPR/": "Opera", "SamsungBrowser": "Samsung Internet", "Firefox": "Firefox"}
BROWSERS |= {"FxiOS": "Firefox", "CriOS": "Chrome", "Chrome": "Chrome", "Safari": "Safari"}
SYSTEMS = {"iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "CrOS": "ChromeOS", "Windows": "Windows"}
SYSTEMS |= {"Mac OS X": "macOS", "Linux": "Linux"}


def device_words(user_agent: str) -> str:
    """Return what a browser calls itself in words people know: *Firefox on Windows*."""
    browser = next((word for mark, word in BROWSERS.items() if mark in user_agent), "")
    system = next((word for mark, word in SYSTEMS.items() if mark in user_agent), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("An unknown browser")


@transaction.atomic
def remember_device(request: HttpRequest, response: HttpResponseBase, user: User) -> None:
    """Note with which browser somebody logged in; tell them when it is a strange one, but not about their first."""
    key = request.COOKIES.get(COOKIE, "")
    if not 40 <= len(key) <= 60:
        key = secrets.token_urlsafe(32)
    now = timezone.now()
    facts = {"last_seen_at": now}
    had_another = KnownDevice.objects.filter(user=user).exists()
    _row, is_new = KnownDevice.objects.update_or_create(
        user=user, key_hash=_hash(key, user), defaults=facts, create_defaults=facts | {"first_seen_at": now}
    )
    if is_new and had_another:
        new_device_seen.send(User, person=user, user_agent=request.headers.get("User-Agent", ""), at=now)
    response.set_cookie(
        COOKIE,
        key,
        max_age=KEPT,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget_other_devices(request: HttpRequest, user: User) -> None:
    """Make every browser but this one a strange one."""
    this = _hash(request.COOKIES.get(COOKIE, ""), user)
    KnownDevice.objects.filter(user=user).exclude(key_hash=this).delete()


def keep_devices(now: datetime, *, dry: bool) -> Report:
    """Erase browsers that were not seen for a year; ``dry`` only counts."""
    old = KnownDevice.objects.filter(last_seen_at__lt=now - KEPT)
    return Report(erased=old.count() if dry else old.delete()[0])


def _hash(key: str, user: User) -> str:
    """Return what stands for the browser of this person; the same browser has another for somebody else."""
    return salted_hmac("leerkring.accounts.device", f"{user.pk}:{key}", algorithm="sha256").hexdigest()
