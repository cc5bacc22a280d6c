"""Where I am logged in: a list with a button to log out each browser, or all others."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from ..devices import device_words
from ..http import SignedInRequest
from ..sessions import end_other_sessions, end_session, open_sessions

MOST = 50


@require_safe
@login_required
def session_list(request: SignedInRequest) -> HttpResponse:
    """Show where somebody is logged in."""
    current = request.session.session_key
    rows = [
        {
            "pk": row.pk,
            "device": device_words(row.user_agent),
            "since": row.created_at,
            "seen": row.last_seen_at,
            "is_current": row.session_key == current,
        }
        for row in open_sessions(request.user)[:MOST]
    ]
    rows.sort(key=lambda row: not row["is_current"])
    has_others = any(not row["is_current"] for row in rows)
    return render(request, "accounts/session_list.html", {"rows": rows, "has_others": has_others})


@require_POST
@login_required
def session_end(request: SignedInRequest, pk: int) -> HttpResponse:
    """Log one browser out; the same twice is harmless."""
    if end_session(request.user, pk):
        messages.success(request, _("That device is logged out."))
    else:
        messages.info(request, _("That device was logged out already."))
    return redirect("accounts:session_list")


@require_POST
@login_required
def session_end_others(request: SignedInRequest) -> HttpResponse:
    """Log every browser out but this one."""
    count = end_other_sessions(request, request.user)
    said = ngettext("One other device is logged out.", "%(count)s other devices are logged out.", count)
    messages.success(request, said % {"count": count} if count else _("You were logged in nowhere else."))
    return redirect("accounts:session_list")
