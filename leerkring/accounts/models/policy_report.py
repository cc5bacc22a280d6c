"""What browsers refused to load or run on our pages, because the content policy does not allow it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PolicyReport(models.Model):
    """How often on one day one rule stopped one source, by kind of page. No address, no person, no text of a page."""

    day = models.DateField(_("day"))
    directive = models.CharField(_("policy rule"), max_length=40)
    # The host that was asked, or a word such as *inline*; never a whole address.
    blocked = models.CharField(_("what was stopped"), max_length=120)
    # The name of the page as the portal knows it; empty for an address that is none of ours.
    page = models.CharField(_("page"), max_length=120, blank=True)
    count = models.PositiveIntegerField(_("times"), default=1)

    class Meta:
        verbose_name = _("report of the content policy")
        verbose_name_plural = _("reports of the content policy")
        ordering = ["-day", "-count"]
        constraints = [
            # The same is counted, not repeated: a page with one mistake is opened a thousand times a day.
            models.UniqueConstraint(fields=["day", "directive", "blocked", "page"], name="one_policy_report_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.directive}"
