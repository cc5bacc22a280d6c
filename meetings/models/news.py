"""What members put forward under *actualiteiten*."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet

from .meeting import Meeting


class NewsItem(models.Model):
    """News, a publication or an experience that somebody wants to talk about at a meeting."""

    class Kind(models.TextChoices):
        NEWS = "news", _("news")
        PUBLICATION = "publication", _("publication")
        EXPERIENCE = "experience", _("experience")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="news")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.NEWS)
    title = models.CharField(_("title"), max_length=200)
    # The person looks up the title themselves: the server opens no address that somebody typed.
    url = models.URLField(_("link"), max_length=500, blank=True)
    text = models.TextField(_("why it matters to us"), blank=True)
    # What somebody put forward stays with the circle when their account goes.
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    # In the order of the talk; the facilitator decides.
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("news item")
        verbose_name_plural = _("current affairs")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title
