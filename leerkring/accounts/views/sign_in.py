"""Signing in with a password, for who chose one."""

from allauth.account.views import LoginView

from ..forms import PasswordLoginForm


class PasswordLoginView(LoginView):
    """The login page with a password instead of a code."""

    template_name = "account/login_password.html"

    def get_form_class(self) -> type[PasswordLoginForm]:
        return PasswordLoginForm


login_password = PasswordLoginView.as_view()
