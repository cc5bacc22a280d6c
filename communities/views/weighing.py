"""Weighing the agenda: opening, dividing dots, counting those on paper, the result."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from leerkring.accounts.http import SignedInRequest
from leerkring.core.documents import DocumentError
from leerkring.core.errors import Overtaken, Refused
from leerkring.core.permissions import get_permitted_or_404

from ..actions.weighing import close_weighing, divide_dots, enter_paper, open_weighing, roles_of
from ..agenda import own_ballot, result_of
from ..dots_sheet import dots_pdf
from ..forms.weighing import DotsForm, OpenForm, PaperForm, initial_of
from ..models import Community, Weighing
from .desk import answer_form
from .issue import FRAME, load_circle
from .sheet import pdf_answer


def _weighing(request: SignedInRequest, slug: str, pk: int, rule: str) -> Weighing:
    rows = Weighing.objects.select_related("community__programme").prefetch_related("issues")
    rows = rows.mark_permissions(
        request.user, may_divide="communities.add_ballot", may_lead="communities.change_weighing"
    )
    weighing: Weighing = get_permitted_or_404(rows, request.user, f"communities.{rule}", pk=pk, community__slug=slug)
    return weighing


def _agenda(community: Community) -> str:
    return reverse("communities:agenda_detail", kwargs={"slug": community.slug})


def _here(weighing: Weighing) -> str:
    return reverse("communities:weighing_detail", kwargs={"slug": weighing.community.slug, "pk": weighing.pk})


@login_required
def weighing_create(request: SignedInRequest, slug: str) -> HttpResponse:
    """Open a round over what stands on the agenda now."""
    community = load_circle(request, slug, "communities.lead_agenda")
    form = OpenForm(request.POST or None)
    return answer_form(
        request,
        form,
        lambda: open_weighing(community, by=request.user, **form.values()),
        page=FRAME
        | {"community": community, "title": _("Weigh the agenda together")}
        | {"text": _("All members get a mail and divide their dots over what stands on the agenda.")},
        back=_agenda(community),
    )


@login_required
def ballot_change(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Divide one's dots, or divide them again."""
    weighing = _weighing(request, slug, pk, "add_ballot")
    mine = own_ballot(weighing, request.user)
    form = DotsForm(
        request.POST or None, issues=list(weighing.issues.all()), dots=weighing.dots, initial=initial_of(mine)
    )
    if request.method == "POST" and form.is_valid() and _divide(request, weighing, form):
        messages.success(request, _("Your dots have been counted. You can divide them again until it is closed."))
        return redirect(_agenda(weighing.community))
    page = {"community": weighing.community, "tab": "agenda", "weighing": weighing, "form": form, "mine": mine}
    return render(request, "communities/ballot_change.html", page, status=409 if form.is_overtaken else 200)


def _divide(request: SignedInRequest, weighing: Weighing, form: DotsForm) -> bool:
    """Count the dots; when that is refused, say why in the form, which then goes on from how they lie now."""
    try:
        divide_dots(weighing, by=request.user, version=form.read_version, **form.values())
    except (Overtaken, Refused) as error:
        form.add_error(None, error)
        form.is_overtaken = True
        form.data = dict(form.data.items()) | {"version": initial_of(own_ballot(weighing, request.user))["version"]}
        return False
    return True


@login_required
@require_safe
def weighing_detail(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Show the result once the round is closed; until then only how many people divided their dots."""
    weighing = _weighing(request, slug, pk, "view_weighing")
    context: dict[str, Any] = {"community": weighing.community, "tab": "agenda", "weighing": weighing}
    result = result_of(weighing)
    context |= {"people": result["people"]} if weighing.is_open else result
    return render(request, "communities/weighing_detail.html", context)


@login_required
def weighing_paper(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Enter what the people of one role divided on paper."""
    weighing = _weighing(request, slug, pk, "change_weighing")
    form = PaperForm(
        request.POST or None,
        issues=list(weighing.issues.all()),
        dots=weighing.dots,
        groups=roles_of(weighing.community),
    )
    text = ngettext(
        "Count the sheets per role. Every sheet has %(count)s dot.",
        "Count the sheets per role. Every sheet has %(count)s dots.",
        weighing.dots,
    ) % {"count": weighing.dots}
    return answer_form(
        request,
        form,
        lambda: enter_paper(weighing, by=request.user, **form.values()),
        page=FRAME | {"community": weighing.community, "title": _("Enter counts from paper"), "text": text},
        back=_here(weighing),
    )


@login_required
@require_POST
def weighing_close(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Close the round and show its result."""
    weighing = _weighing(request, slug, pk, "change_weighing")
    close_weighing(weighing, by=request.user)
    messages.success(request, _("The weighing has been closed. This is the result."))
    return redirect(_here(weighing))


@login_required
@require_safe
def weighing_sheet(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """The dots sheet, to print and divide on paper."""
    weighing = _weighing(request, slug, pk, "change_weighing")
    try:
        return pdf_answer(dots_pdf(weighing), f"{slug}-stippen.pdf")
    except DocumentError:
        messages.error(request, _("The PDF can't be made now. Everything in it stands on this page."))
        return redirect(_here(weighing))
