"""The ledger: what was sent to whom, when, and why not. Operators read; nobody writes."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from .models import Message


@admin.register(Message)
class MessageAdmin(admin.ModelAdmin):
    """Messages without what they are about."""

    list_display = ["kind", "recipient", "address", "state", "reason", "attempts", "created_at", "sent_at"]
    list_filter = ["state", "kind"]
    list_select_related = ["recipient"]
    search_fields = ["recipient__email", "address"]
    ordering = ["-pk"]
    show_full_result_count = False
    fields = readonly_fields = (
        "kind",
        "recipient",
        "address",
        "state",
        "reason",
        "attempts",
        "send_after",
        "try_after",
        "created_at",
        "sent_at",
        "message_id",
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
