"""App configuration."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """One way in and out for every upload of the portal."""

    name = "leerkring.files"
