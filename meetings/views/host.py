"""Who hosts which meeting."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404

from ..actions.host import assign_hosts
from ..actions.host_swap import answer_swap, offer_swap, swappable, withdraw_swap
from ..forms.host import HostsForm, SwapAnswerForm, SwapForm
from ..models import Cycle, HostSwap, Meeting
from ..rotation import propose_hosts

SAID = {
    SwapAnswerForm.YES: gettext_lazy("Changed. Members get a mail about both meetings."),
    SwapAnswerForm.NO: gettext_lazy("Noted: it stays as it is. The other host gets a mail."),
    SwapAnswerForm.BACK: gettext_lazy("The offer is taken back."),
}


@login_required
def cycle_hosts(request: SignedInRequest, pk: int) -> HttpResponse:
    """Propose hosts for the meetings that have none; one button takes them over."""
    cycles = Cycle.objects.select_related("community__programme")
    cycle = get_permitted_or_404(cycles, request.user, "meetings.change_cycle", pk=pk)
    proposals = propose_hosts(cycle)
    form = HostsForm(request.POST or None, proposals=proposals)
    if form.is_valid():
        try:
            rows = assign_hosts(cycle, by=request.user, chosen=form.pairs())
        except Refused as refusal:
            form.add_error(None, refusal)
        else:
            words = ngettext("%(number)s meeting has a host now.", "%(number)s meetings have a host now.", len(rows))
            messages.success(request, words % {"number": len(rows)})
            return redirect(cycle)
    context = {"cycle": cycle, "community": cycle.community, "form": form, "proposals": proposals}
    return render(request, "meetings/cycle_hosts.html", context, status=422 if form.is_bound else 200)


@login_required
def swap_offer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Offer the host of another meeting to change turns."""
    meeting = get_permitted_or_404(Meeting.objects.with_circle(), request.user, "meetings.swap_host", pk=pk)
    others = swappable(meeting)
    form = SwapForm(request.POST or None, others=others)
    if form.is_valid():
        other = next(row for row in others if row.pk == form.cleaned_data["other"])
        try:
            swap = offer_swap(meeting, by=request.user, other=other, remark=form.cleaned_data["remark"])
        except Refused as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Your offer is on its way. The other host gets a mail."))
            return redirect(swap)
    context = {"meeting": meeting, "community": meeting.cycle.community, "form": form, "others": others}
    context["swap"] = HostSwap.objects.permitted(request.user, "meetings.view_swap").open().about(meeting).first()
    return render(request, "meetings/swap_offer.html", context, status=422 if form.is_bound else 200)


@login_required
def swap_detail(request: SignedInRequest, pk: int, swap_pk: int) -> HttpResponse:
    """Show an offer to both hosts; one of them answers it, the other may take it back."""
    swap = _load(request, pk, swap_pk)
    form = SwapAnswerForm(request.POST or None)
    if form.is_valid():
        _answer(request, swap, form.cleaned_data["answer"])
        return redirect(swap)
    return render(
        request,
        "meetings/swap_detail.html",
        {"swap": swap, "meeting": swap.meeting, "other": swap.other, "community": swap.meeting.cycle.community},
        status=422 if form.is_bound else 200,
    )


def _load(request: SignedInRequest, pk: int, swap_pk: int) -> HostSwap:
    marks = {"may_answer": "meetings.answer_swap", "may_withdraw": "meetings.withdraw_swap"}
    rows = HostSwap.objects.select_related(
        "meeting__cycle__community__programme", "other", "host", "other_host", "offered_by", "answered_by"
    )
    rows = rows.mark_permissions(request.user, **marks)
    return get_permitted_or_404(rows, request.user, "meetings.view_swap", pk=swap_pk, meeting=pk)


def _answer(request: SignedInRequest, swap: HostSwap, answer: str) -> None:
    """Do what the button says, as far as this person may; what is not theirs to say is said so."""
    is_back = answer == SwapAnswerForm.BACK
    is_theirs = swap.may_withdraw if is_back else swap.may_answer  # type: ignore[attr-defined]
    if not is_theirs and swap.is_open:
        messages.error(request, _("This is for the other host to say."))
        return
    try:
        if is_back:
            withdraw_swap(swap, by=request.user)
        else:
            answer_swap(swap, by=request.user, accept=answer == SwapAnswerForm.YES)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, SAID[answer])
