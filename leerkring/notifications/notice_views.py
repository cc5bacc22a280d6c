"""What the bell leads to: what came, and marking it as read."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from leerkring.accounts.http import SignedInRequest

from .notices import mark_read, notices_of, shown

PER_PAGE = 20


@login_required
@require_safe
def notice_list(request: SignedInRequest) -> HttpResponse:
    """Show what came, newest first."""
    page = Paginator(notices_of(request.user), PER_PAGE).get_page(request.GET.get("page"))
    notices = shown(page.object_list, to=request.user)
    # From the first page all that is there is marked; what comes in the meantime is not.
    newest = notices[0].notice.pk if notices and page.number == 1 else ""
    context = {"page": page, "notices": notices, "newest": newest}
    return render(request, "notifications/notice_list.html", context)


@login_required
@require_POST
def notices_read(request: SignedInRequest) -> HttpResponse:
    """Mark all as read, up to the newest that the page showed: what came since was not seen."""
    newest = request.POST.get("newest", "")
    rows = notices_of(request.user)
    if newest.isascii() and newest.isdigit() and len(newest) < 19:
        rows = rows.filter(pk__lte=int(newest))
    mark_read(rows, by=request.user)
    messages.success(request, _("All notifications have been read."))
    return redirect("notifications:notice_list")


@login_required
@require_POST
def notice_open(request: SignedInRequest, pk: int) -> HttpResponse:
    """Mark one as read, and go to what it is about as long as it is there for this person."""
    notice = get_object_or_404(notices_of(request.user), pk=pk)
    mark_read(notices_of(request.user).filter(pk=pk), by=request.user)
    [answer] = shown([notice], to=request.user)
    return redirect(answer.url or "notifications:notice_list")
