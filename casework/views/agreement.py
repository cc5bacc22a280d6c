"""The confidentiality agreement of a circle."""

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from communities.models import Community
from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Overtaken, Refused
from leerkring.core.markdown import render as render_markdown
from leerkring.core.permissions import get_permitted_or_404

from ..actions import agreement as actions
from ..forms.agreement import AcceptForm, AgreementForm
from ..models import Agreement, AgreementAcceptance

# Where somebody was who is asked for the promise first.
BACK = {
    "casus": "casework:case_detail",
    "tafel": "casework:session_join",
    "groepen": "casework:session_start",
    "wegen": "casework:case_weigh",
}


def _get(request: SignedInRequest, permission: str, slug: str) -> Any:
    marked = Community.objects.mark_permissions(request.user, may_change_agreement="casework.change_agreement")
    return get_permitted_or_404(marked, request.user, permission, slug=slug)


@login_required
def agreement(request: SignedInRequest, slug: str) -> HttpResponse:
    """Read the agreement, and accept it before the first case."""
    community = _get(request, "casework.accept_agreement", slug)
    current = actions.current_agreement(community)
    form = AcceptForm(request.POST or None, initial={"number": current.number})
    if not form.is_valid():
        return _page(request, community, current, form)
    try:
        actions.accept_agreement(community, by=request.user, number=form.cleaned_data["number"])
    except Overtaken as conflict:
        messages.error(request, " ".join(conflict.messages))
        return redirect(request.get_full_path())
    messages.success(request, _("Thank you. You can read the cases now."))
    return redirect(_after(request, slug))


def _after(request: SignedInRequest, slug: str) -> str:
    """Return the case that somebody wanted to read, or the table they wanted to sit at; else the list."""
    for name, page in BACK.items():
        number = request.GET.get(name, "")
        if number.isascii() and number.isdecimal():
            code = request.GET.get("code", "")
            return reverse(page, kwargs={"pk": int(number)}) + (f"?code={quote(code)}" if code else "")
    return reverse("casework:case_list", kwargs={"slug": slug})


def _page(request: SignedInRequest, community: Any, current: Agreement, form: AcceptForm) -> HttpResponse:
    mine = AgreementAcceptance.objects.permitted(request.user, "casework.view_acceptance")
    accepted = mine.filter(user=request.user, agreement=current).first() if current.pk else None
    context = {"community": community, "agreement": current, "accepted": accepted, "form": form}
    context["text"] = render_markdown(current.text).html
    return render(request, "casework/agreement.html", context, status=422 if form.is_bound else 200)


@login_required
def agreement_change(request: SignedInRequest, slug: str) -> HttpResponse:
    """Word the agreement anew; everybody is asked again."""
    community = _get(request, "casework.change_agreement", slug)
    current = actions.current_agreement(community)
    form = AgreementForm(request.POST or None, initial={"text": current.text, "number": current.number})
    context: dict[str, Any] = {"community": community, "form": form}
    if form.is_valid():
        try:
            actions.change_agreement(community, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal)
            form.data = request.POST.copy()
            form.data["number"] = str(current.number)
            context["stored"] = render_markdown(current.text).html
        else:
            messages.success(request, _("Saved. Members are asked to accept the new text."))
            return redirect("casework:agreement", slug=slug)
    return render(request, "casework/agreement_form.html", context, status=422 if form.is_bound else 200)
