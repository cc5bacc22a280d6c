"""Methods of a circle or a programme: copying, changing, ordering."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from communities.models import Community, Programme
from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404

from ..actions import method as actions
from ..forms.method import CreateMethodForm, MethodForm, MethodStepForm, MoveStepForm
from ..methods import find_built_in
from ..models import Method, MethodStep
from ..shown.method import RULES, shown_method
from .deed import Question, deed
from .method import answer_pdf, places_of


def _get(request: SignedInRequest, permission: str, pk: int) -> Any:
    rows = Method.objects.select_related("community", "programme").prefetch_related("steps")
    marked = rows.mark_permissions(request.user, may_change="casework.change_method")
    return get_permitted_or_404(marked, request.user, permission, pk=pk)


@login_required
def method_create(request: SignedInRequest) -> HttpResponse:
    """Make a method for a circle or a programme, empty or as a copy."""
    places = places_of(request.user)
    if not places:
        raise Http404("Not found.")
    source = find_built_in(request.GET.get("van", ""))
    initial = {"source": source.key if source else "", "title": ""}
    data = request.POST if request.method == "POST" else None
    form = CreateMethodForm(data, initial=initial, places=places)
    if form.is_valid():
        facts = {"title": form.cleaned_data["title"], "source": find_built_in(form.cleaned_data["source"])}
        try:
            method = actions.create_method(_place(request, form.cleaned_data["place"]), by=request.user, **facts)
        except Refused as refusal:
            form.add_error(None, refusal)
        else:
            return redirect("casework:own_method_change", pk=method.pk)
    return render(request, "casework/method_create.html", {"form": form}, status=422 if form.is_bound else 200)


def _place(request: SignedInRequest, key: str) -> Community | Programme:
    kind, _colon, pk = key.partition(":")
    if kind == "circle":
        circle: Community = get_permitted_or_404(
            Community.objects, request.user, "casework.add_community_method", pk=int(pk)
        )
        return circle
    programme: Programme = get_permitted_or_404(
        Programme.objects, request.user, "casework.add_programme_method", pk=int(pk)
    )
    return programme


@login_required
@require_safe
def own_method_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One method, step by step."""
    method = _get(request, "casework.view_method", pk)
    context = {
        "method": shown_method(method.plan()),
        "own": method,
        "rules": RULES,
        "pdf_url": reverse("casework:own_method_as_pdf", kwargs={"pk": pk}),
    }
    return render(request, "casework/method_detail.html", context)


@login_required
@require_safe
def own_method_as_pdf(request: SignedInRequest, pk: int) -> HttpResponse:
    """A method of one's own on paper."""
    return answer_pdf(request, _get(request, "casework.view_method", pk).plan())


@login_required
def own_method_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Its title and for whom; its steps with what may be done to each."""
    method = _get(request, "casework.change_method", pk)
    form = MethodForm(request.POST if request.method == "POST" else None, instance=method)
    if form.is_valid():
        values = dict(form.cleaned_data)
        try:
            actions.change_method(method, by=request.user, version=values.pop("version"), values=values)
        except Refused as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("casework:own_method_change", pk=pk)
    return _change_page(request, _get(request, "casework.change_method", pk), form)


def _change_page(request: SignedInRequest, method: Any, form: MethodForm) -> HttpResponse:
    context = {"method": method, "form": form, "steps": method.steps.all()}
    return render(request, "casework/method_change.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def method_step_move(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put a step one up or down, or take it away."""
    method, form = _get(request, "casework.change_method", pk), MoveStepForm(request.POST)
    try:
        if not form.is_valid():
            raise Refused(_("Choose one of the buttons."))
        step, way = form.step()
        facts = {"by": request.user, "version": form.cleaned_data["version"], "step": step}
        if way == "away":
            actions.remove_step(method, **facts)
        else:
            actions.move_step(method, up=way == "up", **facts)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("casework:own_method_change", pk=pk)
    return redirect(f"{reverse('casework:own_method_change', kwargs={'pk': pk})}#step-{step}")


@login_required
def method_step_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Add a step at the end."""
    return _step(request, _get(request, "casework.change_method", pk), None)


@login_required
def method_step_change(request: SignedInRequest, pk: int, step: int) -> HttpResponse:
    """Change a step."""
    method = _get(request, "casework.change_method", pk)
    found = next((known for known in method.steps.all() if known.pk == step), None)
    if found is None:
        raise Http404("Not found.")
    return _step(request, method, found)


def _step(request: SignedInRequest, method: Any, step: MethodStep | None) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = MethodStepForm(data, instance=step, method=method)
    if form.is_valid():
        values = dict(form.cleaned_data)
        try:
            saved = actions.save_step(method, by=request.user, version=values.pop("version"), values=values, step=step)
        except Refused as refusal:
            form.add_error(None, refusal)
        else:
            return redirect(f"{reverse('casework:own_method_change', kwargs={'pk': method.pk})}#step-{saved.pk}")
    context = {"form": form, "method": method, "step": step}
    return render(request, "casework/method_step.html", context, status=422 if form.is_bound else 200)


own_method_remove = deed(
    Method.objects,
    "casework.change_method",
    actions.remove_method,
    Question(
        title=gettext_lazy("Throw this method away?"),
        text=gettext_lazy("Conversations that used it keep their steps."),
        yes=gettext_lazy("Throw away"),
        done=gettext_lazy("The method is gone."),
    ),
    back=lambda _method: reverse("casework:method_list"),
)
