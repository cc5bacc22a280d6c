"""Puts our door in front of Django's administration."""

from django.contrib.admin.apps import AdminConfig


class OperatorAdminConfig(AdminConfig):
    """Django's administration, with ``OperatorSite`` as its site."""

    default_site = "leerkring.accounts.admin_site.OperatorSite"
