"""Blocks and links on the page of a programme."""

from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from leerkring.accounts.http import SignedInRequest

from ..actions.block import add_block, add_link, change_block, change_link, move_block, remove_block, remove_link
from ..forms.block import FORMS, LinkForm, block_form, stored_block, stored_link
from ..models import ProgrammeBlock
from ..programme_page import shown_blocks
from .part import ask, done, form_page, keep, load_programme, status_of, without_version

EDIT = "communities.edit_programme"


def _title(kind: str) -> str:
    return {
        "text": _("A text"),
        "picture": _("A picture"),
        "quote": _("A quote"),
        "figures": _("In figures"),
        "circles": _("Circles"),
        "events": _("Events"),
        "outcomes": _("Outcomes"),
    }[kind]


def _get(request: SignedInRequest, programme_slug: str, pk: int) -> ProgrammeBlock:
    programme = load_programme(request, programme_slug, EDIT)
    return get_object_or_404(programme.blocks.select_related("programme", "picture"), pk=pk)


@login_required
def block_list(request: SignedInRequest, programme_slug: str) -> HttpResponse:
    """Show the blocks in their order, with what may be done to each."""
    programme = load_programme(request, programme_slug, EDIT)
    context = {"programme": programme, "blocks": shown_blocks(programme)}
    return render(request, "communities/programme_blocks.html", context)


@login_required
def block_create(request: SignedInRequest, programme_slug: str) -> HttpResponse:
    """Add a block of the kind that the address asks for."""
    programme = load_programme(request, programme_slug, EDIT)
    asked = request.GET.get("soort", "")
    kind = asked if asked in FORMS else "text"
    form = block_form(kind, programme, request.POST or None, request.FILES or None)
    add = partial(add_block, programme, by=request.user, kind=kind)
    if request.method == "POST" and keep(form, without_version(add)):
        return done(request, programme, "block_list", _("Added."))
    return form_page(request, programme, form, title=_title(kind), back="block_list")


@login_required
def block_change(request: SignedInRequest, programme_slug: str, pk: int) -> HttpResponse:
    """Change one block on its own page."""
    block = _get(request, programme_slug, pk)
    form = block_form(block.kind, block.programme, request.POST or None, request.FILES or None, block=block)

    def stored() -> dict[str, Any]:
        block.refresh_from_db()
        return stored_block(block)

    if request.method == "POST" and keep(form, partial(change_block, block, by=request.user), stored):
        return done(request, block.programme, "block_list", _("Saved."))
    picture = block.picture if block.kind == "picture" else None
    alt = block.picture_text
    return form_page(
        request, block.programme, form, title=_title(block.kind), back="block_list", picture=picture, alt=alt
    )


@login_required
@require_POST
def block_move(request: SignedInRequest, programme_slug: str, pk: int) -> HttpResponse:
    """Move a block up or down."""
    move_block(_get(request, programme_slug, pk), by=request.user, up=request.POST.get("way") == "up")
    return redirect("communities:block_list", programme_slug=programme_slug)


@login_required
def block_remove(request: SignedInRequest, programme_slug: str, pk: int) -> HttpResponse:
    """Take a block off the page, after asking."""
    block = _get(request, programme_slug, pk)
    if request.method == "POST":
        remove_block(block, by=request.user)
        return done(request, block.programme, "block_list", _("Removed."))
    text = _("It disappears from the page of the programme, and can't be brought back.")
    cancel = f"{block.programme.get_absolute_url()}beheren/blokken/"
    return ask(request, title=_("Remove this block?"), text=text, yes=_("Remove"), cancel=cancel)


@login_required
def link_list(request: SignedInRequest, programme_slug: str) -> HttpResponse:
    """Show the links, and add one."""
    programme = load_programme(request, programme_slug, EDIT)
    form = LinkForm(request.POST or None)
    if request.method == "POST" and keep(form, without_version(partial(add_link, programme, by=request.user))):
        return done(request, programme, "link_list", _("Added."))
    context = {"programme": programme, "links": programme.links.all(), "form": form}
    return render(request, "communities/programme_links.html", context, status=status_of(form))


@login_required
def link_change(request: SignedInRequest, programme_slug: str, pk: int) -> HttpResponse:
    """Change the words or the address of a link."""
    programme = load_programme(request, programme_slug, EDIT)
    link = get_object_or_404(programme.links, pk=pk)
    form = LinkForm(request.POST or None, initial=stored_link(link))

    def stored() -> dict[str, Any]:
        link.refresh_from_db()
        return stored_link(link)

    if request.method == "POST" and keep(form, partial(change_link, link, by=request.user), stored):
        return done(request, programme, "link_list", _("Saved."))
    return form_page(request, programme, form, title=_("Change the link"), back="link_list")


@login_required
@require_POST
def link_remove(request: SignedInRequest, programme_slug: str, pk: int) -> HttpResponse:
    """Take a link off the page; it is added again as easily."""
    programme = load_programme(request, programme_slug, EDIT)
    link = get_object_or_404(programme.links, pk=pk)
    remove_link(link, by=request.user)
    return done(request, programme, "link_list", _("Removed: %(title)s") % {"title": link.title})
