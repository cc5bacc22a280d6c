"""Rule 25: each choice about signing in is explicit."""

from importlib import import_module

import pytest
from allauth.account import app_settings as account
from allauth.mfa import app_settings as mfa
from allauth.socialaccount import app_settings as social
from django.conf import settings

from leerkring.environment import cache_backends

# What stands in the file, whatever a test changed.
written = import_module(settings.SETTINGS_MODULE)

CHOICES = {
    "ACCOUNT_EMAIL_VERIFICATION": (account, "mandatory"),
    "ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED": (account, True),
    "ACCOUNT_PREVENT_ENUMERATION": (account, True),
    "ACCOUNT_REAUTHENTICATION_REQUIRED": (account, True),
    "ACCOUNT_EMAIL_NOTIFICATIONS": (account, True),
    "ACCOUNT_LOGIN_BY_CODE_ENABLED": (account, True),
    "ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS": (account, 3),
    "ACCOUNT_LOGIN_BY_CODE_TIMEOUT": (account, 600),
    "ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT": (account, 600),
    "ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT": (account, 600),
    "ACCOUNT_LOGOUT_ON_GET": (account, False),
    "ACCOUNT_CONFIRM_EMAIL_ON_GET": (account, False),
    "ACCOUNT_LOGIN_ON_PASSWORD_RESET": (account, False),
    "ACCOUNT_UNIQUE_EMAIL": (account, True),
    "MFA_WEBAUTHN_USER_VERIFICATION": (mfa, "required"),
    "MFA_SUPPORTED_TYPES": (mfa, ["totp", "webauthn", "recovery_codes"]),
    "MFA_PASSKEY_LOGIN_ENABLED": (mfa, True),
    "MFA_REAUTHENTICATION_REQUIRED": (mfa, True),
    "MFA_TOTP_TOLERANCE": (mfa, 0),
    "MFA_TRUST_ENABLED": (mfa, False),
    "SOCIALACCOUNT_EMAIL_AUTHENTICATION": (social, False),
    "SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT": (social, False),
    "SOCIALACCOUNT_LOGIN_ON_GET": (social, False),
    "SOCIALACCOUNT_STORE_TOKENS": (social, False),
    "SOCIALACCOUNT_EMAIL_VERIFICATION": (social, "mandatory"),
}


@pytest.mark.parametrize("name", CHOICES)
def test_setting_is_written_down_and_in_force(name):
    app, value = CHOICES[name]

    assert getattr(written, name) == value
    assert getattr(app, name.partition("_")[2]) == value


def test_every_limit_is_written_down():
    assert set(written.ACCOUNT_RATE_LIMITS) >= set(account.RATE_LIMITS) - {"change_phone", "verify_phone"}
    assert all(account.RATE_LIMITS[name] == limit for name, limit in written.ACCOUNT_RATE_LIMITS.items())


def test_proxies_are_counted_and_none_is_trusted_by_default():
    assert written.ALLAUTH_TRUSTED_PROXY_COUNT == 0


@pytest.mark.parametrize("redis", ["", "redis://127.0.0.1:6379/0"])
def test_limits_are_counted_in_a_cache_that_processes_share(redis):
    assert cache_backends(written.REDIS_URL) == written.CACHES
    assert "locmem" not in cache_backends(redis)["default"]["BACKEND"]


def test_only_allauth_lets_people_in():
    assert settings.AUTHENTICATION_BACKENDS == ["allauth.account.auth_backends.AuthenticationBackend"]


def test_cookies_are_out_of_reach_of_scripts_and_other_sites():
    assert settings.SESSION_COOKIE_HTTPONLY and settings.CSRF_COOKIE_HTTPONLY
    assert settings.SESSION_COOKIE_SAMESITE == "Lax"
