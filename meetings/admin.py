"""Meetings for operators: to look, not to change, since a change must be told to members."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from .models import Meeting


@admin.register(Meeting)
class MeetingAdmin(admin.ModelAdmin):
    list_display = ["theme", "cycle", "date", "start_time", "status"]
    list_filter = ["status"]
    search_fields = ["theme", "cycle__community__name"]
    date_hierarchy = "date"
    list_select_related = ["cycle__community"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
