"""The desk of recognitions: of a circle, and in the same way of a programme."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from leerkring.accounts.http import SignedInRequest
from leerkring.core.permissions import get_permitted_or_404

from ..actions.recognition import add_recognition, change_recognition, remove_recognition
from ..forms.recognition import RecognitionForm, initial_of
from ..models import Community, Programme, Recognition
from .desk import answer_form, answer_removal, frame_of

Scope = Community | Programme


def _scope(request: SignedInRequest, slug: str, programme_slug: str) -> Scope:
    scope: Scope
    if slug:
        scope = get_permitted_or_404(Community.objects, request.user, "communities.manage_community", slug=slug)
    else:
        scope = get_permitted_or_404(
            Programme.objects, request.user, "communities.change_programme", slug=programme_slug
        )
    return scope


def _recognition(request: SignedInRequest, slug: str, programme_slug: str, pk: int) -> Recognition:
    rows = Recognition.objects.select_related("community", "programme")
    owner = {"community__slug": slug} if slug else {"programme__slug": programme_slug}
    recognition: Recognition = get_permitted_or_404(
        rows, request.user, "communities.change_recognition", pk=pk, **owner
    )
    return recognition


def _owner(recognition: Recognition) -> Scope:
    owner: Any = recognition.community or recognition.programme
    return owner


def _url(name: str, scope: Scope) -> str:
    if isinstance(scope, Community):
        return reverse(f"communities:{name}", kwargs={"slug": scope.slug})
    return reverse(f"communities:programme_{name}", kwargs={"programme_slug": scope.slug})


def _rows(rows: list[Recognition], scope: Scope) -> list[dict[str, Any]]:
    """Return the rows with the addresses of what can be done with them."""
    base = _url("recognition_list", scope)
    return [
        {"recognition": row, "url": f"{base}{row.pk}/", "remove_url": f"{base}{row.pk}/verwijderen/"} for row in rows
    ]


@login_required
def recognition_list(request: SignedInRequest, slug: str = "", programme_slug: str = "") -> HttpResponse:
    """Show the recognitions, newest first."""
    scope = _scope(request, slug, programme_slug)
    rows = Recognition.objects.permitted(request.user, "communities.change_recognition")
    owner = {"community": scope} if slug else {"programme": scope}
    context = {"rows": _rows(list(rows.filter(**owner)), scope), "create_url": _url("recognition_create", scope)}
    return render(request, "communities/recognition_list.html", frame_of(scope) | context)


@login_required
def recognition_create(request: SignedInRequest, slug: str = "", programme_slug: str = "") -> HttpResponse:
    """Write a recognition down."""
    scope = _scope(request, slug, programme_slug)
    form = RecognitionForm(request.POST or None)
    return answer_form(
        request,
        form,
        lambda: add_recognition(scope, by=request.user, **form.values()),
        page=frame_of(scope) | {"title": _("Add a recognition")},
        back=_url("recognition_list", scope),
    )


@login_required
def recognition_change(request: SignedInRequest, pk: int, slug: str = "", programme_slug: str = "") -> HttpResponse:
    """Change a recognition."""
    recognition = _recognition(request, slug, programme_slug, pk)
    form = RecognitionForm(request.POST or None, initial=initial_of(recognition))
    scope = _owner(recognition)
    return answer_form(
        request,
        form,
        lambda: change_recognition(recognition, by=request.user, version=form.read_version, **form.values()),
        page=frame_of(scope) | {"title": _("Change a recognition")},
        back=_url("recognition_list", scope),
        stored=lambda: initial_of(_recognition(request, slug, programme_slug, pk)),
    )


@login_required
def recognition_remove(request: SignedInRequest, pk: int, slug: str = "", programme_slug: str = "") -> HttpResponse:
    """Take a recognition away, after asking."""
    recognition = _recognition(request, slug, programme_slug, pk)
    return answer_removal(
        request,
        lambda: remove_recognition(recognition, by=request.user),
        title=_("Remove the recognition “%(title)s”?") % {"title": recognition.title},
        text=_("It no longer stands on the page. If it has just ended, fill in its last day instead."),
        back=_url("recognition_list", _owner(recognition)),
    )
