"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """One index of words for all that can be found."""

    name = "leerkring.search"
    verbose_name = _("Search")
