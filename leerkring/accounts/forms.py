"""What people fill in to sign in, sign up and keep their account safe: allauth's forms in our words."""

import struct
from typing import Any

from allauth.account import forms as account
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp.forms import ActivateTOTPForm as AllauthActivateTOTPForm
from allauth.mfa.webauthn import forms as webauthn
from allauth.socialaccount import forms as social
from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

PASSWORD_HINT = _("At least 12 characters. A few words in a row are strong and easy to remember.")


class PlainWords(forms.BaseForm):
    """Gives fields our labels, and takes the grey texts inside them away: they vanish when you start to type."""

    labels: dict[str, Any] = {}
    hints: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")


class CodeField(PlainWords):
    """A form with a code: a phone shows its digits and offers the code it just received."""

    labels = {"code": _("Code")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "autocomplete": "one-time-code"}


class OnePassword(PlainWords):
    """A form that asks a new password once: who mistypes it can always log in with a code."""

    hints = {"password1": PASSWORD_HINT}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]


class LoginForm(PlainWords, account.LoginForm):
    """The address, to which a code is sent."""

    labels = {"login": _("E-mail address")}


class PasswordLoginForm(LoginForm):
    """Address and password, for who chose one."""

    labels = LoginForm.labels | {"password": _("Password")}

    def _setup_password_field(self) -> None:
        """Keep the password: allauth drops it where nobody is asked for one at sign-up."""


class SignupForm(PlainWords, account.SignupForm):
    """A new account."""

    labels = {"email": _("E-mail address")}
    hints = {"tussenvoegsel": _("For example: van der")}


class InstitutionSignupForm(PlainWords, social.SignupForm):
    """What the institution did not tell."""

    labels = SignupForm.labels
    hints = SignupForm.hints


class DisconnectForm(social.DisconnectForm):
    """Unlinking an institution; allowed without a password too, for a code by mail always works."""

    def clean(self) -> dict[str, Any] | None:
        return forms.Form.clean(self)


class ConfirmLoginCodeForm(CodeField, account.ConfirmLoginCodeForm):
    """The code of a login mail."""


class ConfirmEmailCodeForm(CodeField, account.ConfirmEmailVerificationCodeForm):
    """The code that shows whose address it is."""


class ConfirmResetCodeForm(CodeField, account.ConfirmPasswordResetCodeForm):
    """The code before a new password."""


class ResetPasswordForm(PlainWords, account.ResetPasswordForm):
    """Where to send that code."""

    labels = {"email": _("E-mail address")}


class ResetPasswordKeyForm(OnePassword, account.ResetPasswordKeyForm):
    """A new password after a code."""

    labels = {"password1": _("New password")}


class SetPasswordForm(OnePassword, account.SetPasswordForm):
    """A first password."""

    labels = {"password1": _("Password")}


class ChangePasswordForm(OnePassword, account.ChangePasswordForm):
    """Another password."""

    labels = {"oldpassword": _("Current password"), "password1": _("New password")}


class ReauthenticateForm(PlainWords, account.ReauthenticateForm):
    """The password, asked again."""

    labels = {"password": _("Password")}


class ChangeEmailForm(PlainWords, account.AddEmailForm):
    """Another address; it counts once its code is typed in."""

    labels = {"email": _("New e-mail address")}


class AuthenticateForm(CodeField, mfa.AuthenticateForm):
    """The second factor when signing in."""

    hints = {"code": _("Six digits from your app, or one of your recovery codes.")}


class MFAReauthenticateForm(CodeField, mfa.ReauthenticateForm):
    """The second factor, asked again."""

    hints = AuthenticateForm.hints


class ActivateTOTPForm(CodeField, AllauthActivateTOTPForm):
    """The first code of a new app, to show that it works."""

    labels = {"code": _("Code that the app shows now")}


# What the libraries underneath raise on an answer that no device gives.
RUBBISH = (LookupError, TypeError, ValueError, AttributeError, struct.error)


class SoundAnswer(webauthn.AuthenticateWebAuthnForm):
    """Refuses rubbish in place of a passkey's answer; allauth would stumble over it."""

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()
        except RUBBISH as error:
            raise get_adapter().validation_error("incorrect_code") from error


class PasskeyLoginForm(SoundAnswer, webauthn.LoginWebAuthnForm):
    """A passkey that signs in by itself."""


class PasskeyForm(SoundAnswer):
    """A passkey as second factor."""


class PasskeyReauthenticateForm(SoundAnswer, webauthn.ReauthenticateWebAuthnForm):
    """A passkey, asked again."""


class AddPasskeyForm(PlainWords, webauthn.AddWebAuthnForm):
    """A new passkey; always one that can sign in by itself."""

    labels = {"name": _("Name of this passkey")}
    hints = {"name": _("So that you know it again, for example: my phone")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].validators.append(MaxLengthValidator(60))
        self.fields["name"].widget.attrs["maxlength"] = 60
        del self.fields["passwordless"]

    def clean(self) -> dict[str, Any] | None:
        """Demand that the device looked at its owner: finger, face or PIN."""
        self.cleaned_data["passwordless"] = True
        try:
            return super().clean()
        except RUBBISH as error:
            raise get_adapter().validation_error("incorrect_code") from error


class EditPasskeyForm(PlainWords, webauthn.EditWebAuthnForm):
    """Another name for a passkey."""

    labels = AddPasskeyForm.labels
    hints = AddPasskeyForm.hints

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = forms.CharField(
            label=self.labels["name"], help_text=self.hints["name"], max_length=60, initial=self.initial["name"]
        )


class IdentityForm(CodeField, forms.Form):
    """The code that shows it is you, when you are signed in already."""

    code = forms.CharField()
