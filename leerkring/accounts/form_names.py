"""Which form of ours stands in for which of allauth's; settings read this."""

ACCOUNT = {
    "add_email": "leerkring.accounts.forms.ChangeEmailForm",
    "change_password": "leerkring.accounts.forms.ChangePasswordForm",
    "confirm_email_verification_code": "leerkring.accounts.forms.ConfirmEmailCodeForm",
    "confirm_login_code": "leerkring.accounts.forms.ConfirmLoginCodeForm",
    "confirm_password_reset_code": "leerkring.accounts.forms.ConfirmResetCodeForm",
    "login": "leerkring.accounts.forms.LoginForm",
    "reauthenticate": "leerkring.accounts.forms.ReauthenticateForm",
    "reset_password": "leerkring.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "leerkring.accounts.forms.ResetPasswordKeyForm",
    "set_password": "leerkring.accounts.forms.SetPasswordForm",
    "signup": "leerkring.accounts.forms.SignupForm",
}

MFA = {
    "activate_totp": "leerkring.accounts.forms.ActivateTOTPForm",
    "add_webauthn": "leerkring.accounts.forms.AddPasskeyForm",
    "authenticate": "leerkring.accounts.forms.AuthenticateForm",
    "authenticate_webauthn": "leerkring.accounts.forms.PasskeyForm",
    "edit_webauthn": "leerkring.accounts.forms.EditPasskeyForm",
    "login_webauthn": "leerkring.accounts.forms.PasskeyLoginForm",
    "reauthenticate": "leerkring.accounts.forms.MFAReauthenticateForm",
    "reauthenticate_webauthn": "leerkring.accounts.forms.PasskeyReauthenticateForm",
}

SOCIALACCOUNT = {
    "disconnect": "leerkring.accounts.forms.DisconnectForm",
    "signup": "leerkring.accounts.forms.InstitutionSignupForm",
}
