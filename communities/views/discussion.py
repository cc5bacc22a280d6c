"""The topics of a circle, and each of them."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from leerkring.accounts.http import SignedInRequest
from leerkring.core.permissions import get_permitted_or_404

from ..actions.discussion import change_topic, close_topic, mark_read, reopen_topic, set_wish
from ..actions.post import start_topic
from ..discussion import listed, page_of, topics_for
from ..forms.discussion import PostForm, ReadForm, TitleForm, TopicForm, WishForm, initial_of
from ..models import Community, Topic
from .desk import answer_form

FRAME = {"frame": "communities/community_base.html", "tab": "discussion"}


def load_circle(request: SignedInRequest, slug: str, rule: str) -> Community:
    """Return the circle when the reader may, with what they may do in it."""
    rows = Community.objects.select_related("programme").mark_permissions(
        request.user,
        may_talk="communities.add_topic",
        may_view_inside="communities.view_inside_community",
        may_manage="communities.manage_community",
    )
    community: Community = get_permitted_or_404(rows, request.user, rule, slug=slug)
    return community


def load_topic(request: SignedInRequest, slug: str, pk: int, rule: str) -> Any:
    """Return the topic when the reader may, with how far they are and what they may do in it."""
    rows = topics_for(request.user).mark_permissions(
        request.user,
        may_write="communities.add_post",
        may_follow="communities.follow_topic",
        may_lead="communities.lead_topic",
        may_manage="communities.moderate_topic",
    )
    topic: Any = get_permitted_or_404(rows, request.user, rule, pk=pk, community__slug=slug)
    # What the tabs ask of the circle; who sees a topic of it sees its inside.
    topic.community.may_view_inside, topic.community.may_manage = True, topic.may_manage
    return topic


@login_required
@require_safe
def topic_list(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show what the circle talks about, the newest first."""
    community = load_circle(request, slug, "communities.view_discussion")
    context = listed(community, request.user, request.GET.get("page"))
    context |= {"community": community, "tab": "discussion"}
    return render(request, "communities/topic_list.html", context)


@login_required
def topic_create(request: SignedInRequest, slug: str) -> HttpResponse:
    """Begin a topic."""
    community = load_circle(request, slug, "communities.add_topic")
    form = TopicForm(request.POST or None, request.FILES or None)
    page = FRAME | {"community": community, "title": _("Begin a topic")}
    page["text"] = _("All members of the circle can read this, with your name. Alumni can too.")
    return answer_form(
        request,
        form,
        lambda: start_topic(community, by=request.user, **form.values()),
        page=page,
        back=f"{community.get_absolute_url()}gesprek/",
    )


@login_required
@require_safe
def topic_detail(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Show a page of a topic. Reading is noted by the page itself, with a POST."""
    topic = load_topic(request, slug, pk, "communities.view_topic")
    context = page_of(topic, request.user, request.GET.get("page"))
    context |= {"topic": topic, "community": topic.community, "tab": "discussion", "form": PostForm()}
    return render(request, "communities/topic_detail.html", context)


@login_required
def topic_change(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Give a topic another title."""
    topic = load_topic(request, slug, pk, "communities.lead_topic")
    form = TitleForm(request.POST or None, initial=initial_of(topic))
    return answer_form(
        request,
        form,
        lambda: change_topic(topic, by=request.user, version=form.read_version, **form.values()),
        page=FRAME | {"community": topic.community, "title": _("Change the title")},
        back=topic.get_absolute_url(),
        stored=lambda: initial_of(load_topic(request, slug, pk, "communities.lead_topic")),
    )


def _lead(request: SignedInRequest, slug: str, pk: int, act: Callable[..., Topic], said: str) -> HttpResponse:
    topic = load_topic(request, slug, pk, "communities.lead_topic")
    act(topic, by=request.user)
    messages.success(request, said)
    return redirect(topic)


@login_required
@require_POST
def topic_close(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Close a topic; it is opened again as easily."""
    return _lead(request, slug, pk, close_topic, _("The topic is closed."))


@login_required
@require_POST
def topic_reopen(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Open a topic again."""
    return _lead(request, slug, pk, reopen_topic, _("The topic is open again."))


@login_required
@require_POST
def topic_read(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Remember how far somebody read: sent by the page when its end comes in sight, or by a button."""
    topic = load_topic(request, slug, pk, "communities.follow_topic")
    form = ReadForm(request.POST)
    if form.is_valid():
        mark_read(topic, by=request.user, number=form.cleaned_data["number"])
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204)
    return redirect("communities:topic_list", slug=slug)


@login_required
@require_POST
def topic_follow(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Follow a topic, mute it, or neither."""
    topic = load_topic(request, slug, pk, "communities.follow_topic")
    form = WishForm(request.POST)
    if form.is_valid():
        set_wish(topic, by=request.user, wish=form.cleaned_data["wish"])
        messages.success(request, _("Saved."))
    return redirect(topic)
