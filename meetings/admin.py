"""Meetings for operators: to look, not to change, since a change must be told to members. And school holidays."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from .models import Meeting, SchoolHoliday


@admin.register(Meeting)
class MeetingAdmin(admin.ModelAdmin):
    list_display = ["theme", "cycle", "date", "start_time", "status"]
    list_filter = ["status"]
    search_fields = ["theme", "cycle__community__name"]
    date_hierarchy = "date"
    list_select_related = ["cycle__community"]
    # Whoever holds the link can come in.
    exclude = ["online_url"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(SchoolHoliday)
class SchoolHolidayAdmin(admin.ModelAdmin):
    """The table behind proposed dates; next year's is added here, or by ``manage.py load_holidays``."""

    list_display = ["name", "region", "first", "last"]
    # No date_hierarchy: Django asks for the "first" and "last" of a column, and these columns have those names.
    list_filter = ["region"]
    search_fields = ["name"]
