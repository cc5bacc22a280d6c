"""The files of a circle: folders, versions, and the bin."""

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

from ..actions.file import (
    add_file,
    add_folder,
    add_version,
    bin_file,
    change_file,
    change_folder,
    erase_file,
    remove_folder,
    restore_file,
)
from ..files import binned, files_for, listed, versions_of
from ..forms.file import FileForm, FolderForm, PlaceForm, VersionForm, initial_of
from ..models import Community, Folder
from .desk import answer_form, answer_removal

FRAME = {"frame": "communities/community_base.html", "tab": "files"}


def _circle(request: SignedInRequest, slug: str, rule: str) -> Community:
    rows = Community.objects.select_related("programme").mark_permissions(
        request.user,
        may_add="communities.add_file",
        may_view_inside="communities.view_inside_community",
        may_manage="communities.manage_community",
    )
    community: Community = get_permitted_or_404(rows, request.user, rule, slug=slug)
    return community


def _file(request: SignedInRequest, slug: str, pk: int, rule: str) -> Any:
    return get_permitted_or_404(files_for(request.user), request.user, rule, pk=pk, community__slug=slug)


def _folder(request: SignedInRequest, slug: str, pk: int, rule: str) -> Folder:
    rows = Folder.objects.select_related("community__programme")
    folder: Folder = get_permitted_or_404(rows, request.user, rule, pk=pk, community__slug=slug)
    return folder


def _list_of(slug: str) -> str:
    return reverse("communities:file_list", kwargs={"slug": slug})


@login_required
@require_safe
def file_list(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show the folders of a circle, and the files in none."""
    community = _circle(request, slug, "communities.view_files")
    context = listed(community, request.user, request.GET.get("page")) | {"community": community, "tab": "files"}
    return render(request, "communities/file_list.html", context)


@login_required
@require_safe
def folder_detail(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Show the files in a folder."""
    folder = _folder(request, slug, pk, "communities.view_folder")
    community = _circle(request, slug, "communities.view_files")
    context = listed(community, request.user, request.GET.get("page"), folder=folder)
    context |= {"community": community, "tab": "files", "folder": folder}
    return render(request, "communities/file_list.html", context)


@login_required
def file_create(request: SignedInRequest, slug: str) -> HttpResponse:
    """Add a file."""
    community = _circle(request, slug, "communities.add_file")
    form = FileForm(
        request.POST or None,
        request.FILES or None,
        community=community,
        initial={"folder": request.GET.get("map", "")[:20], "beside": ""},
    )

    def save() -> None:
        facts = form.values()
        add_file(community, facts.pop("file"), by=request.user, **facts)

    page = FRAME | {"community": community, "title": _("Add a file")}
    page["text"] = _("All members and alumni of the circle can open it, with your name.")
    return answer_form(request, form, save, page=page, back=_list_of(slug))


@login_required
def folder_create(request: SignedInRequest, slug: str) -> HttpResponse:
    """Make a folder."""
    community = _circle(request, slug, "communities.add_file")
    form = FolderForm(request.POST or None)
    return answer_form(
        request,
        form,
        lambda: add_folder(community, by=request.user, **form.values()),
        page=FRAME | {"community": community, "title": _("Make a folder")},
        back=_list_of(slug),
    )


@login_required
def folder_change(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Give a folder another name."""
    folder = _folder(request, slug, pk, "communities.change_folder")
    form = FolderForm(request.POST or None, initial={"name": folder.name, "version": folder.version})

    def stored() -> dict[str, Any]:
        folder.refresh_from_db()
        return {"name": folder.name, "version": folder.version}

    return answer_form(
        request,
        form,
        lambda: change_folder(folder, by=request.user, version=form.read_version, **form.values()),
        page=FRAME | {"community": folder.community, "title": _("Change the name of the folder")},
        back=folder.get_absolute_url(),
        stored=stored,
    )


@login_required
def folder_remove(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Take an empty folder away, after asking."""
    folder = _folder(request, slug, pk, "communities.change_folder")
    return answer_removal(
        request,
        lambda: remove_folder(folder, by=request.user),
        title=_("Remove this folder?"),
        text=_("A folder can be removed when it is empty: %(name)s.") % {"name": folder.name},
        back=_list_of(slug),
    )


@login_required
@require_safe
def file_bin(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show what was thrown away, with the way back."""
    community = _circle(request, slug, "communities.add_file")
    context = {"files": binned(community, request.user), "community": community, "tab": "files"}
    return render(request, "communities/file_bin.html", context)


@login_required
@require_safe
def shared_file_detail(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Show a file with its versions."""
    shared = _file(request, slug, pk, "communities.view_shared_file")
    context = {"shared": shared, "versions": versions_of(shared), "community": shared.community, "tab": "files"}
    return render(request, "communities/shared_file_detail.html", context)


@login_required
def shared_file_version(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Put a newer version in the place of a file."""
    shared = _file(request, slug, pk, "communities.add_file_version")
    form = VersionForm(request.POST or None, request.FILES or None)
    return answer_form(
        request,
        form,
        lambda: add_version(shared, form.cleaned_data["file"], by=request.user),
        page=FRAME
        | {"community": shared.community, "title": _("New version of %(name)s") % {"name": shared.name}}
        | {"text": _("The version that is there now stays; everybody can go back to it.")},
        back=shared.get_absolute_url(),
    )


@login_required
def shared_file_change(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Give a file another name, or another place."""
    shared = _file(request, slug, pk, "communities.change_shared_file")
    form = PlaceForm(request.POST or None, community=shared.community, initial=initial_of(shared))
    return answer_form(
        request,
        form,
        lambda: change_file(shared, by=request.user, version=form.read_version, **form.values()),
        page=FRAME | {"community": shared.community, "title": _("Name and place")},
        back=shared.get_absolute_url(),
        stored=lambda: initial_of(_file(request, slug, pk, "communities.change_shared_file")),
    )


@login_required
@require_POST
def shared_file_bin(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Throw a file away; it lies in the bin."""
    bin_file(_file(request, slug, pk, "communities.change_shared_file"), by=request.user)
    messages.success(request, _("The file lies in the bin. You can take it out again."))
    return redirect("communities:file_bin", slug=slug)


@login_required
@require_POST
def shared_file_restore(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Take a file out of the bin."""
    shared = _file(request, slug, pk, "communities.restore_shared_file")
    try:
        restore_file(shared, by=request.user)
    except Refused as error:
        messages.error(request, " ".join(error.messages))
        return redirect("communities:file_bin", slug=slug)
    messages.success(request, _("The file is back."))
    return redirect(shared)


@login_required
def shared_file_erase(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Throw a file away for good, after asking."""
    shared = _file(request, slug, pk, "communities.erase_shared_file")
    return answer_removal(
        request,
        lambda: erase_file(shared, by=request.user),
        title=_("Throw this file away for good?"),
        text=_("%(name)s goes with all its versions. Nobody can bring it back.") % {"name": shared.name},
        back=reverse("communities:file_bin", kwargs={"slug": slug}),
    )
