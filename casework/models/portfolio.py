"""What somebody shows of their learning to others outside the portal."""

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet


class Portfolio(models.Model):
    """A choice of one's own work, in an order, with an introduction."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="portfolios")
    title = models.CharField(_("title"), max_length=160)
    introduction = models.TextField(_("introduction"), blank=True)
    # Feedback of others stands in it as far as each of them said that it may.
    with_feedback = models.BooleanField(_("With the feedback that I may quote"), default=True)
    with_goals = models.BooleanField(_("With my learning goals"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1)
    # The open page it was first written on: sent twice, it is still one portfolio.
    page = models.UUIDField(default=uuid.uuid4, editable=False)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("portfolio")
        verbose_name_plural = _("portfolios")
        ordering = ["-changed_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["owner", "page"], name="one_portfolio_per_page")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("casework:portfolio_detail", kwargs={"pk": self.pk})


class PortfolioItem(models.Model):
    """One thing in it: where it comes from (``portfolio_sources``), and its key there.

    What was deleted, or is no longer its owner's to show, is simply not there when the portfolio is made.
    """

    portfolio = models.ForeignKey(Portfolio, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=40)
    key = models.CharField(max_length=60)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("item of a portfolio")
        verbose_name_plural = _("items of portfolios")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["portfolio", "source", "key"], name="one_place_in_a_portfolio"),
        ]

    def __str__(self) -> str:
        return f"{self.source}:{self.key}"


class PortfolioExport(models.Model):
    """One making of a portfolio: how far it is, and its three forms. Its bytes go with it, after a week."""

    class Form(models.TextChoices):
        PDF = "pdf", _("PDF")
        HTML = "zip", _("web page (ZIP)")
        JSON = "json", _("data (JSON)")

    class Status(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    portfolio = models.ForeignKey(Portfolio, on_delete=models.CASCADE, related_name="exports")
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("export of a portfolio")
        verbose_name_plural = _("exports of portfolios")
        ordering = ["-pk"]
        constraints = [
            # A second press of the button waits for the first.
            models.UniqueConstraint(fields=["portfolio"], condition=Q(status="waiting"), name="one_export_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"{self.portfolio_id}: {self.status}"


class PortfolioFile(models.Model):
    """One form of it. In the database, so that erasing a person leaves no file behind."""

    export = models.ForeignKey(PortfolioExport, on_delete=models.CASCADE, related_name="files")
    form = models.CharField(max_length=10, choices=PortfolioExport.Form)
    content = models.BinaryField()
    size = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("file of a portfolio")
        verbose_name_plural = _("files of portfolios")
        constraints = [models.UniqueConstraint(fields=["export", "form"], name="one_file_per_form")]

    def __str__(self) -> str:
        return f"{self.export_id}.{self.form}"


class PortfolioLink(models.Model):
    """A private address at which somebody without account reads a portfolio until a day."""

    portfolio = models.ForeignKey(Portfolio, on_delete=models.CASCADE, related_name="links")
    name = models.CharField(_("for whom is it?"), max_length=120, blank=True)
    ends_on = models.DateField(_("works until and including"))
    # The token itself stands nowhere (rule 23).
    nonce = models.CharField(max_length=32)
    token_hash = models.CharField(max_length=64, unique=True)
    views = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("link to a portfolio")
        verbose_name_plural = _("links to portfolios")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.portfolio_id}: {self.ends_on}"

    def works_on(self, day: date) -> bool:
        """Whether it opens the portfolio on this day."""
        return self.revoked_at is None and day <= self.ends_on
