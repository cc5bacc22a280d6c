"""How allauth speaks and looks up people on this portal."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in by address."""


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Sign-in through an institution."""
