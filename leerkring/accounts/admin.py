"""Accounts for operators: who there is, and helping somebody who is locked out. Nothing confidential."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from .actions import take_second_factor_away
from .models import PolicyReport, User

# Institutions are set by environment, rights by our own rules, and secrets are nobody's to look at.
admin.site.unregister([EmailAddress, Authenticator, SocialAccount, SocialApp, SocialToken, Group, UserSession])


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """A person: the names, and whether they may log in."""

    list_display = ("email", "full_name", "is_active", "is_staff", "date_joined")
    list_filter = ("is_active", "is_staff", "language")
    search_fields = ("email", "given_name", "family_name")
    ordering = ("email",)
    fields = (
        "email",
        ("given_name", "tussenvoegsel", "family_name"),
        ("language", "time_zone"),
        ("is_active", "is_staff", "is_superuser"),
        ("date_joined", "last_login"),
    )
    readonly_fields = ("date_joined", "last_login")
    actions = None

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """Keep an address as its owner confirmed it, and rights with who has all of them."""
        fixed = self.readonly_fields if obj is None else ("email", *self.readonly_fields)
        return fixed if request.user.is_superuser else ("is_staff", "is_superuser", *fixed)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never from here: erasing a person is a deed of its own, that leaves the circle's record whole."""
        return False

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Give a new person no password: they log in with a code."""
        if not change:
            obj.email = obj.email.strip().lower()
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)


@admin.register(Authenticator)
class AuthenticatorAdmin(admin.ModelAdmin):
    """A second factor: an operator may take a lost one away, never see or make one."""

    list_display = ("user", "type", "created_at", "last_used_at")
    list_filter = ("type",)
    list_select_related = ("user",)
    search_fields = ("user__email",)
    fields = readonly_fields = ("user", "type", "created_at", "last_used_at")
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def delete_model(self, request: HttpRequest, obj: Authenticator) -> None:
        """Take all of them away, tell the person and log them out everywhere."""
        take_second_factor_away(obj.user)


@admin.register(PolicyReport)
class PolicyReportAdmin(admin.ModelAdmin):
    """What browsers stopped on our pages; to read only."""

    list_display = ("day", "directive", "blocked", "page", "count")
    list_filter = ("directive", "day")
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


admin.site.site_header = admin.site.site_title = _("Administration")
