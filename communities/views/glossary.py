"""The glossary of a circle: each other's language."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404

from ..actions.glossary import accept_term, add_term, change_term, remove_term, share_term
from ..forms.glossary import ShareForm, TermForm, initial_of
from ..glossary import terms_of, uses_of
from ..models import Community, Term
from .desk import answer_form, answer_removal

FRAME = {"frame": "communities/community_base.html", "tab": "glossary"}


def _circle(request: SignedInRequest, slug: str, rule: str) -> Any:
    rows = Community.objects.select_related("programme").mark_permissions(
        request.user,
        may_add="communities.add_term",
        may_view_inside="communities.view_inside_community",
        may_manage="communities.manage_community",
    )
    return get_permitted_or_404(rows, request.user, rule, slug=slug)


def _term(request: SignedInRequest, slug: str, pk: int, rule: str) -> Any:
    rows = Term.objects.select_related("community__programme", "proposed_by").mark_permissions(
        request.user,
        may_change="communities.change_term",
        may_accept="communities.accept_term",
        may_share="communities.share_term",
    )
    return get_permitted_or_404(rows, request.user, rule, pk=pk, community__slug=slug)


def _list_of(slug: str) -> str:
    return reverse("communities:term_list", kwargs={"slug": slug})


@login_required
@require_safe
def term_list(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show the words of a circle, by name: those it uses, and those that were proposed."""
    community = _circle(request, slug, "communities.view_glossary")
    rows = list(terms_of(community, request.user))
    is_on = community.has_module(Community.Module.GLOSSARY)
    context = {
        "accepted": [row for row in rows if row.accepted_at],
        "proposed": [row for row in rows if not row.accepted_at],
        "is_on": is_on,
        "may_add": is_on and community.may_add,
    }
    return render(request, "communities/term_list.html", context | {"community": community, "tab": "glossary"})


@login_required
def term_create(request: SignedInRequest, slug: str) -> HttpResponse:
    """Propose a word."""
    community = _circle(request, slug, "communities.add_term")
    form = TermForm(request.POST or None)
    page = FRAME | {"community": community, "title": _("Propose a word")}
    page["text"] = _(
        "Members read your proposal. Once a coordinator accepts it, texts of the circle explain the word."
    )
    return answer_form(
        request, form, lambda: add_term(community, by=request.user, **form.values()), page=page, back=_list_of(slug)
    )


@login_required
@require_safe
def term_detail(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Show a word and how each sector uses it."""
    term = _term(request, slug, pk, "communities.view_term")
    context = {"term": term, "uses": uses_of(term), "community": term.community, "tab": "glossary"}
    return render(request, "communities/term_detail.html", context)


@login_required
def term_change(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Put a word otherwise."""
    term = _term(request, slug, pk, "communities.change_term")
    form = TermForm(request.POST or None, initial=initial_of(term))
    return answer_form(
        request,
        form,
        lambda: change_term(term, by=request.user, version=form.read_version, **form.values()),
        page=FRAME | {"community": term.community, "title": _("Change the word")},
        back=term.get_absolute_url(),
        stored=lambda: initial_of(_term(request, slug, pk, "communities.change_term")),
    )


@login_required
@require_POST
def term_accept(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Accept a word that was proposed."""
    term = _term(request, slug, pk, "communities.accept_term")
    accept_term(term, by=request.user)
    messages.success(request, _("Texts of the circle explain this word from now on."))
    return redirect(term)


@login_required
@require_POST
def term_share(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Share a word with the other circles of the programme, or no longer."""
    term = _term(request, slug, pk, "communities.share_term")
    form = ShareForm(request.POST)
    try:
        share_term(term, by=request.user, is_shared=form.is_valid() and form.cleaned_data["is_shared"])
        messages.success(request, _("Saved."))
    except Refused as error:
        messages.error(request, " ".join(error.messages))
    return redirect(term)


@login_required
def term_remove(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Take a word out of the list, after asking."""
    term = _term(request, slug, pk, "communities.change_term")
    return answer_removal(
        request,
        lambda: remove_term(term, by=request.user),
        title=_("Remove this word?"),
        text=_("“%(word)s” goes from the list, and texts explain it no more.") % {"word": term.term},
        back=_list_of(slug),
    )
