"""Themes of a programme."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from leerkring.accounts.http import SignedInRequest
from leerkring.accounts.models import User
from leerkring.core.errors import Refused

from ..actions.team import invite_theme_lead
from ..actions.theme import add_theme, archive_theme, change_theme, remove_theme
from ..forms.theme import ThemeForm, stored_theme
from ..models import Membership, Programme, TeamInvitation, Theme
from .part import ask, done, form_page, keep, load_programme, refused, without_version

EDIT = "communities.edit_programme"
LIST = "theme_list"


def _people(request: SignedInRequest, programme: Programme, *also: User | None) -> list[User]:
    """Return who can lead a theme: the team, and the people of circles that the reader may see the people of."""
    members = Membership.objects.permitted(request.user, "communities.view_membership").active()
    inside = members.filter(community__programme=programme).select_related("user")
    rows = [*programme.team.select_related("user"), *inside]
    people = {row.user_id: row.user for row in rows} | {person.pk: person for person in also if person}
    return sorted(people.values(), key=lambda person: person.full_name.casefold())


@login_required
def theme_list(request: SignedInRequest, programme_slug: str) -> HttpResponse:
    """Show the themes, those put away below."""
    programme = load_programme(request, programme_slug, EDIT)
    asked = Count("teaminvitation", filter=Q(teaminvitation__status=TeamInvitation.Status.SENT), distinct=True)
    circles = Count("communities", distinct=True)
    themes = list(programme.themes.select_related("lead").annotate(circle_count=circles, asked_count=asked))
    context = {
        "programme": programme,
        "themes": [theme for theme in themes if not theme.is_archived],
        "archived": [theme for theme in themes if theme.is_archived],
    }
    return render(request, "communities/programme_themes.html", context)


@login_required
def theme_create(request: SignedInRequest, programme_slug: str) -> HttpResponse:
    """Add a theme, and ask its lead when that was wanted."""
    programme = load_programme(request, programme_slug, EDIT)
    form = ThemeForm(request.POST or None, people=_people(request, programme))

    @transaction.atomic
    def add(lead_email: str = "", **fields: Any) -> None:
        fields.pop("way")
        _ask_lead(request, add_theme(programme, by=request.user, **fields), lead_email)

    if request.method == "POST" and keep(form, without_version(add)):
        return done(request, programme, LIST, _("Added."))
    return form_page(request, programme, form, title=_("A theme"), back=LIST)


def _ask_lead(request: SignedInRequest, theme: Theme, email: str) -> None:
    if email:
        invite_theme_lead(theme, by=request.user, email=email)


@login_required
def theme_change(request: SignedInRequest, programme_slug: str, pk: int) -> HttpResponse:
    """Change a theme or its lead."""
    programme = load_programme(request, programme_slug, EDIT)
    theme = get_object_or_404(programme.themes.select_related("lead"), pk=pk)
    form = ThemeForm(request.POST or None, people=_people(request, programme, theme.lead), initial=stored_theme(theme))

    @transaction.atomic
    def change(lead_email: str = "", **fields: Any) -> None:
        if fields.pop("way") == "mail":
            # Until they accept, who leads it now goes on.
            del fields["lead"], fields["lead_name"]
        _ask_lead(request, change_theme(theme, by=request.user, **fields), lead_email)

    def stored() -> dict[str, Any]:
        theme.refresh_from_db()
        return stored_theme(theme)

    if request.method == "POST" and keep(form, change, stored):
        return done(request, programme, LIST, _("Saved."))
    return form_page(request, programme, form, title=theme.name, back=LIST)


@login_required
@require_POST
def theme_archive(request: SignedInRequest, programme_slug: str, pk: int) -> HttpResponse:
    """Put a theme away, or take it back out."""
    programme = load_programme(request, programme_slug, EDIT)
    theme = get_object_or_404(programme.themes, pk=pk)
    away = request.POST.get("way") != "back"
    archive_theme(theme, by=request.user, is_archived=away)
    said = _("%(name)s has been put away. Circles that work on it keep it.") if away else _("%(name)s is back.")
    return done(request, programme, LIST, said % {"name": theme.name})


@login_required
def theme_remove(request: SignedInRequest, programme_slug: str, pk: int) -> HttpResponse:
    """Delete a theme that no circle works on, after asking."""
    programme = load_programme(request, programme_slug, EDIT)
    theme = get_object_or_404(programme.themes, pk=pk)
    if request.method != "POST":
        title = _("Remove the theme %(name)s?") % {"name": theme.name}
        text = _("It disappears from the page of the programme, and can't be brought back.")
        cancel = f"{programme.get_absolute_url()}beheren/themas/"
        return ask(request, title=title, text=text, yes=_("Remove"), cancel=cancel)
    try:
        remove_theme(theme, by=request.user)
    except Refused as error:
        return refused(request, programme, LIST, error)
    return done(request, programme, LIST, _("Removed: %(title)s") % {"title": theme.name})
