"""App configuration."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Who logs in."""

    name = "leerkring.accounts"
