"""Pages of cases."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from communities.models import Community, Membership
from leerkring.accounts.http import SignedInRequest
from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from leerkring.core.permissions import NotPermitted, get_permitted_or_404, has_permission

from ..actions import case as actions
from ..actions.check import ask_check, check_of
from ..actions.replacement import replace_piece
from ..actions.sheet import Sheet
from ..forms.case import CaseForm
from ..forms.replacement import replacement_of, tap
from ..forms.steps import SheetForm
from ..models import Case, CaseIncident, CaseOpening
from ..readers import second_readers
from ..rows import sorted_cases
from ..shown_check import shown_check
from .deed import Question, deed
from .sheet import answer_save, begun_in, is_automatic, page_of, with_version

FORM = "casework/case_form.html"
# What somebody may do on the page of a case.
MARKS = {
    "may_change": "casework.change_case",
    "may_withdraw": "casework.withdraw_case",
    "may_reopen": "casework.reopen_case",
    "may_review": "casework.review_case",
    "may_name": "casework.name_second_reader",
    "may_grade": "casework.grade_case",
    "may_discuss": "casework.discuss_case",
    "may_report": "casework.report_case",
    "may_delete": "casework.delete_case",
}


@login_required
def case_list(request: SignedInRequest, slug: str) -> HttpResponse:
    """The cases of a circle: what waits for me on top, then my own, then those of the others that I may read."""
    community = get_permitted_or_404(Community.objects, request.user, "communities.view_inside_community", slug=slug)
    marks = {"may_read": "casework.view_case", "may_review": "casework.review_case"}
    marks["may_name"] = "casework.name_second_reader"
    cases = Case.objects.permitted(request.user, "casework.list_case").filter(community=community)
    rows = cases.mark_permissions(request.user, **marks).select_related("owner", "meeting", "second_reader")
    context = {"community": community, "tab": "cases", "may_add": community.status == Community.Status.ACTIVE}
    incidents = CaseIncident.objects.permitted(request.user, "casework.close_incident").filter(community=community)
    context["open_incidents"] = incidents.count()
    context |= sorted_cases(rows.order_by("-submitted_at", "-created_at"), request.user)
    return render(request, "casework/case_list.html", context)


@login_required
def case_create(request: SignedInRequest, slug: str) -> HttpResponse:
    """A new case; it exists from the first save."""
    community = get_permitted_or_404(Community.objects, request.user, "communities.add_case", slug=slug)
    if request.method == "POST":
        case = actions.start_case(community, by=request.user, page=page_of(request))
        return _save(request, begun_in(community, case))
    form = CaseForm(instance=Case(community=community, owner=request.user))
    return render(request, FORM, {"form": form, "community": community})


@login_required
def case_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Going on with a draft."""
    case = _get(request, "casework.change_case", pk)
    if request.method == "POST":
        return _save(request, case)
    form = CaseForm(instance=case)
    check = check_of(case)
    form.look(_names_around(case), places=check.places if check else [])
    context = {"form": form, "community": case.community, "case": case, "check": shown_check(case, check)}
    return render(request, FORM, context)


def _save(request: SignedInRequest, case: Case) -> HttpResponse:
    form = CaseForm(request.POST, instance=case, complete=False)
    context: dict[str, Any] = {"community": case.community, "case": case}

    def save(form: SheetForm) -> Case:
        sheet = form.sheet(is_automatic=is_automatic(request))
        return actions.save_case(case, form.typed, by=request.user, sheet=sheet)

    def done(saved: Case) -> HttpResponse:
        ask_check(saved)
        if "submit" in request.POST:
            return _submit(request, saved)
        if "replace" in request.POST:
            return _replace(request, saved)
        messages.success(request, _("Your draft is saved. Only you can read it."))
        return redirect("casework:case_list", slug=case.community.slug)

    def look(form: SheetForm) -> None:
        _look(form, form.instance)

    return answer_save(request, form, save, template=FORM, context=context, done=done, look=look)


def _submit(request: SignedInRequest, case: Case) -> HttpResponse:
    """Look at the whole form; when all is there and looked at, hand it in. What was typed is saved already."""
    form = CaseForm(with_version(request, case), instance=case)
    form.full_clean()
    _look(form, case)
    if form.is_valid() and form.is_looked_at:
        try:
            actions.submit_case(case, by=request.user)
        except Refused as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Your case is handed in. Your second reader reads it first."))
            return redirect(case)
    context = {"form": form, "community": case.community, "case": case, "must_look": not form.errors}
    return render(request, FORM, context)


def _replace(request: SignedInRequest, case: Case) -> HttpResponse:
    """Put a proposal in the place of what was found, or take that back; what was typed is saved already."""
    context: dict[str, Any] = {"community": case.community, "case": case}
    replacement = replacement_of(request.POST)
    if replacement:
        sheet = Sheet(page_of(request), case.version)
        try:
            context["case"] = case = replace_piece(case, replacement, by=request.user, sheet=sheet)
            context |= {"replaced": replacement, "undo": tap(replacement.reverse)}
        except Refused as refusal:
            messages.error(request, " ".join(refusal.messages))
    form = CaseForm(instance=case)
    form.initial["page"] = page_of(request)
    _look(form, case)
    return render(request, FORM, context | {"form": form})


