"""One's own hours and certificates."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from leerkring.accounts.http import SignedInRequest
from leerkring.core.documents import DocumentError
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404
from leerkring.core.sheets import sheet_response

from ..actions.certificate import change_choices, choices_of, issue_own_certificate, renew_certificate
from ..certificate_paper import own_paper
from ..exports.certificate import hours_head, hours_rows
from ..forms.certificate import ChoicesForm
from ..hours import in_words
from ..models import Certificate, Presence
from ..shown.certificate import ShownHours, own_hours, totals, years_of


@login_required
@never_cache
@require_safe
def certificate_list(request: SignedInRequest) -> HttpResponse:
    """Show my hours of a year by kind, and my certificates."""
    return _page(request, ChoicesForm(instance=choices_of(request.user)))


@login_required
@never_cache
@require_safe
def hours_total(request: SignedInRequest) -> HttpResponse:
    """Give the overview of somebody the hours of this year in a line; who comes without htmx gets the page."""
    if not request.headers.get("HX-Request"):
        return redirect("meetings:certificate_list")
    year = timezone.localdate().year
    minutes = sum(row.minutes for row in own_hours(request.user) if row.date.year == year)
    return HttpResponse(_("%(hours)s in %(year)s") % {"hours": in_words(minutes), "year": year})


def _page(request: SignedInRequest, form: ChoicesForm, *, status: int = 200) -> HttpResponse:
    everything = own_hours(request.user)
    years = years_of(everything)
    year = _year(request, years)
    rows = [row for row in everything if row.date.year == year]
    context = {
        "tabs": [{"title": str(each), "url": f"?jaar={each}", "current": each == year} for each in years],
        "year": year,
        "rows": rows,
        "kinds": totals(rows),
        "total": in_words(sum(row.minutes for row in rows)),
        "form": form,
    }
    return render(request, "meetings/certificate_list.html", context, status=status)


def _year(request: SignedInRequest, years: list[int]) -> int:
    """Return the year that was asked for, else the newest; 0 when there is none."""
    asked = request.GET.get("jaar", "")
    return int(asked) if asked in map(str, years) else max(years, default=0)


@login_required
@require_safe
def hours_export(request: SignedInRequest) -> HttpResponse:
    """Take my hours along: of a year, or all."""
    rows: list[ShownHours] = own_hours(request.user)
    if (asked := request.GET.get("jaar", "")) in map(str, years_of(rows)):
        rows = [row for row in rows if str(row.date.year) == asked]
    extension = "csv" if request.GET.get("vorm") == "csv" else "xlsx"
    return sheet_response(_("my hours"), hours_head(), hours_rows(rows), extension=extension)


@login_required
@require_POST
def certificate_choices(request: SignedInRequest) -> HttpResponse:
    """Keep my register, and whether others may name me."""
    form = ChoicesForm(request.POST, instance=choices_of(request.user))
    if not form.is_valid():
        return _page(request, form, status=422)
    change_choices(request.user, **form.cleaned_data)
    messages.success(request, _("Saved. It stands on certificates that you download from now on."))
    return redirect("meetings:certificate_list")


@login_required
@require_POST
def certificate_create(request: SignedInRequest, presence_pk: int) -> HttpResponse:
    """Make my certificate of one meeting."""
    rows = Presence.objects.select_related("meeting")
    presence = get_permitted_or_404(rows, request.user, "meetings.issue_own_certificate", pk=presence_pk)
    try:
        certificate = issue_own_certificate(presence, by=request.user)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Your certificate is ready. Its number is %(number)s.") % {"number": certificate})
    return _back(request)


@login_required
@require_POST
def certificate_renew(request: SignedInRequest, pk: int) -> HttpResponse:
    """Have a certificate issued again with my name of now."""
    rows = Certificate.objects.select_related("meeting", "presence")
    certificate = get_permitted_or_404(rows, request.user, "meetings.renew_certificate", pk=pk)
    try:
        renewed = renew_certificate(certificate, by=request.user)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        said = _("Issued again, with number %(number)s. The old one was withdrawn: throw it away.")
        messages.success(request, said % {"number": renewed})
    return _back(request)


def _back(request: SignedInRequest) -> HttpResponse:
    """Lead back to the year that was looked at."""
    asked = request.GET.get("jaar", "")
    return redirect(reverse("meetings:certificate_list", query={"jaar": asked} if asked.isdecimal() else None))


@login_required
@require_safe
def certificate_pdf(request: SignedInRequest, pk: int) -> HttpResponse:
    """Download a certificate that holds, in the language of the reader."""
    rows = Certificate.objects.valid()
    certificate = get_permitted_or_404(rows, request.user, "meetings.view_certificate", pk=pk)
    language = get_language() or request.user.language
    try:
        content = own_paper(certificate, by=request.user, language=language).pdf()
    except DocumentError:
        messages.error(request, _("The PDF can't be made now. Try again later."))
        return redirect("meetings:certificate_list")
    response = HttpResponse(content, content_type="application/pdf")
    name = _("certificate-%(number)s") % {"number": certificate.number}
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response
