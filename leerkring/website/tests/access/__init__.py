"""Who may GET and POST which address: the table behind ``test_access.py``.

A row holds for one running circle, its people, and what they made in it (``world`` in the test). ``None`` for a method
means that the address has no such method: it answers 405, or looks missing. Where a role is not named, a visitor is
asked to log in or finds nothing, and anybody else finds nothing.
"""

from typing import Any

from django.urls import reverse

from . import casework, communities, meetings, portal
from .roles import (
    AUTHOR,
    CIRCLE,
    COORDINATOR,
    EVERYBODY,
    HOST,
    INSIDE,
    MEMBER,
    NOBODY,
    OUTSIDER,
    ROLES,
    STAFF,
    VISITOR,
    Page,
)

__all__ = ["AUTHOR", "COORDINATOR", "EVERYBODY", "HOST", "MEMBER", "OUTSIDER", "ROLES", "VISITOR"]

PAGES = portal.PAGES | communities.PAGES | meetings.PAGES | casework.PAGES

# Partials say nothing to who may see nothing: 200 and empty.
EMPTY_WHEN_HIDDEN = {"meetings:community_next": Page(INSIDE, None, CIRCLE)}

# Pages that machines and developers ask for; closed by a setting, for everybody alike.
CLOSED_BY_SETTING = {
    "dev_design",
    "notifications:inbound",
    "notifications:reports",
    "notifications:kept_mail_list",
    "notifications:kept_mail",
    "notifications:kept_mail_html",
    "notifications:kept_mail_attachment",
}
FOR_MACHINES = {"metrics", "health"}

# allauth's pages, and ours beside them. Who is logged in and who is not see the same address do different things; what
# matters is that a visitor never gets into the second set, and that nobody meets an error.
SIGN_IN = {
    "account_login",
    "accounts:login_password",
    "account_request_login_code",
    "account_confirm_login_code",
    "mfa_login_webauthn",
    "mfa_authenticate",
    "account_inactive",
    "account_signup",
    "account_email_verification_sent",
    "account_reset_password",
    "account_confirm_password_reset_code",
    "account_complete_password_reset",
    "account_password_reset_completed",
    "socialaccount_signup",
    "socialaccount_login_cancelled",
    "socialaccount_login_error",
    "openid_connect_login",
    "openid_connect_callback",
}
OWN_ACCOUNT = {
    "accounts:confirm_identity",
    "accounts:session_list",
    "accounts:session_end",
    "accounts:session_end_others",
    "accounts:second_factor",
    "accounts:erase",
    "accounts:export_file",
    "account_logout",
    "account_email",
    "account_change_password",
    "account_set_password",
    "account_reauthenticate",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
    "socialaccount_connections",
}
# The administration: operators with a second factor only, whatever the page.
ADMINISTRATION = "beheer/"


def address(name: str, world: Any) -> str:
    """Return where this page stands, made of things of the world."""
    return reverse(name, kwargs={part: getattr(world, thing) for part, thing in PAGES[name].of.items()})


def part_of(name: str) -> str:
    """Return the part of the portal that an address belongs to: its namespace, or *portal*."""
    return name.partition(":")[0] if ":" in name else "portal"


def reader_of(page: Page) -> str:
    """Return who sees the most on this page."""
    return next(
        role for role in (COORDINATOR, AUTHOR, VISITOR, OUTSIDER, STAFF, MEMBER, HOST) if role in (page.get or NOBODY)
    )
