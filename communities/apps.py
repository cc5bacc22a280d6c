"""App configuration."""

from django.apps import AppConfig


class CommunitiesConfig(AppConfig):
    """Who belongs where."""

    name = "communities"
