"""The contact form of a circle: for everybody, without an account."""

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from leerkring.core.context import is_signed_in
from leerkring.core.errors import Refused
from leerkring.core.permissions import get_permitted_or_404

from ..actions.contact_message import send_contact_message
from ..forms.contact_message import ContactMessageForm
from ..models import Community, ContactPerson


def _circle(request: HttpRequest, slug: str) -> Community:
    rows = Community.objects.select_related("programme")
    community: Community = get_permitted_or_404(rows, request.user, "communities.contact_community", slug=slug)
    return community


@never_cache
def contact_message_create(request: HttpRequest, slug: str) -> HttpResponse:
    """Write to a contact person; their address stays with us."""
    community = _circle(request, slug)
    rows = ContactPerson.objects.permitted(request.user, "communities.view_contact_person")
    contacts = list(rows.filter(community=community).select_related("user"))
    form = ContactMessageForm(
        request.POST or None, contacts=contacts, chosen=request.GET.get("aan", ""), initial=_me(request)
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        status = _send(request, form)
        if status == 302:
            return redirect("communities:contact_message_sent", slug=slug)
    context = {"community": community, "form": form, "contacts": contacts}
    return render(request, "communities/contact_message_form.html", context, status=status)


def _me(request: HttpRequest) -> dict[str, str]:
    if not is_signed_in(request):
        return {}
    return {"sender_name": request.user.full_name, "sender_email": request.user.email}  # type: ignore[union-attr]


def _send(request: HttpRequest, form: ContactMessageForm) -> int:
    """Send the message and return 302; else the status of the page that says why not."""
    if not ratelimit.consume(request, action="contact", key=form.cleaned_data["sender_email"].lower()):
        form.add_error(None, _("You have sent several messages already. Wait an hour and send this one again."))
        return 429
    try:
        send_contact_message(form.chosen, **form.values())
    except Refused as error:
        form.add_error(None, error)
        return 409
    return 302


def contact_message_sent(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what happens now."""
    return render(request, "communities/contact_message_sent.html", {"community": _circle(request, slug)})
