"""Pages of reflections."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Prefetch
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from communities.models import Assignment, Community
from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404, has_permission
from meetings.models import Meeting

from ..actions import reflection as actions
from ..actions.response import note_seen
from ..forms.reflection import BeginForm, QuickReflectionForm, ReflectionForm, ShareForm
from ..forms.response import AnswerForm, ResponseForm
from ..models import Reflection, ReflectionShare
from ..reflection_models import SHORT, all_models
from ..shown.desk import conversations
from ..shown.learning import about
from .deed import Question, deed
from .sheet import answer_save, begun_in, is_automatic, page_of

FORM = "casework/reflection_form.html"
QUICK = "casework/reflection_quick.html"


@login_required
def reflection_list(request: SignedInRequest) -> HttpResponse:
    """My own reflections, those shared with me, and the circles in which I can begin one."""
    # What an administrator opened in an emergency was not shared with them.
    visible = Reflection.objects.permitted(request.user, "casework.respond_reflection")
    rows = list(visible.select_related("author", "community").annotate(share_count=Count("shares")))
    context = {
        "mine": [row for row in rows if row.author_id == request.user.pk],
        "shared": [row for row in rows if row.author_id != request.user.pk],
        "communities": Community.objects.permitted(request.user, "communities.add_case").order_by("name"),
        "counted": Community.objects.permitted(request.user, "casework.count_reflections").order_by("name"),
    }
    return render(request, "casework/reflection_list.html", context)


@login_required
def reflection_models(request: SignedInRequest, slug: str) -> HttpResponse:
    """The models to choose from; what the next page is about goes along."""
    community = get_permitted_or_404(Community.objects, request.user, "communities.add_case", slug=slug)
    query = request.GET.copy()
    query.pop("model", None)
    context = {"community": community, "models": list(all_models().values()), "query": query.urlencode()}
    return render(request, "casework/reflection_models.html", context)


@login_required
def reflection_create(request: SignedInRequest, slug: str) -> HttpResponse:
    """A new reflection after the model in the address; it exists from the first save."""
    community = get_permitted_or_404(Community.objects, request.user, "communities.add_case", slug=slug)
    begun = BeginForm(request.GET, author=request.user, community=community).begun
    if request.method == "POST":
        reflection = actions.start_reflection(community, by=request.user, page=page_of(request), **begun)
        return _save(request, begun_in(community, reflection))
    reflection = Reflection(community=community, author=request.user, **begun)
    query = request.GET.urlencode()
    context = {"form": ReflectionForm(instance=reflection), "community": community, "query": query}
    return render(request, FORM, context | {"reflection": reflection})


@login_required
def reflection_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Going on with a reflection."""
    reflection = _get(request, "casework.change_reflection", pk)
    if request.method == "POST":
        return _save(request, reflection)
    return render(request, FORM, _form_context(reflection) | {"form": ReflectionForm(instance=reflection)})


@login_required
def reflection_quick(request: SignedInRequest, pk: int) -> HttpResponse:
    """A minute after a meeting: three short questions; the mail after the meeting leads here."""
    rows = Meeting.objects.select_related("cycle__community")
    meeting = get_permitted_or_404(rows, request.user, "meetings.take_part", pk=pk)
    community = meeting.cycle.community
    facts = {"model_key": SHORT, "meeting": meeting, "title": str(meeting)[:120]}
    if request.method == "POST":
        reflection = actions.start_reflection(community, by=request.user, page=page_of(request), **facts)
        return _save(request, begun_in(community, reflection), kind=QuickReflectionForm, template=QUICK)
    reflection = Reflection(community=community, author=request.user, **facts)
    return render(request, QUICK, _form_context(reflection) | {"form": QuickReflectionForm(instance=reflection)})


@login_required
@require_safe
def reflection_assignment(request: SignedInRequest, pk: int) -> HttpResponse:
    """From an assignment to a reflection about it: in its own circle, or else in one that the writer is in."""
    rows = Assignment.objects.select_related("community")
    assignment = get_permitted_or_404(rows, request.user, "communities.reflect_assignment", pk=pk)
    mine = Community.objects.permitted(request.user, "communities.add_case")
    circles = list(mine.filter(programme=assignment.community.programme_id).order_by("name"))
    own = next((circle for circle in circles if circle.pk == assignment.community_id), circles[0])
    address = reverse("casework:reflection_create", kwargs={"slug": own.slug})
    return redirect(f"{address}?opdracht={assignment.pk}")


