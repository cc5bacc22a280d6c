"""Another name and address for a circle."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from leerkring.accounts.http import SignedInRequest
from leerkring.core.errors import Overtaken, Refused
from leerkring.core.permissions import get_permitted_or_404

from ..actions.rename import rename_community
from ..forms.rename import RenameForm, initial_of
from ..models import Community


@login_required
def community_rename(request: SignedInRequest, slug: str) -> HttpResponse:
    """Give the circle another name, with a new address when wanted; show what it was called before."""
    community = get_permitted_or_404(
        Community.objects.select_related("programme"), request.user, "communities.change_community", slug=slug
    )
    form = RenameForm(request.POST or None, initial=initial_of(community))
    context = {"community": community, "tab": "manage", "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            renamed = rename_community(community, by=request.user, version=form.read_version, **form.values())
        except Overtaken as error:
            return _overtaken(request, context, error)
        except Refused as error:
            form.add_error(None, error)
            return render(request, "communities/rename_form.html", context, status=409)
        messages.success(request, _("The circle is called %(name)s now.") % {"name": renamed.name})
        return redirect("communities:community_manage", slug=renamed.slug)
    return render(request, "communities/rename_form.html", context)


def _overtaken(request: SignedInRequest, context: dict[str, object], error: Overtaken) -> HttpResponse:
    """Show the name that stands there now beside the one that was typed; saving again is then a choice."""
    community, form = context["community"], context["form"]
    assert isinstance(community, Community) and isinstance(form, RenameForm)
    community.refresh_from_db()
    stored = initial_of(community)
    form.data = dict(form.data.items()) | {"version": community.version}
    form.add_error(None, error)
    return render(request, "communities/rename_form.html", context | {"stored": stored}, status=409)
