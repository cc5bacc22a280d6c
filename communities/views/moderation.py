"""Messages that somebody says can't stay as they are: reporting, hiding with a reason, showing again."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from leerkring.accounts.http import SignedInRequest
from leerkring.core.permissions import get_permitted_or_404

from ..actions.moderation import hide_post, report_post, settle_report, show_post
from ..discussion import reported_in
from ..forms.discussion import ReasonForm
from ..models import PostReport
from .desk import answer_form
from .discussion import FRAME, load_circle
from .post import load_post


@login_required
def post_report(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Say that a message can't stay as it is."""
    post = load_post(request, slug, pk, "communities.report_post")
    form = ReasonForm(request.POST or None)
    return answer_form(
        request,
        form,
        lambda: report_post(post, by=request.user, **form.values()),
        page=FRAME
        | {"community": post.topic.community, "title": _("Report this message")}
        | {"text": _("Only the coordinators read this, with your name. They decide whether it stays.")},
        back=post.get_absolute_url(),
    )


@login_required
def post_hide(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Hide a message, with the reason for its author."""
    post = load_post(request, slug, pk, "communities.hide_post")
    form = ReasonForm(request.POST or None)
    return answer_form(
        request,
        form,
        lambda: hide_post(post, by=request.user, **form.values()),
        page=FRAME
        | {"community": post.topic.community, "title": _("Hide this message")}
        | {"text": _("Its author still reads it, with your reason. Others see that it is hidden.")},
        back=post.get_absolute_url(),
    )


@login_required
@require_POST
def post_show(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Show a hidden message again."""
    post = load_post(request, slug, pk, "communities.show_post")
    show_post(post, by=request.user)
    messages.success(request, _("Everybody in the circle can read the message again."))
    return redirect(post)


@login_required
@require_safe
def post_report_list(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show what was reported: what waits for an answer, and what was settled lately."""
    community = load_circle(request, slug, "communities.view_reports")
    context = reported_in(community) | {"community": community, "tab": "discussion"}
    return render(request, "communities/post_report_list.html", context)


@login_required
@require_POST
def post_report_settle(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Let a message stand that was reported."""
    rows = PostReport.objects.select_related("post__topic")
    report = get_permitted_or_404(
        rows, request.user, "communities.settle_report", pk=pk, post__topic__community__slug=slug
    )
    settle_report(report, by=request.user)
    messages.success(request, _("The message stays as it is."))
    return redirect("communities:post_report_list", slug=slug)
