"""The method by which somebody would like their case to be talked through."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PreferredMethod(models.TextChoices):
    """The built-in methods of peer consultation, by their keys."""

    INCIDENT_SHORT = "incident_short", _("incident method, short")
    INCIDENT_HENDRIKSEN = "incident_hendriksen", _("incident method after Hendriksen")
    TEN_STEPS = "ten_steps", _("ten-step method")
    FIVE_STEPS = "five_steps", _("five-step method")
    GOSSIP = "gossip", _("gossip method")
    BALINT = "balint", _("Balint method")
    SOCRATIC = "socratic", _("Socratic dialogue")
    APPRECIATIVE = "appreciative", _("appreciative consultation")
    CLINIC = "clinic", _("clinic method")
    U_CASE_CLINIC = "u_case_clinic", _("U method (case clinic)")
    CRITICAL_FRIENDS = "critical_friends", _("critical friends")
    MORAL_DELIBERATION = "moral_deliberation", _("short moral deliberation")
