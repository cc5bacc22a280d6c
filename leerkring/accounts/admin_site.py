"""The door of the administration: for operators with a second factor, and for nobody else."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from .second_factor import has_second_factor


def is_operator(request: HttpRequest) -> bool:
    """Return whether this is somebody of the portal itself."""
    return bool(request.user.is_active and request.user.is_staff)


class OperatorSite(AdminSite):
    """Django's administration behind our own login page (rule 25: its own one has no rate limits)."""

    def has_permission(self, request: HttpRequest) -> bool:
        return is_operator(request) and has_second_factor(request.user)

    def login(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Send a visitor to log in, an operator without a second factor to make one; the rest finds nothing here."""
        if request.user.is_anonymous:
            return secure_admin_login(super().login)(request)
        if not is_operator(request):
            raise Http404
        if not has_second_factor(request.user):
            messages.info(
                request, _("The administration asks for a second proof. First switch on an app or a passkey.")
            )
            return redirect("mfa_index")
        return redirect("admin:index")

    def logout(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Log out as everywhere else."""
        return redirect("account_logout")

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Hide every page from who is logged in and no operator: hidden looks like missing."""
        inner = super().admin_view(view, cacheable)

        def hidden(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.user.is_authenticated and not is_operator(request):
                raise Http404
            return inner(request, *args, **kwargs)

        return hidden