def _look(form: SheetForm, case: Case) -> None:
    """Look at what is typed, with what the thorough search found in these very words."""
    check = check_of(case)
    form.look(_names_around(case), places=check.places if check else [])


def _names_around(case: Case) -> list[str]:
    """The names of the members; the owner's own name says nothing about somebody else."""
    members = Membership.objects.active().filter(community=case.community_id).exclude(user=case.owner_id)
    return [person.full_name for person in User.objects.filter(pk__in=members.values("user"))]


@login_required
def case_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """The case; each reading by somebody else is logged, and its owner sees the log."""
    source = Case.objects.mark_permissions(request.user, **MARKS)
    try:
        case = _get(request, "casework.view_case", pk, source=source)
    except NotPermitted:
        met = _get(request, "casework.meet_case", pk)
        return redirect(f"{reverse('casework:agreement', kwargs={'slug': met.community.slug})}?casus={pk}")
    is_mine = case.owner_id == request.user.pk
    if not is_mine:
        actions.log_reading(case, by=request.user)
    context = {"case": case, "community": case.community, "is_mine": is_mine}
    if (is_mine or case.may_review) and not case.is_released:  # type: ignore[attr-defined]
        context["check"] = shown_check(case, check_of(case))
    # Owners who left the circle keep their own text, not the way to the others.
    context["is_member"] = has_permission(request.user, "communities.view_inside_community", case.community)
    if is_mine:
        context["readers"] = case.readings.by_person()
        openings = CaseOpening.objects.permitted(request.user, "casework.view_opening")
        context["openings"] = openings.filter(case=case).select_related("by")
    if case.is_submitted:
        context["first_readers"] = [person.full_name for person in second_readers(case)]
    return render(request, "casework/case_detail.html", context)


@login_required
@require_safe
def case_check(request: SignedInRequest, pk: int) -> HttpResponse:
    """How far the thorough search is: for its owner and its second reader, asked again while it goes on."""
    source = Case.objects.mark_permissions(request.user, may_review="casework.review_case")
    case: Any = _get(request, "casework.view_case", pk, source=source)
    if case.owner_id != request.user.pk and not case.may_review:
        raise Http404("Not found.")
    if request.headers.get("HX-Request") != "true":
        # A part of the page of the case; who opens it by itself gets the whole.
        return redirect(case)
    return render(request, "casework/case_check.html", {"case": case, "check": shown_check(case, check_of(case))})


def _get(request: SignedInRequest, permission: str, pk: int, source: Any = Case.objects) -> Case:
    rows = source.select_related("community__programme", "owner", "meeting")
    case: Case = get_permitted_or_404(rows, request.user, permission, pk=pk)
    return case


def _list_of(case: Case) -> str:
    return reverse("casework:case_list", kwargs={"slug": case.community.slug})


def _form_of(case: Case) -> str:
    return reverse("casework:case_change", kwargs={"pk": case.pk})


case_withdraw = deed(
    Case.objects,
    "casework.withdraw_case",
    actions.withdraw_case,
    Question(
        title=gettext_lazy("Withdraw this case?"),
        text=gettext_lazy("From now on only you can read it. You can change it and hand it in again later."),
        yes=gettext_lazy("Withdraw case"),
        done=gettext_lazy("Your case is withdrawn. Only you can read it now."),
    ),
    back=Case.get_absolute_url,
)
case_reopen = deed(
    Case.objects,
    "casework.reopen_case",
    actions.reopen_case,
    Question(
        title=gettext_lazy("Take this case back to draft?"),
        text=gettext_lazy("Nobody else can read it until you hand it in again. You make the privacy checks anew."),
        yes=gettext_lazy("Back to draft"),
        done=gettext_lazy("Your case is a draft again. Only you can read it."),
        safe=True,
    ),
    back=_form_of,
)
case_delete = deed(
    Case.objects,
    "casework.delete_case",
    actions.delete_case,
    Question(
        title=gettext_lazy("Delete this case?"),
        text=gettext_lazy("The text and the list of readers are gone for good."),
        yes=gettext_lazy("Delete case"),
        done=gettext_lazy("Your case is deleted."),
    ),
    back=_list_of,
)
case_discuss = deed(
    Case.objects,
    "casework.discuss_case",
    actions.discuss_case,
    Question(
        title=gettext_lazy("Has the circle discussed this case?"),
        text=gettext_lazy("It stays in the list, with the mark “discussed”."),
        yes=gettext_lazy("Mark as discussed"),
        done=gettext_lazy("The case is marked as discussed."),
        safe=True,
    ),
    back=Case.get_absolute_url,
)
