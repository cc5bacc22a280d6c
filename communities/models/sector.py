"""The corners of the triangle, and the residents who join it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sector(models.TextChoices):
    """Where a person or organisation stands."""

    EDUCATION = "education", _("education")
    RESEARCH = "research", _("research")
    PRACTICE = "practice", _("practice")
    RESIDENTS = "residents", _("residents")


# The triangle itself; residents are beside it.
CORNERS = [Sector.EDUCATION, Sector.RESEARCH, Sector.PRACTICE]
