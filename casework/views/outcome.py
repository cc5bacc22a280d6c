"""Pages of outcomes: those of a circle, and writing one."""

from collections.abc import Sequence
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.models import Community
from leerkring.accounts.http import SignedInRequest
from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from leerkring.core.markdown import render as render_markdown
from leerkring.core.permissions import get_permitted_or_404, has_permission

from ..actions import outcome as actions
from ..actions.sheet import Conflict
from ..actions.writer import kept_text
from ..citations.source import reference
from ..forms.outcome import AuthorFormSet, BaseAuthorFormSet, OutcomeForm
from ..models import Outcome, OutcomeAuthor
from .deed import Question, deed
from .merge import show_merge, with_choices

FORM = "casework/outcome_form.html"
# Buttons of the form that show it once more.
WITHOUT_SAVING = {"preview", "merge"}


def community_outcomes(request: HttpRequest, slug: str) -> HttpResponse:
    """The outcomes of one circle; its members also see what is being written."""
    community = get_permitted_or_404(Community.objects, request.user, "communities.view_community", slug=slug)
    rows = list(_of_circle(request, community))
    context = {
        "community": community,
        "tab": "outcomes",
        "published": [row for row in rows if row.is_published],
        "drafts": [row for row in rows if not row.is_published],
        "may_add": has_permission(request.user, "communities.add_case", community),
    }
    return render(request, "casework/community_outcomes.html", context)


def community_latest(request: HttpRequest, slug: str) -> HttpResponse:
    """A card for the page of the circle, fetched by it; a whole page for who opens it by itself."""
    community = get_permitted_or_404(Community.objects, request.user, "communities.view_community", slug=slug)
    if request.headers.get("HX-Request") != "true":
        return redirect("casework:community_outcomes", slug=slug)
    rows = _of_circle(request, community)[:3]
    return render(request, "casework/community_latest.html", {"community": community, "outcomes": rows})


def _of_circle(request: HttpRequest, community: Community) -> Any:
    rows = Outcome.objects.permitted(request.user, "casework.view_outcome").filter(community=community)
    return rows.with_author_line().defer("body").order_by("-published_at", "-created_at")


@login_required
def outcome_create(request: SignedInRequest, slug: str) -> HttpResponse:
    """A new draft."""
    community = get_permitted_or_404(Community.objects, request.user, "communities.add_case", slug=slug)
    form = OutcomeForm(request.POST or None, instance=Outcome(community=community))
    authors = _author_forms(request, community, [{"person": str(request.user.pk), "place": 1}])
    if request.method == "POST" and form.is_valid() and authors.is_valid() and "preview" not in request.POST:
        outcome = actions.create_outcome(community, form.typed, authors.authors, by=request.user)
        # Which page was saved: the browser then forgets what it kept of it.
        page = str(form.cleaned_data["page"] or "")
        messages.success(request, _("Your draft is saved. The members of the circle can read it."), extra_tags=page)
        return redirect(outcome)
    return _show_form(request, form, authors, community=community)


@login_required
def outcome_change(request: SignedInRequest, slug: str) -> HttpResponse:
    """Going on with a draft, or with the next version of what is published."""
    outcome = _get(request, "casework.change_outcome", slug)
    form = OutcomeForm(with_choices(request, outcome) or None, instance=outcome)
    authors = _author_forms(request, outcome.community, _rows_of(outcome))
    context: dict[str, Any] = {"community": outcome.community, "outcome": outcome}
    if request.method != "POST":
        context["kept"] = form.go_on_with(kept_text(outcome, by=request.user))
    if not (form.is_valid() and authors.is_valid()) or WITHOUT_SAVING & request.POST.keys():
        return _show_form(request, form, authors, **context)
    try:
        saved = actions.save_outcome(outcome, form.typed, authors.authors, by=request.user, **form.marks)
    except Conflict as conflict:
        return show_merge(request, form, authors, conflict, outcome)
    except Refused as error:
        form.add_error(None, error)
        return _show_form(request, form, authors, status=409, **context)
    messages.success(request, _("Saved."))
    return redirect("casework:outcome_working" if saved.is_published else "casework:outcome_detail", slug=saved.slug)


def _show_form(
    request: HttpRequest, form: OutcomeForm, authors: BaseAuthorFormSet, *, status: int = 200, **context: Any
) -> HttpResponse:
    context |= {"form": form, "authors": authors}
    if outcome := context.get("outcome"):
        rows = outcome.references.values_list("key", "item")
        context["references"] = [(key, reference(item)) for key, item in rows]
    if "preview" in request.POST:
        context["preview"] = render_markdown(request.POST.get("body", ""))
    return render(request, FORM, context, status=status)


def _author_forms(request: HttpRequest, community: Community, rows: Sequence[dict[str, Any]]) -> BaseAuthorFormSet:
    here = User.objects.filter(pk__in=community.memberships.reading().values("user"), is_active=True)
    named = {int(row["person"]) for row in rows if row.get("person")}
    # An author who has left the circle stays an author.
    people = here.union(User.objects.filter(pk__in=named))
    choices = {user.pk: user for user in sorted(people, key=lambda user: user.full_name.casefold())}
    authors: Any = AuthorFormSet(
        request.POST or None, initial=list(rows), prefix="authors", form_kwargs={"people": choices}
    )
    return cast(BaseAuthorFormSet, authors)


def _rows_of(outcome: Outcome) -> list[dict[str, Any]]:
    return [
        _row_of(author) | {"role": author.role, "orcid": author.orcid, "place": author.position}
        for author in outcome.authors.all()
    ]


def _row_of(author: OutcomeAuthor) -> dict[str, Any]:
    if author.user_id:
        return {"person": str(author.user_id)}
    person = author.person
    names = {"given_name": person.given, "tussenvoegsel": person.particle, "family_name": person.family}
    return names | {"affiliation": author.affiliation}


def _get(request: HttpRequest, permission: str, slug: str) -> Outcome:
    rows = Outcome.objects.select_related("community", "revision").prefetch_related("authors__organisation")
    outcome: Outcome = get_permitted_or_404(rows, request.user, permission, slug=slug)
    return outcome


def _list_of(outcome: Outcome) -> str:
    return reverse("casework:community_outcomes", kwargs={"slug": outcome.community.slug})


outcome_delete = deed(
    Outcome.objects,
    "casework.delete_outcome",
    actions.delete_outcome,
    Question(
        title=gettext_lazy("Delete this draft?"),
        text=gettext_lazy("The text is gone for good, also for the other authors."),
        yes=gettext_lazy("Delete draft"),
        done=gettext_lazy("The draft is deleted."),
    ),
    back=_list_of,
)
