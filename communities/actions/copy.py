"""Making a new circle after the example of another."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Part(models.TextChoices):
    """What may come along."""

    TEXTS = "texts", _("question and texts")
    MODULES = "modules", _("modules")
    CONTACTS = "contacts", _("contact persons from outside")
    ORGANISATIONS = "organisations", _("committed organisations")
    PLAN = "plan", _("plan of the meetings")
