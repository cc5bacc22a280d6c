"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommunitiesConfig(AppConfig):
    """Who belongs where."""

    name = "communities"
    verbose_name = _("Circles")

    def ready(self) -> None:
        """Tell the portal about our mail and our steps of setting up."""
        from leerkring.notifications.kinds import Kind, register_kind

        from . import mails, summary
        from .setup import SetupStep, register_step

        register_kind(Kind("communities.invitation", _("Invitations to circles"), prepare=mails.prepare_invitations))
        register_step(
            SetupStep(1, _("Circle"), "communities:community_setup", summary.circle_facts, summary.circle_missing)
        )
        register_step(
            SetupStep(3, _("People"), "communities:invitation_setup", summary.people_facts, summary.nothing_missing)
        )
