"""What people write, rate and choose at a table."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Refused

from ..actions import line as actions
from ..forms.session import LineForm, MarkForm, PrivateTextForm
from .session import act, answer, load


@login_required
@require_POST
def line_write(request: SignedInRequest, pk: int) -> HttpResponse:
    """Hand a text in. What is refused is kept for its writer, and comes back in the box."""
    session, form = load(request, "casework.view_session", pk), LineForm(request.POST)
    try:
        if not form.is_valid():
            raise Refused(list(next(iter(form.errors.values()))))
        actions.write_line(session, by=request.user, **form.facts())
    except Refused as refusal:
        _keep(request, session.pk)
        return answer(request, session, " ".join(refusal.messages))
    return answer(request, session)


def _keep(request: SignedInRequest, pk: int) -> None:
    form = PrivateTextForm(request.POST)
    if form.is_valid():
        session = load(request, "casework.view_session", pk)
        actions.save_private_text(session, by=request.user, **form.cleaned_data)


@login_required
@require_POST
def line_take_back(request: SignedInRequest, pk: int, line: int) -> HttpResponse:
    """Take one's own line back to the box."""
    return act(request, load(request, "casework.view_session", pk), actions.take_back_line, line=line)


@login_required
@require_POST
def line_mark(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say how a line feels, or choose it."""
    session, form = load(request, "casework.view_session", pk), MarkForm(request.POST)
    if not form.is_valid():
        return answer(request, session, _("Choose one of the buttons."))
    return act(request, session, actions.mark_line, **form.cleaned_data)


@login_required
@require_POST
def private_text_save(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep what somebody is writing: the page does so by itself, and there is a button without scripts."""
    session, form = load(request, "casework.view_session", pk), PrivateTextForm(request.POST)
    if not form.is_valid():
        return answer(request, session, _("This text is too long to keep. Make it shorter."))
    actions.save_private_text(session, by=request.user, **form.cleaned_data)
    if "automatic" in request.POST:
        return HttpResponse(status=204)
    return answer(request, session)
