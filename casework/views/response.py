"""Saying something about a reflection, and the desk of who guides students."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from communities.models import Community
from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404
from leerkring.core.refusals import answer_refusal

from ..actions import response as actions
from ..forms.response import AnswerForm, QuoteForm, ResponseForm
from ..models import Reflection, ReflectionResponse
from ..shown.desk import counts_of, desk_of
from .reflection import show_detail


def _reflection(request: SignedInRequest, pk: int, permission: str = "casework.respond_reflection") -> Reflection:
    rows = Reflection.objects.select_related("community", "author")
    reflection: Reflection = get_permitted_or_404(rows, request.user, permission, pk=pk)
    return reflection


@require_POST
@login_required
def reflection_respond(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say something to the author, or answer as the author."""
    reflection = _reflection(request, pk)
    is_mine = reflection.author_id == request.user.pk
    form = AnswerForm(request.POST) if is_mine else ResponseForm(request.POST)
    if not form.is_valid():
        return show_detail(request, reflection, response_form=form)
    said = form.cleaned_data
    to = actions.spoke_with(reflection, said["reader"]) if is_mine else None
    try:
        quoted = said.get("may_be_quoted", False)
        actions.respond(reflection, said["text"], by=request.user, to=to, may_be_quoted=quoted)
    except Refused as refusal:
        return answer_refusal(request, refusal, reflection)
    messages.success(request, _("Sent. Only the two of you read it."))
    return redirect(f"{reflection.get_absolute_url()}#responses")


@require_POST
@login_required
def reflection_seen(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say that one has seen it."""
    reflection = _reflection(request, pk)
    actions.see_reflection(reflection, by=request.user)
    messages.success(request, _("The author sees that you have seen it."))
    return redirect("casework:desk")


@require_safe
@login_required
def reflection_still(request: SignedInRequest, pk: int) -> HttpResponse:
    """Whether it may still be read: an open page asks, and shows nothing more once it may not."""
    _reflection(request, pk, "casework.view_reflection")
    return HttpResponse(status=204)


@require_POST
@login_required
def response_quote(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let the author quote these words, or no longer."""
    rows = ReflectionResponse.objects
    response: ReflectionResponse = get_permitted_or_404(rows, request.user, "casework.quote_response", pk=pk)
    form = QuoteForm(request.POST)
    if form.is_valid():
        actions.set_quotable(response, by=request.user, may_be_quoted=form.cleaned_data["may_be_quoted"])
        messages.success(request, _("Kept."))
    return redirect("casework:desk")


@login_required
def desk(request: SignedInRequest) -> HttpResponse:
    """What waits for who guides students: what was shared, what was handed in, and what was said back."""
    return render(request, "casework/desk.html", {"desk": desk_of(request.user)})


@login_required
def reflection_counts(request: SignedInRequest, slug: str) -> HttpResponse:
    """How many reflections a circle wrote; never one of them."""
    community = get_permitted_or_404(Community.objects, request.user, "casework.count_reflections", slug=slug)
    back = reverse("casework:reflection_list")
    context = {"community": community, "counts": counts_of(community), "back": back}
    return render(request, "casework/reflection_counts.html", context)
