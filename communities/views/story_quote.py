"""Whom a story quotes, and what they say to that."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404

from ..actions.story import add_quote, answer_quote, remove_quote
from ..forms.story import QuoteForm
from ..models import StoryQuote
from ..stories import possible_people
from .desk import answer_form, answer_removal
from .story import FRAME, load_story


def _quote(request: SignedInRequest, slug: str, pk: int, verb: str) -> StoryQuote:
    rows = StoryQuote.objects.select_related("story__community__programme")
    quote: StoryQuote = get_permitted_or_404(
        rows, request.user, f"communities.{verb}_story_quote", pk=pk, story__community__slug=slug
    )
    return quote


@login_required
def quote_create(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Quote somebody."""
    story = load_story(request, slug, pk, "change")
    form = QuoteForm(request.POST or None, people=possible_people(story))
    return answer_form(
        request,
        form,
        lambda: add_quote(story, by=request.user, **form.values()),
        page=FRAME | {"community": story.community, "title": _("Add a quote")},
        back=story.get_absolute_url(),
    )


@login_required
def quote_answer(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Ask somebody whether they agree with being quoted; they can take that back here at any time."""
    quote = _quote(request, slug, pk, "answer")
    if request.method == "POST" and request.POST.get("agrees") in {"yes", "no"}:
        agrees = request.POST["agrees"] == "yes"
        try:
            answer_quote(quote, by=request.user, agrees=agrees)
        except Refused as error:
            messages.error(request, " ".join(error.messages))
        else:
            said = _("Thank you. Your words may stand in the story.") if agrees else _("Your words have been removed.")
            messages.success(request, said)
        return redirect("dashboard")
    return render(request, "communities/quote_answer.html", {"quote": quote, "community": quote.story.community})


@login_required
def quote_remove(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Take a quote out, after asking."""
    quote = _quote(request, slug, pk, "remove")
    return answer_removal(
        request,
        lambda: remove_quote(quote, by=request.user),
        title=_("Remove the quote?"),
        text=_("Do this also when somebody without an account no longer agrees. The words are gone at once."),
        back=quote.story.get_absolute_url(),
    )
