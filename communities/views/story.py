"""Stories and good examples: the list of a circle and of a programme, and from draft to published."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Overtaken, Refused
from leerkring.core.permissions import get_permitted_or_404
from leerkring.core.refusals import answer_refusal

from ..actions.story import (
    add_story,
    change_story,
    propose_story,
    remove_picture,
    remove_story,
    review_story,
    set_picture,
    withdraw_story,
)
from ..forms.desk import DeskForm
from ..forms.story import PictureForm, ReviewForm, StoryForm, initial_of
from ..models import Community, Programme, Story
from ..stories import listed, of_programme, quotes_of, shown, steps_of
from .desk import answer_form, answer_removal

FRAME = {"frame": "communities/community_base.html", "tab": "stories"}


def load_circle(request: HttpRequest, slug: str, rule: str) -> Community:
    """Return the circle when the reader may, with what they may do in it."""
    rows = Community.objects.select_related("programme").mark_permissions(
        request.user,
        may_write="communities.add_story",
        may_view_inside="communities.view_inside_community",
        may_manage="communities.manage_community",
    )
    community: Community = get_permitted_or_404(rows, request.user, rule, slug=slug)
    return community


def load_story(request: HttpRequest, slug: str, pk: int, verb: str) -> Story:
    """Return the story when the reader may, with what they may do with it."""
    rows = Story.objects.select_related("community__programme", "author", "picture").mark_permissions(
        request.user,
        may_change="communities.change_story",
        may_propose="communities.propose_story",
        may_review="communities.review_story",
        may_withdraw="communities.withdraw_story",
        may_remove="communities.remove_story",
    )
    story: Story = get_permitted_or_404(rows, request.user, f"communities.{verb}_story", pk=pk, community__slug=slug)
    return story


def _answer(
    request: SignedInRequest, story: Story, form: DeskForm, save: Callable[..., Any], title: str, **page: Any
) -> HttpResponse:
    """Show a form over a story, or save it and go back to its page."""
    return answer_form(
        request,
        form,
        lambda: save(story, by=request.user, version=form.read_version, **form.values()),
        page=FRAME | {"community": story.community, "title": title} | page,
        back=story.get_absolute_url(),
        stored=lambda: initial_of(load_story(request, story.community.slug, story.pk, "view")),
    )


@require_safe
def story_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what came of this circle, told by who did it."""
    community = load_circle(request, slug, "communities.view_stories")
    context = listed(community, request.user) | {"community": community, "tab": "stories"}
    return render(request, "communities/story_list.html", context)


@require_safe
def programme_stories(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """Show the stories of all circles of a programme, good examples on top."""
    programme = get_permitted_or_404(
        Programme.objects, request.user, "communities.view_programme", slug=programme_slug
    )
    context = of_programme(programme, request.user) | {"programme": programme}
    return render(request, "communities/programme_stories.html", context)


@login_required
def story_create(request: SignedInRequest, slug: str) -> HttpResponse:
    """Begin a story."""
    community = load_circle(request, slug, "communities.add_story")
    form = StoryForm(request.POST or None)
    return answer_form(
        request,
        form,
        lambda: add_story(community, by=request.user, **form.values()),
        page=FRAME
        | {"community": community, "title": _("Tell a story")}
        | {"text": _("Only you see it until you propose it. You need not fill in everything at once.")},
        back=reverse("communities:story_list", kwargs={"slug": slug}),
    )


@require_safe
def story_detail(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show one story."""
    story = load_story(request, slug, pk, "view")
    context = shown(story) | {
        "story": story,
        "community": story.community,
        "tab": "stories",
        "steps": steps_of(story),
        "quotes": quotes_of(story, request.user),
    }
    return render(request, "communities/story_detail.html", context)


@login_required
def story_change(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Change the words."""
    story = load_story(request, slug, pk, "change")
    form = StoryForm(request.POST or None, initial=initial_of(story))
    return _answer(request, story, form, change_story, _("Change the story"))


@login_required
def story_picture(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Put a picture in the story, or change what it shows in words."""
    story = load_story(request, slug, pk, "change")
    form = PictureForm(request.POST or None, request.FILES or None, initial=initial_of(story))
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            set_picture(story, by=request.user, version=form.read_version, **form.values())
        except Overtaken as error:
            form.add_error(None, error)
            form.data = dict(form.data.items()) | {"version": load_story(request, slug, pk, "view").version}
            status = 409
        except Refused as error:
            form.add_error(None if hasattr(error, "error_dict") else "picture", error)
            status = 422
        else:
            messages.success(request, _("Saved."))
            return redirect(story)
    context = {"community": story.community, "tab": "stories", "story": story, "form": form}
    return render(request, "communities/story_picture.html", context, status=status)


@login_required
def story_picture_remove(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Take the picture out, after asking."""
    story = load_story(request, slug, pk, "change")
    return answer_removal(
        request,
        lambda: remove_picture(story, by=request.user),
        title=_("Remove the picture?"),
        text=_("It is thrown away, with what it shows in words."),
        back=story.get_absolute_url(),
    )


@login_required
@require_POST
def story_propose(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Offer it for publication."""
    story = load_story(request, slug, pk, "propose")
    try:
        propose_story(story, by=request.user)
    except Refused as error:
        return answer_refusal(request, error, story.get_absolute_url())
    messages.success(request, _("Your story has been proposed. Who publishes it gets a mail."))
    return redirect(story)


@login_required
def story_review(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Publish it, or give it back."""
    story = load_story(request, slug, pk, "review")
    form = ReviewForm(request.POST or None, initial={"version": story.version, "is_public": True})
    text = _("Read it as a stranger would: can a client be recognised, and did everybody who is quoted agree?")
    return _answer(request, story, form, review_story, _("Publish the story?"), text=text)


@login_required
def story_withdraw(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Take it off, after asking."""
    story = load_story(request, slug, pk, "withdraw")
    if request.method == "POST":
        withdraw_story(story, by=request.user)
        messages.success(request, _("The story has been taken off. Its author can go on with it."))
        return redirect("communities:story_list", slug=slug)
    text = _("Nobody but its author can read it after this. The author can propose it again.")
    question = {"title": _("Take the story off?"), "text": text, "yes": _("Take it off")}
    return render(request, "components/confirm_page.html", question | {"cancel": story.get_absolute_url()})


@login_required
def story_remove(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Throw a draft away, after asking."""
    story = load_story(request, slug, pk, "remove")
    return answer_removal(
        request,
        lambda: remove_story(story, by=request.user),
        title=_("Throw the story away?"),
        text=_("What you wrote is gone after this, with its picture and its quotes."),
        back=reverse("communities:story_list", kwargs={"slug": slug}),
    )
