"""Portfolios: composing, making, taking along, and lending out by a link."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404

from ..actions import portfolio as actions
from ..actions.sheet import Conflict
from ..forms.portfolio import LinkForm, PortfolioForm
from ..models import Portfolio, PortfolioExport, PortfolioLink
from ..portfolio_files import MAKERS, TYPES, contents_of
from .deed import Question, deed
from .sheet import with_version

FORM = "casework/portfolio_form.html"
DETAIL = "casework/portfolio_detail.html"


@login_required
def portfolio_list(request: SignedInRequest) -> HttpResponse:
    """My portfolios."""
    rows = Portfolio.objects.permitted(request.user, "casework.view_portfolio")
    return render(request, "casework/portfolio_list.html", {"portfolios": rows})


@login_required
def portfolio_create(request: SignedInRequest) -> HttpResponse:
    """A new portfolio."""
    return _edit(request, Portfolio(owner=request.user))


@login_required
def portfolio_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Composing it anew."""
    return _edit(request, _get(request, pk))


def _edit(request: SignedInRequest, portfolio: Portfolio) -> HttpResponse:
    form = PortfolioForm(request.POST or None, instance=portfolio, user=request.user)
    if "preview" in request.POST:
        return _preview(request, form, portfolio)
    status = 200
    if form.is_valid():
        sheet = {name: form.cleaned_data[name] for name in ("version", "page")}
        try:
            saved = actions.save_portfolio(portfolio, form.typed, form.items, by=request.user, **sheet)
        except Conflict as conflict:
            form.data = with_version(request, conflict.stored)
            form.add_error(None, _("You changed this portfolio on another page too. Save again, and this one counts."))
            status = 409
        except Refused as error:
            form.add_error(None, error)
            status = 409
        else:
            return redirect(saved)
    saved_contents = contents_of(portfolio) if portfolio.pk and not form.is_bound else None
    context = {"form": form, "portfolio": portfolio, "contents": saved_contents}
    return render(request, FORM, context, status=status)


def _preview(request: SignedInRequest, form: PortfolioForm, portfolio: Portfolio) -> HttpResponse:
    """Show what is chosen now, without saving it."""
    form.is_valid()
    for name, value in form.cleaned_data.items():
        if name in form.Meta.fields:
            setattr(portfolio, name, value)
    contents = contents_of(portfolio, form.items)
    return render(request, "casework/portfolio_contents.html", {"contents": contents})


@login_required
@require_safe
def portfolio_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """What stands in it now, what was made of it, and who was given a link."""
    portfolio = _get(request, pk)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "casework/portfolio_files.html", {"portfolio": portfolio, **_made(portfolio)})
    return render(request, DETAIL, _context(portfolio, LinkForm()))


def _context(portfolio: Portfolio, form: LinkForm) -> dict[str, Any]:
    links = [(link, actions.link_url(link)) for link in portfolio.links.filter(revoked_at=None)]
    facts = {"portfolio": portfolio, "contents": contents_of(portfolio), "links": links, "link_form": form}
    return facts | {"submissions": portfolio.submissions.defer("copy")} | _made(portfolio)


def _made(portfolio: Portfolio) -> dict[str, Any]:
    export = portfolio.exports.first()
    files = list(export.files.defer("content")) if export else []
    return {"export": export, "files": files, "total": len(MAKERS), "made": len(files)}


@login_required
@require_POST
def portfolio_make(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask for the three forms."""
    portfolio = _get(request, pk)
    actions.start_export(portfolio, by=request.user)
    return redirect(f"{portfolio.get_absolute_url()}#files")


@login_required
@require_safe
def portfolio_file(request: SignedInRequest, pk: int, kind: str) -> HttpResponse:
    """Hand out one form of what was made last; never shown inside the portal."""
    portfolio = _get(request, pk)
    export = portfolio.exports.filter(status=PortfolioExport.Status.DONE).first()
    file = export.files.filter(form=kind).first() if export else None
    if file is None:
        raise Http404("Not made.")
    name = f"{slugify(portfolio.title)[:60] or 'portfolio'}.{kind}"
    response = HttpResponse(bytes(file.content), content_type=TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_POST
def portfolio_link(request: SignedInRequest, pk: int) -> HttpResponse:
    """Make a private link."""
    portfolio = _get(request, pk)
    form = LinkForm(request.POST)
    if form.is_valid():
        try:
            actions.add_link(portfolio, by=request.user, **form.cleaned_data)
        except Refused as error:
            form.add_error("ends_on", error)
        else:
            messages.success(request, _("The link is made. Whoever has it reads along until that day."))
            return redirect(f"{portfolio.get_absolute_url()}#links")
    return render(request, DETAIL, _context(portfolio, form))


@login_required
@require_POST
def portfolio_unlink(request: SignedInRequest, pk: int) -> HttpResponse:
    """Stop a link."""
    rows = PortfolioLink.objects.select_related("portfolio")
    link: PortfolioLink = get_permitted_or_404(rows, request.user, "casework.revoke_portfolio_link", pk=pk)
    actions.revoke_link(link, by=request.user)
    messages.success(request, _("The link works no more."))
    return redirect(f"{link.portfolio.get_absolute_url()}#links")


@require_safe
def portfolio_shared(request: HttpRequest, token: str) -> HttpResponse:
    """What somebody lent out; the link is the key, and looking is counted, by GET alone."""
    link = actions.find_link(token)
    if link is None:
        raise Http404("Not found.")
    if request.method == "GET":
        actions.count_view(link)
    with translation.override(link.portfolio.owner.language):
        contents = contents_of(link.portfolio)
    response = render(request, "casework/portfolio_shared.html", {"contents": contents, "link": link, "token": token})
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


def _get(request: SignedInRequest, pk: int) -> Portfolio:
    rows = Portfolio.objects.select_related("owner")
    portfolio: Portfolio = get_permitted_or_404(rows, request.user, "casework.view_portfolio", pk=pk)
    return portfolio


def _list(_portfolio: Portfolio) -> str:
    return reverse("casework:portfolio_list")


portfolio_delete = deed(
    Portfolio.objects,
    "casework.change_portfolio",
    actions.delete_portfolio,
    Question(
        title=gettext_lazy("Delete this portfolio?"),
        text=gettext_lazy("Its files and links go too. The reflections that stand in it stay."),
        yes=gettext_lazy("Delete portfolio"),
        done=gettext_lazy("Your portfolio is deleted."),
    ),
    back=_list,
)
