"""What second readers and owners decide about who reads a case."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404

from ..actions import case as actions
from ..forms.case import GradeForm, ReturnForm, SecondReaderForm
from ..models import Case
from .deed import Question, deed


def _get(request: SignedInRequest, permission: str, pk: int) -> Case:
    rows = Case.objects.select_related("community__programme", "owner", "meeting")
    case: Case = get_permitted_or_404(rows, request.user, permission, pk=pk)
    return case


def _list_of(case: Case) -> str:
    return reverse("casework:case_list", kwargs={"slug": case.community.slug})


case_release = deed(
    Case.objects,
    "casework.review_case",
    actions.release_case,
    Question(
        title=gettext_lazy("Release this case?"),
        text=gettext_lazy("You found nobody in it who can be recognised. Those for whom it is meant can read it."),
        yes=gettext_lazy("Release case"),
        done=gettext_lazy("The case is released."),
        safe=True,
    ),
    back=Case.get_absolute_url,
)


@login_required
def case_return(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send a case back to its owner with a remark."""
    case = _get(request, "casework.review_case", pk)
    form = ReturnForm(request.POST or None)
    if form.is_valid():
        try:
            actions.return_case(case, by=request.user, remark=form.cleaned_data["remark"])
        except Refused as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The case went back to %(name)s.") % {"name": case.owner.full_name})
            return redirect(_list_of(case))
    return _page(request, "case_return", case, form)


@login_required
def case_grade(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say who may read one's case, or take that back."""
    case = _get(request, "casework.grade_case", pk)
    chosen = Case(grade=case.grade, shows_question=case.shows_question)
    form = GradeForm(request.POST or None, instance=chosen)
    if form.is_valid():
        try:
            actions.grade_case(case, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Saved. It holds from now on."))
            return redirect(case)
    return _page(request, "case_grade", case, form)


@login_required
def case_second_reader(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let another member read a case first, without reading it oneself."""
    case = _get(request, "casework.name_second_reader", pk)
    form = SecondReaderForm(request.POST or None, case=case)
    if form.is_valid():
        person = form.cleaned_data["person"]
        try:
            actions.name_second_reader(case, by=request.user, person=person)
        except Refused as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("%(name)s reads this case first.") % {"name": person.full_name})
            return redirect(_list_of(case))
    return _page(request, "case_second_reader", case, form)


def _page(request: SignedInRequest, name: str, case: Case, form: Any) -> HttpResponse:
    context = {"case": case, "community": case.community, "form": form, "back": _list_of(case)}
    status = 422 if form.is_bound else 200
    return render(request, f"casework/{name}.html", context, status=status)
