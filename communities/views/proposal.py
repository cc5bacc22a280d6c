"""Proposing an issue from outside, the page behind the link of who did, and what the coordinators answer."""

from collections.abc import Callable

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from leerkring.accounts.http import SignedInRequest
from leerkring.core.context import is_signed_in
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404
from leerkring.core.vocabulary import speak_of

from ..actions import proposal as actions
from ..forms.proposal import ProposalAnswerForm, ProposalForm
from ..models import Community, Proposal
from .desk import answer_form
from .issue import FRAME

View = Callable[..., HttpResponse]


def _circle(request: HttpRequest, slug: str) -> Community:
    rows = Community.objects.select_related("programme")
    community: Community = get_permitted_or_404(rows, request.user, "communities.propose_from_outside", slug=slug)
    return community


@never_cache
def proposal_create(request: HttpRequest, slug: str) -> HttpResponse:
    """Propose an issue; known and unknown addresses get the same answer, the rest goes by mail."""
    community = _circle(request, slug)
    user = request.user if is_signed_in(request) else None
    form = ProposalForm(request.POST or None, user=user)  # type: ignore[arg-type]
    status = 200
    if request.method == "POST" and form.is_valid():
        status = _propose(request, community, form)
        if status == 302:
            return redirect("communities:proposal_sent", slug=slug)
    context = {"community": community, "form": form}
    return render(request, "communities/proposal_form.html", context, status=status)


def _propose(request: HttpRequest, community: Community, form: ProposalForm) -> int:
    """Propose and return 302; else the status of the page that says why not."""
    if not ratelimit.consume(request, action="proposal"):
        form.add_error(None, _("There were very many proposals from here. Wait an hour and send this one again."))
        return 429
    facts = form.facts()
    # Whoever fills in an address again and again sees the same page; the mailbox gets a few mails.
    if not ratelimit.consume(request, action="proposal_mail", key=facts["email"].lower()):
        return 302
    user = request.user if is_signed_in(request) else None
    try:
        actions.propose_from_outside(community, user=user, language=get_language() or "nl", **facts)  # type: ignore[arg-type]
    except Refused as refusal:
        form.add_error(None, refusal)
        return 409
    return 302


@require_safe
def proposal_sent(request: HttpRequest, slug: str) -> HttpResponse:
    """Say that there may be a mail to read."""
    return render(request, "communities/proposal_sent.html", {"community": _circle(request, slug)})


# --- Behind the link in the mail: the link is the key -------------------------------------------------------------


def _behind_link(view: View) -> View:
    """Give the view the proposal whose link it is; a link that opens nothing (any more) looks missing."""

    @never_cache
    def found(request: HttpRequest, token: str) -> HttpResponse:
        row = actions.find_proposal(token)
        if row is None:
            return render(request, "communities/proposal_gone.html", status=404)
        speak_of(row.community)
        return view(request, token, row)

    return found


@require_safe
@_behind_link
def proposal_detail(request: HttpRequest, token: str, row: Proposal) -> HttpResponse:
    """Show what somebody proposed, how far it is, and the one thing asked of them."""
    context = {
        "proposal": row,
        "community": row.community,
        "token": token,
        "asks": row.status == Proposal.Status.UNCONFIRMED and not row.has_lapsed,
        "may_withdraw": row.status in Proposal.OPEN and not row.has_lapsed,
    }
    return render(request, "communities/proposal_detail.html", context)


@require_POST
@_behind_link
def proposal_confirm(request: HttpRequest, token: str, row: Proposal) -> HttpResponse:
    """Put it before the coordinators."""
    try:
        actions.confirm_proposal(row)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("communities:proposal_detail", token=token)


@_behind_link
def proposal_withdraw(request: HttpRequest, token: str, row: Proposal) -> HttpResponse:
    """Take it back, after asking."""
    here = reverse("communities:proposal_detail", kwargs={"token": token})
    if request.method != "POST":
        question = {"title": _("Take your proposal back?"), "text": _("Nothing of it stays with us.")}
        return render(request, "components/confirm_page.html", question | {"yes": _("Take it back"), "cancel": here})
    try:
        actions.withdraw_proposal(row)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(here)
    messages.success(request, _("Your proposal was taken back."))
    return redirect(row.community)


# --- The coordinators ---------------------------------------------------------------------------------------------


@login_required
def proposal_answer(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Read what somebody proposed, and take it over or not."""
    rows = Proposal.objects.select_related("community__programme")
    row = get_permitted_or_404(rows, request.user, "communities.answer_proposal", pk=pk, community__slug=slug)
    form = ProposalAnswerForm(request.POST or None)
    return answer_form(
        request,
        form,
        lambda: actions.answer_proposal(row, by=request.user, **form.values()),
        page=FRAME | {"community": row.community, "title": row.title, "proposal": row},
        back=reverse("communities:agenda_detail", kwargs={"slug": slug}),
    )


@login_required
@require_POST
def agenda_open(request: SignedInRequest, slug: str) -> HttpResponse:
    """Open the agenda to who is outside the circle, or close it."""
    rows = Community.objects.select_related("programme")
    community = get_permitted_or_404(rows, request.user, "communities.lead_agenda", slug=slug)
    takes = request.POST.get("takes") == "yes"
    try:
        actions.set_takes_proposals(community, by=request.user, takes=takes)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        done = _("The agenda is open to everybody.") if takes else _("Only members propose now.")
        messages.success(request, done)
    return redirect("communities:agenda_detail", slug=slug)