def _save(
    request: SignedInRequest,
    reflection: Reflection,
    *,
    kind: type[ReflectionForm] = ReflectionForm,
    template: str = FORM,
) -> HttpResponse:
    form = kind(request.POST, instance=reflection, complete=not is_automatic(request))

    def save(form: Any) -> Reflection:
        sheet = form.sheet(is_automatic=is_automatic(request))
        return actions.save_reflection(reflection, form.typed, by=request.user, sheet=sheet, levels=form.levels)

    def done(saved: Reflection) -> HttpResponse:
        messages.success(request, _("Your reflection is saved."))
        return redirect(saved)

    return answer_save(request, form, save, template=template, context=_form_context(reflection), done=done)


def _form_context(reflection: Reflection) -> dict[str, Any]:
    is_shared = bool(reflection.pk) and reflection.shares.exists()
    return {"community": reflection.community, "reflection": reflection, "is_shared": is_shared}


@login_required
def reflection_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """The reflection; each reading by somebody else is logged, and its author sees the log."""
    reflection = _get(request, "casework.view_reflection", pk)
    actions.log_reading(reflection, by=request.user)
    answer = show_detail(request, reflection)
    note_seen(reflection, by=request.user)
    return answer


def show_detail(request: SignedInRequest, reflection: Reflection, *, response_form: Any = None) -> HttpResponse:
    """Show a reflection to who may read it; again, when what they said about it can't be sent."""
    is_mine = reflection.author_id == request.user.pk
    context: dict[str, Any] = {
        "reflection": reflection,
        "is_mine": is_mine,
        "about": about(reflection, request.user),
        "conversations": conversations(reflection, request.user),
        "may_respond": is_mine or has_permission(request.user, "casework.respond_reflection", reflection),
        "response_form": response_form or (AnswerForm() if is_mine else ResponseForm()),
    }
    if is_mine:
        context["submissions"] = reflection.submissions.defer("copy")
        context["readers"] = reflection.readings.by_person()
        context["share_form"] = ShareForm(reflection=reflection)
        context["chain"] = actions.chain_of(reflection)
        context["progress"] = reflection.goal_progress.select_related("goal").order_by("goal__created_at")
    return render(request, "casework/reflection_detail.html", context)


@require_POST
@login_required
def reflection_share(request: SignedInRequest, pk: int) -> HttpResponse:
    """Share with the person chosen, or with the circle."""
    reflection = _get(request, "casework.share_reflection", pk)
    form = ShareForm(request.POST, reflection=reflection)
    if not form.is_valid():
        messages.error(request, str(form.errors["person"][0]))
        return redirect(reflection)
    try:
        if form.table is not None:
            actions.share_with_table(reflection, by=request.user, item=form.table)
        else:
            actions.share_reflection(reflection, by=request.user, person=form.chosen)
    except Refused as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Your reflection is shared. You can stop that at any time."))
    return redirect(reflection)


@require_POST
@login_required
def reflection_revoke(request: SignedInRequest, pk: int, share: int) -> HttpResponse:
    """Stop sharing."""
    reflection = _get(request, "casework.change_reflection", pk)
    actions.revoke_share(reflection, by=request.user, share=share)
    messages.success(request, _("No longer shared. Whoever opens it now sees nothing."))
    return redirect(reflection)


def _get(request: SignedInRequest, permission: str, pk: int) -> Reflection:
    shares = Prefetch("shares", ReflectionShare.objects.select_related("person").order_by("created_at"))
    rows = Reflection.objects.select_related("community", "author").prefetch_related(shares)
    reflection: Reflection = get_permitted_or_404(rows, request.user, permission, pk=pk)
    return reflection


def _list(_reflection: Reflection) -> str:
    return reverse("casework:reflection_list")


reflection_delete = deed(
    Reflection.objects,
    "casework.change_reflection",
    actions.delete_reflection,
    Question(
        title=gettext_lazy("Delete this reflection?"),
        text=gettext_lazy("The text is gone for good, also for those you shared it with."),
        yes=gettext_lazy("Delete reflection"),
        done=gettext_lazy("Your reflection is deleted."),
    ),
    back=_list,
)
