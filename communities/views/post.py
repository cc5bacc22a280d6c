"""What is said in a topic."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404

from ..actions.discussion import mark_answer
from ..actions.post import add_post, change_post, remove_post
from ..actions.reaction import set_reaction
from ..discussion import history_of, name_of, names_line
from ..forms.discussion import PostForm, ReactionForm, WordsForm
from ..models import Post
from .desk import answer_form
from .discussion import FRAME, load_topic


def load_post(request: SignedInRequest, slug: str, pk: int, rule: str) -> Any:
    """Return the post when the reader may."""
    rows = Post.objects.select_related("topic__community__programme", "author")
    return get_permitted_or_404(rows, request.user, rule, pk=pk, topic__community__slug=slug)


@login_required
def post_create(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Say something in a topic; the page of the topic holds the same form."""
    topic = load_topic(request, slug, pk, "communities.add_post")
    form = PostForm(request.POST or None, request.FILES or None)
    return answer_form(
        request,
        form,
        lambda: add_post(topic, by=request.user, **form.values()),
        page=FRAME | {"community": topic.community, "title": topic.title, "text": names_line(topic.community)},
        # By then it is the last, unless somebody wrote at the same moment.
        back=topic.url_of(topic.post_count + 1),
    )


@login_required
@require_safe
def post_detail(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Show what a post said before: who reads it, reads its history."""
    post = load_post(request, slug, pk, "communities.read_post")
    context = {"post": post, "topic": post.topic, "community": post.topic.community, "tab": "discussion"}
    context |= {"versions": history_of(post), "name": name_of(post.author)}
    return render(request, "communities/post_detail.html", context)


@login_required
def post_change(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Change the words of a post."""
    post = load_post(request, slug, pk, "communities.change_post")
    form = WordsForm(request.POST or None, initial=_stored(post))
    return answer_form(
        request,
        form,
        lambda: change_post(post, by=request.user, version=form.read_version, **form.values()),
        page=FRAME
        | {"community": post.topic.community, "title": _("Change your message")}
        | {"text": _("Readers see that you changed it, and what stood there before.")},
        back=post.get_absolute_url(),
        stored=lambda: _stored(load_post(request, slug, pk, "communities.change_post")),
    )


def _stored(post: Post) -> dict[str, Any]:
    return {"text": post.text, "version": post.version}


@login_required
def post_remove(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Take back what one said, after asking."""
    post = load_post(request, slug, pk, "communities.remove_post")
    if request.method != "POST":
        question = {
            "title": _("Remove your message?"),
            "text": _("The words go for good, their earlier versions too. Others see that a message stood here."),
            "yes": _("Remove"),
            "cancel": post.get_absolute_url(),
        }
        return render(request, "components/confirm_page.html", question)
    remove_post(post, by=request.user)
    messages.success(request, _("Removed."))
    return redirect(post)


@login_required
@require_POST
def post_answer(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Mark a post as the answer, or take the mark away when it is."""
    post = load_post(request, slug, pk, "communities.view_post")
    topic = load_topic(request, slug, post.topic_id, "communities.lead_topic")
    try:
        mark_answer(topic, by=request.user, post=post if request.POST.get("is_answer") == "1" else None)
    except Refused as error:
        messages.error(request, " ".join(error.messages))
    return redirect(post)


@login_required
@require_POST
def post_react(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Give a reaction or take it back, as the button says; not as it happens to stand, so twice is once."""
    post = load_post(request, slug, pk, "communities.add_reaction")
    form = ReactionForm(request.POST)
    if form.is_valid():
        try:
            set_reaction(post, by=request.user, **form.cleaned_data)
        except Refused as error:
            messages.error(request, " ".join(error.messages))
    return redirect(post)
