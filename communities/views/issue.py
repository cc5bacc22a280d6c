"""The joint agenda of a circle, and each issue on it."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import linebreaks
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from leerkring.accounts.http import SignedInRequest
from leerkring.core.permissions import get_permitted_or_404

from ..actions.issue import answer_issue, change_issue, decide_issue, move_issue, propose_issue, set_interest
from ..agenda import listed, own_organisations, parties_of, shown
from ..forms.desk import DeskForm
from ..forms.issue import (
    AnswerForm,
    DecisionForm,
    InterestForm,
    IssueForm,
    ProposalForm,
    StepForm,
    initial_of,
)
from ..glossary import explainer_for
from ..models import Community, Issue
from .desk import answer_form

FRAME = {"frame": "communities/community_base.html", "tab": "agenda"}
# What a step is called above the form in which it is taken.
STEPS = {
    "align": gettext_lazy("Put on the agenda"),
    "in_progress": gettext_lazy("Begin the work"),
    "withdrawn": gettext_lazy("Take off the agenda"),
    "draft": gettext_lazy("Propose again"),
}


def load_circle(request: SignedInRequest, slug: str, rule: str) -> Community:
    """Return the circle when the reader may, with what they may do in it."""
    rows = Community.objects.select_related("programme").mark_permissions(
        request.user,
        may_propose="communities.add_issue",
        may_lead="communities.lead_agenda",
        may_view_inside="communities.view_inside_community",
        may_manage="communities.manage_community",
    )
    community: Community = get_permitted_or_404(rows, request.user, rule, slug=slug)
    return community


def _issue(request: SignedInRequest, slug: str, pk: int, rule: str) -> Issue:
    related = ("community__programme", "proposed_by", "organisation", "proposal")
    rows = Issue.objects.select_related(*related).mark_permissions(
        request.user,
        may_change="communities.change_issue",
        may_move="communities.move_issue",
        may_add_interest="communities.add_interest",
        may_match="communities.match_issue",
    )
    issue: Issue = get_permitted_or_404(rows, request.user, f"communities.{rule}", pk=pk, community__slug=slug)
    return issue


def _answer(
    request: SignedInRequest, issue: Issue, form: DeskForm, save: Callable[..., Any], title: Any, **page: Any
) -> HttpResponse:
    """Show a form over an issue, or save it and go back to its page."""
    return answer_form(
        request,
        form,
        lambda: save(issue, by=request.user, **form.values()),
        page=FRAME | {"community": issue.community, "title": title} | page,
        back=issue.get_absolute_url(),
        stored=lambda: initial_of(_issue(request, issue.community.slug, issue.pk, "view_issue")),
    )


@login_required
@require_safe
def agenda_detail(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show the joint agenda: what is on it, what was taken up, what is proposed."""
    community = load_circle(request, slug, "communities.view_agenda")
    context = listed(community, request.user) | {"community": community, "tab": "agenda"}
    context["is_on"] = community.has_module(Community.Module.AGENDA)
    return render(request, "communities/agenda_detail.html", context)


@login_required
def issue_create(request: SignedInRequest, slug: str) -> HttpResponse:
    """Propose an issue, for oneself or for one's organisation."""
    community = load_circle(request, slug, "communities.add_issue")
    form = ProposalForm(request.POST or None, organisations=own_organisations(community, request.user))
    return answer_form(
        request,
        form,
        lambda: propose_issue(community, by=request.user, **form.values()),
        page=FRAME
        | {"community": community, "title": _("Propose an issue")}
        | {
            "text": _(
                "All members of the circle can read this, with your name. What comes on the agenda, the "
                "coordinators and alliance brokers of the programme see too: its title, how far it is and its dots."
            )
        },
        back=reverse("communities:agenda_detail", kwargs={"slug": slug}),
    )


@login_required
@require_safe
def issue_detail(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Show one issue with the interests in it, what was decided, its versions and its history."""
    issue = _issue(request, slug, pk, "view_issue")
    interests = list(issue.interests.select_related("organisation"))
    parties = parties_of(issue, request.user, interests) if vars(issue)["may_add_interest"] else []
    explainer = explainer_for(issue.community, request.user)
    context = shown(issue) | {
        "text": explainer.explain(SafeString(linebreaks(issue.text, autoescape=True))),
        "words": explainer.used,
        "issue": issue,
        "community": issue.community,
        "tab": "agenda",
        "interests": interests,
        "parties": parties,
        "proposal": getattr(issue, "proposal", None),
        "versions": list(issue.versions.select_related("by")),
        "steps": list(issue.steps.select_related("by")),
    }
    return render(request, "communities/issue_detail.html", context)


@login_required
def issue_change(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Put an issue otherwise."""
    issue = _issue(request, slug, pk, "change_issue")
    form = IssueForm(request.POST or None, initial=initial_of(issue))

    def save(row: Issue, **facts: Any) -> Issue:
        return change_issue(row, version=form.read_version, **facts)

    return _answer(request, issue, form, save, _("Put the issue otherwise"))


@login_required
def issue_interest(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Write down what an organisation, or the residents, have at stake."""
    issue = _issue(request, slug, pk, "add_interest")
    parties = parties_of(issue, request.user, list(issue.interests.select_related("organisation")))
    party = next((one for one in parties if str(one.code) == request.GET.get("voor", str(parties[0].code))), None)
    if party is None:
        raise Http404
    form = InterestForm(request.POST or None, initial={"text": party.text, "version": party.version})

    def save(row: Issue, **facts: Any) -> Any:
        return set_interest(row, organisation=party.organisation, version=form.read_version, **facts)

    return _answer(request, issue, form, save, _("Interest of %(name)s") % {"name": party.name})


@login_required
def issue_decide(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Let the circle commit itself."""
    issue = _issue(request, slug, pk, "move_issue")
    form = DecisionForm(request.POST or None, initial=initial_of(issue))

    def save(row: Issue, **facts: Any) -> Issue:
        return decide_issue(row, version=form.read_version, **facts)

    return _answer(request, issue, form, save, _("Decide to take this up"))


@login_required
def issue_answer(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Write down what was found."""
    issue = _issue(request, slug, pk, "move_issue")
    form = AnswerForm(request.POST or None, initial=initial_of(issue))

    def save(row: Issue, **facts: Any) -> Issue:
        return answer_issue(row, version=form.read_version, **facts)

    return _answer(request, issue, form, save, _("Answer the issue"))


@login_required
def issue_move(request: SignedInRequest, slug: str, pk: int, to: str) -> HttpResponse:
    """Take the step ``to``, with a word about it; who proposed it takes it off the agenda too."""
    issue = _issue(request, slug, pk, "change_issue" if to == Issue.Status.WITHDRAWN else "move_issue")
    form = StepForm(request.POST or None)

    def save(row: Issue, **facts: Any) -> Issue:
        return move_issue(row, to=to, **facts)

    return _answer(request, issue, form, save, STEPS[to], text=issue.title)
