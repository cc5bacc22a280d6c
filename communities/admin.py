"""For operators: programmes and what they choose from, and which circles there are. No confidential text."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from .actions.organisation import complete
from .models import Area, Community, Organisation, Programme, ProgrammeMember, Theme


class ThemeInline(admin.TabularInline):
    """The themes of a programme."""

    model = Theme
    extra = 0
    fields = ("name", "lead", "lead_name", "is_archived")
    autocomplete_fields = ("lead",)


class TeamInline(admin.TabularInline):
    """Who is on the team of a programme."""

    model = ProgrammeMember
    extra = 0
    autocomplete_fields = ("user",)


@admin.register(Programme)
class ProgrammeAdmin(admin.ModelAdmin):
    """Networks of circles."""

    list_display = ("name", "noun_singular", "parent", "is_open")
    prepopulated_fields = {"slug": ("name",)}
    search_fields = ("name",)
    # No choice of files: their names are private, and what stands here is shown to everybody.
    fields = ("name", "slug", "description", "noun_singular", "noun_plural", "parent", "is_open", "areas")
    autocomplete_fields = ("parent", "areas")
    inlines = (ThemeInline, TeamInline)


@admin.register(Area)
class AreaAdmin(admin.ModelAdmin):
    """Provinces, municipalities and neighbourhoods."""

    list_display = ("name", "kind", "parent", "holiday_region")
    list_filter = ("kind", "holiday_region")
    list_select_related = ("parent",)
    search_fields = ("name",)
    autocomplete_fields = ("parent",)


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin):
    """Where people come from."""

    list_display = ("name", "kind", "sector", "area")
    list_filter = ("kind", "sector")
    list_select_related = ("area",)
    search_fields = ("name",)
    # No choice of files, as above; what it is found by follows from the rest.
    fields = (
        "name", "slug", "kind", "sector", "area", "in_housing", "in_care", "in_welfare", "in_education",
        "description", "expertise", "ror", "website",
    )  # fmt: skip
    readonly_fields = ("slug",)
    autocomplete_fields = ("area",)
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """On the site, where what refers to it is looked at first; here its contacts would be named."""
        return False

    def save_model(self, request: HttpRequest, obj: Organisation, form: Any, change: bool) -> None:
        """Keep what the directory finds it by."""
        obj.version += change
        complete([obj])
        super().save_model(request, obj, form, change)


@admin.register(Community)
class CommunityAdmin(admin.ModelAdmin):
    """Which circles there are, to look at: what is in them belongs to their members."""

    list_display = ("name", "programme", "kind", "status", "member_count", "started_at")
    list_filter = ("status", "kind", "programme")
    list_select_related = ("programme",)
    search_fields = ("name", "slug")
    fields = ("name", "slug", "programme", "kind", "theme", "area", "status", "member_count", "started_at")
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Circles are set up on the site."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A circle is never deleted from here: its papers are permanent."""
        return False
