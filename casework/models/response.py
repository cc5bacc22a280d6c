"""What a reader says to who wrote a reflection, and back: a conversation between the two of them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet

from .reflection import Reflection


class ReflectionResponse(models.Model):
    """One piece of feedback on a reflection, or the answer to it.

    Each reader has a conversation of their own with the author: who else reads along sees no word of it.
    """

    LONGEST = 5000

    reflection = models.ForeignKey(Reflection, on_delete=models.CASCADE, related_name="responses")
    # With whom the author speaks. What was said helps the author on, also when that account goes.
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="reflection_responses"
    )
    is_by_author = models.BooleanField(default=False)
    text = models.TextField(_("your feedback"), max_length=LONGEST)
    # Whether the author may put these words of somebody else in a portfolio; whoever wrote them decides.
    may_be_quoted = models.BooleanField(
        _("The author may put this in a portfolio, with my name."), default=False, db_default=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    # When whom it is for had it in front of them; null: not yet.
    seen_at = models.DateTimeField(null=True, blank=True)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("response to a reflection")
        verbose_name_plural = _("responses to reflections")
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return f"{self.reflection_id}: {self.pk}"
