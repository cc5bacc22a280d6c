"""The desk of an alliance broker: open questions, introductions, and the contact log."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from leerkring.accounts.http import SignedInRequest
from leerkring.core.permissions import get_permitted_or_404

from ..actions import help_question as actions
from ..forms.introduction import CloseHelpForm, ContactNoteForm, HelpForm, stored_help, stored_note
from ..introductions import desk
from ..models import Community, ContactNote, HelpQuestion, Introduction, Programme
from .desk import PROGRAMME_FRAME, answer_form, answer_removal
from .introduction import FRAME, subject_of


def _programme(request: SignedInRequest, slug: str) -> Programme:
    programme: Programme = get_permitted_or_404(
        Programme.objects, request.user, "communities.link_programme", slug=slug
    )
    return programme


def _desk_of(programme: Programme) -> str:
    return reverse("communities:programme_broker", kwargs={"programme_slug": programme.slug})


@login_required
@require_safe
def programme_broker(request: SignedInRequest, programme_slug: str) -> HttpResponse:
    """Show what waits for a broker."""
    programme = _programme(request, programme_slug)
    context = desk(programme, request.user) | {"programme": programme}
    return render(request, "communities/programme_broker.html", context)


# --- Asking for help


@login_required
def help_create(request: SignedInRequest, slug: str) -> HttpResponse:
    """Ask the broker for help."""
    community = get_permitted_or_404(
        Community.objects.select_related("programme"), request.user, "communities.ask_help", slug=slug
    )
    about = subject_of(request, community)
    form = HelpForm(request.POST or None)
    subject = about.get("issue") or about.get("assignment") or community.headline
    text = _(
        "The alliance brokers and coordinators of %(programme)s read this, with what it is about: “%(subject)s”. "
        "They look who could help."
    )
    return answer_form(
        request,
        form,
        lambda: actions.ask_help(community, by=request.user, **form.values(), **about),
        page={"frame": FRAME, "heading": _("Ask the alliance broker"), "title": _("What do you need?")}
        | {"text": text % {"programme": community.programme.name, "subject": subject}},
        back=reverse("communities:match_circle", kwargs={"slug": slug}),
    )


@login_required
def help_close(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Close a question, with what came of it."""
    rows = HelpQuestion.objects.select_related("community__programme", "issue", "assignment")
    question = get_permitted_or_404(rows, request.user, "communities.close_help_question", pk=pk, community__slug=slug)
    form = CloseHelpForm(request.POST or None, initial={"version": question.version})
    return answer_form(
        request,
        form,
        lambda: actions.close_help(question, by=request.user, version=form.read_version, **form.values()),
        page={"frame": FRAME, "heading": _("Close the question"), "title": question.title, "text": question.text},
        back=reverse("communities:match_circle", kwargs={"slug": slug}),
        stored=lambda: stored_help(question),
    )


# --- The contact log


def _introductions(request: SignedInRequest, programme: Programme) -> Any:
    rows = Introduction.objects.permitted(request.user, "communities.view_introduction")
    return rows.filter(community__programme=programme).select_related("asker", "person", "organisation")


def _note(request: SignedInRequest, programme_slug: str, pk: int) -> ContactNote:
    rows = ContactNote.objects.select_related("programme", "introduction")
    line: ContactNote = get_permitted_or_404(
        rows, request.user, "communities.change_contact_note", pk=pk, programme__slug=programme_slug
    )
    return line


@login_required
def contact_note_create(request: SignedInRequest, programme_slug: str) -> HttpResponse:
    """Write down whom one spoke to."""
    programme = _programme(request, programme_slug)
    form = ContactNoteForm(
        request.POST or None,
        introductions=_introductions(request, programme),
        initial={"day": timezone.localdate(), "introduction": request.GET.get("kennismaking")},
    )
    return answer_form(
        request,
        form,
        lambda: actions.add_contact_note(programme, by=request.user, **form.values()),
        page={"frame": PROGRAMME_FRAME, "programme": programme, "title": _("Write in the contact log")},
        back=_desk_of(programme),
    )


@login_required
def contact_note_change(request: SignedInRequest, programme_slug: str, pk: int) -> HttpResponse:
    """Change a line of the log."""
    line = _note(request, programme_slug, pk)
    form = ContactNoteForm(
        request.POST or None, introductions=_introductions(request, line.programme), initial=stored_note(line)
    )
    return answer_form(
        request,
        form,
        lambda: actions.change_contact_note(line, by=request.user, version=form.read_version, **form.values()),
        page={"frame": PROGRAMME_FRAME, "programme": line.programme, "title": _("Change the contact log")},
        back=_desk_of(line.programme),
        stored=lambda: stored_note(_note(request, programme_slug, pk)),
    )


@login_required
def contact_note_remove(request: SignedInRequest, programme_slug: str, pk: int) -> HttpResponse:
    """Take a line out of the log, after asking."""
    line = _note(request, programme_slug, pk)
    return answer_removal(
        request,
        lambda: actions.remove_contact_note(line, by=request.user),
        title=_("Remove this line?"),
        text=_("What stands in it will be gone."),
        back=_desk_of(line.programme),
    )
